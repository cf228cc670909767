"""Going on with a case that was over."""

import uuid

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import Case
from kla.cases.services import notes, plans, reports, sections, summaries, tasks
from kla.cases.services.exits import EARLY
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import AddNote, CaseState, Reopen, SectionName, TaskKind
from kla.cases.types.actions import Action, require
from kla.core import clock
from kla.trail import services as trail


def reopen_case(session: Session, actor: Actor, case_id: uuid.UUID, command: Reopen) -> Case:
    """Go on with a case that was closed or had left, for a reason.

    It is kept without an end again. Where it was assessed it goes on from its assessment, which has
    to be written anew, and its plan becomes a draft of the next edition; where nobody had it yet
    it starts as a report does, with a response and the clock of the police report. Raises
    `InvalidTransition` for a case that goes on, `Invalid` without a reason.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_REOPEN, to_change=True)
    case = opened.case
    require(case.state, Action.REOPEN)
    reports.require_text(command.reason, "reason")
    case.state, case.retain_month = case.state.to(_back_to(session, opened)), None
    _put_aside(session, actor, opened, command.reason)
    plans.begin_edition(session, actor, opened)
    notes.put(session, actor, opened, AddNote(text=command.reason, about="reopened"))
    _start_clocks(session, opened)
    trail.record(session, actor, "case.reopened", opened.history, case=str(case.id))
    return case


def _back_to(session: Session, opened: OpenCase) -> CaseState:
    """To its assessment, unless it had left before anybody had it."""
    if opened.case.state is CaseState.CLOSED:
        return CaseState.ASSESSMENT
    left = sections.read(session, opened, SectionName.EXIT).content.get("from", CaseState.INTAKE)
    return CaseState.INTAKE if left in EARLY else CaseState.ASSESSMENT


def _put_aside(session: Session, actor: Actor, opened: OpenCase, reason: str) -> None:
    """How the case had ended goes among what was."""
    mark = {
        "reopened_by": str(actor.account_id),
        "reopened_at": clock.now().isoformat(),
        "reopened_because": reason,
    }
    for name in (SectionName.CLOSURE, SectionName.EXIT):
        ended = dict(sections.read(session, opened, name).content)
        past = ended.pop("history", [])
        if not ended:
            continue
        if past and "decided_at" in ended:  # the decision stands there already
            past, ended = past[:-1], past[-1]
        content = {"history": [*past, ended | mark]}
        sections.put(session, actor, opened, {name: content})


def _start_clocks(session: Session, opened: OpenCase) -> None:
    case, summary = opened.case, summaries.read(session, opened)
    if case.state is CaseState.INTAKE:
        tasks.start(session, case, TaskKind.RESPOND, clock.now(), summary["risk"])
        tasks.start(session, case, TaskKind.STATUTORY_REPORT, clock.now())
        return
    workers = summaries.workers_of(summary)
    assess = tasks.start(session, case, TaskKind.ASSESS, clock.now())
    assess.assignee = workers[0] if workers else None
