"""One's own account: where one is signed in, passphrase, phone."""

import uuid
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from kla.access.policy import Permission
from kla.accounts import identity, sessions
from kla.accounts.forms.messages import say
from kla.accounts.forms.own_account import NewPassphraseForm, NewPhoneForm
from kla.accounts.services import own_account, second_factor
from kla.accounts.types import ChangePassphrase, SetSecondFactor, Unlocked, holds_keys
from kla.accounts.views import bp
from kla.accounts.views.activation import choose
from kla.core.errors import Invalid
from kla.crypto import passwords
from kla.extensions import db
from kla.web import pictures
from kla.web.guard import current_actor, requires

OFFERED, NEW_SECRET = "offered_passphrase", "new_totp_secret"


@bp.get("/security")
@requires(Permission.OWN_ACCOUNT)
def security() -> str:
    actor, unlocked = current_actor(), _unlocked()
    row = sessions.current().row
    return render_template(
        "accounts/own_account/security.html",
        logins=sessions.list_logins(actor.account_id),
        this_login=row.id if row else None,
        words=own_account.words_of(unlocked.secrets) if holds_keys(actor.role) else (),
        certified=actor.certified,
        has_phone=bool(unlocked.secrets.totp_secret),
    )


@bp.post("/security/logins/<uuid:login_id>/end")
@requires(Permission.OWN_ACCOUNT)
def end_login(login_id: uuid.UUID) -> Response:
    if not sessions.end_login(current_actor().account_id, login_id):
        abort(404)
    flash(_("Perangkat itu sudah dikeluarkan."), "success")
    return redirect(url_for(".security"), 303)


@bp.post("/security/logins/end-others")
@requires(Permission.OWN_ACCOUNT)
def end_other_logins() -> Response:
    sessions.end_others(current_actor().account_id)
    flash(_("Semua perangkat lain sudah dikeluarkan."), "success")
    return redirect(url_for(".security"), 303)


@bp.get("/security/passphrase")
@requires(Permission.OWN_ACCOUNT)
def ask_change_passphrase() -> str:
    session[OFFERED] = passwords.generate_passphrase()
    return _passphrase_page(NewPassphraseForm(formdata=None))


@bp.post("/security/passphrase")
@requires(Permission.OWN_ACCOUNT)
def change_passphrase() -> ResponseReturnValue:
    form = NewPassphraseForm()
    if OFFERED not in session:
        return redirect(url_for(".ask_change_passphrase"), 303)
    try:
        if not form.validate():
            return _passphrase_page(form), 422
        _change_passphrase(form)
    except Invalid as error:
        say(form, error)
        return _passphrase_page(form), 422
    flash(_("Kata sandi sudah diganti. Perangkat lain sudah dikeluarkan."), "success")
    return redirect(url_for(".security"), 303)


@bp.get("/security/phone")
@requires(Permission.OWN_ACCOUNT)
def ask_change_phone() -> str:
    session[NEW_SECRET] = second_factor.new_secret().hex()
    return _phone_page(NewPhoneForm(formdata=None))


@bp.post("/security/phone")
@requires(Permission.OWN_ACCOUNT)
def change_phone() -> ResponseReturnValue:
    form = NewPhoneForm()
    if NEW_SECRET not in session:
        return redirect(url_for(".ask_change_phone"), 303)
    try:
        if not form.validate():
            return _phone_page(form), 422
        _change_phone(form)
    except Invalid as error:
        say(form, error)
        return _phone_page(form), 422
    flash(_("Ponsel baru sudah dipakai. Perangkat lain sudah dikeluarkan."), "success")
    return redirect(url_for(".security"), 303)


def _change_passphrase(form: NewPassphraseForm) -> None:
    new, method = choose(form, session[OFFERED], current_user.name)
    command = ChangePassphrase(old=form.old.data or "", new=new, method=method)
    session_, actor = db.session(), current_actor()
    epoch = own_account.change_passphrase(
        session_, actor, identity.office(), command, session_.commit
    )
    session.pop(OFFERED)
    _stay(epoch)


def _change_phone(form: NewPhoneForm) -> None:
    command = SetSecondFactor(
        passphrase=form.passphrase.data or "",
        secret=bytes.fromhex(session[NEW_SECRET]),
        code=form.code.data or "",
    )
    session_, actor = db.session(), current_actor()
    secrets, epoch = own_account.set_second_factor(
        session_, actor, identity.office(), command, session_.commit
    )
    session.pop(NEW_SECRET)
    identity.remember(secrets)
    _stay(epoch)


def _stay(epoch: int) -> None:
    """All login sessions of this person have just ended, but this one."""
    session[identity.EPOCH] = epoch
    sessions.end_others(current_actor().account_id)


def _unlocked() -> Unlocked:
    unlocked: Unlocked = current_user.unlocked
    return unlocked


def _passphrase_page(form: NewPassphraseForm) -> str:
    return _page("passphrase", form=form, offered=session[OFFERED])


def _phone_page(form: NewPhoneForm) -> str:
    secret = bytes.fromhex(session[NEW_SECRET])
    name = "KLA" if not current_app.extensions["settings"].demo else "KLA demo"
    return _page(
        "phone",
        form=form,
        qr=pictures.qr(second_factor.address(secret, f"{name} {current_user.name}")),
        secret=second_factor.as_text(secret),
    )


def _page(name: str, **values: Any) -> str:  # noqa: ANN401 -- what the template reads
    return render_template(f"accounts/own_account/{name}.html", **values)
