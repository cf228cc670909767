"""Logging a service, and saying what became of a planned one."""

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms import labels, words
from kla.cases.forms.deliveries import ServiceForm, SettleForm
from kla.cases.services import deliveries, mediation, plans
from kla.cases.types import SectionName
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to
from kla.cases.views.stored import Sections, after_conflict, sections_of
from kla.core import clock
from kla.core.errors import Conflict
from kla.extensions import db
from kla.web.guard import current_actor, requires

SHOWN = (SectionName.SUMMARY, SectionName.PERSONS, SectionName.PLAN, SectionName.SERVICES)


@bp.get("/cases/<uuid:case_id>/services/add")
@requires(Permission.CASE_WRITE)
def ask_add_service(case_id: uuid.UUID) -> str:
    found = sections_of(case_id, *SHOWN)
    form = ServiceForm(formdata=None)
    form.begin()
    return _add_page(form, case_id, found)


@bp.post("/cases/<uuid:case_id>/services/add")
@requires(Permission.CASE_WRITE)
def add_service(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ServiceForm(), current_actor(), db.session()
    if not attempt(
        form, lambda: deliveries.add_service(session, actor, case_id, form.to_command()), case_id
    ):
        return _add_page(form, case_id, sections_of(case_id, *SHOWN)), 422
    return back_to(case_id, _("Layanan tersimpan."))


@bp.get("/cases/<uuid:case_id>/services/<uuid:entry_id>/settle")
@requires(Permission.CASE_WRITE)
def ask_settle_service(case_id: uuid.UUID, entry_id: uuid.UUID) -> str:
    found = sections_of(case_id, *SHOWN)
    entry = _entry(found, entry_id)
    form = SettleForm(formdata=None, data={"institution": entry["institution"]})
    form.status.data, form.given_on.data = "", clock.today()
    return _settle_page(form, case_id, entry_id, found)


@bp.post("/cases/<uuid:case_id>/services/<uuid:entry_id>/settle")
@requires(Permission.CASE_WRITE)
def settle_service(case_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = SettleForm(), current_actor(), db.session()
    try:
        done = attempt(
            form,
            lambda: deliveries.settle_service(session, actor, case_id, form.to_command(entry_id)),
            case_id,
        )
    except Conflict:
        found = after_conflict(case_id, *SHOWN)
        return _settle_page(form, case_id, entry_id, found), 409
    if not done:
        return _settle_page(form, case_id, entry_id, sections_of(case_id, *SHOWN)), 422
    return back_to(case_id, _("Layanan diputuskan."))


def _entry(found: Sections, entry_id: uuid.UUID) -> deliveries.Entry:
    given = deliveries.entries_of(found[SectionName.SERVICES].content)
    return deliveries.find_entry(given, entry_id)


def _add_page(form: ServiceForm, case_id: uuid.UUID, found: Sections) -> str:
    form.offer(plans.all_rows(found[SectionName.PLAN].content).values())
    if not form.entry.data:
        form.begin()
    return render_template("cases/deliveries/add.html", form=form, case_id=case_id, **law_of(found))


def _settle_page(form: SettleForm, case_id: uuid.UUID, entry_id: uuid.UUID, found: Sections) -> str:
    return render_template(
        "cases/deliveries/settle.html",
        form=form,
        case_id=case_id,
        entry_id=entry_id,
        entry=_entry(found, entry_id),
        labels=labels,
        words=words,
        **law_of(found),
    )


def law_of(found: Sections) -> dict[str, bool]:
    """What the pages have to say about mediation in this case."""
    return {
        "is_restricted": mediation.is_restricted(found[SectionName.SUMMARY].content),
        "only_children": mediation.only_children(found[SectionName.PERSONS].content),
    }
