"""Secrets that wait for a supervisor's keys: the list, and renewing a few with every step."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from kla.access.policy import Permission
from kla.cases.forms import labels
from kla.cases.services import key_tasks, renewal
from kla.cases.views import bp
from kla.cases.views.answers import settings
from kla.core.errors import DomainError
from kla.extensions import db
from kla.web.guard import actor_or_none, current_actor, requires

WITH_EACH_STEP = 2


@bp.get("/keys")
@requires(Permission.KEYS_RENEW)
def show_keys() -> str:
    session, actor = db.session(), current_actor()
    return render_template(
        "cases/keys/list.html",
        rows=key_tasks.list_waiting(session, actor).rows,
        indexes=renewal.count_indexes(session, actor),
        batch=renewal.BATCH,
        labels=labels,
    )


@bp.post("/keys")
@requires(Permission.KEYS_RENEW)
def renew_keys() -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    renewal.sweep(session, actor, settings().files_path)
    done = renewal.renew_due(session, actor)
    left = renewal.count_due(session, actor)
    flash(ngettext("%(num)d kunci diperbarui.", "%(num)d kunci diperbarui.", done), "success")
    if left:
        flash(_("Masih ada yang menunggu. Tekan tombol itu sekali lagi."), "info")
    return redirect(url_for(".show_keys"), 303)


@bp.before_request
def renew_some() -> None:
    """With each step of a supervisor a few secrets that are due, but not of the case at hand.

    Its forms carry versions that a new secret would overtake. What the step undoes is done again
    with the next.
    """
    actor = actor_or_none()
    if request.method != "POST" or request.endpoint == "cases.renew_keys":
        return
    if actor is None or not actor.may(Permission.KEYS_RENEW):
        return
    case_id = (request.view_args or {}).get("case_id")
    besides = case_id if isinstance(case_id, uuid.UUID) else None
    try:
        renewal.renew_due(db.session(), actor, WITH_EACH_STEP, besides)
        db.session.commit()
    except DomainError:  # tampered with: the list shows what is left
        db.session.rollback()
