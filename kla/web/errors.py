"""What a visitor sees when something is refused or breaks, and what the trail learns of it."""

from pathlib import Path

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from kla.core import errors
from kla.core.db import WRITES
from kla.extensions import db
from kla.trail import services as trail
from kla.web.guard import actor_or_none

STATUS: dict[type[Exception], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.InvalidTransition: 409,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.Invalid: 400,
    errors.Throttled: 429,
    errors.NotReady: 503,
    errors.Unreadable: 500,
    errors.Untrusted: 500,
    StaleDataError: 409,  # two wrote the same version at the same moment
    CSRFError: 400,
}
Answer = tuple[str, int]
PACKAGE = Path(__file__).resolve().parent.parent


def init_app(app: Flask) -> None:
    """Answer domain errors and HTTP errors in words; keep details for the log."""
    for kind in (errors.DomainError, StaleDataError, CSRFError):
        app.register_error_handler(kind, show)
    app.register_error_handler(HTTPException, show_http)
    app.register_error_handler(Exception, show_fault)


def show(error: Exception) -> Answer:
    """The visitor is told little; the trail is told who was refused, and where."""
    if isinstance(error, errors.DomainError) and "refused" in error.details:
        leave_refusal()
    status = STATUS.get(type(error), 400)
    return page(status, error), status


def show_http(error: HTTPException) -> Answer | HTTPException:
    """An error of the protocol: wrong address, wrong method, too large, no permission."""
    status = error.code or 500
    if status < 400:
        return error
    if status == 403:
        leave_refusal()
    return page(status, error), status


def show_fault(error: Exception) -> Answer:
    """Our own fault."""
    log_fault(error)
    if current_app.testing:
        raise error
    return page(500, error), 500


def log_fault(error: Exception) -> None:
    """The log gets the kind of a fault and its place, never the values."""
    current_app.logger.error("fault %s at %s", type(error).__name__, place_of(error))


def place_of(error: Exception) -> str:
    """The deepest line of our own code that the error came through: a library's says little."""
    place, step = "unknown", error.__traceback__
    while step is not None:
        path = Path(step.tb_frame.f_code.co_filename)
        if path.is_relative_to(PACKAGE):
            place = f"{path.relative_to(PACKAGE)}:{step.tb_lineno}"
        elif place == "unknown":
            place = f"{path.name}:{step.tb_lineno}"
        step = step.tb_next
    return place


def leave_refusal() -> None:
    """A refused attempt leaves a line, in a transaction of its own: the request's is gone."""
    db.session.rollback()
    mark = WRITES.set(True)
    try:
        trail.record(db.session(), actor_or_none(), "access.refused", route=str(request.endpoint))
        db.session.commit()
    finally:
        WRITES.reset(mark)


def page(status: int, error: Exception) -> str:
    """The page of a status, or the general one where it has none of its own."""
    try:
        return render_template(f"errors/{status}.html", error=error)
    except TemplateNotFound:
        return render_template(
            "errors/400.html" if status < 500 else "errors/500.html", error=error
        )
