"""Typing in a call, a visit or a letter, one after the other."""

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from kla.access.policy import Permission
from kla.core.errors import Conflict, Invalid
from kla.crypto.receipts import Receipt
from kla.extensions import db
from kla.public_reports.forms.messages import say
from kla.public_reports.forms.typing import TypingForm
from kla.public_reports.services import typing
from kla.public_reports.types import Received
from kla.public_reports.views import desk
from kla.public_reports.views.desk_pages import page
from kla.public_reports.views.door_pages import office
from kla.web.guard import current_actor, requires

AGAIN = "again"


@desk.get("/reports/new")
@requires(Permission.REPORT_TRIAGE)
def ask_type() -> str:
    return _blank()


@desk.post("/reports/new")
@requires(Permission.REPORT_TRIAGE)
def type_in() -> ResponseReturnValue:
    """Keep it, and show its code: here only, as no address and no cookie may carry it."""
    form = TypingForm()
    receipt = form.code()
    if not form.validate():
        return _form_page(form), 422
    command = form.to_command(str(get_locale()))
    try:
        kept = typing.type_in(db.session(), current_actor(), office(), command)
    except Invalid as error:
        db.session.rollback()
        say(form, error)
        return _form_page(form), 422
    except Conflict:
        db.session.rollback()
        form.receipt.data = str(Receipt.new())
        return _form_page(form), 409
    is_next = request.form.get("go") == AGAIN
    shown = _blank(kept, receipt) if is_next else page(kept.report_id, receipt=receipt)
    return make_response(shown, 201)


def _blank(kept: Received | None = None, receipt: Receipt | None = None) -> str:
    form = TypingForm(formdata=None)
    form.begin()
    return _form_page(form, kept, receipt)


def _form_page(
    form: TypingForm, kept: Received | None = None, receipt: Receipt | None = None
) -> str:
    return render_template(
        "public_reports/desk/type.html",
        form=form,
        kept=kept.report_id if kept else None,
        receipt=receipt,
    )
