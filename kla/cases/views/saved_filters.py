"""Filters that somebody keeps: used, named, changed and taken away."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kla.access.policy import Permission, Role
from kla.cases.forms.chips import chips_of
from kla.cases.forms.saved_filters import ChangeFilterForm, SaveFilterForm
from kla.cases.services import saved_filters
from kla.cases.types import ListFilter
from kla.cases.views import bp
from kla.cases.views.answers import attempt, caseworkers
from kla.cases.views.listing import keep_filter, kept_filter, people_by_id
from kla.core.errors import Conflict
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/filters")
@requires(Permission.CASE_LIST)
def list_saved_filters() -> str:
    form = SaveFilterForm(formdata=None)
    form.begin()
    return _list_page(form)


@bp.post("/cases/filters")
@requires(Permission.CASE_LIST)
def save_filter() -> ResponseReturnValue:
    form, session, actor = SaveFilterForm(), db.session(), current_actor()
    wanted = kept_filter()
    if not attempt(form, lambda: saved_filters.save(session, actor, form.to_command(wanted))):
        return _list_page(form), 422
    flash(_("Saringan tersimpan. Hanya Anda yang dapat membukanya."), "success")
    return redirect(url_for(".list_cases"), 303)


@bp.post("/cases/filters/<uuid:saved_id>/use")
@requires(Permission.CASE_LIST)
def use_saved_filter(saved_id: uuid.UUID) -> Response:
    keep_filter(saved_filters.find(db.session(), current_actor(), saved_id).wanted)
    return redirect(url_for(".list_cases"), 303)


@bp.get("/cases/filters/<uuid:saved_id>")
@requires(Permission.CASE_LIST)
def ask_change_filter(saved_id: uuid.UUID) -> str:
    saved = saved_filters.find(db.session(), current_actor(), saved_id)
    form = ChangeFilterForm(formdata=None, name=saved.name, seen=str(saved.version))
    return _change_page(form, saved_id)


@bp.post("/cases/filters/<uuid:saved_id>")
@requires(Permission.CASE_LIST)
def change_filter(saved_id: uuid.UUID) -> ResponseReturnValue:
    form, session, actor = ChangeFilterForm(), db.session(), current_actor()
    saved_filters.find(session, actor, saved_id)  # somebody else's answers like none
    try:
        done = attempt(
            form,
            lambda: saved_filters.change(session, actor, saved_id, form.to_command(kept_filter())),
        )
    except Conflict:
        session.rollback()
        form.seen.data = str(saved_filters.find(session, actor, saved_id).version)
        return _change_page(form, saved_id, is_conflict=True), 409
    if not done:
        return _change_page(form, saved_id), 422
    flash(_("Saringan diubah."), "success")
    return redirect(url_for(".list_saved_filters"), 303)


@bp.get("/cases/filters/<uuid:saved_id>/delete")
@requires(Permission.CASE_LIST)
def ask_delete_filter(saved_id: uuid.UUID) -> str:
    saved = saved_filters.find(db.session(), current_actor(), saved_id)
    chips = _chips(saved.wanted)
    return render_template("cases/saved_filters/delete.html", saved=saved, chips=chips)


@bp.post("/cases/filters/<uuid:saved_id>/delete")
@requires(Permission.CASE_LIST)
def delete_filter(saved_id: uuid.UUID) -> Response:
    saved_filters.delete(db.session(), current_actor(), saved_id)
    flash(_("Saringan dihapus."), "success")
    return redirect(url_for(".list_saved_filters"), 303)


@bp.post("/cases/filters/clear-lost")
@requires(Permission.CASE_LIST)
def clear_lost_filters() -> Response:
    saved_filters.clear_lost(db.session(), current_actor())
    flash(_("Saringan yang tidak dapat dibuka sudah dihapus."), "success")
    return redirect(url_for(".list_saved_filters"), 303)


def _chips(wanted: ListFilter) -> list[str]:
    people = caseworkers() if current_actor().role is Role.SUPERVISOR else []
    return [label for _name, label in chips_of(wanted, people_by_id(people))]


def _list_page(form: SaveFilterForm) -> str:
    kept = saved_filters.list_saved(db.session(), current_actor())
    return render_template(
        "cases/saved_filters/list.html",
        form=form,
        saved=[(one, _chips(one.wanted)) for one in kept.filters],
        lost=kept.lost,
        chips=_chips(kept_filter()),
    )


def _change_page(form: ChangeFilterForm, saved_id: uuid.UUID, *, is_conflict: bool = False) -> str:
    saved = saved_filters.find(db.session(), current_actor(), saved_id)
    return render_template(
        "cases/saved_filters/change.html",
        form=form,
        saved=saved,
        stored=_chips(saved.wanted),
        chips=_chips(kept_filter()),
        is_conflict=is_conflict,
    )
