"""When something breaks at the door: said plainly, with the numbers to call, and never as success.

A receipt is only shown by an answer whose transaction was committed; everything else ends here.
"""

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from kla.config import MEBIBYTE
from kla.core.errors import DomainError, NotReady
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
    return _page(), 503, {"Retry-After": "60"}


def _page(**more: object) -> str:
    return render_template("public_reports/door/not_received.html", **more)
