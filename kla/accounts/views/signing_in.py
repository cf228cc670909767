"""Coming in and going out."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug import Response
from werkzeug.exceptions import Unauthorized

from kla.access.policy import KEY_ROLES, Permission
from kla.accounts import demo, identity, kept, sessions
from kla.accounts.forms.messages import say
from kla.accounts.forms.signing_in import SignInForm
from kla.accounts.services import sign_in as service
from kla.accounts.types import Credentials, SignedIn
from kla.accounts.views import bp
from kla.core.errors import Invalid, Throttled
from kla.extensions import db
from kla.trail import services as trail
from kla.web.guard import actor_or_none, public, requires
from kla.web.links import local_path

Answer = tuple[str, int]


@bp.get("/sign-in")
@public("this is where people come in")
def ask_sign_in() -> str:
    return _page(SignInForm(formdata=None), None)


@bp.post("/sign-in")
@public("this is where people come in")
def sign_in() -> ResponseReturnValue:
    form, network = SignInForm(), request.remote_addr or ""
    carried = kept.of_sign_in(request)
    credentials = demo.credentials_of(request.form.get("demo_as", ""), network)
    if credentials is None:
        if not form.validate():
            return _page(form, carried), 422
        credentials = form.to_command(network)
    try:
        signed_in = _let_in(credentials)
    except Invalid as error:
        say(form, error)
        return _page(form, carried), 422
    except Throttled as error:
        form.form_errors.append(waiting_text(error.seconds))
        return _page(form, carried), 429
    return _welcome(signed_in, carried)


@bp.post("/sign-out")
@public("whoever has no login session any more may end it, too")
def sign_out() -> Response:
    actor = actor_or_none()
    answer = redirect(url_for(".ask_sign_in"), 303)
    if actor is not None:
        trail.record(db.session(), actor, "account.signed-out")
        if actor.role in KEY_ROLES:
            answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    sessions.current().drop()
    return answer


@bp.post("/session/extend")
@requires(Permission.HOME)
def extend() -> Response:
    """The page is still in use: start counting anew."""
    session.modified = True
    return Response(status=204)


@bp.get("/send-again")
@requires(Permission.HOME)
def ask_send_again() -> ResponseReturnValue:
    held = kept.get()
    if held is None:
        return redirect(url_for(".home"), 303)
    path, fields = held
    # Names of fields and codes of choices mean nothing to a reader; sentences do.
    texts = [value for _name, value in fields if " " in value.strip()]
    return render_template(
        "accounts/signing_in/send_again.html", path=path, fields=fields, texts=texts
    )


@bp.post("/send-again/drop")
@requires(Permission.HOME)
def drop_kept() -> Response:
    kept.drop()
    return redirect(url_for(".home"), 303)


def ask_to_come_in(error: Unauthorized) -> ResponseReturnValue:
    """Nobody is signed in. Whoever sent a form finds it again after signing in."""
    if request.method in {"GET", "HEAD"}:
        path = request.full_path.rstrip("?")
        aim = None if path == "/" else path
        return redirect(url_for("accounts.ask_sign_in", next=aim), 302)
    form = SignInForm(formdata=None)
    return _page(form, kept.of_refused_request(request), expired=True), 401


@bp.errorhandler(CSRFError)
def ask_once_more(error: CSRFError) -> ResponseReturnValue:
    """The token of a sign-in page that stood open for hours is gone: ask again, keep the rest."""
    if request.endpoint != "accounts.sign_in":
        return render_template("errors/400.html", error=error), 400
    form = SignInForm(formdata=None)
    form.username.data = request.form.get("username", "")
    form.form_errors.append(_("Halaman ini sudah lama terbuka. Isi sekali lagi."))
    return _page(form, kept.of_sign_in(request)), 400


def _let_in(credentials: Credentials) -> SignedIn:
    session_ = db.session()
    return service.sign_in(session_, identity.office(), credentials, pause=session_.commit)


def _welcome(signed_in: SignedIn, carried: tuple[str, kept.Fields] | None) -> Response:
    identity.enter(signed_in, request.user_agent.string)
    if signed_in.trail_was_cut:
        flash(_("Jejak audit telah diubah sejak Anda terakhir masuk. Hubungi auditor."), "error")
    if carried is not None:
        kept.put(carried)
        return redirect(url_for(".ask_send_again"), 303)
    return redirect(local_path(request.form.get("next", "")) or url_for(".home"), 303)


def _page(
    form: SignInForm, carried: tuple[str, kept.Fields] | None, *, expired: bool = False
) -> str:
    aim = local_path(request.values.get("next", "")) or ""
    return render_template(
        "accounts/signing_in/sign_in.html",
        form=form,
        aim=aim,
        kept=carried,
        expired=expired,
        demo_people=demo.sign_ins(),
    )


def waiting_text(seconds: int) -> str:
    """How long to wait, in words."""
    if seconds < 120:
        return str(_("Terlalu banyak percobaan. Coba lagi dalam %(n)s detik.", n=seconds))
    minutes = -(-seconds // 60)
    return str(_("Terlalu banyak percobaan. Coba lagi dalam %(n)s menit.", n=minutes))
