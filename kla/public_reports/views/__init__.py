"""Pages of the public's door, and of the desk behind it.

The door knows nobody: no cookie, no session, hence no CSRF token. There is nothing that another
site could make a browser do here in somebody's name.
"""

from flask import Blueprint, Response, current_app, request

from kla.web.site import LANGUAGES

LANGUAGE = "bahasa"
ELSEWHERE = "https://www.bmkg.go.id/"  # the weather: what anybody might have looked at

door = Blueprint("door", __name__)
desk = Blueprint("report_desk", __name__)


@door.url_defaults
def keep_language(_endpoint: str, values: dict[str, object]) -> None:
    """A language that was chosen goes along in the address: nothing is stored on the device."""
    wanted = request.args.get(LANGUAGE, "")
    if wanted in LANGUAGES:
        values.setdefault(LANGUAGE, wanted)


@door.context_processor
def where_to_leave() -> dict[str, object]:
    """Where the quick way out leads, and whom to call."""
    return {"elsewhere": ELSEWHERE, "hotlines": current_app.extensions["hotlines"]}


@door.after_request
def leave_no_trace(response: Response) -> Response:
    """No page of the door is named to another site, nor found by a search for it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
