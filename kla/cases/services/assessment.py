"""The assessment of a case: body, mind, surroundings, faith, safety, what the child wishes."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import vocabulary
from kla.cases.models import Case
from kla.cases.services import reports, risk, sections, summaries, tasks
from kla.cases.services.lookup import open_case
from kla.cases.types import PROPOSABLE, Assess, CaseState, SectionName, TaskKind
from kla.core import clock
from kla.trail import services as trail

PARTS = (
    *("physical", "psychological", "social", "spiritual", "safety", "wishes"),
    *("support", "recommendation"),
)


def assess_case(session: Session, actor: Actor, case_id: uuid.UUID, command: Assess) -> Case:
    """Write the assessment and the risk as it is scored now.

    Raises `InvalidTransition` before assignment and after the end, `Invalid` naming the field,
    `Conflict` where somebody else wrote in between.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_ASSESS, to_change=True)
    case = opened.case
    case.state.require(PROPOSABLE)
    _check(command)
    before = sections.read(session, opened, SectionName.ASSESSMENT)
    content = {part: getattr(command, part) for part in PARTS} | {
        "risk": command.risk,
        "assessed_on": command.assessed_on.isoformat(),
        "scores": [*before.content.get("scores", []), [clock.now().isoformat(), command.risk]],
    }
    name = SectionName.ASSESSMENT
    sections.put(session, actor, opened, {name: content}, {name: command.seen})
    summary = risk.apply_level(session, actor, opened, command.risk)
    if tasks.finish(session, case, TaskKind.ASSESS):
        _start_plan(session, case, summary, again=before.version > 0)
    trail.record(session, actor, "case.assessed", opened.history, case=str(case.id))
    return case


def _start_plan(session: Session, case: Case, summary: summaries.Summary, *, again: bool) -> None:
    """A plan is due two weeks from when the case came in, or from when it was assessed anew."""
    begun = clock.now() if again else datetime.fromisoformat(summary["received"])
    workers = summaries.workers_of(summary)
    plan = tasks.start(session, case, TaskKind.PLAN, begun)
    plan.assignee = workers[0] if workers else None


def _check(command: Assess) -> None:
    vocabulary.require("risks", command.risk, "risk")
    reports.not_in_future(command.assessed_on, "assessed_on")
    for part in PARTS:
        reports.check_text(getattr(command, part), part)
    reports.require_text(command.safety, "safety")


# Where each stage leads when the work of it is done; the assessment has to be written first.
ONWARD = {
    CaseState.ASSESSMENT: CaseState.PLANNING,
    CaseState.PLANNING: CaseState.DELIVERY,
    CaseState.DELIVERY: CaseState.MONITORING,
    CaseState.MONITORING: CaseState.PLANNING,
}
