"""Ending a case: a caseworker proposes, a supervisor decides."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import vocabulary
from kla.cases.models import Case
from kla.cases.services import approvals, identification, plans, reports, sections
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import CaseState, DecideClosure, ProposeClosure, SectionName
from kla.cases.types.actions import Action, require
from kla.core import clock
from kla.core.errors import Conflict, Invalid, InvalidTransition
from kla.trail import services as trail

NAME = SectionName.CLOSURE


def propose_closure(
    session: Session, actor: Actor, case_id: uuid.UUID, command: ProposeClosure
) -> Case:
    """Ask a supervisor to close a case. Why, and what was reached, is sealed.

    Raises `InvalidTransition` before assignment and after the end, `Conflict` where it has been
    proposed already or somebody else wrote in between, `Invalid` naming the field.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_PROPOSE_CLOSURE, to_change=True)
    case = opened.case
    require(case.state, Action.PROPOSE)
    before = sections.read(session, opened, NAME)
    if is_proposed(before.content):
        raise Conflict(section=NAME)
    _check(session, opened, command)
    content = {
        "reason": command.reason,
        "summary": command.summary,
        "risk": command.risk,
        "outcomes": dict(command.outcomes),
        "proposed_by": str(actor.account_id),
        "proposed_at": clock.now().isoformat(),
        "task": approvals.ask(session, case),
        "history": before.content.get("history", []),
    }
    sections.put(session, actor, opened, {NAME: content}, {NAME: command.seen})
    trail.record(session, actor, "case.closure_proposed", opened.history, case=str(case.id))
    return case


def is_proposed(closure: Mapping[str, Any]) -> bool:
    """Whether a closure waits for a supervisor's word."""
    return "proposed_at" in closure and "decided_at" not in closure


def _check(session: Session, opened: OpenCase, command: ProposeClosure) -> None:
    vocabulary.require("closure_reasons", command.reason, "reason")
    reports.require_text(command.summary, "summary")
    if command.risk:
        vocabulary.require("risks", command.risk, "risk")
    plan = sections.read(session, opened, SectionName.PLAN).content
    rows = {row["row"] for row in plans.approved_rows(plan)}
    if rows - set(command.outcomes):
        raise Invalid("outcome-missing", field="outcomes")
    for row, outcome in command.outcomes.items():
        vocabulary.require("row_outcomes", outcome, "outcomes")
        if row not in rows:
            raise Invalid("unknown-code", field="outcomes")


def decide_closure(
    session: Session, actor: Actor, case_id: uuid.UUID, command: DecideClosure
) -> Case:
    """Close a case as proposed, or give it back with remarks.

    Raises `InvalidTransition` where nothing was proposed, `Invalid` for a return without remarks,
    `Conflict` where the proposal is another one than the supervisor read.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_APPROVE_CLOSURE, to_change=True)
    case = opened.case
    require(case.state, Action.DECIDE)
    proposal = sections.read(session, opened, NAME)
    if not is_proposed(proposal.content):
        raise InvalidTransition(source=case.state, missing="closure-not-proposed")
    if command.seen is not None and command.seen != proposal.version:
        raise Conflict(section=NAME)
    reports.check_text(command.remarks, "remarks")
    if not command.approve and not command.remarks.strip():
        raise Invalid("missing", field="remarks")
    approvals.answer(session, case, proposal.content.get("task", ""))
    _write_decision(session, actor, opened, command)
    if command.approve:
        case.state = case.state.to(CaseState.CLOSED)
        identification.end(session, actor, opened, command.retention_years)
    action = "case.closed" if command.approve else "case.closure_returned"
    trail.record(session, actor, action, opened.history, case=str(case.id))
    return case


def _write_decision(
    session: Session, actor: Actor, opened: OpenCase, command: DecideClosure
) -> None:
    """Put the decision to the proposal; earlier proposals and decisions are kept."""
    proposal = dict(sections.read(session, opened, NAME).content)
    decision = {
        "decided_by": str(actor.account_id),
        "decided_at": clock.now().isoformat(),
        "approved": command.approve,
        "remarks": command.remarks,
    }
    past = [*proposal.pop("history", []), {**proposal, **decision}]
    content = {**proposal, **decision, "history": past}
    sections.put(session, actor, opened, {NAME: content})
