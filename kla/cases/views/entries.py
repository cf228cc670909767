"""Adding a note."""

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms.entries import NoteForm
from kla.cases.services import notes
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.post("/cases/<uuid:case_id>/notes")
@requires(Permission.CASE_WRITE)
def add_note(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = NoteForm(), current_actor(), db.session()
    if not attempt(
        form, lambda: notes.add_note(session, actor, case_id, form.to_command()), case_id
    ):
        return _page(form, case_id), 422
    return back_to(case_id, _("Catatan tersimpan."))


def _page(form: NoteForm, case_id: uuid.UUID) -> str:
    if not form.entry.data:
        form.begin()
    return render_template("cases/entries/note.html", form=form, case_id=case_id)
