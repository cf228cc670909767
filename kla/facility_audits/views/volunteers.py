"""Which volunteer looks after which kelurahan."""

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.extensions import db
from kla.facility_audits.forms.facility import PlacesForm
from kla.facility_audits.services import volunteers
from kla.facility_audits.services.volunteers import Volunteer
from kla.facility_audits.views import bp
from kla.facility_audits.views.facilities import city
from kla.web.guard import current_actor, requires


@bp.get("/facilities/volunteers")
@requires(Permission.FACILITY_MANAGE)
def list_volunteers() -> str:
    return render_template(
        "facility_audits/volunteers/list.html",
        volunteers=volunteers.list_volunteers(db.session(), current_actor()),
    )


@bp.get("/facilities/volunteers/<uuid:account_id>")
@requires(Permission.FACILITY_MANAGE)
def ask_assign(account_id: uuid.UUID) -> str:
    one = _volunteer(account_id)
    form = PlacesForm(formdata=None, data={"kelurahan": list(one.kelurahan)})
    return render_template("facility_audits/volunteers/places.html", form=form, volunteer=one)


@bp.post("/facilities/volunteers/<uuid:account_id>")
@requires(Permission.FACILITY_MANAGE)
def assign(account_id: uuid.UUID) -> ResponseReturnValue:
    form, one = PlacesForm(), _volunteer(account_id)
    if not form.validate():
        page = render_template("facility_audits/volunteers/places.html", form=form, volunteer=one)
        return page, 422
    codes = [place.code for place in city().kelurahan]
    chosen = form.kelurahan.data or []
    volunteers.assign(db.session(), current_actor(), account_id, chosen, codes)
    flash(_("Wilayah relawan tersimpan."), "success")
    return redirect(url_for(".list_volunteers"), 303)


def _volunteer(account_id: uuid.UUID) -> Volunteer:
    found = volunteers.list_volunteers(db.session(), current_actor())
    one = next((one for one in found if one.account_id == account_id), None)
    return one or abort(404)
