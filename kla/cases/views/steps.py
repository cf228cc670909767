"""Identifying a case, and taking it to its next stage."""

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms import labels, words
from kla.cases.forms.steps import IdentifyForm
from kla.cases.services import identification, reading, stages
from kla.cases.types import CaseState, OpenedSection, SectionName
from kla.cases.types.actions import exits_from
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, settings
from kla.core.errors import Conflict, Invalid, InvalidTransition
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>/identify")
@requires(Permission.CASE_IDENTIFY)
def ask_identify(case_id: uuid.UUID) -> str:
    stored = _stored(case_id, SectionName.IDENTIFICATION, SectionName.CORE)
    section = stored[SectionName.IDENTIFICATION]
    known = dict(section.content or stored[SectionName.CORE].content)
    known["kinds"] = [kind for kind in known["kinds"] if kind != known["primary_kind"]]
    form = IdentifyForm(formdata=None, data=known)
    form.seen.data = str(section.version)
    return _identify_page(form, case_id)


@bp.post("/cases/<uuid:case_id>/identify")
@requires(Permission.CASE_IDENTIFY)
def identify(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = IdentifyForm(), current_actor(), db.session()
    years = settings().retention_years
    try:
        done = attempt(
            form,
            lambda: identification.identify_case(session, actor, case_id, form.to_command(years)),
            case_id,
        )
    except Conflict:
        stored = _after_conflict(case_id, SectionName.IDENTIFICATION)
        form.seen.data = str(stored.version)
        return _identify_page(form, case_id, stored), 409
    if not done:
        return _identify_page(form, case_id), 422
    return back_to(case_id, _("Identifikasi tersimpan."))


@bp.post("/cases/<uuid:case_id>/advance")
@requires(Permission.CASE_ASSESS)
def advance(case_id: uuid.UUID) -> ResponseReturnValue:
    target = request.form.get("target", "")
    if target not in set(CaseState):
        raise InvalidTransition(target=target)
    try:
        stages.advance_case(db.session(), current_actor(), case_id, CaseState(target))
    except Invalid as error:
        raise InvalidTransition(missing=error.reason) from None
    return back_to(case_id, _("Kasus masuk ke tahap berikutnya."))


def _stored(case_id: uuid.UUID, *wanted: SectionName) -> dict[SectionName, OpenedSection]:
    return reading.read_sections(db.session(), current_actor(), case_id, *wanted)


def _after_conflict(case_id: uuid.UUID, name: SectionName) -> OpenedSection:
    """What is stored now, for the page that shows both versions."""
    db.session.rollback()
    return _stored(case_id, name)[name]


def _identify_page(
    form: IdentifyForm, case_id: uuid.UUID, stored: OpenedSection | None = None
) -> str:
    return render_template(
        "cases/steps/identify.html",
        form=form,
        case_id=case_id,
        stored=stored,
        exits=exits_from(CaseState.INTAKE),
        labels=labels,
        words=words,
    )
