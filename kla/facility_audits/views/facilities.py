"""The registry: a list with filters, a page for each facility, and describing one."""

import uuid

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.core.errors import Conflict, Invalid
from kla.extensions import db
from kla.facility_audits.forms import labels
from kla.facility_audits.forms.facility import FacilityForm, FilterForm, filled
from kla.facility_audits.models import Facility
from kla.facility_audits.services import facilities
from kla.facility_audits.views import bp
from kla.regions import places
from kla.web.forms import put_error
from kla.web.guard import current_actor, requires

LAST_PAGE = 100_000


@bp.app_template_filter("kelurahan")
def kelurahan_name(code: str) -> str:
    """The name of a kelurahan by its code."""
    place = city().kelurahan_by_code(code)
    return place.local if place else code


@bp.get("/facilities")
@requires(Permission.FACILITY_READ)
def list_facilities() -> str:
    form, actor = FilterForm(request.args), current_actor()
    page = min(max(request.args.get("page", 1, int), 1), LAST_PAGE)
    return render_template(
        "facility_audits/facilities/list.html",
        listing=facilities.find(db.session(), actor, form.to_filter(), page),
        form=form,
        asked={name: text for name, text in form.data.items() if text},
        labels=labels,
        may_manage=actor.may(Permission.FACILITY_MANAGE),
        sees_all=actor.may(Permission.FACILITY_READ_ALL),
    )


@bp.get("/facilities/<uuid:facility_id>")
@requires(Permission.FACILITY_READ)
def show(facility_id: uuid.UUID) -> str:
    actor = current_actor()
    return render_template(
        "facility_audits/facilities/show.html",
        facility=facilities.get(db.session(), actor, facility_id),
        labels=labels,
        may_manage=actor.may(Permission.FACILITY_MANAGE),
    )


@bp.get("/facilities/new")
@requires(Permission.FACILITY_MANAGE)
def ask_add() -> str:
    form = FacilityForm(formdata=None)
    form.begin()
    return _form_page(form)


@bp.post("/facilities/new")
@requires(Permission.FACILITY_MANAGE)
def add() -> ResponseReturnValue:
    form = FacilityForm()
    if not form.validate():
        return _form_page(form), 422
    try:
        made = facilities.add(db.session(), current_actor(), form.new_id, form.to_command())
    except Invalid as error:
        return _refused(form, error)
    except Conflict as error:
        return _twin(form, error)
    flash(_("Tempat tersimpan."), "success")
    return redirect(url_for(".show", facility_id=made.id), 303)


@bp.get("/facilities/<uuid:facility_id>/change")
@requires(Permission.FACILITY_MANAGE)
def ask_change(facility_id: uuid.UUID) -> str:
    facility = _found(facility_id)
    return _form_page(filled(facility.described, facility.version), facility)


@bp.post("/facilities/<uuid:facility_id>/change")
@requires(Permission.FACILITY_MANAGE)
def change(facility_id: uuid.UUID) -> ResponseReturnValue:
    form, session = FacilityForm(), db.session()
    if not form.validate():
        return _form_page(form, _found(facility_id)), 422
    try:
        facilities.change(session, current_actor(), facility_id, form.version, form.to_command())
    except Invalid as error:
        return _refused(form, error, facility_id)
    except Conflict as error:
        if error.details["reason"] == "changed":
            return _changed_meanwhile(form, facility_id)
        return _twin(form, error, facility_id)
    flash(_("Tempat tersimpan."), "success")
    return redirect(url_for(".show", facility_id=facility_id), 303)


def city() -> places.City:
    """The city of this installation."""
    return places.load(current_app.extensions["settings"].region)


def _found(facility_id: uuid.UUID) -> Facility:
    return facilities.get(db.session(), current_actor(), facility_id)


def _refused(
    form: FacilityForm, error: Invalid, facility_id: uuid.UUID | None = None
) -> ResponseReturnValue:
    db.session.rollback()
    put_error(form, error.field, labels.MESSAGES[error.reason])
    return _form_page(form, _found(facility_id) if facility_id else None), 422


def _twin(
    form: FacilityForm, error: Conflict, facility_id: uuid.UUID | None = None
) -> ResponseReturnValue:
    """The place is there already: the page leads to it, with everything typed still there."""
    db.session.rollback()
    put_error(form, "name", labels.MESSAGES["twin"])
    facility = _found(facility_id) if facility_id else None
    return _form_page(form, facility, twin=str(error.details.get("facility", ""))), 409


def _changed_meanwhile(form: FacilityForm, facility_id: uuid.UUID) -> ResponseReturnValue:
    """What stands there now beside what was typed; sent again, the typed text replaces it."""
    db.session.rollback()
    facility = _found(facility_id)
    form.seen.data = str(facility.version)
    return _form_page(form, facility, now=facility), 409


def _form_page(form: FacilityForm, facility: Facility | None = None, **more: object) -> str:
    return render_template(
        "facility_audits/facilities/form.html", form=form, facility=facility, labels=labels, **more
    )
