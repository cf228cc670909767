"""Where programs of other offices send reports, and where it is written how.

A program has no cookie and no session; who it is, its signature says, on every request anew. No
answer repeats a word of what was sent.
"""

from collections.abc import Mapping
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from kla.accounts.types import Office
from kla.core.errors import Conflict, Invalid, Throttled, Untrusted
from kla.extensions import db
from kla.public_reports.api import fields, openapi
from kla.public_reports.api.services import admitting, sending
from kla.public_reports.api.types import SignedRequest
from kla.web import errors
from kla.web.guard import public

SIGNED = "a program signs each request with a key that the office knows"
DESCRIBED = "how to send a report is no secret, and tells of none"

AGAIN_AFTER_S = "60"

api = Blueprint("api", __name__)


@api.post("/api/reports")
@public(SIGNED)
def send() -> ResponseReturnValue:
    _check_length()
    try:
        sender = admitting.admit(db.session(), _signed())
    except (Untrusted, Throttled) as error:
        return _refused(error)
    try:
        if request.mimetype != "application/json":
            return _problem("not-json", 415)
        sent = fields.read(request.get_data(), sender.name)
        done = sending.send(db.session(), _office(), sender, sent)
    except (ValueError, Invalid, Conflict) as error:
        return _refused(error)
    answer = {
        "report": str(done.report_id),
        "receipt": str(done.receipt) if done.receipt else None,
        "repeated": done.receipt is None,
    }
    return jsonify(answer), 201 if done.receipt else 200


@api.get("/api/docs/openapi.json")
@public(DESCRIBED)
def give_description() -> Response:
    return jsonify(openapi.document(url_for(".send")))


@api.get("/api/docs")
@public(DESCRIBED)
def describe() -> str:
    return render_template(
        "public_reports/api/docs.html",
        path=url_for(".send"),
        schema=openapi.new_report(),
        answers=openapi.ANSWERS,
        window=int(admitting.WINDOW.total_seconds() // 60),
    )


@api.errorhandler(HTTPException)
def say_why(error: HTTPException) -> ResponseReturnValue:
    """An error of the protocol, too large above all: for a program, not as a page."""
    status = error.code or 500
    return _problem("too-large" if status == 413 else "refused", status)


@api.errorhandler(Exception)
def not_received(error: Exception) -> ResponseReturnValue:
    """A fault of ours: nothing was kept, and the sender's program has to know."""
    errors.log_fault(error)
    answer, status = _problem("not-received", 503)
    answer.headers["Retry-After"] = AGAIN_AFTER_S
    return answer, status


def _check_length() -> None:
    """Refuse what says that it is too large, or does not say how large it is."""
    if request.content_length is None:
        abort(411)
    if request.content_length > fields.LONGEST_BODY:
        abort(413)


def _signed() -> SignedRequest:
    headers = request.headers
    return SignedRequest(
        method=request.method,
        authority=request.host.lower(),
        path=request.path,
        content_digest=headers.get("Content-Digest", "").strip(),
        signature_input=headers.get("Signature-Input", ""),
        signature=headers.get("Signature", ""),
        body=request.get_data(),
    )


def _refused(error: Exception) -> ResponseReturnValue:
    match error:
        case Untrusted():
            return _problem("signature", 401)
        case Throttled():
            answer = _problem("too-many", 429)
            answer[0].headers["Retry-After"] = str(error.seconds)
            return answer
        case Conflict():
            return _problem("other-content", 409)
        case fields.Refused():
            return _problem("invalid", 422, error.faults)
        case Invalid():
            return _problem("invalid", 422, {error.field or "": error.reason})
    return _problem("not-json", 400)


def _problem(
    code: str, status: int, faults: Mapping[str, str] | None = None
) -> tuple[Response, int]:
    told: dict[str, Any] = {"code": code}
    if faults:
        told["fields"] = [{"field": name, "code": fault} for name, fault in faults.items()]
    return jsonify(told), status


def _office() -> Office:
    found: Office = current_app.extensions["office"]
    return found
