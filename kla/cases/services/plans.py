"""The plan of a case: what is needed, what is done about it, and a supervisor's word on it."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import clocks, stage_rules, vocabulary
from kla.cases.models import Case
from kla.cases.services import approvals, mediation, reports, sections, summaries, tasks
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import DecidePlan, PlanRow, PlanStatus, SectionName, TaskKind, WritePlan
from kla.cases.types.actions import Action, require
from kla.cases.types.plans import approved_rows as approved_rows
from kla.core import clock
from kla.core.errors import Conflict, Invalid, InvalidTransition
from kla.trail import services as trail

NAME = SectionName.PLAN
MOST_ROWS = 30
Content = dict[str, Any]


def write_plan(session: Session, actor: Actor, case_id: uuid.UUID, command: WritePlan) -> Case:
    """Write the plan of a case, and ask for a supervisor's word on it or leave it a draft.

    A plan that was approved stays as it was; what is written then is its next edition. Raises
    `InvalidTransition` before planning and after the end, `Invalid` naming the field, `Conflict`
    where somebody else wrote in between.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_ASSESS, to_change=True)
    case = opened.case
    require(case.state, Action.PLAN)
    _check(session, opened, command)
    before = dict(sections.read(session, opened, NAME).content)
    content = _next_edition(before) | {
        "rows": [_row(one) for one in command.rows],
        "agreed_note": command.agreed_note,
        "status": str(PlanStatus.DRAFT),
        "written_by": str(actor.account_id),
        "written_at": clock.now().isoformat(),
    }
    if before.get("status") == PlanStatus.SUBMITTED and before.get("task"):
        approvals.answer(session, case, before["task"])
    if command.submit:
        content |= _submitted(session, opened)
    sections.put(session, actor, opened, {NAME: content}, {NAME: command.seen})
    action = "case.plan_submitted" if command.submit else "case.plan_written"
    trail.record(session, actor, action, opened.history, case=str(case.id))
    return case


def _submitted(session: Session, opened: OpenCase) -> Content:
    """The plan is made: its clock ends, and the supervisor's begins where one has to approve."""
    tasks.finish(session, opened.case, TaskKind.PLAN)
    at = clock.now().isoformat()
    if not stage_rules.plan_needs_approval(summaries.read(session, opened)["risk"]):
        return {"status": str(PlanStatus.APPROVED), "submitted_at": at, "decided_at": at}
    return {
        "status": str(PlanStatus.SUBMITTED),
        "submitted_at": at,
        "task": approvals.ask(session, opened.case),
    }


def decide_plan(session: Session, actor: Actor, case_id: uuid.UUID, command: DecidePlan) -> Case:
    """Approve a plan, or give it back with remarks.

    Raises `InvalidTransition` where none waits, `Invalid` for a return without remarks, `Conflict`
    where it was changed since the supervisor read it.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_APPROVE_PLAN, to_change=True)
    case = opened.case
    require(case.state, Action.DECIDE_PLAN)
    plan = _waiting(session, opened, command)
    approvals.answer(session, case, plan.pop("task", ""))
    if not command.approve:
        _start_again(session, opened)
    content = plan | _decision(actor, command)
    sections.put(session, actor, opened, {NAME: content}, {NAME: command.seen})
    action = "case.plan_approved" if command.approve else "case.plan_returned"
    trail.record(session, actor, action, opened.history, case=str(case.id))
    return case


def _waiting(session: Session, opened: OpenCase, command: DecidePlan) -> Content:
    """The plan that waits for a word, where it is the one that the supervisor read."""
    stored = sections.read(session, opened, NAME)
    if stored.content.get("status") != PlanStatus.SUBMITTED:
        raise InvalidTransition(source=opened.case.state, missing="plan-not-submitted")
    if command.seen != stored.version:
        raise Conflict(section=NAME)
    reports.check_text(command.remarks, "remarks")
    if not command.approve and not command.remarks.strip():
        raise Invalid("missing", field="remarks")
    return dict(stored.content)


def _decision(actor: Actor, command: DecidePlan) -> Content:
    status = PlanStatus.APPROVED if command.approve else PlanStatus.RETURNED
    return {
        "status": str(status),
        "decided_by": str(actor.account_id),
        "decided_at": clock.now().isoformat(),
        "remarks": command.remarks,
    }


def _start_again(session: Session, opened: OpenCase) -> None:
    """A plan that was given back is due as soon as a decision on it would be."""
    plan = tasks.start(session, opened.case, TaskKind.PLAN, clock.now())
    plan.due = clocks.due(TaskKind.APPROVE, clock.now())
    workers = summaries.workers_of(summaries.read(session, opened))
    plan.assignee = workers[0] if workers else None
    tasks.renew_next_due(session, opened.case)


def begin_edition(session: Session, actor: Actor, opened: OpenCase) -> None:
    """Make the plan a draft of its next edition: the case goes back to planning, or was reopened.

    What was approved is kept, and what waited for a word waits no more.
    """
    before = dict(sections.read(session, opened, NAME).content)
    if before.get("status") in {PlanStatus.APPROVED, PlanStatus.SUBMITTED}:
        approved = before["status"] == PlanStatus.APPROVED
        content = _next_edition(before) if approved else before
        kept = {one: content[one] for one in ("edition", "past", "rows", "agreed_note")}
        sections.put(session, actor, opened, {NAME: kept | {"status": str(PlanStatus.DRAFT)}})


def _next_edition(before: Content) -> Content:
    """The beginnings of what is written now; an approved plan goes among the past ones."""
    past, edition = list(before.get("past", [])), int(before.get("edition", 1))
    kept = {one: before.get(one, "") for one in ("rows", "agreed_note")}
    if before.get("status") == PlanStatus.APPROVED:
        past.append({name: value for name, value in before.items() if name != "past"})
        edition += 1
    return kept | {"edition": edition, "past": past}


def all_rows(plan: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every row that any edition had, by its id; the newest words of each."""
    editions = [*plan.get("past", []), plan]
    return {row["row"]: row for edition in editions for row in edition.get("rows") or []}


def _check(session: Session, opened: OpenCase, command: WritePlan) -> None:
    if not command.rows and command.submit:
        raise Invalid("no-plan-row", field="rows")
    if len(command.rows) > MOST_ROWS:
        raise Invalid("too-many-rows", field="rows")
    reports.check_text(command.agreed_note, "agreed_note")
    for row in command.rows:
        _check_row(row)
        confirmed = command.mediation_confirmed
        mediation.check(session, opened, row.kind, confirmed=confirmed, field="rows")


def _check_row(row: PlanRow) -> None:
    for text in (row.need, row.intervention):
        reports.require_text(text, "rows")
    reports.require_text(row.institution, "rows", reports.LONGEST_LINE)
    vocabulary.require("services", row.kind, "rows")
    for one in row.agreed:
        vocabulary.require("agreement", one, "rows")
    if not row.agreed:
        raise Invalid("not-agreed", field="rows")


def _row(row: PlanRow) -> Content:
    return {
        "row": row.row.hex,
        "need": row.need,
        "kind": row.kind,
        "intervention": row.intervention,
        "institution": row.institution,
        "by_when": row.by_when.isoformat(),
        "agreed": list(row.agreed),
    }
