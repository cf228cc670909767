"""Restricting a case to people by name, and lifting that."""

import uuid
from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms.restriction import LiftForm, RestrictForm
from kla.cases.services import lookup, restriction
from kla.cases.types import SectionName
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, names
from kla.cases.views.stored import sections_of
from kla.core.errors import Conflict, InvalidTransition, NotFound
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>/restrict")
@requires(Permission.CASE_RESTRICT)
def ask_restrict(case_id: uuid.UUID) -> str:
    sections_of(case_id, SectionName.SUMMARY)
    form = RestrictForm(formdata=None)
    session, actor = db.session(), current_actor()
    case = lookup.get_case(session, case_id)
    named = restriction.named_accounts(session, actor, case)
    form.people.data = [str(one) for one in {*named, actor.account_id}]
    form.seen.data = restriction.mark_of(session, actor, case)
    return _restrict_page(form, case_id)


@bp.post("/cases/<uuid:case_id>/restrict")
@requires(Permission.CASE_RESTRICT)
def restrict(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = RestrictForm(), current_actor(), db.session()
    _offer(form)
    try:
        done = attempt(
            form, lambda: restriction.restrict(session, actor, case_id, form.to_command()), case_id
        )
    except Conflict:
        return _after_conflict(form, case_id), 409
    if not done:
        return _restrict_page(form, case_id), 422
    message = _("Kasus sekarang dibatasi pada orang yang dipilih.")
    if str(actor.account_id) in (form.people.data or []):
        return back_to(case_id, message)
    flash(message, "success")  # who gave it out of hand can't open it any more
    return redirect(url_for(".list_cases"), 303)


@bp.get("/cases/<uuid:case_id>/unrestrict")
@requires(Permission.CASE_UNRESTRICT)
def ask_lift(case_id: uuid.UUID) -> str:
    sections_of(case_id, SectionName.SUMMARY)
    if not lookup.get_case(db.session(), case_id).is_restricted:
        raise InvalidTransition(restricted="no")
    return render_template(
        "cases/restriction/lift.html", form=LiftForm(formdata=None), case_id=case_id
    )


@bp.post("/cases/<uuid:case_id>/unrestrict")
@requires(Permission.CASE_UNRESTRICT)
def lift(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = LiftForm(), current_actor(), db.session()
    if not attempt(
        form, lambda: restriction.lift(session, actor, case_id, form.to_command()), case_id
    ):
        return render_template("cases/restriction/lift.html", form=form, case_id=case_id), 422
    return back_to(case_id, _("Kasus tidak dibatasi lagi."))


def _offer(form: RestrictForm) -> None:
    found = restriction.candidates(db.session(), current_actor())
    form.offer((person.account_id, person.name) for person in found)


def _after_conflict(form: RestrictForm, case_id: uuid.UUID) -> str:
    """The form as it was filled in, beside those whom somebody else has named."""
    db.session.rollback()
    session, actor = db.session(), current_actor()
    lookup.must_reach(session, actor, case_id)
    case = lookup.get_case(session, case_id)
    form.seen.data = restriction.mark_of(session, actor, case)
    named = names(restriction.named_accounts(session, actor, case))
    return _restrict_page(form, case_id, sorted(named.values()))


def _restrict_page(form: RestrictForm, case_id: uuid.UUID, named: Sequence[str] = ()) -> str:
    _offer(form)
    if not form.people.choices:
        raise NotFound(refused="people")
    return render_template(
        "cases/restriction/restrict.html", form=form, case_id=case_id, named=named
    )
