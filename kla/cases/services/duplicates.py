"""Deciding about cases that may be about the same child; what was said is sealed with the case."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import Case, CaseNote, CaseSection
from kla.cases.services import candidates, intake, notes, notices, reach, reports, sections
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import ACTIVE, AddNote, RegisterCase, SectionName
from kla.cases.types.duplicates import KEPT, Candidate, Choice, Choices, Pending
from kla.core import clock
from kla.core.errors import Conflict, DomainError, Forbidden, Invalid
from kla.crypto.envelope import unseal
from kla.trail import services as trail

NAME = SectionName.DUPLICATES
MOST = 200
REPORT = "report"


@dataclass(frozen=True, slots=True)
class Said:
    """Which cases were like a report, what was said of each, and the report told in words."""

    found: list[Candidate]
    choices: Choices
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a report, and the case to go on with where two are said to be one."""

    case_id: uuid.UUID
    was_added: bool = False
    to_merge: uuid.UUID | None = None


def look(
    session: Session, actor: Actor, case_id: uuid.UUID, command: RegisterCase
) -> list[Candidate]:
    """The cases that may be about a child of a report that is not registered yet.

    Nothing for a report that is: sent twice it is not asked about again. Raises `Forbidden`,
    `Invalid` for a report that can't be so.
    """
    if not actor.may(Permission.CASE_REGISTER):
        raise Forbidden(refused=Permission.CASE_REGISTER)
    reports.check(command)
    if session.get(Case, case_id) is not None:
        return []
    return candidates.find(session, actor, case_id, candidates.sought_of_report(command), {})


def register(
    session: Session,
    actor: Actor,
    case_id: uuid.UUID,
    command: RegisterCase,
    said: Said,
) -> Decided:
    """Register a report with what was said about cases like it, or add it to one of these.

    Raises what `register_case` raises and, where it is added, `NotFound` and `InvalidTransition`.
    """
    for one in said.found:
        if said.choices.get(one.mark) is Choice.ADD and one.case_id is not None:
            add_report(session, actor, one.case_id, said.text, case_id)
            return Decided(one.case_id, was_added=True)
    intake.register_case(session, actor, case_id, command)
    if not said.found:
        return Decided(case_id)
    session.flush()
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    _keep(session, actor, opened, said.found, said.choices)
    return Decided(case_id, to_merge=_to_merge(said.found, said.choices))


def read(session: Session, actor: Actor, case_id: uuid.UUID) -> tuple[int, list[Candidate]]:
    """The cases that may be about a child of a case, and the version of what was said of them.

    Leaves a line in it and in each that was opened to be compared.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE)
    trail.record(session, actor, "case.duplicates_looked_for", opened.history, case=str(case_id))
    said = sections.read(session, opened, NAME)
    sought = candidates.sought_of_case(session, opened)
    return said.version, candidates.find(session, actor, case_id, sought, said.content)


def decide(
    session: Session, actor: Actor, case_id: uuid.UUID, choices: Choices, seen: int
) -> uuid.UUID | None:
    """Keep what somebody says about a case and those like it; answers which is to be merged.

    Raises `Conflict` where somebody else decided in between, `Invalid` for a pair that is none.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    said = sections.read(session, opened, NAME)
    if said.version != seen:
        raise Conflict(section=NAME)
    sought = candidates.sought_of_case(session, opened)
    found = candidates.find(session, actor, case_id, sought, said.content)
    if choices.keys() - {one.mark for one in found} or set(choices.values()) - KEPT:
        raise Invalid("unknown-code", field="choices")
    changed = [one for one in found if choices.get(one.mark, one.choice) is not one.choice]
    if changed:
        _keep(session, actor, opened, changed, choices)
    return _to_merge(found, choices)


