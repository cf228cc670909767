"""Files on their way to a browser: saved whole, shown in a page, or played from any place.

Nothing that somebody sent is ever run here: every answer carries a sandbox, and only pictures that
were drawn anew are shown.
"""

from collections.abc import Iterable

from flask import Response, request
from werkzeug.datastructures import Range

SANDBOX = "sandbox; default-src 'none'"
INLINE = "sandbox; default-src 'none'; media-src 'self'"


def saved(pieces: Iterable[bytes], kind: str, size: int, name: str) -> Response:
    """A whole file, to be saved and never opened in this place."""
    answer = Response(pieces, mimetype=kind)
    answer.headers["Content-Length"] = str(size)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def shown(content: bytes, kind: str) -> Response:
    """A picture in a page."""
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def played(pieces: Iterable[bytes], kind: str, stretch: tuple[int, int, int]) -> Response:
    """Sound or film: from, to (left out) and of how many bytes."""
    begin, end, size = stretch
    answer = Response(pieces, 200 if asked_range() is None else 206, mimetype=kind)
    answer.headers["Content-Length"] = str(end - begin)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Content-Security-Policy"] = INLINE
    if answer.status_code == 206:
        answer.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    return answer


def no_such_range(size: int) -> Response:
    """A stretch was asked for that begins behind the end."""
    answer = Response(status=416, mimetype="text/plain")
    answer.headers["Content-Range"] = f"bytes */{size}"
    return answer


def asked_range() -> tuple[int, int | None] | None:
    """The one range that is asked for; anything else is answered with the whole."""
    asked: Range | None = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    begin, end = asked.ranges[0]
    return (begin, end) if begin >= 0 else None
