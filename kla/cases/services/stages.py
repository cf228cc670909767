"""Taking a case to its next stage."""

import uuid

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import Case
from kla.cases.services import sections, summaries, tasks
from kla.cases.services.assessment import ONWARD
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import CaseState, SectionName, TaskKind
from kla.core import clock
from kla.core.errors import Invalid, InvalidTransition
from kla.trail import services as trail


def advance_case(session: Session, actor: Actor, case_id: uuid.UUID, target: CaseState) -> Case:
    """Move a case on to planning, delivery or monitoring, or from monitoring back to planning.

    Raises `InvalidTransition` for any other step, `Invalid` where there is no assessment yet.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_ASSESS, to_change=True)
    case = opened.case
    if target not in ONWARD.values():  # ends and exits have steps of their own
        raise InvalidTransition(source=case.state, target=target)
    if case.state is CaseState.ASSESSMENT:
        _must_be_assessed(session, opened)
    case.state = case.state.to(target)
    _restart_clock(session, opened)
    trail.record(
        session, actor, "case.advanced", opened.history, case=str(case.id), state=str(case.state)
    )
    return case


def _must_be_assessed(session: Session, opened: OpenCase) -> None:
    if sections.read(session, opened, SectionName.ASSESSMENT).version == 0:
        raise Invalid("not-assessed", field="target")


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
