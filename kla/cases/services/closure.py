"""Ending a case: a caseworker proposes, a supervisor decides; and opening it again."""

import uuid

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import vocabulary
from kla.cases.models import Case
from kla.cases.services import identification, notes, reports, sections, summaries, tasks
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import (
    PROPOSABLE,
    AddNote,
    CaseState,
    DecideClosure,
    ProposeClosure,
    Reopen,
    SectionName,
    TaskKind,
)
from kla.core import clock
from kla.core.errors import Conflict, Invalid, InvalidTransition
from kla.trail import services as trail


def propose_closure(
    session: Session, actor: Actor, case_id: uuid.UUID, command: ProposeClosure
) -> Case:
    """Ask a supervisor to close a case. Why, and what was reached, is sealed.

    Raises `InvalidTransition` before assignment and after the end, `Conflict` where it has been
    proposed already or somebody else wrote in between, `Invalid` naming the field.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_PROPOSE_CLOSURE, to_change=True)
    case = opened.case
    case.state.require(PROPOSABLE)
    vocabulary.require("closure_reasons", command.reason, "reason")
    reports.require_text(command.summary, "summary")
    if is_proposed(session, case):
        raise Conflict(section=SectionName.CLOSURE)
    before = sections.read(session, opened, SectionName.CLOSURE)
    content = {
        "reason": command.reason,
        "summary": command.summary,
        "proposed_by": str(actor.account_id),
        "proposed_at": clock.now().isoformat(),
        "history": before.content.get("history", []),
    }
    name = SectionName.CLOSURE
    sections.put(session, actor, opened, {name: content}, {name: command.seen})
    tasks.start(session, case, TaskKind.APPROVE, clock.now())
    trail.record(session, actor, "case.closure_proposed", opened.history, case=str(case.id))
    return case


def is_proposed(session: Session, case: Case) -> bool:
    """Whether a closure waits for a supervisor's word."""
    return tasks.find_open(session, case.id, TaskKind.APPROVE) is not None


def decide_closure(
    session: Session, actor: Actor, case_id: uuid.UUID, command: DecideClosure
) -> Case:
    """Close a case as proposed, or give it back with remarks.

    Raises `InvalidTransition` where nothing was proposed, `Invalid` for a return without remarks.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_APPROVE_CLOSURE, to_change=True)
    case = opened.case
    if not is_proposed(session, case):
        raise InvalidTransition(source=case.state)
    reports.check_text(command.remarks, "remarks")
    if not command.approve and not command.remarks.strip():
        raise Invalid("missing", field="remarks")
    _write_decision(session, actor, opened, command)
    tasks.finish(session, case, TaskKind.APPROVE)
    if command.approve:
        case.state = case.state.to(CaseState.CLOSED)
        identification.end(session, case, command.retention_years)
    action = "case.closed" if command.approve else "case.closure_returned"
    trail.record(session, actor, action, opened.history, case=str(case.id))
    return case


def _write_decision(
    session: Session, actor: Actor, opened: OpenCase, command: DecideClosure
) -> None:
    """Put the decision to the proposal; earlier proposals and decisions are kept."""
    proposal = dict(sections.read(session, opened, SectionName.CLOSURE).content)
    decision = {
        "decided_by": str(actor.account_id),
        "decided_at": clock.now().isoformat(),
        "approved": command.approve,
        "remarks": command.remarks,
    }
    past = [*proposal.pop("history", []), {**proposal, **decision}]
    content = {**proposal, **decision, "history": past}
    sections.put(session, actor, opened, {SectionName.CLOSURE: content})


def reopen_case(session: Session, actor: Actor, case_id: uuid.UUID, command: Reopen) -> Case:
    """Go on with a closed case, for a reason, from its assessment.

    Raises `InvalidTransition` for a case that is not closed, `Invalid` without a reason.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_REOPEN, to_change=True)
    case = opened.case
    case.state.require(frozenset({CaseState.CLOSED}))
    reports.require_text(command.reason, "reason")
    case.state = case.state.to(CaseState.ASSESSMENT)
    case.retain_month = None
    notes.put(session, actor, opened, AddNote(text=command.reason, about="reopened"))
    workers = summaries.workers_of(summaries.read(session, opened))
    assignee = workers[0] if workers else None
    tasks.start(session, case, TaskKind.ASSESS, clock.now()).assignee = assignee
    trail.record(session, actor, "case.reopened", opened.history, case=str(case.id))
    return case
