"""The people of a case: added, corrected, set aside. Two who correct different people don't clash.

Each has a mark of what stood there when the writer began; another mark means that somebody else
was faster. The whole section is sealed at once, under the lock of the case's row.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import guardianship, vocabulary
from kla.cases.guardianship import Person, Purpose
from kla.cases.services import reports, sections, summaries
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import SectionName, Victim
from kla.cases.types.people import (
    PersonDetails,
    PersonRole,
    PutPerson,
    RemovePerson,
    content_of,
    mark_of,
    rows_of,
)
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Conflict, Invalid, NotFound
from kla.trail import services as trail

MOST = 60
LISTS = {
    "sex": "sexes",
    "religion": "religions",
    "citizenship": "citizenship",
    "education": "education",
    "work": "work",
    "marital": "marital",
    "disabilities": "disabilities",
    "ampk": "ampk",
}
RELATIONS = {
    PersonRole.REPORTER: "reporters",
    PersonRole.PERPETRATOR: "relations",
    PersonRole.FAMILY: "family_relations",
}
LINES = ("birthplace", "address_kk", "address")
NAMES = ("name", "nik", "kk", "phone")
NEEDED = {
    PersonRole.VICTIM: ("name", "sex", "kelurahan"),
    PersonRole.FAMILY: ("name", "relation"),
    PersonRole.PERPETRATOR: ("relation",),
    PersonRole.REPORTER: ("relation",),
}
IN_REPORT = ("relation", "anonymous", "name", "phone")


@dataclass(frozen=True, slots=True)
class Roll:
    """The people of a case as their page shows them."""

    case_id: uuid.UUID
    people: tuple[Person, ...]
    removed: tuple[Mapping[str, Any], ...]
    guardian_suspected: bool
    linked: Mapping[str, list[str]]

    def find(self, role: PersonRole, person: uuid.UUID) -> Person:
        """Somebody by role and name. Raises `NotFound`."""
        return find(self.people, role, person)


def read_roll(session: Session, actor: Actor, case_id: uuid.UUID) -> Roll:
    """The people of a case, with a line that they were read."""
    opened = open_case(session, actor, case_id, Permission.CASE_READ)
    trail.record(session, actor, "case.read", opened.history, case=str(case_id))
    return roll_of(session, opened)


def roll_of(session: Session, opened: OpenCase) -> Roll:
    """The people of a case, for a service that has authorized."""
    persons, core = _stored(session, opened)
    return Roll(
        case_id=opened.id,
        people=tuple(guardianship.people_of(persons, core)),
        removed=tuple(persons.get("removed", [])),
        guardian_suspected=guardianship.is_guardian_suspected(persons, core),
        linked=persons.get("linked", {}),
    )


def find(people: tuple[Person, ...], role: PersonRole, person: uuid.UUID) -> Person:
    """Somebody by role and name. Raises `NotFound`."""
    for one in people:
        if one.role == role and one.ref == person.hex:
            return one
    raise NotFound(refused="person")


def put_person(session: Session, actor: Actor, case_id: uuid.UUID, command: PutPerson) -> None:
    """Add somebody to a case, or correct what is known of them. The same form twice is one person.

    Raises `Invalid` naming the field, `NotFound` where there is nobody to correct, `Conflict`
    where somebody else corrected them in between.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    check(command.role, command.details)
    persons, core = _stored(session, opened)
    known = _known(persons, core, command.role, command.person)
    if known is not None and not command.seen:
        return  # sent twice
    if command.seen:
        _must_be_as_seen(known, command.seen)
    content = content_of(command.role, command.details)
    if command.role is PersonRole.REPORTER:
        written = _with_reporter(persons, core, content)
    else:
        written = {SectionName.PERSONS: _with_row(persons, command, content)}
    sections.put(session, actor, opened, written)
    if command.role is PersonRole.VICTIM:
        renew_summary(session, actor, opened, written[SectionName.PERSONS])


