"""The intake desk: what the public sent, read and answered."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from kla.access.policy import Permission
from kla.cases.forms.files import words_of
from kla.core.errors import Conflict, Invalid
from kla.crypto.receipts import Receipt
from kla.extensions import db
from kla.public_reports import danger
from kla.public_reports.forms.desk import AnswerForm, EndForm, ReopenForm
from kla.public_reports.forms.door import SEXES
from kla.public_reports.forms.messages import CHANNELS, STATES, THEMES, WAYS, say
from kla.public_reports.services import desk as reports
from kla.public_reports.services import families
from kla.public_reports.types import ENDED, ReportState
from kla.public_reports.views import desk
from kla.web.guard import current_actor, requires

CHANGED = lazy_gettext("Laporan ini berubah sejak Anda membukanya. Baca lagi dulu.")


@desk.get("/reports/<uuid:report_id>")
@requires(Permission.REPORT_TRIAGE)
def show(report_id: uuid.UUID) -> str:
    return page(report_id)


@desk.post("/reports/<uuid:report_id>/take-up")
@requires(Permission.REPORT_TRIAGE)
def take_up(report_id: uuid.UUID) -> Response:
    reports.take_up(db.session(), current_actor(), report_id)
    return _back(report_id, _("Laporan ditandai sudah dibaca."))


@desk.post("/reports/<uuid:report_id>/answer")
@requires(Permission.REPORT_TRIAGE)
def answer(report_id: uuid.UUID) -> ResponseReturnValue:
    form = AnswerForm()
    if not form.validate():
        return page(report_id, answer_form=form), 422
    try:
        reports.answer(db.session(), current_actor(), report_id, form.to_command())
    except Invalid as error:
        db.session.rollback()
        say(form, error)
        return page(report_id, answer_form=form), 422
    return _back(report_id, _("Jawaban tersimpan. Pelapor membacanya dengan kodenya."))


@desk.get("/reports/<uuid:report_id>/end")
@requires(Permission.REPORT_TRIAGE)
def ask_end(report_id: uuid.UUID) -> str:
    return _end_page(report_id, EndForm(formdata=None))


@desk.post("/reports/<uuid:report_id>/end")
@requires(Permission.REPORT_TRIAGE)
def end(report_id: uuid.UUID) -> ResponseReturnValue:
    form = EndForm()
    if not form.validate():
        return _end_page(report_id, form), 422
    try:
        families.end(db.session(), current_actor(), report_id, form.to_command())
    except Invalid as error:
        db.session.rollback()
        say(form, error)
        return _end_page(report_id, form), 422
    except Conflict:
        db.session.rollback()
        form.form_errors.append(CHANGED)
        return _end_page(report_id, form, renew=True), 409
    return _back(report_id, _("Laporan diakhiri."))


@desk.get("/reports/<uuid:report_id>/reopen")
@requires(Permission.REPORT_TRIAGE)
def ask_reopen(report_id: uuid.UUID) -> str:
    return _reopen_page(report_id, ReopenForm(formdata=None))


@desk.post("/reports/<uuid:report_id>/reopen")
@requires(Permission.REPORT_TRIAGE)
def reopen(report_id: uuid.UUID) -> ResponseReturnValue:
    form = ReopenForm()
    if not form.validate():
        return _reopen_page(report_id, form), 422
    try:
        reports.reopen(db.session(), current_actor(), report_id, form.to_command())
    except Invalid as error:
        db.session.rollback()
        say(form, error)
        return _reopen_page(report_id, form), 422
    except Conflict:
        db.session.rollback()
        form.form_errors.append(CHANGED)
        return _reopen_page(report_id, form, renew=True), 409
    return _back(report_id, _("Laporan dibuka lagi."))


def page(
    report_id: uuid.UUID, answer_form: AnswerForm | None = None, receipt: Receipt | None = None
) -> str:
    """The page of a report, right after it was typed in with the code to hand over."""
    found = reports.read(db.session(), current_actor(), report_id)
    if answer_form is None:
        answer_form = AnswerForm(formdata=None)
        answer_form.begin()
    return render_template(
        "public_reports/desk/report.html",
        found=found,
        form=answer_form,
        states=STATES,
        themes=THEMES,
        pieces=danger.pieces,
        word_list=danger.word_list(),
        file_words=words_of,
        is_new=found.row.state is ReportState.NEW,
        has_ended=found.row.state in ENDED,
        together=families.rows_of(db.session(), current_actor(), report_id),
        ways=WAYS,
        channels=CHANNELS,
        sexes=dict(SEXES),
        receipt=receipt,
    )


def _end_page(report_id: uuid.UUID, form: EndForm, *, renew: bool = False) -> str:
    found = reports.read(db.session(), current_actor(), report_id)
    if renew or not form.seen.data:
        form.seen.data = str(found.version)
    return render_template("public_reports/desk/end.html", form=form, found=found)


def _reopen_page(report_id: uuid.UUID, form: ReopenForm, *, renew: bool = False) -> str:
    found = reports.read(db.session(), current_actor(), report_id)
    if renew or not form.seen.data:
        form.seen.data = str(found.version)
    return render_template("public_reports/desk/reopen.html", form=form, found=found, states=STATES)


def _back(report_id: uuid.UUID, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".show", report_id=report_id), 303)
