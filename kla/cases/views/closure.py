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
from kla.cases.services import closure, reading
from kla.cases.types import OpenedSection, SectionName
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, settings
from kla.core.errors import Conflict, InvalidTransition
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>/closure/propose")
@requires(Permission.CASE_PROPOSE_CLOSURE)
def ask_propose_closure(case_id: uuid.UUID) -> str:
    form = ProposeClosureForm(formdata=None)
    form.seen.data = str(_stored(case_id).version)
    return _propose_page(form, case_id)


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
        db.session.rollback()
        stored = _stored(case_id)
        form.seen.data = str(stored.version)
        return _propose_page(form, case_id, stored), 409
    if not done:
        return _propose_page(form, case_id), 422
    return back_to(case_id, _("Usulan penutupan dikirim kepada penyelia."))


@bp.get("/cases/<uuid:case_id>/closure/decide")
@requires(Permission.CASE_APPROVE_CLOSURE)
def ask_decide_closure(case_id: uuid.UUID) -> str:
    return _decide_page(DecideClosureForm(formdata=None), case_id)


@bp.post("/cases/<uuid:case_id>/closure/decide")
@requires(Permission.CASE_APPROVE_CLOSURE)
def decide_closure(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = DecideClosureForm(), current_actor(), db.session()
    decision = request.form.get("decision", "")
    if decision not in {APPROVE, RETURN}:
        raise InvalidTransition(decision="unknown")
    years = settings().retention_years
    if not attempt(
        form,
        lambda: closure.decide_closure(session, actor, case_id, form.to_command(decision, years)),
        case_id,
    ):
        return _decide_page(form, case_id), 422
    if decision == APPROVE:
        return back_to(case_id, _("Kasus ditutup."))
    return back_to(case_id, _("Usulan dikembalikan kepada petugas."))


@bp.get("/cases/<uuid:case_id>/reopen")
@requires(Permission.CASE_REOPEN)
def ask_reopen(case_id: uuid.UUID) -> str:
    _stored(case_id)
    return _reopen_page(ReopenForm(formdata=None), case_id)


@bp.post("/cases/<uuid:case_id>/reopen")
@requires(Permission.CASE_REOPEN)
def reopen(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ReopenForm(), current_actor(), db.session()
    if not attempt(
        form, lambda: closure.reopen_case(session, actor, case_id, form.to_command()), case_id
    ):
        return _reopen_page(form, case_id), 422
    return back_to(case_id, _("Kasus dibuka kembali, mulai dari asesmen."))


def _stored(case_id: uuid.UUID) -> OpenedSection:
    name = SectionName.CLOSURE
    return reading.read_sections(db.session(), current_actor(), case_id, name)[name]


def _propose_page(
    form: ProposeClosureForm, case_id: uuid.UUID, stored: OpenedSection | None = None
) -> str:
    return render_template(
        "cases/closure/propose.html", form=form, case_id=case_id, stored=stored, words=words
    )


def _decide_page(form: DecideClosureForm, case_id: uuid.UUID) -> str:
    return render_template(
        "cases/closure/decide.html",
        form=form,
        case_id=case_id,
        proposal=_stored(case_id).content,
        words=words,
    )


def _reopen_page(form: ReopenForm, case_id: uuid.UUID) -> str:
    return render_template("cases/closure/reopen.html", form=form, case_id=case_id)
