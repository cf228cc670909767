"""The one step that a case waits for. Worked out from what is written, never from dates alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kla.access.policy import Permission
from kla.cases.services import deliveries, follow_ups
from kla.cases.services.assessment import ONWARD
from kla.cases.services.stages import services_missing
from kla.cases.types import (
    EXITS,
    PROPOSABLE,
    CasePage,
    CaseState,
    PlanStatus,
    ServiceStatus,
    TaskKind,
)

LOW = "rendah"


class Step(StrEnum):
    """What can come next."""

    IDENTIFY = "identify"
    ASSIGN = "assign"
    ASSESS = "assess"
    ADVANCE = "advance"
    PLAN = "plan"
    DECIDE_PLAN = "decide-plan"
    SERVE = "serve"
    SETTLE = "settle"
    FOLLOW_UP = "follow-up"
    PROPOSE = "propose"
    DECIDE = "decide"
    KEEP = "keep"


PERMISSIONS: dict[Step, Permission] = {
    Step.IDENTIFY: Permission.CASE_IDENTIFY,
    Step.ASSIGN: Permission.CASE_ASSIGN,
    Step.ASSESS: Permission.CASE_ASSESS,
    Step.ADVANCE: Permission.CASE_ASSESS,
    Step.PLAN: Permission.CASE_ASSESS,
    Step.DECIDE_PLAN: Permission.CASE_APPROVE_PLAN,
    Step.SERVE: Permission.CASE_WRITE,
    Step.SETTLE: Permission.CASE_WRITE,
    Step.FOLLOW_UP: Permission.CASE_ASSESS,
    Step.PROPOSE: Permission.CASE_PROPOSE_CLOSURE,
    Step.DECIDE: Permission.CASE_APPROVE_CLOSURE,
    Step.KEEP: Permission.CASE_READ,
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next; to which stage where it leads on, which planned service it is about."""

    step: Step
    target: CaseState | None = None
    entry: str = ""

    @property
    def permission(self) -> Permission:
        """What somebody needs to take it."""
        return PERMISSIONS[self.step]


def next_step(page: CasePage) -> NextStep:
    """The one step that a case waits for. A word of the supervisor goes before all else."""
    if page.state in EXITS | {CaseState.CLOSED, CaseState.MERGED}:
        return NextStep(Step.KEEP)
    if page.state is CaseState.INTAKE:
        return NextStep(Step.IDENTIFY)
    if page.state is CaseState.IDENTIFICATION or not page.content("summary").get("workers"):
        return NextStep(Step.ASSIGN)
    if page.closure_proposed:
        return NextStep(Step.DECIDE)
    return _AT[page.state](page)


def _in_assessment(page: CasePage) -> NextStep:
    waits = any(task.kind is TaskKind.ASSESS and task.done is None for task in page.tasks)
    if waits or not page.content("assessment"):
        return NextStep(Step.ASSESS)
    return _onward(page)


def _in_planning(page: CasePage) -> NextStep:
    if plan_waits(page):
        return NextStep(Step.DECIDE_PLAN)
    if page.content("plan").get("status") != PlanStatus.APPROVED:
        return NextStep(Step.PLAN)
    return _onward(page)


def _in_delivery(page: CasePage) -> NextStep:
    if plan_waits(page):
        return NextStep(Step.DECIDE_PLAN)
    planned = first_planned(page.content("services"))
    if planned:
        return NextStep(Step.SETTLE, entry=planned)
    if services_missing(page.content("services")):
        return NextStep(Step.SERVE)
    return _onward(page)


def _in_monitoring(page: CasePage) -> NextStep:
    """Looked at again and again until the risk is low; then its end may be proposed."""
    if plan_waits(page):
        return NextStep(Step.DECIDE_PLAN)
    edition = int(page.content("plan").get("edition", 1))
    if follow_ups.has_looked(page.content("monitoring"), edition) == LOW:
        return NextStep(Step.PROPOSE)
    return NextStep(Step.FOLLOW_UP)


_AT = {
    CaseState.ASSESSMENT: _in_assessment,
    CaseState.PLANNING: _in_planning,
    CaseState.DELIVERY: _in_delivery,
    CaseState.MONITORING: _in_monitoring,
}


def _onward(page: CasePage) -> NextStep:
    return NextStep(Step.ADVANCE, target=ONWARD[page.state])


def plan_waits(page: CasePage) -> bool:
    """Whether a plan waits for a supervisor's word."""
    submitted = page.content("plan").get("status") == PlanStatus.SUBMITTED
    return submitted and page.state in PROPOSABLE


def first_planned(services: Mapping[str, Any]) -> str:
    """The planned service that is due first; empty where none is planned."""
    planned = [
        (entry["given_on"], entry["entry"])
        for entry in deliveries.entries_of(services)
        if entry["status"] == ServiceStatus.PLANNED
    ]
    return min(planned)[1] if planned else ""
