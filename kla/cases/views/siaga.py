"""Emergency access: asking, answering, reading for a day."""

import re
import uuid

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from kla.access.policy import Permission
from kla.cases.forms import siaga as words
from kla.cases.forms.siaga import AnswerSiagaForm, AskSiagaForm
from kla.cases.services import siaga, siaga_reading
from kla.cases.types.siaga import SiagaLine
from kla.cases.views import bp
from kla.cases.views.answers import attempt, settings
from kla.cases.views.files import as_download
from kla.cases.views.show import read_only
from kla.core.errors import NotFound
from kla.extensions import db
from kla.web.guard import current_actor, requires

LINKS = re.compile(r"</?a\b[^>]*>")


@bp.app_template_filter("without_links")
def without_links(html: str) -> Markup:
    """A part of a page that was rendered for others, without anything to follow.

    Values in it are escaped already: there is no angle bracket inside of a tag.
    """
    return Markup(LINKS.sub("", html))  # noqa: S704 -- it takes tags away and adds nothing


@bp.get("/siaga")
@requires(Permission.SIAGA_ASK)
def show_siaga() -> str:
    session, actor = db.session(), current_actor()
    return render_template(
        "cases/siaga/list.html",
        own=siaga_reading.list_own(session, actor),
        waiting=siaga_reading.list_waiting(session, actor),
        is_officer=actor.may(Permission.SIAGA_ANSWER),
        may_review=actor.may(Permission.SIAGA_REVIEW),
        words=words,
    )


@bp.get("/siaga/ask")
@requires(Permission.SIAGA_ASK)
def ask_siaga() -> str:
    return render_template("cases/siaga/ask.html", form=AskSiagaForm(formdata=None))


@bp.post("/siaga/ask")
@requires(Permission.SIAGA_ASK)
def send_siaga() -> ResponseReturnValue:
    form, actor, session = AskSiagaForm(), current_actor(), db.session()
    if not attempt(form, lambda: siaga.ask(session, actor, form.to_command())):
        return render_template("cases/siaga/ask.html", form=form), 422
    return _back(_("Permintaan terkirim. Hubungi satu petugas siaga dari tiap kelompok sekarang."))


@bp.get("/siaga/<uuid:request_id>/answer")
@requires(Permission.SIAGA_ANSWER)
def ask_answer_siaga(request_id: uuid.UUID) -> str:
    return _answer_page(AnswerSiagaForm(formdata=None), request_id)


@bp.post("/siaga/<uuid:request_id>/answer")
@requires(Permission.SIAGA_ANSWER)
def answer_siaga(request_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = AnswerSiagaForm(), current_actor(), db.session()
    if not attempt(form, lambda: siaga.answer(session, actor, request_id)):
        return _answer_page(form, request_id), 422
    return _back(_("Bagian Anda sudah diberikan. Penyelia unit sudah diberi tahu."))


@bp.get("/siaga/<uuid:request_id>/case")
@requires(Permission.SIAGA_ASK)
def read_siaga_case(request_id: uuid.UUID) -> str:
    session, actor = db.session(), current_actor()
    page = siaga_reading.read_case(session, actor, request_id)
    line = _own(request_id)
    return render_template("cases/siaga/case.html", line=line, **read_only(actor, page))


@bp.get("/siaga/<uuid:request_id>/files/<uuid:file_id>")
@requires(Permission.SIAGA_ASK)
def give_siaga_file(request_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    """The whole file was verified before its first byte leaves."""
    folder, actor = settings().files_path, current_actor()
    given = siaga_reading.give_file(db.session(), actor, request_id, file_id, folder)
    return as_download(given)


@bp.get("/siaga/<uuid:request_id>/end")
@requires(Permission.SIAGA_ASK)
def ask_end_siaga(request_id: uuid.UUID) -> str:
    return render_template("cases/siaga/end.html", line=_own(request_id))


@bp.post("/siaga/<uuid:request_id>/end")
@requires(Permission.SIAGA_ASK)
def end_siaga(request_id: uuid.UUID) -> ResponseReturnValue:
    siaga_reading.end(db.session(), current_actor(), request_id)
    return _back(_("Akses darurat diakhiri."))


def _answer_page(form: AnswerSiagaForm, request_id: uuid.UUID) -> str:
    waiting = siaga_reading.list_waiting(db.session(), current_actor())
    return render_template("cases/siaga/answer.html", form=form, line=_find(waiting, request_id))


def _own(request_id: uuid.UUID) -> SiagaLine:
    return _find(siaga_reading.list_own(db.session(), current_actor()), request_id)


def _find(lines: list[SiagaLine], request_id: uuid.UUID) -> SiagaLine:
    found = next((line for line in lines if line.request_id == request_id), None)
    if found is None:
        raise NotFound(refused="siaga")
    return found


def _back(message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".show_siaga"), 303)
