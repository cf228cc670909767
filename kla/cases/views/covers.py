"""Naming somebody who stands in for a caseworker, and letting them go before their day."""

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kla.access.policy import Permission
from kla.cases.forms.offers import CoverForm
from kla.cases.services import covers
from kla.cases.types import SectionName
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, caseworkers
from kla.cases.views.stored import sections_of
from kla.core.errors import NotFound
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>/cover")
@requires(Permission.CASE_APPROVE_CLOSURE)
def ask_cover(case_id: uuid.UUID) -> str:
    form = CoverForm(formdata=None)
    _offer(form, case_id)
    return render_template("cases/covers/cover.html", form=form, case_id=case_id)


@bp.post("/cases/<uuid:case_id>/cover")
@requires(Permission.CASE_APPROVE_CLOSURE)
def cover(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = CoverForm(), current_actor(), db.session()
    _offer(form, case_id)
    if not attempt(
        form, lambda: covers.cover_case(session, actor, case_id, form.to_command()), case_id
    ):
        return render_template("cases/covers/cover.html", form=form, case_id=case_id), 422
    return back_to(case_id, _("Pengganti ditunjuk. Aksesnya berakhir dengan sendirinya."))


@bp.get("/cases/<uuid:case_id>/covers/<uuid:account_id>/end")
@requires(Permission.CASE_APPROVE_CLOSURE)
def ask_end_cover(case_id: uuid.UUID, account_id: uuid.UUID) -> str:
    summary = sections_of(case_id, SectionName.SUMMARY)[SectionName.SUMMARY].content
    found = {one["id"]: one["name"] for one in covers.of(summary)}
    if str(account_id) not in found:
        raise NotFound(refused="worker")
    return render_template(
        "cases/covers/end.html",
        case_id=case_id,
        account_id=account_id,
        name=found[str(account_id)],
    )


@bp.post("/cases/<uuid:case_id>/covers/<uuid:account_id>/end")
@requires(Permission.CASE_APPROVE_CLOSURE)
def end_cover(case_id: uuid.UUID, account_id: uuid.UUID) -> Response:
    covers.end_cover(db.session(), current_actor(), case_id, account_id)
    return back_to(case_id, _("Penggantian diakhiri. Kasus ini mendapat kunci baru."))


def _offer(form: CoverForm, case_id: uuid.UUID) -> None:
    summary = sections_of(case_id, SectionName.SUMMARY)[SectionName.SUMMARY].content
    workers = [(uuid.UUID(one["id"]), one["name"]) for one in summary["workers"]]
    known = {one for one, _name in workers}
    form.offer(workers, [(one, name) for one, name in caseworkers() if one not in known])
