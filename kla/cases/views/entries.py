"""Adding a note or a file; and handing a file out."""

import uuid
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms.entries import EntryForm, FileForm, NoteForm
from kla.cases.services import attachments, notes, reading
from kla.cases.types import SectionName
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, settings
from kla.config import MEBIBYTE
from kla.extensions import db
from kla.web.guard import current_actor, requires

SANDBOX = "sandbox; default-src 'none'"


@bp.post("/cases/<uuid:case_id>/notes")
@requires(Permission.CASE_WRITE)
def add_note(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = NoteForm(), current_actor(), db.session()
    if not attempt(
        form, lambda: notes.add_note(session, actor, case_id, form.to_command()), case_id
    ):
        return _page("cases/entries/note.html", form, case_id), 422
    return back_to(case_id, _("Catatan tersimpan."))


@bp.get("/cases/<uuid:case_id>/files/add")
@requires(Permission.CASE_WRITE)
def ask_add_file(case_id: uuid.UUID) -> str:
    return _begin("cases/entries/file.html", FileForm(formdata=None), case_id)


@bp.post("/cases/<uuid:case_id>/files/add")
@requires(Permission.CASE_WRITE)
def add_file(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = FileForm(), current_actor(), db.session()
    folder, most = settings().files_path, settings().max_upload_mb * MEBIBYTE
    if not attempt(
        form,
        lambda: attachments.add_file(session, actor, case_id, folder, form.to_command(most)),
        case_id,
    ):
        return _page("cases/entries/file.html", form, case_id), 422
    return back_to(case_id, _("Berkas tersimpan."))


@bp.get("/cases/<uuid:case_id>/files/<uuid:file_id>")
@requires(Permission.CASE_READ)
def give_file(case_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    """The whole file was verified before its first byte leaves."""
    given = attachments.give_file(
        db.session(), current_actor(), case_id, file_id, settings().files_path
    )
    answer = Response(given.pieces, mimetype=given.info.kind)
    answer.headers["Content-Length"] = str(given.info.size)
    answer.headers["Content-Disposition"] = f'attachment; filename="{given.neutral_name}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def _begin(template: str, form: EntryForm, case_id: uuid.UUID) -> str:
    """A blank form about a case in reach."""
    reading.read_sections(db.session(), current_actor(), case_id, SectionName.SUMMARY)
    form.begin()
    return _page(template, form, case_id)


def _page(template: str, form: Any, case_id: uuid.UUID) -> str:  # noqa: ANN401 -- any of the forms
    if not form.entry.data:
        form.begin()
    return render_template(template, form=form, case_id=case_id)
