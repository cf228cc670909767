"""The workload of a unit, for its supervisors."""

from flask import render_template

from kla.access.policy import Permission
from kla.cases.forms import words
from kla.cases.services import workload
from kla.cases.services.reach import ALL_ACTIVE, DUE_IN_A_WEEK, NOBODY
from kla.cases.services.workload import Load
from kla.cases.views import bp
from kla.cases.views.answers import caseworkers
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/workload")
@requires(Permission.WORKLOAD_READ)
def show_workload() -> str:
    found = workload.read_workload(db.session(), current_actor())
    listed = {str(one) for one, _ in caseworkers()}
    return render_template(
        "cases/workload/show.html",
        found=found,
        workers=[(load, _worker(load, listed)) for load in found.workers],
        nobody=NOBODY,
        active=ALL_ACTIVE,
        week=DUE_IN_A_WEEK,
        weeks=workload.WEEKS_BACK,
        words=words,
    )


def _worker(load: Load, listed: set[str]) -> str | None:
    """What the list is narrowed to; nothing for somebody whom its form does not offer."""
    who = str(load.account_id)
    return who if who in listed else None
