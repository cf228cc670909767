"""Taking a case to its next stage."""

import uuid

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import Case
from kla.cases.services import deliveries, plans, sections, summaries, tasks
from kla.cases.services.assessment import ONWARD
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import CaseState, PlanStatus, SectionName, ServiceStatus, TaskKind
from kla.cases.types.actions import Action, require
from kla.core import clock
from kla.core.errors import Invalid, InvalidTransition
from kla.trail import services as trail


def advance_case(session: Session, actor: Actor, case_id: uuid.UUID, target: CaseState) -> Case:
    """Move a case on to planning, delivery or monitoring, or from monitoring back to planning.

    Raises `InvalidTransition` for any other step, `Invalid` naming what is missing for this one.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_ASSESS, to_change=True)
    case = opened.case
    require(case.state, Action.ADVANCE)
    if target not in ONWARD.values():  # ends and exits have steps of their own
        raise InvalidTransition(source=case.state, target=target)
    state = case.state.to(target)
    if missing := missing_for(session, opened, target):
        raise Invalid(missing, field="target")
    again = case.state is CaseState.MONITORING
    case.state = state
    if again:
        plans.begin_edition(session, actor, opened)
    _restart_clock(session, opened)
    trail.record(
        session, actor, "case.advanced", opened.history, case=str(case.id), state=str(case.state)
    )
    return case


def missing_for(session: Session, opened: OpenCase, target: CaseState) -> str:
    """The step without which the next stage can't begin; empty where nothing is missing."""
    state = opened.case.state
    if state is CaseState.ASSESSMENT:
        return _assessment_missing(session, opened)
    if target is CaseState.DELIVERY:
        plan = sections.read(session, opened, SectionName.PLAN).content
        return "" if plan.get("status") == PlanStatus.APPROVED else "plan-not-approved"
    if target is CaseState.MONITORING:
        return services_missing(sections.read(session, opened, SectionName.SERVICES).content)
    return ""


def _assessment_missing(session: Session, opened: OpenCase) -> str:
    is_written = sections.read(session, opened, SectionName.ASSESSMENT).version > 0
    waits = tasks.find_open(session, opened.id, TaskKind.ASSESS) is not None
    return "" if is_written and not waits else "not-assessed"


def services_missing(services: sections.Content) -> str:
    """What keeps a case in delivery: nothing was given yet, or something is planned still.

    A service that was called off is as if it had not been planned.
    """
    states = {entry["status"] for entry in deliveries.entries_of(services)}
    if not states - {ServiceStatus.CANCELLED}:
        return "no-service"
    is_planned = ServiceStatus.PLANNED in states
    return "service-planned" if is_planned else ""


def _restart_clock(session: Session, opened: OpenCase) -> None:
    """A plan within two weeks; after it, a look at the case in the rhythm of its risk."""
    case, summary = opened.case, summaries.read(session, opened)
    tasks.finish(session, case, TaskKind.FOLLOW_UP)
    workers = summaries.workers_of(summary)
    assignee = workers[0] if workers else None
    if case.state is CaseState.PLANNING:
        if tasks.find_open(session, case.id, TaskKind.PLAN) is None:
            tasks.start(session, case, TaskKind.PLAN, clock.now()).assignee = assignee
        return
    tasks.finish(session, case, TaskKind.PLAN)
    look = tasks.start(session, case, TaskKind.FOLLOW_UP, clock.now(), summary["risk"])
    look.assignee = assignee
