"""The public's pages: three ways in, the receipt, and coming back with it."""

from flask import abort, current_app, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from kla.accounts.types import Office
from kla.cases.forms.files import words_of
from kla.cases.services.attachments import SealedFile
from kla.core.errors import Conflict, InvalidTransition, NotFound
from kla.crypto.receipts import Receipt
from kla.extensions import db
from kla.public_reports.forms.child import ChildForm
from kla.public_reports.forms.door import (
    WRONG_CODE,
    MessageForm,
    ReceiptForm,
    ReportForm,
)
from kla.public_reports.forms.messages import TOLD
from kla.public_reports.services import receiving, returning
from kla.public_reports.types import SILENT, Received, ReporterView
from kla.public_reports.views import ELSEWHERE, door, gate, taking, troubles
from kla.web import pictures
from kla.web.forms import put_error
from kla.web.guard import public

NOBODY = "whoever reports has no account, and must not need one"
NAMES = {"darurat", "jejak"}
MASK = 4  # of the QR code


@door.get("/halo")
@public(NOBODY)
def home() -> str:
    return render_template("public_reports/door/home.html")


@door.get("/halo/<string:name>")
@public(NOBODY)
def page(name: str) -> str:
    """The pages that only say something."""
    if name not in NAMES:
        abort(404)
    return render_template(f"public_reports/door/{name}.html")


@door.get("/halo/keluar")
@public(NOBODY)
def leave() -> ResponseReturnValue:
    """Away from here, where scripts did not do it already."""
    answer = redirect(ELSEWHERE, 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@door.get("/halo/lihat")
@public(NOBODY)
def ask_report() -> str:
    form = ReportForm(formdata=None)
    form.begin()
    return _form_page(form)


@door.post("/halo/lihat")
@public(NOBODY)
def report() -> ResponseReturnValue:
    form = ReportForm()
    form.code()  # a new one where none came along
    if not form.validate():
        form.ask_again()
        return _form_page(form), 422
    status, done = send(form)
    return done if done else (_form_page(form), status)


@door.get("/halo/kembali")
@public(NOBODY)
def ask_receipt() -> str:
    return _receipt_form(ReceiptForm(formdata=None))


@door.post("/halo/kembali")
@public(NOBODY)
def show() -> ResponseReturnValue:
    form = ReceiptForm()
    if not gate.admits_code(form):
        return _receipt_form(form), 429
    receipt = form.code() if form.validate() else None
    try:
        found = _look(receipt) if receipt else None
    except NotFound:
        found = None
    if receipt is None or found is None:
        gate.count_wrong()
        if form.receipt.data:
            put_error(form, "receipt", WRONG_CODE)
        return _receipt_form(form), 422
    returning.mark_read(db.session(), office(), receipt)
    return _conversation(receipt, found)


@door.post("/halo/kembali/pesan")
@public(NOBODY)
def write() -> ResponseReturnValue:
    form = MessageForm()
    receipt = ReceiptForm().code()
    if receipt is None:
        abort(404)
    if not gate.admits_code(form):
        return troubles.press_again(), 429
    try:
        _look(receipt)
    except NotFound:
        gate.count_wrong()
        raise
    if not form.validate():
        form.ask_again()
        return _conversation(receipt, _look(receipt), form), 422

    def step(sealed: list[SealedFile]) -> None:
        returning.write(db.session(), office(), receipt, form.to_command(), sealed)

    try:
        status = taking.take(form, form.coming(), step)
    except InvalidTransition:
        db.session.rollback()
        return _conversation(receipt, _look(receipt), form), 409
    if status:
        return _conversation(receipt, _look(receipt), form), status
    return _conversation(receipt, _look(receipt))


def send(form: ReportForm | ChildForm) -> tuple[int, str]:
    """Keep what a form tells: the page with its code, or the status of showing it again."""
    done: list[Received] = []

    def step(sealed: list[SealedFile]) -> None:
        command = form.to_command(str(get_locale()))
        done.append(receiving.receive(db.session(), office(), command, sealed))

    try:
        status = taking.take(form, form.coming(), step, form.code().finder)
    except Conflict:
        db.session.rollback()
        form.receipt.data = str(Receipt.new())
        form.ask_again()
        return 409, ""
    return (status, "") if status else (200, receipt_page(form.code(), again=done[0].again))


def receipt_page(receipt: Receipt, *, again: bool) -> str:
    """The code to keep, in words and as a QR code that holds the code and nothing else."""
    return render_template(
        "public_reports/door/receipt.html",
        receipt=receipt,
        qr=pictures.qr(str(receipt), MASK),
        again=again,
    )


def office() -> Office:
    """The installation of the running app."""
    found: Office = current_app.extensions["office"]
    return found


def _look(receipt: Receipt) -> ReporterView:
    return returning.look(db.session(), office(), receipt)


def _form_page(form: ReportForm) -> str:
    gate.begin(form)
    return render_template("public_reports/door/report.html", form=form)


def _receipt_form(form: ReceiptForm) -> str:
    gate.begin(form)
    return render_template("public_reports/door/ask_receipt.html", form=form)


def _conversation(receipt: Receipt, found: ReporterView, form: MessageForm | None = None) -> str:
    if form is None:
        form = MessageForm(formdata=None)
        form.begin(receipt)
    gate.begin(form)
    return render_template(
        "public_reports/door/conversation.html",
        found=found,
        form=form,
        told=TOLD[found.state],
        has_ended=found.state in SILENT,
        file_words=words_of,
    )
