"""The sheet of each stage, for paper: with the number of the case and a line of its trail."""

import uuid

from flask import render_template
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms import labels, words
from kla.cases.forms.fields import kelurahan_name
from kla.cases.services import deliveries, plans, reading
from kla.cases.types import SectionName
from kla.cases.views import bp
from kla.cases.views.answers import names
from kla.core import clock
from kla.core.errors import NotFound
from kla.extensions import db
from kla.trail import services as trail
from kla.web.guard import current_actor, requires

# The sheets there are, and the section that each is about.
SHEETS = {
    "identification": SectionName.IDENTIFICATION,
    "assessment": SectionName.ASSESSMENT,
    "plan": SectionName.PLAN,
    "services": SectionName.SERVICES,
    "monitoring": SectionName.MONITORING,
    "closure": SectionName.CLOSURE,
    "exit": SectionName.EXIT,
}


@bp.get("/cases/<uuid:case_id>/print/<string:sheet>")
@requires(Permission.CASE_READ)
def print_sheet(case_id: uuid.UUID, sheet: str) -> str:
    session, actor = db.session(), current_actor()
    page = reading.read_case(session, actor, case_id)
    name = SHEETS.get(sheet)
    if name is None or not page.content(name):
        raise NotFound(refused="sheet")
    trail.record(session, actor, "case.printed", page.history, case=str(case_id), section=name)
    lines = reading.history_of(session, page)
    by_kid = reading.accounts_of_kids(session, actor, {line.actor_kid for line in lines[:1]})
    known = names([actor.account_id, *by_kid.values()])
    return render_template(
        "cases/prints/sheet.html",
        page=page,
        sheet=sheet,
        version=page.sections[name].shown,
        title=labels.SECTIONS[name],
        plan_rows=plans.all_rows(page.content("plan")),
        given=(given := deliveries.entries_of(page.content("services"))),
        entry_ids={one["entry"]: uuid.UUID(one["entry"]) for one in given},
        line=lines[0] if lines else None,
        line_by=known.get(by_kid.get(lines[0].actor_kid, actor.account_id), "") if lines else "",
        printed_at=clock.now(),
        printed_by=known.get(actor.account_id, _("Tidak dikenal")),
        labels=labels,
        words=words,
        kelurahan_name=kelurahan_name,
    )
