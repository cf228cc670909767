"""What a supervisor decides about people: whose keys count, who gets new ones."""

import uuid

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kla.access.policy import Permission
from kla.accounts.forms.labels import ROLE_LABELS
from kla.accounts.forms.messages import say
from kla.accounts.forms.people import AdmitForm
from kla.accounts.services import admission, recovery
from kla.accounts.views import bp
from kla.accounts.views.invitations import show_once
from kla.core.errors import Invalid, NotFound
from kla.extensions import db
from kla.web.forms import Form
from kla.web.guard import current_actor, requires


@bp.get("/admissions")
@requires(Permission.ACCOUNT_ADMIT)
def admissions() -> str:
    session_, actor = db.session(), current_actor()
    return render_template(
        "accounts/admissions/list.html",
        waiting=admission.list_waiting(session_, actor),
        members=recovery.list_members(session_, actor),
        ended=admission.list_ended(session_, actor),
        own_id=actor.account_id,
        roles=ROLE_LABELS,
    )


@bp.get("/admissions/<uuid:account_id>")
@requires(Permission.ACCOUNT_ADMIT)
def ask_admit(account_id: uuid.UUID) -> str:
    return _page(account_id, AdmitForm(formdata=None))


@bp.post("/admissions/<uuid:account_id>")
@requires(Permission.ACCOUNT_ADMIT)
def admit(account_id: uuid.UUID) -> ResponseReturnValue:
    form = AdmitForm()
    if not form.validate():
        return _page(account_id, form), 422
    try:
        admission.admit(db.session(), current_actor(), account_id, form.to_command())
    except Invalid as error:
        say(form, error)
        return _page(account_id, form), 422
    for follow in current_app.extensions.get("after_admission", ()):
        follow(db.session(), current_actor(), account_id)
    flash(_("Petugas sudah disahkan dan dapat bekerja."), "success")
    return redirect(url_for(".admissions"), 303)


@bp.get("/admissions/<uuid:account_id>/restore")
@requires(Permission.ACCOUNT_ADMIT)
def ask_restore(account_id: uuid.UUID) -> str:
    member = recovery.get_member(db.session(), current_actor(), account_id)
    return render_template("accounts/admissions/restore.html", person=member)


@bp.post("/admissions/<uuid:account_id>/restore")
@requires(Permission.ACCOUNT_ADMIT)
def restore(account_id: uuid.UUID) -> Response:
    return show_once(recovery.restore(db.session(), current_actor(), account_id))


@bp.get("/admissions/<uuid:account_id>/revoke")
@requires(Permission.ACCOUNT_ADMIT)
def ask_revoke(account_id: uuid.UUID) -> str:
    ended = admission.list_ended(db.session(), current_actor())
    person = next((one for one in ended if one.account_id == account_id), None)
    if person is None:
        raise NotFound
    return render_template("accounts/admissions/revoke.html", person=person)


@bp.post("/admissions/<uuid:account_id>/revoke")
@requires(Permission.ACCOUNT_ADMIT)
def revoke(account_id: uuid.UUID) -> Response:
    admission.revoke_ended(db.session(), current_actor(), account_id)
    flash(_("Pengesahan sudah dicabut."), "success")
    return redirect(url_for(".admissions"), 303)


def _page(account_id: uuid.UUID, form: Form) -> str:
    waiting = admission.list_waiting(db.session(), current_actor())
    person = next((one for one in waiting if one.account_id == account_id), None)
    if person is None:
        raise NotFound
    form.words.data = " ".join(person.words)
    return render_template(
        "accounts/admissions/admit.html", person=person, form=form, roles=ROLE_LABELS
    )
