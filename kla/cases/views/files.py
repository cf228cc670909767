"""The files of a case: adding one by a plain form, handing them out, showing and playing them."""

import uuid

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, TimestampSigner

from kla.access.policy import Permission
from kla.cases.forms.entries import FileForm
from kla.cases.forms.files import ACCEPT
from kla.cases.pictures import SHOWN_AS, THUMBNAIL, VIEW
from kla.cases.services import attachments, giving, lookup, reading
from kla.cases.services.attachments import GivenFile, SealedFile
from kla.cases.types import SectionName
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, settings
from kla.config import MEBIBYTE
from kla.extensions import db
from kla.web import streams
from kla.web.guard import current_actor, requires
from kla.web.transaction import looking

PAGE_SECONDS = 15 * 60


@bp.get("/cases/<uuid:case_id>/files/add")
@requires(Permission.CASE_WRITE)
def ask_add_file(case_id: uuid.UUID) -> str:
    reading.read_sections(db.session(), current_actor(), case_id, SectionName.SUMMARY)
    return _page(FileForm(formdata=None), case_id)


@bp.post("/cases/<uuid:case_id>/files/add")
@requires(Permission.CASE_WRITE)
def add_file(case_id: uuid.UUID) -> ResponseReturnValue:
    """The file is sealed and looked at before the lock is taken that keeps others waiting."""
    form, actor, session = FileForm(), current_actor(), db.session()
    with looking():
        lookup.must_reach(session, actor, case_id)
    folder, most = settings().files_path, settings().max_upload_mb * MEBIBYTE
    made: list[SealedFile] = []

    def seal() -> None:
        made.append(attachments.seal_file(folder, case_id, form.to_command(most)))

    if not attempt(form, seal, case_id):
        return _page(form, case_id), 422
    if not attempt(form, lambda: attachments.add_sealed(session, actor, case_id, made[0]), case_id):
        return _page(form, case_id), 422
    return back_to(case_id, _("Berkas tersimpan."))


@bp.get("/cases/<uuid:case_id>/files/<uuid:file_id>")
@requires(Permission.CASE_READ)
def give_file(case_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    """The whole file was verified before its first byte leaves."""
    return as_download(
        giving.give_file(db.session(), current_actor(), case_id, file_id, settings().files_path)
    )


def as_download(given: GivenFile) -> Response:
    """A whole file, to be saved and never opened in this place."""
    return streams.saved(given.pieces, given.info.kind, given.info.size, given.neutral_name)


@bp.get("/cases/<uuid:case_id>/files/<uuid:file_id>/view")
@requires(Permission.CASE_READ)
def view_file(case_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    return _drawn(case_id, file_id, (VIEW, False))


@bp.get("/cases/<uuid:case_id>/files/<uuid:file_id>/thumbnail")
@requires(Permission.CASE_READ)
def thumb_file(case_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    """One that comes with a page just opened needs no line of its own; any other leaves one."""
    return _drawn(case_id, file_id, (THUMBNAIL, _is_of_page(case_id)))


def _drawn(case_id: uuid.UUID, file_id: uuid.UUID, wanted: tuple[str, bool]) -> Response:
    folder, place = settings().files_path, (case_id, file_id)
    content = giving.give_drawn(db.session(), current_actor(), place, folder, wanted)
    return streams.shown(content, SHOWN_AS)


@bp.get("/cases/<uuid:case_id>/files/<uuid:file_id>/play")
@requires(Permission.CASE_READ)
def play_file(case_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    """Sound and film, from any place: players ask for one range of bytes after another."""
    place, folder = (case_id, file_id), settings().files_path
    try:
        given = giving.give_stretch(
            db.session(), current_actor(), place, folder, streams.asked_range() or (0, None)
        )
    except ValueError as error:
        return streams.no_such_range(error.args[0])
    stretch = (given.begin, given.end, given.info.size)
    return streams.played(given.pieces, given.info.kind, stretch)


def page_mark(case_id: uuid.UUID) -> str:
    """What shows that a page of the case was opened, and its line left, some minutes ago."""
    return _signer().sign(_about(case_id)).decode().rpartition(_about(case_id))[2]


def _is_of_page(case_id: uuid.UUID) -> bool:
    mark = request.args.get("page", "")
    try:
        _signer().unsign(_about(case_id) + mark, max_age=PAGE_SECONDS)
    except BadSignature:
        return False
    return True


def _about(case_id: uuid.UUID) -> str:
    return f"{case_id}/{current_actor().account_id}"


def _signer() -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt="kla/v1/page")


def _page(form: FileForm, case_id: uuid.UUID) -> str:
    if not form.entry.data:
        form.begin()
    return render_template(
        "cases/entries/file.html",
        form=form,
        case_id=case_id,
        most=settings().max_upload_mb,
        accept=ACCEPT,
    )
