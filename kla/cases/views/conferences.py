"""The minutes of case conferences: written down, shown, printed."""

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms.conferences import ConferenceForm
from kla.cases.numbers import case_number
from kla.cases.services import clockwork, conferences, lookup
from kla.cases.types import SectionName
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, names
from kla.cases.views.register import ROWS
from kla.cases.views.stored import sections_of
from kla.core import clock
from kla.extensions import db
from kla.web.guard import current_actor, requires

NAME = SectionName.CONFERENCES


@bp.get("/cases/<uuid:case_id>/conferences/add")
@requires(Permission.CASE_WRITE)
def ask_record_conference(case_id: uuid.UUID) -> str:
    form = ConferenceForm(formdata=None)
    form.begin()
    return _form_page(form, case_id)


@bp.post("/cases/<uuid:case_id>/conferences/add")
@requires(Permission.CASE_WRITE)
def record_conference(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ConferenceForm(), current_actor(), db.session()
    if wanted := request.form.get(ROWS):
        form.change_rows(wanted)
        return _form_page(form, case_id), 422
    if not attempt(
        form,
        lambda: conferences.record_conference(session, actor, case_id, form.to_command()),
        case_id,
    ):
        return _form_page(form, case_id), 422
    return back_to(case_id, _("Notulen tersimpan. Kesepakatannya menjadi tugas."))


@bp.get("/cases/<uuid:case_id>/conferences/<uuid:entry_id>")
@requires(Permission.CASE_READ)
def show_conference(case_id: uuid.UUID, entry_id: uuid.UUID) -> str:
    session, actor = db.session(), current_actor()
    found = sections_of(case_id, NAME)[NAME]
    entry = conferences.find_entry(found.content, entry_id)
    case = lookup.get_case(session, case_id)
    ids = {entry["author"], str(actor.account_id), *(one["assignee"] for one in entry["steps"])}
    known = names(uuid.UUID(one) for one in ids if one)
    return render_template(
        "cases/conferences/show.html",
        case_id=case_id,
        number=case_number(case_id, case.opened_month),
        entry=entry,
        people={str(one): name for one, name in known.items()},
        printed_at=clock.now(),
        printed_by=known.get(actor.account_id, ""),
    )


def _form_page(form: ConferenceForm, case_id: uuid.UUID) -> str:
    form.offer(clockwork.list_takers(db.session(), current_actor(), case_id))
    if not form.entry.data:
        form.begin()
    return render_template(
        "cases/conferences/record.html",
        form=form,
        case_id=case_id,
        may_override=current_actor().may(Permission.CONSENT_OVERRIDE),
    )
