"""Making one case of two, with a look at what becomes of each before; and undoing it."""

import uuid

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms import labels, words
from kla.cases.forms.merging import COUNTS, MergeForm, OtherForm, UnmergeForm
from kla.cases.forms.messages import MESSAGES
from kla.cases.forms.people import ROLES
from kla.cases.services import lookup, merge_preview, merging, numbered, unmerging
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to
from kla.core.errors import Conflict
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>/merge")
@requires(Permission.CASE_MERGE)
def ask_other(case_id: uuid.UUID) -> str:
    lookup.must_reach(db.session(), current_actor(), case_id)
    return _other_page(OtherForm(formdata=None), case_id)


@bp.post("/cases/<uuid:case_id>/merge")
@requires(Permission.CASE_MERGE)
def choose_other(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = OtherForm(), current_actor(), db.session()
    found: list[uuid.UUID] = []

    def find() -> None:
        lookup.must_reach(session, actor, case_id)
        found.append(numbered.find(session, actor, form.number.data or "", case_id))

    if not attempt(form, find, case_id):
        return _other_page(form, case_id), 422
    return redirect(url_for(".ask_merge", case_id=case_id, other_id=found[0]), 303)


@bp.get("/cases/<uuid:case_id>/merge/<uuid:other_id>")
@requires(Permission.CASE_MERGE)
def ask_merge(case_id: uuid.UUID, other_id: uuid.UUID) -> str:
    return _merge_page(MergeForm(formdata=None), case_id, other_id)


@bp.post("/cases/<uuid:case_id>/merge/<uuid:other_id>")
@requires(Permission.CASE_MERGE)
def merge(case_id: uuid.UUID, other_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = MergeForm(), current_actor(), db.session()
    form.same.choices = [(value, "") for value in request.form.getlist("same")]
    try:
        done = attempt(
            form,
            lambda: merging.merge(session, actor, case_id, other_id, form.to_command()),
            case_id,
        )
    except Conflict:
        session.rollback()
        return _merge_page(form, case_id, other_id, changed=True), 409
    if not done:
        return _merge_page(form, case_id, other_id), 422
    return back_to(case_id, _("Kedua kasus digabung. Yang digabungkan tetap dapat dibaca."))


@bp.get("/cases/<uuid:case_id>/unmerge/<uuid:other_id>")
@requires(Permission.CASE_MERGE)
def ask_unmerge(case_id: uuid.UUID, other_id: uuid.UUID) -> str:
    return _unmerge_page(UnmergeForm(formdata=None), case_id, other_id)


@bp.post("/cases/<uuid:case_id>/unmerge/<uuid:other_id>")
@requires(Permission.CASE_MERGE)
def unmerge(case_id: uuid.UUID, other_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = UnmergeForm(), current_actor(), db.session()
    if not attempt(
        form,
        lambda: unmerging.unmerge(session, actor, case_id, other_id, form.to_command()),
        case_id,
    ):
        return _unmerge_page(form, case_id, other_id), 422
    return back_to(case_id, _("Penggabungan dibatalkan. Keduanya kasus sendiri lagi."))


def _other_page(form: OtherForm, case_id: uuid.UUID) -> str:
    return render_template("cases/merging/other.html", form=form, case_id=case_id)


def _merge_page(
    form: MergeForm, case_id: uuid.UUID, other_id: uuid.UUID, *, changed: bool = False
) -> str:
    """With the mark of what is shown now: whoever sends it again has seen this."""
    preview = merge_preview.preview(db.session(), current_actor(), case_id, other_id)
    form.offer(preview.pairs, ROLES)
    form.seen.data = preview.seen
    return render_template(
        "cases/merging/merge.html",
        form=form,
        preview=preview,
        problems=[MESSAGES[one] for one in preview.problems],
        changed=changed,
        counts=COUNTS,
        labels=labels,
        words=words,
    )


def _unmerge_page(form: UnmergeForm, case_id: uuid.UUID, other_id: uuid.UUID) -> str:
    entry = unmerging.find(db.session(), current_actor(), case_id, other_id)
    return render_template("cases/merging/unmerge.html", form=form, case_id=case_id, entry=entry)
