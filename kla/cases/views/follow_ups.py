"""Noting a look at a case."""

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases import vocabulary
from kla.cases.forms import words
from kla.cases.forms.follow_ups import FollowUpForm
from kla.cases.services import follow_ups
from kla.cases.types import SectionName
from kla.cases.types.actions import Action
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to
from kla.cases.views.stored import must_be_at, sections_of
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>/follow-ups/add")
@requires(Permission.CASE_ASSESS)
def ask_follow_up(case_id: uuid.UUID) -> str:
    must_be_at(case_id, Action.FOLLOW_UP)
    sections_of(case_id, SectionName.SUMMARY)
    form = FollowUpForm(formdata=None)
    form.begin()
    return _page(form, case_id)


@bp.post("/cases/<uuid:case_id>/follow-ups/add")
@requires(Permission.CASE_ASSESS)
def add_follow_up(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = FollowUpForm(), current_actor(), db.session()
    must_be_at(case_id, Action.FOLLOW_UP)
    if not attempt(
        form,
        lambda: follow_ups.add_follow_up(session, actor, case_id, form.to_command()),
        case_id,
    ):
        return _page(form, case_id), 422
    return back_to(case_id, _("Pemantauan tersimpan."))


def _page(form: FollowUpForm, case_id: uuid.UUID) -> str:
    if not form.entry.data:
        form.begin()
    latest = [
        (words.RISKS[risk], follow_ups.latest_next(risk)) for risk in vocabulary.labels("risks")
    ]
    return render_template("cases/follow_ups/add.html", form=form, case_id=case_id, latest=latest)