def add_report(
    session: Session, actor: Actor, case_id: uuid.UUID, text: str, entry: uuid.UUID
) -> None:
    """Put a report, told in words, to a case that is there. Sent twice, it is there once.

    Raises `NotFound` out of reach, `InvalidTransition` for a case that is over.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    opened.case.state.require(ACTIVE)
    if session.get(CaseNote, uuid.uuid5(entry, f"{REPORT}-0")) is not None:
        return
    pieces = range(0, max(len(text), 1), reports.LONGEST_TEXT)
    for number, start in enumerate(pieces):
        piece = text[start : start + reports.LONGEST_TEXT]
        name = uuid.uuid5(entry, f"{REPORT}-{number}")
        notes.put(session, actor, opened, AddNote(text=piece, about=REPORT, note_id=name))
    notices.tell_at_once(session, actor, opened.case.unit_id, ())
    trail.record(session, actor, "case.report_added", opened.history, case=str(case_id))


def list_pending(session: Session, actor: Actor) -> list[Pending]:
    """The cases in a supervisor's reach with pairs that wait for a word. Raises `Forbidden`."""
    if not actor.may(Permission.CASE_MERGE):
        raise Forbidden(refused=Permission.CASE_MERGE)
    asked = select(CaseSection.case_id).where(CaseSection.name == NAME)
    query = reach.in_order(reach.in_reach(actor).where(Case.id.in_(asked))).limit(MOST)
    found = reach.fetch(session, query)
    keys = reach.keys_of(session, actor, found)
    rows = {row.case_id: row for row in reach.rows_with(session, found, keys)}
    said = _said_in(session, keys)
    trail.record(session, actor, "case.duplicates_listed", cases=len(found))
    pending = [
        _pending(rows[one.case_id].number, rows[one.case_id].summary, one.case_id, said)
        for one in found
    ]
    return [one for one in pending if one.undecided or one.said_same]


def waiting_in(content: sections.Content) -> int:
    """How many pairs of a case wait for a word, for its page."""
    choices = [one["choice"] for one in content.get("entries", {}).values()]
    return sum(one != Choice.OTHER for one in choices)


def _pending(
    number: str, summary: Mapping[str, Any], case_id: uuid.UUID, said: dict[uuid.UUID, list[str]]
) -> Pending:
    choices = said.get(case_id, [])
    return Pending(
        case_id,
        number,
        tuple(summary.get("initials", ())),
        choices.count(Choice.LATER),
        choices.count(Choice.SAME),
    )


def _said_in(session: Session, keys: Mapping[uuid.UUID, bytes]) -> dict[uuid.UUID, list[str]]:
    query = select(CaseSection).where(CaseSection.case_id.in_(keys), CaseSection.name == NAME)
    found: dict[uuid.UUID, list[str]] = {}
    for row in session.scalars(query):
        try:
            content = unseal(keys[row.case_id], row.ct, row.address)
        except DomainError:  # tampered with: the page of the case will say so
            continue
        found[row.case_id] = [one["choice"] for one in content.get("entries", {}).values()]
    return found


def _keep(
    session: Session, actor: Actor, opened: OpenCase, found: list[Candidate], choices: Choices
) -> None:
    before = sections.read(session, opened, NAME).content.get("entries", {})
    fresh = {one.mark: _entry(actor, one, choices[one.mark]) for one in found}
    sections.put(session, actor, opened, {NAME: {"entries": {**before, **fresh}}})
    about = str(opened.id)
    trail.record(session, actor, "case.duplicates_decided", opened.history, case=about)
    if any(choices[one.mark] is Choice.SAME for one in found):
        notices.tell_at_once(session, actor, opened.case.unit_id, ())


def _entry(actor: Actor, candidate: Candidate, choice: Choice) -> dict[str, Any]:
    return {
        "choice": str(choice if choice in KEPT else Choice.SAME),
        "case": candidate.case_id.hex if candidate.case_id else "",
        "unit": candidate.unit,
        "reasons": list(candidate.reasons),
        "by": str(actor.account_id),
        "at": clock.now().isoformat(),
    }


def _to_merge(found: list[Candidate], choices: Choices) -> uuid.UUID | None:
    for one in found:
        if choices.get(one.mark) is Choice.SAME and one.may_merge:
            return one.case_id
    return None
