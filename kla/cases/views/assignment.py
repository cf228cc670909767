"""Giving a case to caseworkers, and taking it from one."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission, Role
from kla.cases.forms.steps import AssignForm
from kla.cases.services import assignment, reading
from kla.cases.types import SectionName
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, caseworkers
from kla.core.errors import Invalid, InvalidTransition, NotFound
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>/assign")
@requires(Permission.CASE_ASSIGN)
def ask_assign(case_id: uuid.UUID) -> str:
    return _page(_form(case_id, AssignForm(formdata=None)), case_id)


@bp.post("/cases/<uuid:case_id>/assign")
@requires(Permission.CASE_ASSIGN)
def assign(case_id: uuid.UUID) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    form = _form(case_id, AssignForm())
    if not attempt(
        form, lambda: assignment.assign_case(session, actor, case_id, form.to_command()), case_id
    ):
        return _page(_form(case_id, form), case_id), 422
    if actor.role is Role.INTAKE:  # who can't open it any more
        flash(_("Kasus ditugaskan. Kasus ini sekarang hanya dapat dibuka petugasnya."), "success")
        return redirect(url_for(".list_cases"), 303)
    return back_to(case_id, _("Kasus ditugaskan."))


@bp.get("/cases/<uuid:case_id>/workers/<uuid:account_id>/remove")
@requires(Permission.CASE_APPROVE_CLOSURE)
def ask_remove_worker(case_id: uuid.UUID, account_id: uuid.UUID) -> str:
    name = _workers(case_id).get(str(account_id))
    if name is None:
        raise NotFound(refused="worker")
    return render_template(
        "cases/assignment/remove.html", case_id=case_id, account_id=account_id, name=name
    )


@bp.post("/cases/<uuid:case_id>/workers/<uuid:account_id>/remove")
@requires(Permission.CASE_APPROVE_CLOSURE)
def remove_worker(case_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    try:
        assignment.remove_worker(db.session(), current_actor(), case_id, account_id)
    except Invalid as error:
        raise InvalidTransition(reason=error.reason) from None
    return back_to(case_id, _("Petugas dilepas. Kasus ini mendapat kunci baru."))


def _form(case_id: uuid.UUID, form: AssignForm) -> AssignForm:
    known = _workers(case_id)
    form.offer([(one, name) for one, name in caseworkers() if str(one) not in known])
    return form


def _workers(case_id: uuid.UUID) -> dict[str, str]:
    name = SectionName.SUMMARY
    found = reading.read_sections(db.session(), current_actor(), case_id, name)
    return {worker["id"]: worker["name"] for worker in found[name].content["workers"]}


def _page(form: AssignForm, case_id: uuid.UUID) -> str:
    known = sorted(_workers(case_id).values())
    return render_template("cases/assignment/assign.html", form=form, case_id=case_id, known=known)
