"""What is to be erased by now, what holds it back, and proposing it."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms import labels
from kla.cases.forms.retention import EraseForm, HoldForm
from kla.cases.services import erasure, erasure_list, lookup, retention
from kla.cases.types import ACTIVE, SectionName
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to
from kla.cases.views.stored import Sections, sections_of
from kla.core import clock
from kla.core.errors import InvalidTransition
from kla.core.periods import month_of
from kla.extensions import db
from kla.web.guard import current_actor, requires

NAME = SectionName.RETENTION


@bp.get("/retention")
@requires(Permission.ERASURE_CONFIRM)
def show_retention() -> str:
    session, actor = db.session(), current_actor()
    may_retain = actor.may(Permission.CASE_RETAIN)
    rows = retention.list_due(session, actor) if may_retain else []
    found = erasure_list.list_erasures(session, actor)
    return render_template(
        "cases/retention/list.html",
        due=[row for row in rows if not row.hold and not row.proposed],
        held=[row for row in rows if row.hold],
        proposals=[line for line in found if line.erased is None],
        done=[line for line in found if line.erased is not None],
        may_retain=may_retain,
        labels=labels,
    )


@bp.get("/cases/<uuid:case_id>/hold")
@requires(Permission.CASE_RETAIN)
def ask_hold(case_id: uuid.UUID) -> str:
    return _hold_page(_begin(case_id, is_held=False), case_id)


@bp.post("/cases/<uuid:case_id>/hold")
@requires(Permission.CASE_RETAIN)
def hold(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = HoldForm(), current_actor(), db.session()
    if not attempt(
        form, lambda: retention.hold(session, actor, case_id, form.to_command()), case_id
    ):
        return _hold_page(form, case_id), 422
    return back_to(case_id, _("Kasus ditahan: tidak akan dihapus sampai penahanan dicabut."))


@bp.get("/cases/<uuid:case_id>/release")
@requires(Permission.CASE_RETAIN)
def ask_release(case_id: uuid.UUID) -> str:
    return _release_page(_begin(case_id, is_held=True), case_id)


@bp.post("/cases/<uuid:case_id>/release")
@requires(Permission.CASE_RETAIN)
def release(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = HoldForm(), current_actor(), db.session()
    if not attempt(
        form, lambda: retention.release(session, actor, case_id, form.to_command()), case_id
    ):
        return _release_page(form, case_id), 422
    return back_to(case_id, _("Penahanan dicabut."))


@bp.get("/cases/<uuid:case_id>/erase")
@requires(Permission.CASE_RETAIN)
def ask_propose_erasure(case_id: uuid.UUID) -> str:
    _kept(case_id)
    state = lookup.get_case(db.session(), case_id).state
    if state in ACTIVE:
        raise InvalidTransition(source=state)
    return _erase_page(EraseForm(formdata=None), case_id)


@bp.post("/cases/<uuid:case_id>/erase")
@requires(Permission.CASE_RETAIN)
def propose_erasure(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = EraseForm(), current_actor(), db.session()
    confirmed = bool(form.confirmed.data)
    if not attempt(
        form, lambda: erasure.propose(session, actor, case_id, confirmed=confirmed), case_id
    ):
        return _erase_page(form, case_id), 422
    flash(_("Penghapusan diusulkan. Orang kedua harus menyetujuinya."), "success")
    return redirect(url_for(".show_retention"), 303)


def _begin(case_id: uuid.UUID, *, is_held: bool) -> HoldForm:
    kept = _kept(case_id)[NAME]
    if bool(retention.hold_of(kept.content)) != is_held:
        raise InvalidTransition(hold=str(is_held))
    form = HoldForm(formdata=None)
    form.seen.data = str(kept.version)
    return form


def _kept(case_id: uuid.UUID) -> Sections:
    return sections_of(case_id, NAME)


def _hold_page(form: HoldForm, case_id: uuid.UUID) -> str:
    return render_template("cases/retention/hold.html", form=form, case_id=case_id)


def _release_page(form: HoldForm, case_id: uuid.UUID) -> str:
    held = retention.hold_of(_kept(case_id)[NAME].content)
    return render_template("cases/retention/release.html", form=form, case_id=case_id, held=held)


def _erase_page(form: EraseForm, case_id: uuid.UUID) -> str:
    kept = _kept(case_id)[NAME].content
    month = retention.month_due(lookup.get_case(db.session(), case_id), kept)
    return render_template(
        "cases/retention/erase.html",
        form=form,
        case_id=case_id,
        kept=kept,
        month=month,
        is_due=month <= month_of(clock.today()),
    )
