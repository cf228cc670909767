"""Cases that may be about the same child: shown with the reasons, and decided by a person."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kla.access.policy import Permission
from kla.cases.forms import duplicates as words
from kla.cases.forms import labels
from kla.cases.forms.duplicates import ChoicesForm, choices_in
from kla.cases.services import duplicates
from kla.cases.types.duplicates import Candidate
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to
from kla.core.errors import Conflict
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/duplicates")
@requires(Permission.CASE_MERGE)
def list_duplicates() -> str:
    rows = duplicates.list_pending(db.session(), current_actor())
    return render_template("cases/duplicates/pending.html", rows=rows)


@bp.get("/cases/<uuid:case_id>/duplicates")
@requires(Permission.CASE_WRITE)
def show_duplicates(case_id: uuid.UUID) -> str:
    return _page(ChoicesForm(formdata=None), case_id)


@bp.post("/cases/<uuid:case_id>/duplicates")
@requires(Permission.CASE_WRITE)
def decide_duplicates(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ChoicesForm(), current_actor(), db.session()
    choices, merge = choices_in(request.form), None

    def decide() -> None:
        nonlocal merge
        merge = duplicates.decide(session, actor, case_id, choices, form.version)

    try:
        done = attempt(form, decide, case_id)
    except Conflict:
        session.rollback()
        return _page(form, case_id, changed=True), 409
    if not done:
        return _page(form, case_id), 422
    return after(case_id, merge, _("Keputusan tersimpan."))


def after(case_id: uuid.UUID, merge: uuid.UUID | None, message: str) -> Response:
    """On to the merge where two cases are said to be one and this reader may merge them."""
    if merge is None:
        return back_to(case_id, message)
    flash(message, "success")
    return redirect(url_for("cases.ask_merge", case_id=merge, other_id=case_id), 303)


def shown(found: list[Candidate]) -> dict[str, Any]:
    """What a template needs to show candidates."""
    return {"candidates": found, "duplicate_words": words, "labels": labels}


def _page(form: ChoicesForm, case_id: uuid.UUID, *, changed: bool = False) -> str:
    version, found = duplicates.read(db.session(), current_actor(), case_id)
    form.seen.data = str(version)
    return render_template(
        "cases/duplicates/show.html",
        form=form,
        case_id=case_id,
        changed=changed,
        said=choices_in(request.form),
        may_merge=current_actor().may(Permission.CASE_MERGE),
        **shown(found),
    )
