"""The queue of the desk: what waits, since when and until when; and how many, for a script."""

from typing import cast

from flask import jsonify, render_template, request, session
from flask.typing import ResponseReturnValue

from kla.access.policy import Permission
from kla.accounts.sessions import LoginSession
from kla.cases.views.dues import due_of, span
from kla.core import clock
from kla.extensions import db
from kla.public_reports import danger
from kla.public_reports.forms.messages import STATES, THEMES
from kla.public_reports.services import desk as reports
from kla.public_reports.services import families
from kla.public_reports.types import ReportState, Wanted
from kla.public_reports.views import desk
from kla.web.guard import current_actor, requires

LAST_PAGE = 100_000
SOON_HOURS = 1
BY_ARRIVAL = "received"


@desk.get("/reports")
@requires(Permission.REPORT_TRIAGE)
def queue() -> str:
    page = min(max(request.args.get("page", 1, int), 1), LAST_PAGE)
    sort = request.args.get("sort", "")
    wanted = Wanted("ended" in request.args, sort != BY_ARRIVAL, page)
    rows = reports.queue(db.session(), current_actor(), wanted)
    waiting = {one.report_id: one.due for one in rows if one.state is ReportState.NEW}
    now = clock.now()
    return render_template(
        "public_reports/desk/queue.html",
        rows=rows,
        wanted=wanted,
        waiting=reports.waiting(db.session(), current_actor()),
        together=families.news_in(db.session(), [one.report_id for one in rows]),
        dues={one: due_of(due, soon_hours=SOON_HOURS) for one, due in waiting.items()},
        ages={one.report_id: span(now - one.received) for one in rows},
        states=STATES,
        themes=THEMES,
        themes_in=danger.themes_in,
    )


@desk.get("/reports/count")
@requires(Permission.REPORT_TRIAGE)
def count() -> ResponseReturnValue:
    """How many wait, and no more; asked by a script, which keeps nobody signed in."""
    cast(LoginSession, session).let_run_out()
    return jsonify(count=reports.waiting(db.session(), current_actor()))
