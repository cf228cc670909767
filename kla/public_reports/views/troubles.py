"""When something breaks at the door: said plainly, with the numbers to call, and never as success.

A receipt is only shown by an answer whose transaction was committed; everything else ends here.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from kla.config import MEBIBYTE
from kla.core.errors import DomainError, NotReady
from kla.public_reports.forms.door import WithFiles
from kla.public_reports.views import door, most_bytes
from kla.web import errors


@door.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """More than may come at once was not read at all."""
    return _page(too_much=most_bytes() // MEBIBYTE), 413


@door.errorhandler(Exception)
def not_received(error: Exception) -> ResponseReturnValue:
    """Whatever it was: nothing was kept, and whoever sent it has to know."""
    if isinstance(error, HTTPException):
        return errors.show_http(error)
    if isinstance(error, DomainError) and not isinstance(error, NotReady):
        return errors.show(error)
    errors.log_fault(error)
    return _page(typed=_typed(), form=_files_form()), 503, {"Retry-After": "60"}


def press_again() -> str:
    """What was typed, to be sent again in a moment: nothing was looked at yet."""
    return _page(typed=_typed(), form=_files_form())


def _typed() -> list[tuple[str, str]]:
    """What was typed, as far as it came in whole: it goes along in the page, to be sent again."""
    arrived = request.method == "POST" and "form" in vars(request)
    return list(request.form.items(multi=True)) if arrived else []


def _files_form() -> WithFiles | None:
    """Files have to be chosen again: no page can choose them."""
    came = "files" in vars(request) and any(request.files.values())
    return WithFiles(formdata=None) if came else None


def _page(**more: object) -> str:
    return render_template("public_reports/door/not_received.html", **more)
