"""Proposing the end of a case, deciding on it, and opening the case again."""

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms import words
from kla.cases.forms.steps import (
    APPROVE,
    RETURN,
    DecideClosureForm,
    ProposeClosureForm,
    ReopenForm,
)
from kla.cases.services import closure, plans, reopening
from kla.cases.types import OpenedSection, SectionName
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, settings
from kla.cases.views.stored import Sections, after_conflict, sections_of
from kla.core.errors import Conflict, InvalidTransition
from kla.extensions import db
from kla.web.guard import current_actor, requires

CLOSURE = SectionName.CLOSURE
SHOWN = (CLOSURE, SectionName.PLAN, SectionName.SUMMARY)


@bp.get("/cases/<uuid:case_id>/closure/propose")
@requires(Permission.CASE_PROPOSE_CLOSURE)
def ask_propose_closure(case_id: uuid.UUID) -> str:
    found = sections_of(case_id, *SHOWN)
    form = ProposeClosureForm(formdata=None)
    form.seen.data = str(found[CLOSURE].version)
    form.risk.data = found[SectionName.SUMMARY].content["risk"]
    return _propose_page(form, case_id, found)


@bp.post("/cases/<uuid:case_id>/closure/propose")
@requires(Permission.CASE_PROPOSE_CLOSURE)
def propose_closure(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ProposeClosureForm(), current_actor(), db.session()
    try:
        done = attempt(
            form,
            lambda: closure.propose_closure(session, actor, case_id, form.to_command()),
            case_id,
        )
    except Conflict:
        found = after_conflict(case_id, *SHOWN)
        form.seen.data = str(found[CLOSURE].version)
        return _propose_page(form, case_id, found, found[CLOSURE]), 409
    if not done:
        return _propose_page(form, case_id, sections_of(case_id, *SHOWN)), 422
    return back_to(case_id, _("Usulan penutupan dikirim kepada penyelia."))


@bp.get("/cases/<uuid:case_id>/closure/decide")
@requires(Permission.CASE_APPROVE_CLOSURE)
def ask_decide_closure(case_id: uuid.UUID) -> str:
    found = sections_of(case_id, *SHOWN)
    form = DecideClosureForm(formdata=None)
    form.seen.data = str(found[CLOSURE].version)
    return _decide_page(form, case_id, found)


@bp.post("/cases/<uuid:case_id>/closure/decide")
@requires(Permission.CASE_APPROVE_CLOSURE)
def decide_closure(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = DecideClosureForm(), current_actor(), db.session()
    decision = request.form.get("decision", "")
    if decision not in {APPROVE, RETURN}:
        raise InvalidTransition(decision="unknown")
    command, years = form.to_command, settings().retention_years
    try:
        done = attempt(
            form,
            lambda: closure.decide_closure(session, actor, case_id, command(decision, years)),
            case_id,
        )
    except Conflict:
        found = after_conflict(case_id, *SHOWN)
        form.seen.data = str(found[CLOSURE].version)
        return _decide_page(form, case_id, found, changed=True), 409
    if not done:
        return _decide_page(form, case_id, sections_of(case_id, *SHOWN)), 422
    if decision == APPROVE:
        return back_to(case_id, _("Kasus ditutup."))
    return back_to(case_id, _("Usulan dikembalikan kepada petugas."))


@bp.get("/cases/<uuid:case_id>/reopen")
@requires(Permission.CASE_REOPEN)
def ask_reopen(case_id: uuid.UUID) -> str:
    sections_of(case_id, CLOSURE)
    return _reopen_page(ReopenForm(formdata=None), case_id)


@bp.post("/cases/<uuid:case_id>/reopen")
@requires(Permission.CASE_REOPEN)
def reopen(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ReopenForm(), current_actor(), db.session()
    if not attempt(
        form, lambda: reopening.reopen_case(session, actor, case_id, form.to_command()), case_id
    ):
        return _reopen_page(form, case_id), 422
    return back_to(case_id, _("Kasus dibuka kembali."))


def _propose_page(
    form: ProposeClosureForm,
    case_id: uuid.UUID,
    found: Sections,
    stored: OpenedSection | None = None,
) -> str:
    plan = found[SectionName.PLAN].content
    form.offer(row["row"] for row in plans.approved_rows(plan))
    return render_template(
        "cases/closure/propose.html",
        form=form,
        case_id=case_id,
        stored=stored,
        plan_rows=plans.all_rows(plan),
        words=words,
    )


def _decide_page(
    form: DecideClosureForm, case_id: uuid.UUID, found: Sections, changed: bool = False
) -> str:
    proposal = found[CLOSURE].content
    return render_template(
        "cases/closure/decide.html",
        form=form,
        case_id=case_id,
        proposal=proposal,
        is_waiting=closure.is_proposed(proposal),
        changed=changed,
        plan_rows=plans.all_rows(found[SectionName.PLAN].content),
        words=words,
    )


def _reopen_page(form: ReopenForm, case_id: uuid.UUID) -> str:
    return render_template("cases/closure/reopen.html", form=form, case_id=case_id)
