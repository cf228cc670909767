"""The assessment of a case: body, mind, surroundings, faith, safety, what the child wishes."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import Case
from kla.cases.services import reports, risk, sections, summaries, tasks
from kla.cases.services.lookup import open_case
from kla.cases.types import PROPOSABLE, Assess, CaseState, SectionName, TaskKind
from kla.core import clock
from kla.trail import services as trail

NAME = SectionName.ASSESSMENT
PARTS = (
    *("physical", "psychological", "social", "spiritual", "safety", "wishes"),
    *("support", "recommendation"),
)


def assess_case(session: Session, actor: Actor, case_id: uuid.UUID, command: Assess) -> Case:
    """Write the assessment and score the risk anew: its level counts from now on.

    The same form sent twice is one assessment. Raises `InvalidTransition` before assignment and
    after the end, `Invalid` naming the field, `Conflict` where somebody else wrote or scored in
    between.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_ASSESS, to_change=True)
    case = opened.case
    case.state.require(PROPOSABLE)
    _check(command)
    made = sections.read(session, opened, SectionName.RISK).content
    if risk.is_known(made, command.scoring.entry):
        return case
    entry = risk.entry_of(actor, command.scoring)
    before = sections.read(session, opened, NAME)
    sections.put(
        session,
        actor,
        opened,
        {NAME: _content(command, before.content, entry), risk.NAME: risk.with_entry(made, entry)},
        {NAME: command.seen, risk.NAME: command.scoring.seen},
    )
    summary = risk.let_count(session, actor, opened, entry)
    if tasks.finish(session, case, TaskKind.ASSESS):
        _start_plan(session, case, summary, again=before.version > 0)
    trail.record(session, actor, "case.assessed", opened.history, case=str(case.id))
    return case


def _content(command: Assess, before: sections.Content, scoring: risk.Entry) -> sections.Content:
    return {part: getattr(command, part) for part in PARTS} | {
        "risk": scoring["level"],
        "assessed_on": command.assessed_on.isoformat(),
        "scores": [*before.get("scores", []), [scoring["at"], scoring["level"]]],
    }


def _start_plan(session: Session, case: Case, summary: summaries.Summary, *, again: bool) -> None:
    """A plan is due two weeks from when the case came in, or from when it was assessed anew."""
    begun = clock.now() if again else datetime.fromisoformat(summary["received"])
    workers = summaries.workers_of(summary)
    plan = tasks.start(session, case, TaskKind.PLAN, begun)
    plan.assignee = workers[0] if workers else None


def _check(command: Assess) -> None:
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
