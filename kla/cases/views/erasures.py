"""The second person's word on an erasure, taking a proposal back, and the certificate."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms.retention import EraseForm
from kla.cases.services import erasure, erasure_list
from kla.cases.types.retention import ErasureLine
from kla.cases.views import bp
from kla.cases.views.answers import attempt, settings
from kla.core.errors import NotFound
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/erasures/<uuid:erasure_id>")
@requires(Permission.ERASURE_CONFIRM)
def show_certificate(erasure_id: uuid.UUID) -> str:
    found = erasure_list.certificate(db.session(), current_actor(), erasure_id)
    return render_template("cases/retention/certificate.html", found=found, line=found.line)


@bp.get("/erasures/<uuid:erasure_id>/confirm")
@requires(Permission.ERASURE_CONFIRM)
def ask_confirm_erasure(erasure_id: uuid.UUID) -> str:
    return _confirm_page(EraseForm(formdata=None), erasure_id)


@bp.post("/erasures/<uuid:erasure_id>/confirm")
@requires(Permission.ERASURE_CONFIRM)
def confirm_erasure(erasure_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = EraseForm(), current_actor(), db.session()
    folder, confirmed = settings().files_path, bool(form.confirmed.data)
    if not attempt(
        form, lambda: erasure.confirm(session, actor, erasure_id, folder, confirmed=confirmed)
    ):
        return _confirm_page(form, erasure_id), 422
    flash(_("Kasus dihapus. Ini berita acaranya."), "success")
    return redirect(url_for(".show_certificate", erasure_id=erasure_id), 303)


@bp.get("/erasures/<uuid:erasure_id>/withdraw")
@requires(Permission.CASE_RETAIN)
def ask_withdraw_erasure(erasure_id: uuid.UUID) -> str:
    return render_template("cases/retention/withdraw.html", line=_waiting(erasure_id))


@bp.post("/erasures/<uuid:erasure_id>/withdraw")
@requires(Permission.CASE_RETAIN)
def withdraw_erasure(erasure_id: uuid.UUID) -> ResponseReturnValue:
    erasure.withdraw(db.session(), current_actor(), erasure_id)
    flash(_("Usulan penghapusan ditarik."), "success")
    return redirect(url_for(".show_retention"), 303)


def _confirm_page(form: EraseForm, erasure_id: uuid.UUID) -> str:
    return render_template("cases/retention/confirm.html", form=form, line=_waiting(erasure_id))


def _waiting(erasure_id: uuid.UUID) -> ErasureLine:
    line = erasure_list.get_line(db.session(), current_actor(), erasure_id)
    if line.erased is not None:
        raise NotFound(refused="erasure")
    return line
