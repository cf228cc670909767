"""The list of cases, and what it is narrowed to."""

import uuid
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kla.access.policy import Permission, Role
from kla.cases.forms import labels, words
from kla.cases.forms.chips import chips_of, parts_of
from kla.cases.forms.fields import kelurahan_name
from kla.cases.forms.listing import ORDERS, THEMES, FilterForm
from kla.cases.forms.messages import MESSAGES
from kla.cases.forms.saved_filters import SaveFilterForm
from kla.cases.services import index, listing, old_lines, restriction, saved_filters
from kla.cases.services.reach import NOBODY
from kla.cases.types import ListFilter
from kla.cases.types.filters import from_content
from kla.cases.views import bp
from kla.cases.views.answers import caseworkers
from kla.cases.views.dues import due_of
from kla.core.errors import Invalid
from kla.extensions import db
from kla.web.guard import current_actor, requires

FILTER = "case_filter"
LAST_PAGE = 100_000
Named = tuple[uuid.UUID, str]


@bp.get("/cases")
@requires(Permission.CASE_LIST)
def list_cases() -> str:
    form, people = _form_of(kept_filter())
    return _page(form, people, min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE))


@bp.post("/cases/filter")
@requires(Permission.CASE_LIST)
def set_filter() -> ResponseReturnValue:
    actor, form, people = current_actor(), FilterForm(), _people()
    form.offer(people)
    if not form.validate():
        return _page(form, people), 422
    keep_filter(form.to_filter())
    if actor.unit_id is not None:
        index.fold(db.session(), actor, actor.unit_id)
        if old_lines.renew_some(db.session(), actor, actor.unit_id):
            flash(_("Kasus lama masih dilengkapi; saringan belum menemukan semuanya."), "info")
    return redirect(url_for(".list_cases"), 303)


@bp.post("/cases/filter/clear")
@requires(Permission.CASE_LIST)
def clear_filter() -> Response:
    """Take one part of the filter away, or all of it; the order stays."""
    part, kept = request.form.get("part", ""), kept_filter().to_content()
    gone = parts_of(part) if part else [name for name in kept if name != "order"]
    keep_filter(from_content({name: kept[name] for name in kept if name not in gone}))
    return redirect(url_for(".list_cases"), 303)


def kept_filter() -> ListFilter:
    """The filter of this login session."""
    return from_content(session.get(FILTER, {}))


def keep_filter(wanted: ListFilter) -> None:
    """Let the list be narrowed so from now on, in this login session."""
    session[FILTER] = wanted.to_content()


def people_by_id(people: Sequence[Named]) -> dict[str, str]:
    """What the filter by caseworker says, by what it holds."""
    return {NOBODY: str(_("Belum ada petugas"))} | {str(one): name for one, name in people}


def _people() -> list[Named]:
    return caseworkers() if current_actor().role is Role.SUPERVISOR else []


def _form_of(wanted: ListFilter) -> tuple[FilterForm, list[Named]]:
    form, people = FilterForm(formdata=None, **(dict(wanted) | {"order": wanted.order})), _people()
    form.offer(people)
    return form, people


def _page(form: FilterForm, people: list[Named], page: int = 1) -> str:
    actor, wanted, message = current_actor(), kept_filter(), ""
    try:
        found = listing.list_cases(db.session(), actor, wanted, page)
    except Invalid as error:
        message, found = str(MESSAGES[error.reason]), listing.Listing((), 1, has_more=False)
    return render_template(
        "cases/listing/list.html",
        listing=found,
        rows=[(row, due_of(row.due)) for row in found.rows],
        restricted=restriction.restricted_among(db.session(), [one.case_id for one in found.rows]),
        form=form,
        themes=_themes(form),
        order=ORDERS[wanted.order],
        chips=chips_of(wanted, people_by_id(people)),
        message=message,
        saved=saved_filters.list_saved(db.session(), actor).filters,
        save_form=_save_form(),
        is_supervisor=actor.role is Role.SUPERVISOR,
        may_register=actor.may(Permission.CASE_REGISTER),
        may_import=actor.may(Permission.CASE_IMPORT),
        labels=labels,
        words=words,
        kelurahan_name=kelurahan_name,
    )


def _save_form() -> SaveFilterForm:
    form = SaveFilterForm(formdata=None)
    form.begin()
    return form


def _themes(form: FilterForm) -> list[tuple[object, list[str], int, bool]]:
    """Each theme: its heading, its fields, how many of them narrow, whether one is wrong."""
    found = []
    for title, parts in THEMES:
        names = [name for part in parts for name in parts_of(part)]
        chosen = sum(bool(form[name].data) for name in names)
        found.append((title, names, chosen, any(form[name].errors for name in names)))
    return found
