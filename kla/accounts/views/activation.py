"""The first sign-in, in three steps: code, passphrase, phone."""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from kla.accounts import identity, sessions
from kla.accounts.forms.activation import CodeForm, PassphraseForm, SecondFactorForm
from kla.accounts.forms.messages import say
from kla.accounts.services import activation, second_factor
from kla.accounts.types import Activate
from kla.accounts.views import bp
from kla.accounts.views.signing_in import waiting_text
from kla.core.errors import Invalid, Throttled
from kla.crypto import passwords
from kla.extensions import db
from kla.web import pictures
from kla.web.guard import public

WHY = "people without a passphrase come in here, with the code they were handed"
STATE, DONE = "activation", "activated"


@bp.get("/activate")
@public(WHY)
def ask_activate() -> str:
    return render_template("accounts/activation/code.html", form=CodeForm(formdata=None))


@bp.post("/activate")
@public(WHY)
def begin_activation() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return render_template("accounts/activation/code.html", form=form), 422
    username, code = form.username.data or "", form.code.data or ""
    try:
        invited = activation.check_code(
            db.session(), identity.office(), username, code, request.remote_addr or ""
        )
    except Invalid as error:
        say(form, error)
        return render_template("accounts/activation/code.html", form=form), 422
    except Throttled as error:
        form.form_errors.append(waiting_text(error.seconds))
        return render_template("accounts/activation/code.html", form=form), 429
    session[STATE] = {
        "username": invited.username,
        "code": code,
        "offered": passwords.generate_passphrase(),
        "secret": second_factor.new_secret().hex(),
        "may_skip": not invited.needs_second_factor,
    }
    return redirect(url_for(".ask_passphrase"), 303)


@bp.get("/activate/passphrase")
@public(WHY)
def ask_passphrase() -> ResponseReturnValue:
    state = _state()
    if state is None:
        return _from_the_start()
    return _passphrase_page(PassphraseForm(formdata=None), state)


@bp.post("/activate/passphrase")
@public(WHY)
def choose_passphrase() -> ResponseReturnValue:
    state, form = _state(), PassphraseForm()
    if state is None:
        return _from_the_start()
    try:
        chosen = form.validate() and choose(form, state["offered"], state["username"])
    except Invalid as error:
        say(form, error)
        chosen = None
    if not chosen:
        return _passphrase_page(form, state), 422
    session[STATE] = {**state, "passphrase": chosen[0], "method": chosen[1]}
    return redirect(url_for(".ask_phone"), 303)


@bp.get("/activate/phone")
@public(WHY)
def ask_phone() -> ResponseReturnValue:
    state = _state()
    if state is None or "passphrase" not in state:
        return _from_the_start()
    return _phone_page(SecondFactorForm(formdata=None), state)


@bp.post("/activate/phone")
@public(WHY)
def finish_activation() -> ResponseReturnValue:
    state, form = _state(), SecondFactorForm()
    if state is None or "passphrase" not in state:
        return _from_the_start()
    skips = bool(state["may_skip"]) and "skip" in request.form
    try:
        if not skips and not form.validate():
            return _phone_page(form, state), 422
        _activate(state, form, skips=skips)
    except Invalid as error:
        if error.reason != "second-factor":  # the code ran out meanwhile
            return _from_the_start()
        say(form, error)
        return _phone_page(form, state), 422
    return redirect(url_for(".activated"), 303)


@bp.get("/activate/done")
@public(WHY)
def activated() -> ResponseReturnValue:
    if DONE not in session:
        return redirect(url_for(".ask_sign_in"), 303)
    return render_template("accounts/activation/done.html", **session[DONE])


def choose(form: Any, offered: str, *names: str) -> tuple[str, str]:  # noqa: ANN401 -- two forms
    """The passphrase that a form chose, and how it came about. Raises `Invalid`."""
    if not form.passphrase.data:
        if not form.noted.data:
            raise Invalid("not-noted", field="noted")
        return offered, passwords.GENERATED
    if form.passphrase.data != form.again.data:
        raise Invalid("passphrase-differs", field="again")
    activation.check_passphrase(form.passphrase.data, passwords.CHOSEN, *names)
    return form.passphrase.data, passwords.CHOSEN


def _activate(state: dict[str, Any], form: SecondFactorForm, *, skips: bool) -> None:
    session_ = db.session()
    command = Activate(
        username=state["username"],
        code=state["code"],
        passphrase=state["passphrase"],
        method=state["method"],
        totp_secret=b"" if skips else bytes.fromhex(state["secret"]),
        totp_code=form.code.data or "",
        network=request.remote_addr or "",
    )
    done = activation.activate(session_, identity.office(), command, pause=session_.commit)
    sessions.current().renew()
    session[DONE] = {"words": list(done.words), "waits": done.waits, "username": state["username"]}


def _state() -> dict[str, Any] | None:
    state: dict[str, Any] | None = session.get(STATE)
    return state


def _from_the_start() -> Response:
    return redirect(url_for(".ask_activate"), 303)


def _passphrase_page(form: PassphraseForm, state: dict[str, Any]) -> str:
    return render_template(
        "accounts/activation/passphrase.html", form=form, offered=state["offered"]
    )


def _phone_page(form: SecondFactorForm, state: dict[str, Any]) -> str:
    secret = bytes.fromhex(state["secret"])
    return render_template(
        "accounts/activation/phone.html",
        form=form,
        qr=pictures.qr(second_factor.address(secret, state["username"])),
        secret=second_factor.as_text(secret),
        may_skip=state["may_skip"],
    )
