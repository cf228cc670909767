"""Pages and their style sheet travel compressed: a phone in the hills pays for every kilobyte.

Compressing a page that holds a secret beside words of a stranger's choosing lets the stranger
guess the secret by its length (BREACH). A stranger chooses no words here: the login cookie never
goes with a request from another site (SameSite=Strict), and searches travel by POST.
"""

import gzip
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request

LEAST_BYTES = 1024
LEVEL = 6
TEXTS = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml", "text/calendar"})


def init_app(app: Flask) -> None:
    """Compress what leaves, where the browser says it can read that."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """The answer in gzip where it is text and long enough to gain by it."""
    if response.mimetype not in TEXTS:
        return response
    response.vary.add("Accept-Encoding")
    if not _is_wanted() or response.status_code in {204, 206, 304}:
        return response
    body = _packed_file() if request.endpoint == "static" else _packed(response)
    if body is not None:
        response.close()  # the file that would have been sent as it is
        response.direct_passthrough = False
        response.set_data(body)
        response.headers["Content-Encoding"] = "gzip"
    return response


def _is_wanted() -> bool:
    return request.accept_encodings["gzip"] > 0 and "Range" not in request.headers


def _packed(response: Response) -> bytes | None:
    if response.is_streamed or "Content-Encoding" in response.headers:
        return None
    body = response.get_data()
    return _gzip(body) if len(body) >= LEAST_BYTES else None


def _packed_file() -> bytes | None:
    path = Path(str(current_app.static_folder)) / (request.view_args or {}).get("filename", "")
    return _file(path, path.stat().st_mtime_ns) if path.is_file() else None


@cache
def _file(path: Path, _changed: int) -> bytes:
    """A static file, packed once for as long as it stays the same."""
    return _gzip(path.read_bytes())


def _gzip(body: bytes) -> bytes:
    """Without a time inside: two answers that are alike stay alike to the last byte."""
    return gzip.compress(body, LEVEL, mtime=0)
