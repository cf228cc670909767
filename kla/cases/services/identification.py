"""Deciding by kind, risk and authority whether a report becomes a case of this office."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import vocabulary
from kla.cases.models import Case
from kla.cases.services import reports, retention, risk, sections, tasks
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import EXITS, CaseState, Identify, SectionName
from kla.core import clock
from kla.core.errors import Invalid
from kla.trail import services as trail


def identify_case(session: Session, actor: Actor, case_id: uuid.UUID, command: Identify) -> Case:
    """Take a case on, or let it leave by one of the exits with a reason.

    Raises `InvalidTransition` behind identification, `Invalid` naming the field, `Conflict` where
    somebody else wrote in between.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_IDENTIFY, to_change=True)
    case, leaves = opened.case, command.outcome in EXITS
    check(command)
    if leaves or case.state is CaseState.INTAKE:
        case.state = case.state.to(command.outcome)
    else:  # corrected before anyone was assigned
        case.state.require(frozenset({CaseState.IDENTIFICATION}))
    name, content = SectionName.IDENTIFICATION, _content_of(command)
    written = {name: content} | ({SectionName.EXIT: _exit_of(actor, content)} if leaves else {})
    sections.put(session, actor, opened, written, {name: command.seen})
    fresh = {"primary": command.primary_kind, "kinds": content["kinds"], "accepted": not leaves}
    risk.apply_level(session, actor, opened, command.risk, **fresh)
    if leaves:
        end(session, actor, opened, command.retention_years)
    state = str(case.state)
    trail.record(session, actor, "case.identified", opened.history, case=str(case.id), state=state)
    return case


def _content_of(command: Identify) -> dict[str, Any]:
    return {
        "primary_kind": command.primary_kind,
        "kinds": list(command.kinds),
        "risk": command.risk,
        "kewenangan": command.kewenangan,
        "outcome": str(command.outcome),
        "reason": command.reason,
        "at": clock.now().isoformat(),
    }


def _exit_of(actor: Actor, content: dict[str, Any]) -> dict[str, Any]:
    """What the page says of a case that left, as it says it of those that left later."""
    kept = {one: content[one] for one in ("outcome", "reason", "at")}
    return kept | {"by": str(actor.account_id), "from": str(CaseState.INTAKE)}


def check(command: Identify) -> None:
    """Raise `Invalid` for values that can't be so."""
    reports.check_kinds(command.primary_kind, command.kinds)
    vocabulary.require("risks", command.risk, "risk")
    vocabulary.require("kewenangan", command.kewenangan, "kewenangan")
    reports.check_text(command.reason, "reason")
    if command.outcome in EXITS and not command.reason.strip():
        raise Invalid("missing", field="reason")


def end(session: Session, actor: Actor, opened: OpenCase, shortest_years: int) -> None:
    """Stop all clocks of a case that is over, and set until when it is kept."""
    retention.begin(session, actor, opened, shortest_years)
    tasks.finish_all(session, opened.case)
