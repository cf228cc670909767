"""Small pages of no area: the language switch and the sign of life."""

from flask import Blueprint, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from kla.web.guard import public
from kla.web.links import local_path

LANGUAGES = ("id", "en")
LANGUAGE_COOKIE = "bahasa"

bp = Blueprint("web", __name__)


@bp.post("/language")
@public("a language is chosen before anyone signs in")
def set_language() -> Response:
    """Remember the language on this device and go back to where the reader was."""
    wanted = request.form.get("lang", "")
    back = local_path(request.form.get("next", "")) or url_for("accounts.home")
    answer = redirect(back, 303)
    if wanted in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            wanted,
            max_age=365 * 24 * 3600,
            secure=current_app.extensions["settings"].https,
            httponly=True,
            samesite="Lax",
        )
    return answer


@bp.get("/healthz")
@public("a monitor asks without an account, and learns only that the program answers")
def healthz() -> tuple[str, int]:
    """Whether the program answers."""
    return "ok\n", 200


def chosen_language() -> str:
    """The language in the address, else of this device, Indonesian where none was chosen."""
    wanted = request.args.get(LANGUAGE_COOKIE) or request.cookies.get(LANGUAGE_COOKIE, "")
    return wanted if wanted in LANGUAGES else "id"
