"""What was typed when a login session had run out: kept through the sign-in, and sent again.

Nothing is kept of a form that another site sent here: it would have somebody send, signed in, what
they never typed.
"""

from urllib.parse import urlsplit

from flask import Request, Response, request, session

from kla.web.links import local_path

KEPT = "kept"
PREFIX = "kept-"
PATH = "kept_path"
Fields = list[tuple[str, str]]

# Pages whose fields are secrets or mean nothing a second time.
NEVER = ("/sign-in", "/sign-out", "/session", "/activate", "/security", "/language")


def of_refused_request(refused: Request) -> tuple[str, Fields] | None:
    """The path and fields of a request that came without a login session."""
    path = local_path(refused.path)
    if path is None or path.startswith(NEVER) or not _from_here(refused):
        return None
    return path, _fields(refused, prefix="")


def of_sign_in(sent: Request) -> tuple[str, Fields] | None:
    """The same, as the sign-in form carried it along."""
    path = local_path(sent.form.get(PATH, ""))
    if path is None or path.startswith(NEVER):
        return None
    return path, _fields(sent, prefix=PREFIX)


def put(kept: tuple[str, Fields]) -> None:
    """Hold on to it in the new login session, sealed, until it was sent."""
    path, fields = kept
    session[KEPT] = {"path": path, "fields": [list(pair) for pair in fields]}


def get() -> tuple[str, Fields] | None:
    """What this login session holds on to."""
    if KEPT not in session:
        return None
    held = session[KEPT]
    return held["path"], [(name, value) for name, value in held["fields"]]


def drop() -> None:
    """Let go of it."""
    session.pop(KEPT, None)


def drop_once_sent(response: Response) -> Response:
    """Let go once the form has been accepted by the page it was meant for."""
    is_sent = request.method == "POST" and response.status_code < 400
    if is_sent and KEPT in session and session[KEPT]["path"] == request.path:
        drop()
    return response


def _fields(sent: Request, prefix: str) -> Fields:
    pairs = sent.form.items(multi=True)
    named = [(name, value) for name, value in pairs if name.startswith(prefix)]
    return [(n.removeprefix(prefix), v) for n, v in named if n not in {"csrf_token", PATH}]


def _from_here(sent: Request) -> bool:
    site = sent.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = sent.headers.get("Origin") or sent.headers.get("Referer") or ""
    return urlsplit(origin).netloc == sent.host