def remove_person(
    session: Session, actor: Actor, case_id: uuid.UUID, command: RemovePerson
) -> None:
    """Set somebody aside who does not belong to a case, with the reason.

    Raises `Invalid` for the last victim and for the reporter, and what `put_person` raises.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    reports.require_text(command.reason, "reason")
    persons, core = _stored(session, opened)
    known = _must_be_as_seen(_known(persons, core, command.role, command.person), command.seen)
    written = _without(persons, command)
    aside = {
        **known.facts,
        "role": str(command.role),
        "reason": command.reason,
        "by": str(actor.account_id),
        "at": clock.now().isoformat(),
    }
    written["removed"] = [*persons.get("removed", []), aside]
    sections.put(session, actor, opened, {SectionName.PERSONS: written})
    if command.role is PersonRole.VICTIM:
        renew_summary(session, actor, opened, written)


def _must_be_as_seen(known: Person | None, seen: str) -> Person:
    if known is None:
        raise NotFound(refused="person")
    if mark_of(known.facts) != seen:
        raise Conflict(section=SectionName.PERSONS)
    return known


def _without(persons: Mapping[str, Any], command: RemovePerson) -> dict[str, Any]:
    if command.role is PersonRole.REPORTER:
        raise Invalid("cannot-be-removed", field="reason")
    ref = command.person.hex
    left = [row for row in rows_of(persons, command.role) if row["person"] != ref]
    if command.role is PersonRole.VICTIM and not left:
        raise Invalid("cannot-be-removed", field="reason")
    return {**persons, command.role: left}


def refuse_recipient(
    session: Session, opened: OpenCase, recipient: str, purpose: Purpose, field: str
) -> None:
    """Raise `Invalid` where something would go to a suspect, for a service that has authorized.

    `recipient` is what was typed as the one who gets it, or the name that a person goes by here.
    """
    persons, core = _stored(session, opened)
    guardianship.require(guardianship.people_of(persons, core), recipient, purpose, field)


def check(role: PersonRole, details: PersonDetails) -> None:
    """Raise `Invalid`, naming the field, for what can't be so. Odd numbers are no such thing."""
    content = content_of(role, details)
    for name in NEEDED[role]:
        if not str(content[name]).strip():
            raise Invalid("missing", field=name)
    _check_words(role, content)
    if details.born is not None:
        reports.not_in_future(details.born, "born")
    if details.age is not None and not 0 <= details.age <= reports.OLDEST:
        raise Invalid("age-out-of-range", field="age")


def _check_words(role: PersonRole, content: Mapping[str, Any]) -> None:
    for name, longest in _longest(content):
        reports.check_text(content[name], name, longest)
    for name, words in {**LISTS, "relation": RELATIONS.get(role, "")}.items():
        chosen = content.get(name) or []
        for code in [chosen] if isinstance(chosen, str) else chosen:
            vocabulary.require(words, code, name)
    if content["kelurahan"]:
        reports.check_kelurahan(content["kelurahan"], "kelurahan")


def _longest(content: Mapping[str, Any]) -> list[tuple[str, int]]:
    texts = {"hope": reports.LONGEST_TEXT, "remarks": reports.LONGEST_TEXT}
    texts |= dict.fromkeys(LINES, reports.LONGEST_LINE)
    texts |= dict.fromkeys(NAMES, reports.LONGEST_NAME)
    return [(name, longest) for name, longest in texts.items() if name in content]


def renew_summary(
    session: Session, actor: Actor, opened: OpenCase, persons: Mapping[str, Any]
) -> None:
    """Let lists and the search find the victims as they are known now."""
    before = summaries.read(session, opened)
    day = datetime.fromisoformat(before["received"]).astimezone(WITA).date()
    victims = [_victim(row) for row in rows_of(persons, PersonRole.VICTIM)]
    summaries.change(session, actor, opened, **summaries.of_victims(victims, day))


def _victim(row: Mapping[str, Any]) -> Victim:
    born = row.get("born")
    return Victim(
        name=row["name"],
        sex=row["sex"],
        born=date.fromisoformat(born) if born else None,
        age=row.get("age"),
        kelurahan=row["kelurahan"],
        nik=row.get("nik", ""),
        person=uuid.UUID(row["person"]),
    )


def _stored(session: Session, opened: OpenCase) -> tuple[dict[str, Any], dict[str, Any]]:
    persons = dict(sections.read(session, opened, SectionName.PERSONS).content)
    return persons, dict(sections.read(session, opened, SectionName.CORE).content)


def _known(
    persons: Mapping[str, Any], core: Mapping[str, Any], role: PersonRole, person: uuid.UUID
) -> Person | None:
    people = guardianship.people_of(persons, core)
    return next((one for one in people if (one.role, one.ref) == (role, person.hex)), None)


def _with_row(
    persons: Mapping[str, Any], command: PutPerson, content: Mapping[str, Any]
) -> dict[str, Any]:
    """The section with one row put in its place, or behind the others."""
    rows, ref = rows_of(persons, command.role), command.person.hex
    if all(row["person"] != ref for row in rows):
        rows.append({"person": ref})
    if len(rows) > MOST:
        raise Invalid("too-many", field="name")
    placed = [{**row, **content} if row["person"] == ref else row for row in rows]
    return {**persons, command.role: placed}


def _with_reporter(
    persons: Mapping[str, Any], core: Mapping[str, Any], content: Mapping[str, Any]
) -> dict[SectionName, dict[str, Any]]:
    """Who reported stands in the report, and what else is known of them among the people.

    Of who wishes to stay unnamed nothing is kept but the relation.
    """
    anonymous = bool(content["anonymous"])
    said = {
        "relation": content["relation"],
        "anonymous": anonymous,
        "reporter_name": "" if anonymous else content["name"],
        "reporter_phone": "" if anonymous else content["phone"],
    }
    more = {name: value for name, value in content.items() if name not in IN_REPORT}
    before = dict(persons.get(PersonRole.REPORTER, {}))
    written = {**persons, PersonRole.REPORTER: {} if anonymous else {**before, **more}}
    return {SectionName.CORE: {**core, **said}, SectionName.PERSONS: written}
