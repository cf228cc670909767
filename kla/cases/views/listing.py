"""The list of cases, and what it is narrowed to."""

from collections.abc import Callable
from dataclasses import asdict

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kla.access.policy import Permission, Role
from kla.cases.forms import labels, words
from kla.cases.forms.fields import kelurahan_name
from kla.cases.forms.listing import FilterForm
from kla.cases.forms.messages import MESSAGES
from kla.cases.services import index, listing, restriction
from kla.cases.services.reach import ALL_ACTIVE, NOBODY
from kla.cases.types import CaseState, ListFilter
from kla.cases.views import bp
from kla.cases.views.answers import caseworkers
from kla.cases.views.dues import due_of
from kla.core.errors import Invalid
from kla.extensions import db
from kla.web.guard import current_actor, requires

FILTER = "case_filter"
LAST_PAGE = 100_000


@bp.get("/cases")
@requires(Permission.CASE_LIST)
def list_cases() -> str:
    wanted, page = kept_filter(), min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    actor, message = current_actor(), ""
    try:
        found = listing.list_cases(db.session(), actor, wanted, page)
    except Invalid as error:
        message, found = str(MESSAGES[error.reason]), listing.Listing((), 1, has_more=False)
    people = caseworkers() if actor.role is Role.SUPERVISOR else []
    form = FilterForm(formdata=None, **asdict(wanted))
    form.offer(people)
    return render_template(
        "cases/listing/list.html",
        listing=found,
        rows=[(row, due_of(row.due)) for row in found.rows],
        restricted=restriction.restricted_among(db.session(), [one.case_id for one in found.rows]),
        form=form,
        chips=chips(
            wanted,
            {NOBODY: str(_("Belum ada petugas"))} | {str(one): name for one, name in people},
        ),
        message=message,
        is_supervisor=actor.role is Role.SUPERVISOR,
        may_register=actor.may(Permission.CASE_REGISTER),
        labels=labels,
        words=words,
        kelurahan_name=kelurahan_name,
    )


@bp.post("/cases/filter")
@requires(Permission.CASE_LIST)
def set_filter() -> ResponseReturnValue:
    actor, form = current_actor(), FilterForm()
    form.offer(caseworkers() if actor.role is Role.SUPERVISOR else [])
    if not form.validate():
        flash(_("Saringan tidak dapat dipakai. Periksa isiannya."), "error")
        return redirect(url_for(".list_cases"), 303)
    session[FILTER] = asdict(form.to_filter())
    if actor.unit_id is not None:
        index.fold(db.session(), actor, actor.unit_id)
    return redirect(url_for(".list_cases"), 303)


@bp.post("/cases/filter/clear")
@requires(Permission.CASE_LIST)
def clear_filter() -> Response:
    """Take one part of the filter away, or all of it."""
    part, kept = request.form.get("part", ""), dict(session.get(FILTER, {}))
    kept.pop(part, None)
    session[FILTER] = kept if part else {}
    return redirect(url_for(".list_cases"), 303)


def kept_filter() -> ListFilter:
    """The filter of this login session."""
    return ListFilter(**session.get(FILTER, {}))


def chips(wanted: ListFilter, people: dict[str, str]) -> list[tuple[str, str]]:
    """What narrows the list now, as words, each of which can be taken away."""
    say: dict[str, Callable[[str], object]] = {
        "query": lambda value: _("Cari: %(query)s", query=value),
        "state": _state,
        "kind": lambda value: words.KINDS.get(value, value),
        "kelurahan": kelurahan_name,
        "risk": lambda value: _("Risiko %(risk)s", risk=words.RISKS.get(value, value)),
        "worker": lambda value: people.get(value, _("Petugas")),
        "overdue": lambda _value: _("Terlambat"),
        "due": lambda _value: _("Jatuh tempo dalam tujuh hari"),
    }
    return [(name, str(say[name](str(value)))) for name, value in wanted]


def _state(value: str) -> str:
    if value == ALL_ACTIVE:
        return str(_("Semua yang berjalan"))
    return str(labels.STATES[CaseState(value)])
