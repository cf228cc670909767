"""Two reports of one event: chosen from the queue, compared side by side, put together, parted."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kla.access.policy import Permission
from kla.core.errors import Conflict
from kla.extensions import db
from kla.public_reports import danger
from kla.public_reports.forms.desk import SameForm
from kla.public_reports.forms.messages import STATES, THEMES
from kla.public_reports.services import families
from kla.public_reports.views import desk
from kla.public_reports.views.desk_pages import CHANGED
from kla.web.guard import current_actor, requires


@desk.get("/reports/<uuid:report_id>/same")
@requires(Permission.REPORT_TRIAGE)
def list_same(report_id: uuid.UUID) -> str:
    rows = families.candidates(db.session(), current_actor(), report_id)
    return render_template(
        "public_reports/desk/same.html",
        rows=rows,
        report_id=report_id,
        states=STATES,
        themes=THEMES,
        themes_in=danger.themes_in,
    )


@desk.get("/reports/<uuid:report_id>/same/<uuid:main_id>")
@requires(Permission.REPORT_TRIAGE)
def ask_same(report_id: uuid.UUID, main_id: uuid.UUID) -> str:
    return _page(report_id, main_id, SameForm(formdata=None))


@desk.post("/reports/<uuid:report_id>/same/<uuid:main_id>")
@requires(Permission.REPORT_TRIAGE)
def put_together(report_id: uuid.UUID, main_id: uuid.UUID) -> ResponseReturnValue:
    session, actor, form = db.session(), current_actor(), SameForm()
    try:
        families.put_together(session, actor, report_id, main_id, form.to_command())
    except Conflict:
        session.rollback()
        form.form_errors.append(CHANGED)
        return _page(report_id, main_id, form), 409
    return _to(
        main_id, _("Kedua laporan ditangani bersama. Kode dan percakapannya tetap terpisah.")
    )


@desk.post("/reports/<uuid:report_id>/part")
@requires(Permission.REPORT_TRIAGE)
def part(report_id: uuid.UUID) -> Response:
    families.part(db.session(), current_actor(), report_id)
    return _to(report_id, _("Laporan berdiri sendiri lagi."))


def _page(report_id: uuid.UUID, main_id: uuid.UUID, form: SameForm) -> str:
    found, main = families.compare(db.session(), current_actor(), report_id, main_id)
    form.seen.data, form.seen_main.data = str(found.version), str(main.version)
    return render_template(
        "public_reports/desk/same_confirm.html",
        form=form,
        found=found,
        main=main,
        themes=THEMES,
        pieces=danger.pieces,
    )


def _to(report_id: uuid.UUID, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".show", report_id=report_id), 303)
