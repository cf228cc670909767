"""Files that come in pieces, by the tus protocol, version 1.0.0 (https://tus.io/protocols).

Core, creation, termination, checksum and expiration. A piece is sealed as it arrives; the lock of
the database is taken for moments between, never while a slow connection brings bytes.
"""

import base64
import binascii
import hashlib
import uuid
from collections.abc import Iterator
from email.utils import format_datetime

from flask import Response, request, url_for
from werkzeug.exceptions import BadRequest, ClientDisconnected, HTTPException

from kla.access.policy import Permission
from kla.cases.forms.messages import MESSAGES
from kla.cases.services import lookup, parts, uploads
from kla.cases.services.parts import Part
from kla.cases.services.upload_digests import KNOWN, Running
from kla.cases.services.uploads import Upload
from kla.cases.types.uploads import BeginUpload
from kla.cases.views import bp
from kla.cases.views.answers import settings
from kla.config import MEBIBYTE
from kla.core.errors import Conflict, Invalid
from kla.crypto.files import PIECE
from kla.extensions import db
from kla.web.guard import current_actor, requires
from kla.web.transaction import looking
from kla.web.uploads import PIECE_TYPE

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,checksum,expiration"
CHECKSUMS = ("sha1", "sha256")
ONE = "/cases/<uuid:case_id>/uploads/<uuid:upload_id>"


class ChecksumMismatch(HTTPException):
    """The piece is not what its sender summed up; nothing of it is kept."""

    code = 460
    description = "Checksum mismatch"


@bp.after_request
def speak_tus(answer: Response) -> Response:
    """Every answer to an upload names the version, also a refusal."""
    if (request.endpoint or "").endswith(("_upload", "_uploads", ".send_piece")):
        answer.headers["Tus-Resumable"] = VERSION
        if answer.status_code == 412:
            answer.headers["Tus-Version"] = VERSION
    return answer


@bp.route("/cases/<uuid:case_id>/uploads", methods=["OPTIONS"], provide_automatic_options=False)
@requires(Permission.CASE_WRITE)
def tell_uploads(case_id: uuid.UUID) -> Response:
    """What is understood here. Asked without a version, by the protocol."""
    lookup.must_reach(db.session(), current_actor(), case_id)
    told = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(_most()),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    }
    return Response(status=204, headers=told)


@bp.post("/cases/<uuid:case_id>/uploads", provide_automatic_options=False)
@requires(Permission.CASE_WRITE)
def begin_upload(case_id: uuid.UUID) -> Response:
    """A new file, or the one that this id stands for already, as far as it has come."""
    lookup.must_reach(db.session(), current_actor(), case_id)
    _must_speak_tus()
    words = _metadata()
    command = BeginUpload(
        case_id=case_id,
        size=_number("Upload-Length"),
        max_bytes=_most(),
        name=words.get("filename", ""),
        label=words.get("label", ""),
        file_id=_entry(words.get("entry", "")),
    )
    try:
        upload = uploads.begin(db.session(), current_actor(), settings().files_path, command)
    except Invalid as error:
        return _refusal(error)
    answer = _standing(upload, 201)
    answer.headers["Location"] = url_for(".look_upload", case_id=case_id, upload_id=upload.id)
    return answer


