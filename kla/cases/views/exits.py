"""Letting a case end outside of our services, by an exit with a form of its own."""

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms import labels
from kla.cases.forms.exits import FORMS, ExitForm
from kla.cases.services import exits
from kla.cases.types import EXITS, CaseState
from kla.cases.types.actions import Action
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, settings
from kla.cases.views.stored import must_be_at, must_lead_to
from kla.core.errors import NotFound
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>/leave/<string:way>")
@requires(Permission.CASE_IDENTIFY)
def ask_leave(case_id: uuid.UUID, way: str) -> str:
    outcome = _exit(case_id, way)
    return _page(FORMS[outcome](formdata=None), case_id, outcome)


@bp.post("/cases/<uuid:case_id>/leave/<string:way>")
@requires(Permission.CASE_IDENTIFY)
def leave(case_id: uuid.UUID, way: str) -> ResponseReturnValue:
    outcome = _exit(case_id, way)
    form, actor, session = FORMS[outcome](), current_actor(), db.session()
    command, years = form.to_command, settings().retention_years
    if not attempt(
        form, lambda: exits.leave_case(session, actor, case_id, command(outcome, years)), case_id
    ):
        return _page(form, case_id, outcome), 422
    return back_to(case_id, _("Kasus berakhir di luar layanan. Semua jam berhenti."))


def _exit(case_id: uuid.UUID, way: str) -> CaseState:
    """The exit of an address, where it is open for a case at its stage."""
    state = way.replace("-", "_")
    must_be_at(case_id, Action.LEAVE)
    if state not in EXITS:
        raise NotFound(refused="exit")
    must_lead_to(case_id, CaseState(state))
    return CaseState(state)


def _page(form: ExitForm, case_id: uuid.UUID, outcome: CaseState) -> str:
    return render_template(
        "cases/exits/leave.html", form=form, case_id=case_id, outcome=outcome, labels=labels
    )
