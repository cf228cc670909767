"""All cases of one person: given to somebody else, or given back after new keys."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug import Response

from kla.access.policy import Permission
from kla.cases.forms.offers import MoveForm
from kla.cases.services import assignment, covers, reassignment
from kla.cases.services.reassignment import Held
from kla.cases.views import bp
from kla.cases.views.answers import caseworkers
from kla.cases.views.batches import Progress, run
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/workload/<uuid:account_id>")
@requires(Permission.CASE_APPROVE_CLOSURE)
def ask_move_cases(account_id: uuid.UUID) -> str:
    held = reassignment.read_held(db.session(), current_actor(), account_id)
    return _move_page(MoveForm(formdata=None), held)


@bp.post("/workload/<uuid:account_id>")
@requires(Permission.CASE_APPROVE_CLOSURE)
def move_cases(account_id: uuid.UUID) -> ResponseReturnValue:
    actor, session, form = current_actor(), db.session(), MoveForm()
    held = reassignment.read_held(session, actor, account_id)
    form.offer(_others(account_id))
    if not form.validate():
        return _move_page(form, held), 422
    if form.is_for_good:
        command = form.to_move(account_id)
        progress = run(
            held.running, lambda one: reassignment.move_case(session, actor, one, command)
        )
    else:
        cover = form.to_cover(account_id)
        progress = run(held.running, lambda one: covers.cover_case(session, actor, one, cover))
    return _said(progress, url_for(".ask_move_cases", account_id=account_id))


@bp.post("/workload/<uuid:account_id>/let-go")
@requires(Permission.CASE_APPROVE_CLOSURE)
def let_go_cases(account_id: uuid.UUID) -> Response:
    actor, session = current_actor(), db.session()
    held = reassignment.read_held(session, actor, account_id)
    progress = run(held.over, lambda one: reassignment.let_go(session, actor, one, account_id))
    return _said(progress, url_for(".ask_move_cases", account_id=account_id))


@bp.get("/workload/<uuid:account_id>/give-back")
@requires(Permission.CASE_APPROVE_CLOSURE)
def ask_give_back(account_id: uuid.UUID) -> str:
    held = reassignment.list_lost(db.session(), current_actor(), account_id)
    return render_template("cases/reassignment/give_back.html", held=held)


@bp.post("/workload/<uuid:account_id>/give-back")
@requires(Permission.CASE_APPROVE_CLOSURE)
def give_back(account_id: uuid.UUID) -> Response:
    actor, session = current_actor(), db.session()
    held = reassignment.list_lost(session, actor, account_id)
    progress = run(
        held.running, lambda one: assignment.regrant_case(session, actor, one, account_id)
    )
    return _said(progress, url_for(".ask_give_back", account_id=account_id))


def _others(account_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    return [(one, name) for one, name in caseworkers() if one != account_id]


def _said(progress: Progress, back: str) -> Response:
    done = ngettext("%(num)d kasus selesai.", "%(num)d kasus selesai.", progress.done)
    left = progress.left + progress.failed
    if left:
        more = ngettext("%(num)d kasus belum.", "%(num)d kasus belum.", left)
        flash(f"{done} {more} " + _("Tekan lagi untuk melanjutkan."), "warning")
    else:
        flash(done, "success")
    return redirect(back, 303)


def _move_page(form: MoveForm, held: Held) -> str:
    form.offer(_others(held.account_id))
    return render_template("cases/reassignment/move.html", form=form, held=held)
