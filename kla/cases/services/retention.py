"""Until when a case is kept after its end, and what keeps it from being erased.

The month that counts, and whether and why there is a legal hold, is sealed with the case. In clear
is the month in which its kind of file is looked at first: the same for every kind.
"""

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import retention
from kla.cases.models import Case, CaseSection, Erasure
from kla.cases.services import notes, reach, reports, sections, summaries
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.services.reach import Clear
from kla.cases.types import AddNote, OpenedSection, SectionName
from kla.cases.types.retention import HoldCase, RetentionRow
from kla.core import clock
from kla.core.errors import Conflict, DomainError, Forbidden
from kla.core.periods import month_of
from kla.crypto.envelope import unseal
from kla.trail import services as trail

NAME = SectionName.RETENTION
MOST = 500


def begin(session: Session, actor: Actor, opened: OpenCase, shortest: int) -> None:
    """Set until when a case that ends now is kept: by its kinds, `shortest` years at least."""
    opened.case.retain_month = month_of(clock.today(), years_later=shortest)
    period = retention.period_for(summaries.read(session, opened)["kinds"])
    years = max(shortest, period.years)
    content = {
        **sections.read(session, opened, NAME).content,
        "month": month_of(clock.today(), years_later=years),
        "years": years,
        "official": period.official,
        "source": period.source,
    }
    sections.put(session, actor, opened, {NAME: content})


def hold(session: Session, actor: Actor, case_id: uuid.UUID, command: HoldCase) -> None:
    """Keep a case from being erased, for a reason: a proceeding that goes on, say.

    Raises `Conflict` where it is held already or somebody else wrote in between.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_RETAIN, to_change=True)
    before = sections.read(session, opened, NAME)
    if hold_of(before.content):
        raise Conflict(section=NAME)
    reports.require_text(command.reason, "reason")
    held = {
        "reason": command.reason,
        "by": str(actor.account_id),
        "at": clock.now().isoformat(),
    }
    content = {**before.content, "hold": held}
    sections.put(session, actor, opened, {NAME: content}, {NAME: command.seen})
    _note(session, actor, opened, command.reason, "held")


def release(session: Session, actor: Actor, case_id: uuid.UUID, command: HoldCase) -> None:
    """End a legal hold, for a reason; the hold and why it ended stay among the notes.

    Raises `Conflict` where there is none or somebody else wrote in between.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_RETAIN, to_change=True)
    before = sections.read(session, opened, NAME)
    if not hold_of(before.content):
        raise Conflict(section=NAME)
    reports.require_text(command.reason, "reason")
    content = {name: value for name, value in before.content.items() if name != "hold"}
    sections.put(session, actor, opened, {NAME: content}, {NAME: command.seen})
    _note(session, actor, opened, command.reason, "released")


def hold_of(content: sections.Content) -> dict[str, Any]:
    """The legal hold of an opened section; empty where there is none."""
    return dict(content.get("hold") or {})


def month_due(case: Case, content: sections.Content) -> str:
    """From which month on a case may be erased; empty for one that goes on."""
    if case.retain_month is None:
        return ""
    return max(case.retain_month, str(content.get("month", "")))


def list_due(session: Session, actor: Actor) -> list[RetentionRow]:
    """The cases in reach whose time is over, those on hold too, and a line that somebody looked.

    Raises `Forbidden`.
    """
    if not actor.may(Permission.CASE_RETAIN):
        raise Forbidden(refused=Permission.CASE_RETAIN)
    this_month = month_of(clock.today())
    query = reach.in_reach(actor).where(Case.retain_month <= this_month)
    found = reach.fetch(session, query.order_by(Case.retain_month, Case.id).limit(MOST))
    opened = _sections(session, actor, found)
    asked = set(session.scalars(select(Erasure.case_id).where(Erasure.erased.is_(None))))
    rows = [
        _row(row, opened.get(row.case_id, {}), row.case_id in asked, this_month) for row in found
    ]
    trail.record(session, actor, "case.retention_listed", cases=len(rows))
    return [row for row in rows if row.month <= this_month]


def read(session: Session, opened: OpenCase) -> OpenedSection:
    """The sealed part on retention of a case that somebody has opened."""
    return sections.read(session, opened, NAME)


def _row(row: Clear, content: sections.Content, proposed: bool, this_month: str) -> RetentionRow:
    month = str(content.get("month", this_month))
    reason = str(hold_of(content).get("reason", ""))
    return RetentionRow(row.case_id, row.number, row.state, month, reason, proposed)


def _sections(
    session: Session, actor: Actor, found: list[Clear]
) -> dict[uuid.UUID, sections.Content]:
    keys = reach.keys_of(session, actor, found)
    query = select(CaseSection).where(CaseSection.case_id.in_(keys), CaseSection.name == NAME)
    opened: dict[uuid.UUID, sections.Content] = {}
    for section in session.scalars(query):
        try:
            opened[section.case_id] = unseal(keys[section.case_id], section.ct, section.address)
        except DomainError:  # tampered with: the page of the case will say so
            continue
    return opened


def _note(session: Session, actor: Actor, opened: OpenCase, reason: str, about: str) -> None:
    notes.put(session, actor, opened, AddNote(text=reason, about=about))
    trail.record(session, actor, f"case.{about}", opened.history, case=str(opened.id))
