"""What the IT admin does about accounts. None of it gives power over a case."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kla.access.policy import Permission
from kla.accounts.forms.labels import ROLE_LABELS, STATE_KINDS, STATE_LABELS
from kla.accounts.forms.messages import MESSAGES, say
from kla.accounts.forms.people import EmailForm, NewAccountForm
from kla.accounts.services import addresses, listing, units
from kla.accounts.services import people as service
from kla.accounts.views import bp
from kla.accounts.views.invitations import show_once
from kla.core.errors import Invalid
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/people")
@requires(Permission.ACCOUNT_MANAGE)
def people() -> str:
    actor = current_actor()
    return render_template(
        "accounts/people/list.html",
        people=listing.list_people(db.session(), actor),
        own_id=actor.account_id,
        roles=ROLE_LABELS,
        states=STATE_LABELS,
        kinds=STATE_KINDS,
    )


@bp.get("/people/new")
@requires(Permission.ACCOUNT_MANAGE)
def ask_create_account() -> str:
    return render_template("accounts/people/new.html", form=_form(NewAccountForm(formdata=None)))


@bp.post("/people/new")
@requires(Permission.ACCOUNT_MANAGE)
def create_account() -> ResponseReturnValue:
    form, session_, actor = _form(NewAccountForm()), db.session(), current_actor()
    if not form.validate():
        return render_template("accounts/people/new.html", form=form), 422
    try:
        account = service.create_account(session_, actor, form.to_command())
    except Invalid as error:
        say(form, error)
        return render_template("accounts/people/new.html", form=form), 422
    return show_once(service.invite(session_, actor, account.id))


@bp.post("/people/<uuid:account_id>/invite")
@requires(Permission.ACCOUNT_MANAGE)
def invite(account_id: uuid.UUID) -> Response:
    return show_once(service.invite(db.session(), current_actor(), account_id))


@bp.get("/people/<uuid:account_id>/deactivate")
@requires(Permission.ACCOUNT_MANAGE)
def ask_deactivate(account_id: uuid.UUID) -> str:
    person = service.get_account(db.session(), account_id)
    return render_template("accounts/people/deactivate.html", person=person)


@bp.post("/people/<uuid:account_id>/deactivate")
@requires(Permission.ACCOUNT_MANAGE)
def deactivate(account_id: uuid.UUID) -> Response:
    try:
        service.deactivate(db.session(), current_actor(), account_id)
    except Invalid as error:
        flash(str(MESSAGES[error.reason]), "error")
        return redirect(url_for(".people"), 303)
    flash(_("Akun sudah dinonaktifkan. Penyelia masih perlu mencabut pengesahannya."), "success")
    return redirect(url_for(".people"), 303)


@bp.get("/people/<uuid:account_id>/email")
@requires(Permission.ACCOUNT_MANAGE)
def ask_change_email(account_id: uuid.UUID) -> str:
    person = service.get_account(db.session(), account_id)
    form = EmailForm(formdata=None, data={"email": person.email or ""})
    return render_template("accounts/people/email.html", form=form, name=person.staff_name)


@bp.post("/people/<uuid:account_id>/email")
@requires(Permission.ACCOUNT_MANAGE)
def change_email(account_id: uuid.UUID) -> ResponseReturnValue:
    form, session_ = EmailForm(), db.session()
    person = service.get_account(session_, account_id)
    try:
        if form.validate():
            email = form.email.data or ""
            addresses.change_email(session_, current_actor(), account_id, email)
            flash(_("Surel disimpan."), "success")
            return redirect(url_for(".people"), 303)
    except Invalid as error:
        say(form, error)
    return render_template("accounts/people/email.html", form=form, name=person.staff_name), 422


def _form(form: NewAccountForm) -> NewAccountForm:
    form.offer_units((unit.id, unit.name) for unit in units.list_units(db.session()))
    return form