@bp.route(ONE, methods=["HEAD"], provide_automatic_options=False)
@requires(Permission.CASE_WRITE)
def look_upload(case_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """How far it has come; a finished one has come to its end."""
    upload = _look(case_id, upload_id)
    _must_speak_tus()
    answer = _standing(upload, 200)
    answer.headers["Upload-Length"] = str(upload.size)
    return answer


@bp.route(ONE, methods=["PATCH"], provide_automatic_options=False)
@requires(Permission.CASE_WRITE)
def send_piece(case_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """The next piece. What arrives of one that breaks off is kept, unless it carries a checksum."""
    with looking():
        upload = _look(case_id, upload_id)
    _must_speak_tus()
    _must_be_next(upload)
    body, running = _Body(upload.size - upload.offset), KNOWN.take(upload)
    for part in _arriving(upload, body, running):
        if upload.offset + part.size == upload.size:
            return _complete(case_id, upload, part, running)
        upload = uploads.keep_part(db.session(), current_actor(), case_id, upload, part)
        db.session.commit()
        KNOWN.keep(upload, running)
    return _standing(upload, 400 if body.is_cut else 204)


@bp.route(ONE, methods=["DELETE"], provide_automatic_options=False)
@requires(Permission.CASE_WRITE)
def drop_upload(case_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    session, actor, folder = db.session(), current_actor(), settings().files_path
    _look(case_id, upload_id)
    _must_speak_tus()
    uploads.drop(session, actor, case_id, upload_id, folder)
    return Response(status=204)


def _arriving(upload: Upload, body: "_Body", running: Running) -> Iterator[Part]:
    """The parts of a piece as they are stored; of one that was summed up, all or none."""
    coming = parts.write(upload.vault, running.passing(body), upload.offset)
    if not body.is_summed:
        yield from coming
        return
    stored: list[Part] = []
    try:
        stored.extend(coming)
        body.must_match()
    except BaseException:
        parts.delete(upload.vault.folder, *(part.stored_as for part in stored))
        raise
    yield from stored


class _Body:
    """The bytes of a piece as they come, no more than are missing; summed up where asked."""

    def __init__(self, missing: int) -> None:
        if (request.content_length or 0) > missing:
            raise _error(413, "Content Too Large")
        self._missing, self.is_cut = missing, False
        name, _, wanted = request.headers.get("Upload-Checksum", "").partition(" ")
        self.is_summed = bool(name)
        if name and name not in CHECKSUMS:
            raise BadRequest("Unknown checksum algorithm")
        self._sum, self._wanted = hashlib.new(name or "sha256"), _decoded(wanted)

    def __iter__(self) -> Iterator[bytes]:
        sent = 0
        while piece := self._next():
            sent += len(piece)
            if sent > self._missing:
                raise _error(413, "Content Too Large")
            if self.is_summed:
                self._sum.update(piece)
            yield piece

    def _next(self) -> bytes:
        try:
            return request.stream.read(PIECE)
        except (ClientDisconnected, OSError):
            self.is_cut = True
            return b""

    def must_match(self) -> None:
        """Raise `ChecksumMismatch` where the bytes are others than those summed up."""
        if self.is_cut or self._sum.digest() != self._wanted:
            raise ChecksumMismatch


def _complete(case_id: uuid.UUID, upload: Upload, last: Part, running: Running) -> Response:
    """The file is whole: look at it, then make it one of the case, or forget it."""
    session, actor, folder = db.session(), current_actor(), settings().files_path
    try:
        sealed = uploads.look_at_whole(upload, last, running.of_whole(upload, last))
    except Exception as error:
        parts.delete(folder, last.stored_as)
        if not isinstance(error, Invalid):
            raise
        uploads.drop(session, actor, case_id, upload.id, folder)
        return _refusal(error)
    uploads.finish(session, actor, case_id, upload, sealed)
    return Response(status=204, headers={"Upload-Offset": str(upload.size)})


def _look(case_id: uuid.UUID, upload_id: uuid.UUID) -> Upload:
    folder = settings().files_path
    return uploads.look(db.session(), current_actor(), case_id, upload_id, folder)


def _standing(upload: Upload, status: int) -> Response:
    answer = Response(status=status)
    answer.headers["Upload-Offset"] = str(upload.offset)
    answer.headers["Cache-Control"] = "no-store"
    if not upload.is_finished:
        answer.headers["Upload-Expires"] = format_datetime(upload.expires, usegmt=True)
    return answer


def _refusal(error: Invalid) -> Response:
    """Why a file is not taken, in words for the page that sends it."""
    status = 413 if error.reason == "file-too-large" else 422
    return Response(str(MESSAGES[error.reason]), status, mimetype="text/plain")


def _must_speak_tus() -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise _error(412, "Precondition Failed")


def _must_be_next(upload: Upload) -> None:
    if request.mimetype != PIECE_TYPE:
        raise _error(415, "Unsupported Media Type")
    if upload.is_finished:
        raise _error(410, "Gone")
    if _number("Upload-Offset") != upload.offset:
        raise Conflict(reason="offset")


def _error(code: int, words: str) -> HTTPException:
    error = HTTPException(words)
    error.code = code
    return error


def _number(header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        raise BadRequest(f"{header} is missing or no number")
    return int(value)


def _metadata() -> dict[str, str]:
    """Pairs of a word and a text in Base64, with commas between."""
    pairs = (one.split() for one in request.headers.get("Upload-Metadata", "").split(","))
    words = {pair[0]: _decoded(pair[1] if pair[1:] else "") for pair in pairs if pair}
    try:
        return {name: value.decode() for name, value in words.items()}
    except UnicodeDecodeError:
        raise BadRequest("Upload-Metadata is no text") from None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadRequest("Not in Base64") from None


def _entry(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _most() -> int:
    return settings().max_upload_mb * MEBIBYTE
