"""A case that ends outside of our services: referred, handed over, not ours, not enough known."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.guardianship import Purpose
from kla.cases.models import Case
from kla.cases.services import identification, people, reports, sections, summaries
from kla.cases.services.lookup import open_case
from kla.cases.types import EXITS, CaseState, LeaveCase, SectionName
from kla.cases.types.actions import Action, require
from kla.core import clock
from kla.core.errors import Invalid, InvalidTransition
from kla.trail import services as trail

# What has to be said for each exit, besides the reason.
WANTED: dict[CaseState, tuple[str, ...]] = {
    CaseState.REFERRED: ("to", "told", "safety"),
    CaseState.TRANSFERRED: ("to", "told", "safety"),
    CaseState.OUTSIDE_AUTHORITY: ("to", "told"),
    CaseState.INSUFFICIENT: ("tried",),
}
WORDS = ("reason", "to", "told", "tried", "safety")
# Before anybody has the case it has not been taken on.
EARLY = frozenset({CaseState.INTAKE, CaseState.IDENTIFICATION})


def leave_case(session: Session, actor: Actor, case_id: uuid.UUID, command: LeaveCase) -> Case:
    """Let a case end by one of the exits; its clocks stop and its time of retention begins.

    Raises `InvalidTransition` where no such exit is at this stage, `Invalid` naming the field,
    also where it was not confirmed.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_IDENTIFY, to_change=True)
    case = opened.case
    require(case.state, Action.LEAVE)
    if command.outcome not in EXITS:
        raise InvalidTransition(source=case.state, target=command.outcome)
    target = case.state.to(command.outcome)
    _check(command)
    people.refuse_recipient(session, opened, command.to, Purpose.REFERRAL, "to")
    content = _content(actor, command) | {"from": str(case.state)}
    sections.put(session, actor, opened, {SectionName.EXIT: content})
    if case.state in EARLY:
        summaries.change(session, actor, opened, accepted=False)
    case.state = target
    identification.end(session, actor, opened, command.retention_years)
    state = str(case.state)
    trail.record(session, actor, "case.left", opened.history, case=str(case.id), state=state)
    return case


def _check(command: LeaveCase) -> None:
    for word in WORDS:
        reports.check_text(getattr(command, word), word)
    for word in ("reason", *WANTED[command.outcome]):
        reports.require_text(getattr(command, word), word)
    if not command.confirmed:
        raise Invalid("unconfirmed", field="confirmed")


def _content(actor: Actor, command: LeaveCase) -> dict[str, Any]:
    return {word: getattr(command, word) for word in WORDS} | {
        "outcome": str(command.outcome),
        "by": str(actor.account_id),
        "at": clock.now().isoformat(),
    }
