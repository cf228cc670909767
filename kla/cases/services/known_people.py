"""Saying that somebody in a case is one who is known already: of this case, or of another one.

Only cases that the worker can open are looked into, and only as many as fit a page: those in
which a victim has a like name, then those that are most urgent.
"""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import identity_numbers, name_lines, names
from kla.cases.guardianship import SHORTEST_PHONE, Person
from kla.cases.numbers import case_number
from kla.cases.services import listing, lookup, people, reach, sections
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.services.people import Roll
from kla.cases.types import ListFilter, SectionName
from kla.cases.types.people import LinkPerson, PersonRole, rows_of
from kla.core.errors import DomainError, Invalid, NotFound
from kla.trail import services as trail

MOST_CASES = 25
MOST_SHOWN = 10
# What two people have in common, the strongest first; a day of birth alone is shared by many.
NIK, PHONE, NAME, BORN = "nik", "phone", "name", "born"
ENOUGH = frozenset({NIK, PHONE, NAME})


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who may be the same one, and what they have in common."""

    case_id: uuid.UUID
    number: str
    person: Person
    reasons: tuple[str, ...]


def find_known(
    session: Session, actor: Actor, case_id: uuid.UUID, role: PersonRole, person: uuid.UUID
) -> tuple[Person, list[Known]]:
    """Who may be the same human being as somebody in a case, the likeliest first.

    Leaves a line in each case that was looked into.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE)
    roll = people.roll_of(session, opened)
    who = roll.find(role, person)
    here = [one for one in roll.people if one.role != who.role]
    found = list(_alike(opened, here, who))
    for other in _others(session, actor, opened, roll, who):
        found += _alike(other, people.roll_of(session, other).people, who)
    found.sort(key=lambda one: (NIK not in one.reasons, -len(one.reasons)))
    return who, found[:MOST_SHOWN]


def link_person(session: Session, actor: Actor, case_id: uuid.UUID, command: LinkPerson) -> None:
    """Let somebody go by the name of one who is known already, wherever the case names them.

    Raises `NotFound` for a case or person out of reach, `Invalid` where both stand in the same
    role of the case already.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    roll = people.roll_of(session, opened)
    roll.find(command.role, command.person)
    other = opened
    if command.known_case != case_id:
        other = open_case(session, actor, command.known_case, Permission.CASE_READ)
    old, new = command.person.hex, command.known.hex
    if new not in {one.ref for one in people.roll_of(session, other).people}:
        raise NotFound(refused="person")
    if old == new:
        return
    roles = {ref: {one.role for one in roll.people if one.ref == ref} for ref in (old, new)}
    if roles[old] & roles[new]:
        raise Invalid("same-role-twice", field="known")
    _rename(session, actor, opened, (old, new), other.id)
    trail.record(session, actor, "case.person_linked", opened.history, case=str(case_id))


def cases_with(session: Session, actor: Actor, opened_in: Roll, person: Person) -> list[str]:
    """The other cases in which somebody is known to stand, as far as the actor reaches them."""
    found = []
    for case_id in opened_in.linked.get(person.ref, ()):
        try:
            lookup.must_reach(session, actor, uuid.UUID(case_id))
        except NotFound:
            continue
        found.append(case_id)
    return found


def _rename(
    session: Session, actor: Actor, opened: OpenCase, pair: tuple[str, str], other: uuid.UUID
) -> None:
    """Write one name in place of the other in the sections that name people."""
    persons = dict(sections.read(session, opened, SectionName.PERSONS).content)
    for role in (PersonRole.VICTIM, PersonRole.PERPETRATOR, PersonRole.FAMILY):
        persons[role] = rows_of(persons, role)
    reporter = next(one for one in people.roll_of(session, opened).people if _reports(one))
    persons[PersonRole.REPORTER] = {**persons.get(PersonRole.REPORTER, {}), "person": reporter.ref}
    persons = _renamed(persons, pair)
    elsewhere = {*persons.get("linked", {}).get(pair[1], []), str(other)} - {str(opened.id)}
    persons["linked"] = {**persons.get("linked", {}), pair[1]: sorted(elsewhere)}
    written = {SectionName.PERSONS: persons}
    consents = sections.read(session, opened, SectionName.CONSENTS).content
    if consents:
        written[SectionName.CONSENTS] = _renamed(dict(consents), pair)
    sections.put(session, actor, opened, written)
    people.renew_summary(session, actor, opened, persons)


def _reports(person: Person) -> bool:
    return person.role == PersonRole.REPORTER


def _renamed(value: Any, pair: tuple[str, str]) -> Any:  # noqa: ANN401 -- whatever JSON holds
    if isinstance(value, dict):
        return {_renamed(name, pair): _renamed(one, pair) for name, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, pair) for one in value]
    return pair[1] if value == pair[0] else value


def _alike(opened: OpenCase, there: Iterable[Person], who: Person) -> Iterator[Known]:
    number = case_number(opened.id, opened.case.opened_month)
    for one in there:
        reasons = tuple(_in_common(who, one))
        if one.ref != who.ref and ENOUGH & set(reasons):
            yield Known(opened.id, number, one, reasons)


def _in_common(one: Person, other: Person) -> Iterator[str]:
    for name, value_of in _VALUES.items():
        value = value_of(one)
        if value and value == value_of(other):
            yield name


def _phone(person: Person) -> str:
    digits = re.sub(r"\D", "", str(person.facts.get("phone", "")))[-9:]
    return digits if len(digits) >= SHORTEST_PHONE else ""


_VALUES: dict[str, Callable[[Person], str]] = {
    NIK: lambda one: identity_numbers.bare(str(one.facts.get("nik", ""))),
    PHONE: _phone,
    NAME: lambda one: names.skeleton(names.fold(one.name)),
    BORN: lambda one: str(one.facts.get("born", "")),
}


def _others(
    session: Session, actor: Actor, opened: OpenCase, roll: Roll, who: Person
) -> Iterator[OpenCase]:
    """Cases of the actor to look into, each opened once and with a line that it was."""
    for case_id in _case_ids(session, actor, roll, who)[:MOST_CASES]:
        if case_id == opened.id:
            continue
        try:
            other = open_case(session, actor, case_id, Permission.CASE_READ)
        except DomainError:  # out of reach, or tampered with: its own page says so
            continue
        about = str(case_id)
        trail.record(session, actor, "case.people_compared", other.history, case=about)
        yield other


def _case_ids(session: Session, actor: Actor, roll: Roll, who: Person) -> list[uuid.UUID]:
    asked = [who.name, *(one.name for one in roll.people if one.role == PersonRole.VICTIM)]
    found: list[uuid.UUID] = []
    for name in dict.fromkeys(asked):
        if name_lines.is_searchable(name):
            rows = listing.list_cases(session, actor, ListFilter(query=name)).rows
            found += [row.case_id for row in rows if row.summary]
    urgent = reach.in_order(reach.in_reach(actor)).limit(MOST_CASES)
    found += [row.case_id for row in reach.fetch(session, urgent)]
    return list(dict.fromkeys(found))
