"""The list of what is not yet entered in the ministry's register, to be updated, or entered."""

from flask import render_template, request

from kla.access.policy import Permission
from kla.cases.forms import labels
from kla.cases.forms import simfoni as said
from kla.cases.forms.simfoni_tables import block_names
from kla.cases.services import simfoni_list
from kla.cases.types.simfoni import SimfoniState
from kla.cases.views import bp
from kla.extensions import db
from kla.web.guard import current_actor, requires

LAST_PAGE = 100_000
# How an address calls them: it has no empty words.
SHOWN = {
    "waiting": SimfoniState.WAITING,
    "stale": SimfoniState.STALE,
    "entered": SimfoniState.ENTERED,
}


@bp.get("/simfoni")
@requires(Permission.SIMFONI_ENTER)
def list_simfoni() -> str:
    wanted = request.args.get("show", "")
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    actor, shown = current_actor(), SHOWN.get(wanted, SimfoniState.WAITING)
    found = simfoni_list.list_entries(db.session(), actor, shown, page)
    return render_template(
        "cases/simfoni/list.html",
        found=found,
        tabs=[(name, state, state is shown) for name, state in SHOWN.items()],
        name=next(name for name, state in SHOWN.items() if state is shown),
        may_reconcile=actor.may(Permission.SIMFONI_RECONCILE),
        block_names=block_names,
        labels=labels,
        said=said,
    )
