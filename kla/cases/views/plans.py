"""Writing the plan of a case, and the supervisor's word on it."""

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases import stage_rules
from kla.cases.forms import labels, words
from kla.cases.forms.plans import SUBMIT, DecidePlanForm, PlanForm, values_of
from kla.cases.forms.steps import APPROVE, RETURN
from kla.cases.services import mediation, plans
from kla.cases.types import OpenedSection, SectionName
from kla.cases.types.actions import Action
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to
from kla.cases.views.register import ROWS
from kla.cases.views.stored import Sections, after_conflict, must_be_at, sections_of
from kla.core.errors import Conflict, InvalidTransition
from kla.extensions import db
from kla.web.guard import current_actor, requires

PLAN = SectionName.PLAN
SHOWN = (PLAN, SectionName.SUMMARY, SectionName.PERSONS, SectionName.ASSESSMENT)


@bp.get("/cases/<uuid:case_id>/plan")
@requires(Permission.CASE_ASSESS)
def ask_write_plan(case_id: uuid.UUID) -> str:
    must_be_at(case_id, Action.PLAN)
    found = sections_of(case_id, *SHOWN)
    form = PlanForm(formdata=None, data=values_of(found[PLAN].content))
    form.seen.data = str(found[PLAN].version)
    return _plan_page(form, case_id, found)


@bp.post("/cases/<uuid:case_id>/plan")
@requires(Permission.CASE_ASSESS)
def write_plan(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = PlanForm(), current_actor(), db.session()
    must_be_at(case_id, Action.PLAN)
    if wanted := request.form.get(ROWS):
        form.change_rows(wanted)
        return _plan_page(form, case_id, sections_of(case_id, *SHOWN)), 422
    decision = request.form.get("decision", "")
    try:
        done = attempt(
            form,
            lambda: plans.write_plan(session, actor, case_id, form.to_command(decision)),
            case_id,
        )
    except Conflict:
        found = after_conflict(case_id, *SHOWN)
        form.seen.data = str(found[PLAN].version)
        return _plan_page(form, case_id, found, found[PLAN]), 409
    if not done:
        return _plan_page(form, case_id, sections_of(case_id, *SHOWN)), 422
    return back_to(case_id, _said(decision))


def _said(decision: str) -> str:
    if decision == SUBMIT:
        return str(_("Rencana tersimpan dan diajukan kepada penyelia."))
    return str(_("Rencana tersimpan sebagai draf."))


@bp.get("/cases/<uuid:case_id>/plan/decide")
@requires(Permission.CASE_APPROVE_PLAN)
def ask_decide_plan(case_id: uuid.UUID) -> str:
    must_be_at(case_id, Action.DECIDE_PLAN)
    found = sections_of(case_id, PLAN)[PLAN]
    form = DecidePlanForm(formdata=None)
    form.seen.data = str(found.version)
    return _decide_page(form, case_id, found)


@bp.post("/cases/<uuid:case_id>/plan/decide")
@requires(Permission.CASE_APPROVE_PLAN)
def decide_plan(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = DecidePlanForm(), current_actor(), db.session()
    must_be_at(case_id, Action.DECIDE_PLAN)
    decision = request.form.get("decision", "")
    if decision not in {APPROVE, RETURN}:
        raise InvalidTransition(decision="unknown")
    try:
        done = attempt(
            form,
            lambda: plans.decide_plan(session, actor, case_id, form.to_command(decision)),
            case_id,
        )
    except Conflict:
        stored = after_conflict(case_id, PLAN)[PLAN]
        form.seen.data = str(stored.version)
        return _decide_page(form, case_id, stored, changed=True), 409
    if not done:
        return _decide_page(form, case_id, sections_of(case_id, PLAN)[PLAN]), 422
    if decision == APPROVE:
        return back_to(case_id, _("Rencana disetujui."))
    return back_to(case_id, _("Rencana dikembalikan kepada petugas."))


def _plan_page(
    form: PlanForm, case_id: uuid.UUID, found: Sections, stored: OpenedSection | None = None
) -> str:
    persons, summary = found[SectionName.PERSONS].content, found[SectionName.SUMMARY].content
    return render_template(
        "cases/plans/write.html",
        form=form,
        case_id=case_id,
        stored=stored,
        plan=found[PLAN].content,
        assessed=found[SectionName.ASSESSMENT].content,
        needs_approval=stage_rules.plan_needs_approval(summary["risk"]),
        is_restricted=mediation.is_restricted(summary),
        only_children=mediation.only_children(persons),
        labels=labels,
        words=words,
    )


def _decide_page(
    form: DecidePlanForm, case_id: uuid.UUID, found: OpenedSection, changed: bool = False
) -> str:
    return render_template(
        "cases/plans/decide.html",
        form=form,
        case_id=case_id,
        plan=found.content,
        changed=changed,
        labels=labels,
        words=words,
    )
