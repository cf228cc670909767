"""Pages of the public's door, and of the desk behind it.

The door knows nobody: no cookie, no session, hence no CSRF token. There is nothing that another
site could make a browser do here in somebody's name.
"""

from flask import Blueprint, Response, current_app, request

from kla.config import MEBIBYTE
from kla.public_reports.services.report_files import MOST_AT_ONCE
from kla.web.headers import NO_DEVICES
from kla.web.site import LANGUAGES

LANGUAGE = "bahasa"
ELSEWHERE = "https://www.bmkg.go.id/"  # the weather: what anybody might have looked at

# The one device that a page of the door may ask for, when somebody presses "record".
HEARS = NO_DEVICES.replace("microphone=()", "microphone=(self)")

door = Blueprint("door", __name__)
desk = Blueprint("report_desk", __name__)


def most_bytes() -> int:
    """How much one form may bring: as many whole files as are taken at once, and the text."""
    return MOST_AT_ONCE * _most_of_one() + MEBIBYTE


def _most_of_one() -> int:
    return int(current_app.extensions["settings"].report_file_mb * MEBIBYTE)


@door.before_request
def take_no_more() -> None:
    """A larger body than five whole files is refused before it is read."""
    request.max_content_length = most_bytes()


@door.url_defaults
def keep_language(_endpoint: str, values: dict[str, object]) -> None:
    """A language that was chosen goes along in the address: nothing is stored on the device."""
    wanted = request.args.get(LANGUAGE, "")
    if wanted in LANGUAGES:
        values.setdefault(LANGUAGE, wanted)


@door.context_processor
def where_to_leave() -> dict[str, object]:
    """Where the quick way out leads, whom to call, and how many and how large files may be."""
    return {
        "elsewhere": ELSEWHERE,
        "hotlines": current_app.extensions["hotlines"],
        "most_files": MOST_AT_ONCE,
        "most_of_one": _most_of_one(),
    }


@door.after_request
def leave_no_trace(response: Response) -> Response:
    """No page of the door is named to another site; each may ask for the microphone."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Permissions-Policy"] = HEARS
    return response
