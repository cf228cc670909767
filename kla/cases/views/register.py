"""Registering a report, and correcting it."""

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms.duplicates import choices_in, told
from kla.cases.forms.report import ReportForm, values_of
from kla.cases.services import duplicates, intake, lookup, reading
from kla.cases.types import SectionName
from kla.cases.types.duplicates import Candidate
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to
from kla.cases.views.duplicates import after, shown
from kla.core.errors import Conflict, Invalid
from kla.extensions import db
from kla.web.guard import current_actor, requires

ROWS = "rows"


@bp.get("/cases/register")
@requires(Permission.CASE_REGISTER)
def ask_register() -> str:
    form = ReportForm(formdata=None)
    form.begin()
    return _page(form)


@bp.post("/cases/register")
@requires(Permission.CASE_REGISTER)
def register() -> ResponseReturnValue:
    form = ReportForm()
    case_id = form.chosen_id()
    if case_id is None:
        form.begin()
        case_id = uuid.UUID(form.case_id.data)
    if wanted := request.form.get(ROWS):
        form.change_rows(wanted)
        return _page(form), 422
    found: list[Candidate] = []
    choices = choices_in(request.form)
    if form.validate():
        found = _alike(form, case_id)
        if any(one.mark not in choices for one in found):
            return _page(form, candidates=found), 409
    actor, session = current_actor(), db.session()
    decided = duplicates.Decided(case_id)

    def step() -> None:
        nonlocal decided
        said = duplicates.Said(found, choices, told(form))
        decided = duplicates.register(session, actor, case_id, form.to_command(), said)

    if not attempt(form, step):
        return _page(form, candidates=found), 422
    if decided.was_added:
        return back_to(decided.case_id, _("Laporan ditambahkan ke kasus ini sebagai catatan."))
    done = _("Laporan tersimpan. Langkah berikutnya: identifikasi.")
    return after(case_id, decided.to_merge, done)


def _alike(form: ReportForm, case_id: uuid.UUID) -> list[Candidate]:
    """Cases like this report; none where the report can't be so, which saving it will say."""
    try:
        return duplicates.look(db.session(), current_actor(), case_id, form.to_command())
    except Invalid:
        return []


@bp.get("/cases/<uuid:case_id>/report")
@requires(Permission.CASE_WRITE)
def ask_change_report(case_id: uuid.UUID) -> str:
    form = _stored_form(case_id)
    return _page(form, case_id)


@bp.post("/cases/<uuid:case_id>/report")
@requires(Permission.CASE_WRITE)
def change_report(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ReportForm(), current_actor(), db.session()
    if wanted := request.form.get(ROWS):
        lookup.must_reach(session, actor, case_id)
        form.change_rows(wanted)
        return _page(form, case_id), 422
    try:
        done = attempt(
            form, lambda: intake.change_report(session, actor, case_id, form.to_change()), case_id
        )
    except Conflict:
        db.session.rollback()
        stored = _stored_form(case_id)
        form.seen_core.data, form.seen_persons.data = (
            stored.seen_core.data,
            stored.seen_persons.data,
        )
        return _page(form, case_id, stored), 409
    return back_to(case_id, _("Laporan diperbarui.")) if done else (_page(form, case_id), 422)


def _stored_form(case_id: uuid.UUID) -> ReportForm:
    found = reading.read_sections(
        db.session(), current_actor(), case_id, SectionName.CORE, SectionName.PERSONS
    )
    core, persons = found[SectionName.CORE], found[SectionName.PERSONS]
    form = ReportForm(formdata=None, data=values_of(core.content, persons.content))
    form.seen_core.data, form.seen_persons.data = str(core.version), str(persons.version)
    return form


def _page(
    form: ReportForm,
    case_id: uuid.UUID | None = None,
    stored: ReportForm | None = None,
    candidates: list[Candidate] | None = None,
) -> str:
    return render_template(
        "cases/register/form.html",
        form=form,
        case_id=case_id,
        stored=stored,
        said=choices_in(request.form),
        **shown(candidates or []),
    )
