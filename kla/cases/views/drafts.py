"""Drafts: kept while somebody types, offered when they come back, listed until they are saved."""

import uuid
from typing import Any

from flask import Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from kla.access.policy import Permission
from kla.cases.forms.drafts import command_of, title_of
from kla.cases.services import drafts
from kla.cases.types.drafts import Draft, DraftPlace
from kla.cases.views import bp
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Invalid, NotFound
from kla.extensions import db
from kla.web.filters import hour, moment
from kla.web.guard import actor_or_none, current_actor, requires

# Forms that no case is behind yet: a case to be, and what somebody tells on the telephone.
CASELESS = {"cases.register", "report_desk.type_in"}
# Sent on, or shown at once what was made.
ACCEPTED = {201, 303}
DRAFT, SEEN = "draft", "draft_seen"


@bp.get("/drafts")
@requires(Permission.CASE_LIST)
def list_drafts() -> str:
    found = drafts.list_own(db.session(), current_actor())
    rows = [(one, title_of(one.endpoint), _address_of(one)) for one in found]
    return render_template("cases/drafts/list.html", rows=rows)


@bp.get("/drafts/of")
@requires(Permission.CASE_LIST)
def give_drafts() -> Response:
    """What the script of a form asks when its page opens, and after signing in again."""
    place = _place_of(request.args.get("place", ""))
    found = drafts.list_at(db.session(), current_actor(), place)
    return jsonify(token=generate_csrf(), drafts=[_said(one) for one in found])


@bp.post("/drafts")
@requires(Permission.CASE_LIST)
def save_draft() -> ResponseReturnValue:
    place = _place_of(request.form.get("place", ""))
    try:
        command = command_of(request.form, place)
        version = drafts.save_draft(db.session(), current_actor(), command)
    except Invalid as error:
        db.session.rollback()
        return jsonify(refused=error.reason), 422
    return jsonify(version=version, said=hour(clock.now()))


@bp.get("/drafts/<uuid:draft_id>/drop")
@requires(Permission.CASE_LIST)
def ask_drop_draft(draft_id: uuid.UUID) -> str:
    found = drafts.list_own(db.session(), current_actor())
    for one in found:
        if one.draft_id == draft_id:
            return render_template("cases/drafts/drop.html", one=one, title=title_of(one.endpoint))
    raise NotFound(refused="draft")


@bp.post("/drafts/<uuid:draft_id>/drop")
@requires(Permission.CASE_LIST)
def drop_draft(draft_id: uuid.UUID) -> ResponseReturnValue:
    drafts.drop_draft(db.session(), current_actor(), draft_id)
    return redirect(url_for(".list_drafts"), 303)


def forget_saved(returned: ResponseReturnValue) -> None:
    """Where a form was accepted, the draft that it came with has done its work."""
    actor = actor_or_none()
    is_accepted = isinstance(returned, Response) and returned.status_code in ACCEPTED
    if actor is None or not is_accepted or DRAFT not in request.form:
        return
    try:
        draft_id, seen = uuid.UUID(request.form[DRAFT]), int(request.form.get(SEEN, ""))
    except ValueError:
        return
    drafts.forget_saved(db.session(), actor, draft_id, seen)


def comforts() -> dict[str, bool]:
    """Whether pages bring along what makes case work easier: drafts and keys."""
    actor = actor_or_none()
    return {"works_on_cases": actor is not None and actor.may(Permission.CASE_LIST)}


def _place_of(path: str) -> DraftPlace:
    """The form at an address: of a case, or of a report. Raises `NotFound` for all else."""
    try:
        endpoint, values = _addresses().match(path, method="POST")
    except HTTPException:
        raise NotFound(refused="form") from None
    permission = getattr(current_app.view_functions[endpoint], "access", None)
    case_id = values.get("case_id")
    is_form = endpoint in CASELESS or (endpoint.startswith("cases.") and case_id is not None)
    if not is_form or permission is None:
        raise NotFound(refused="form")
    return DraftPlace(path=path, endpoint=endpoint, permission=permission, case_id=case_id)


def _addresses() -> MapAdapter:
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None  # noqa: S101 -- there is a request
    return adapter


def _address_of(one: Draft) -> str:
    """Where the form of a draft is found: at its own address, or on the page of the case."""
    try:
        _addresses().match(one.path, method="GET")
    except HTTPException:
        return url_for(".show", case_id=one.case_id, _anchor="notes")
    return one.path


def _said(one: Draft) -> dict[str, Any]:
    is_today = one.at.astimezone(WITA).date() == clock.today()
    said = hour(one.at) if is_today else moment(one.at)
    return {
        "id": str(one.draft_id),
        "version": one.version,
        "said": said,
        "words": _("Ada draf dari %(at)s yang belum disimpan.", at=said),
        "fields": [list(pair) for pair in one.fields],
    }
