"""A service with all that was ever logged of it, and putting right how it was logged."""

import uuid
from datetime import date
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms import labels, words
from kla.cases.forms.deliveries import CorrectForm
from kla.cases.services import corrections, deliveries, plans
from kla.cases.types import SectionName
from kla.cases.types.actions import Action
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, names
from kla.cases.views.deliveries import SHOWN, law_of
from kla.cases.views.stored import Sections, after_conflict, must_be_at, sections_of
from kla.core.errors import Conflict
from kla.extensions import db
from kla.web.guard import current_actor, requires

SAME = ("kind", "status", "institution", "outcome", "reason", "row")


@bp.get("/cases/<uuid:case_id>/services/<uuid:entry_id>")
@requires(Permission.CASE_READ)
def show_service(case_id: uuid.UUID, entry_id: uuid.UUID) -> str:
    found = sections_of(case_id, *SHOWN)
    given = deliveries.entries_of(found[SectionName.SERVICES].content)
    entry = deliveries.find_entry(given, entry_id)
    return render_template("cases/deliveries/show.html", **_facts(case_id, found, entry))


@bp.get("/cases/<uuid:case_id>/services/<uuid:entry_id>/correct")
@requires(Permission.CASE_WRITE)
def ask_correct_service(case_id: uuid.UUID, entry_id: uuid.UUID) -> str:
    found = sections_of(case_id, *SHOWN)
    entry = _decided(found, entry_id)
    must_be_at(case_id, Action.SERVE)
    form = CorrectForm(formdata=None, data={name: entry[name] for name in SAME})
    form.given_on.data = date.fromisoformat(entry["given_on"])
    form.mediation_confirmed.data = bool(entry.get("lawful"))
    form.begin()
    form.seen.data = str(len(corrections.versions_of(entry)))
    return _page(form, case_id, found, entry)


@bp.post("/cases/<uuid:case_id>/services/<uuid:entry_id>/correct")
@requires(Permission.CASE_WRITE)
def correct_service(case_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = CorrectForm(), current_actor(), db.session()

    def correct() -> None:
        corrections.correct_service(session, actor, case_id, form.to_correction(entry_id))

    try:
        done = attempt(form, correct, case_id)
    except Conflict:
        found = after_conflict(case_id, *SHOWN)
        entry = _decided(found, entry_id)
        form.seen.data = str(len(corrections.versions_of(entry)))
        return _page(form, case_id, found, entry, is_conflict=True), 409
    if not done:
        found = sections_of(case_id, *SHOWN)
        return _page(form, case_id, found, _decided(found, entry_id)), 422
    return back_to(case_id, _("Koreksi tersimpan. Catatan yang lama tetap dapat dibaca."))


def _decided(found: Sections, entry_id: uuid.UUID) -> deliveries.Entry:
    given = deliveries.entries_of(found[SectionName.SERVICES].content)
    return corrections.find_decided(given, entry_id)


def _page(
    form: CorrectForm,
    case_id: uuid.UUID,
    found: Sections,
    entry: deliveries.Entry,
    *,
    is_conflict: bool = False,
) -> str:
    form.offer(plans.all_rows(found[SectionName.PLAN].content).values())
    if not form.entry.data:
        form.begin()
    return render_template(
        "cases/deliveries/correct.html",
        form=form,
        is_conflict=is_conflict,
        **_facts(case_id, found, entry),
        **law_of(found),
    )


def _facts(case_id: uuid.UUID, found: Sections, entry: deliveries.Entry) -> dict[str, Any]:
    """The service as it is logged now, and as it was before each correction, newest first."""
    versions = corrections.versions_of(entry)[::-1]
    people = names(uuid.UUID(one["corrected_by"]) for one in versions)
    return {
        "case_id": case_id,
        "entry": entry,
        "entry_id": uuid.UUID(entry["entry"]),
        "versions": versions,
        "people": {str(one): name for one, name in people.items()},
        "plan_rows": plans.all_rows(found[SectionName.PLAN].content),
        "labels": labels,
        "words": words,
    }
