"""The peer's pages: the application's own views, with the services behind them swapped.

So the peer has the same address rules, login session, guard, permission, navigation, form, template
and HTML; it differs in where the rows come from and in nothing else. Only the benchmark registers
these pages.
"""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response

from bench import peers, plain_uploads
from bench.browser import Browser
from kla.access.policy import Permission
from kla.cases.services import listing, lookup, parts, reading, restriction, uploads
from kla.cases.views import listing as list_view
from kla.cases.views import show as show_view
from kla.cases.views import uploads as upload_views
from kla.web.guard import requires

LIST, CLEAR = "/cases", "/bench/clear"
CHANGING = re.compile(r'(nonce|content)="[^"]*"|name="(csrf_token|entry|note_id)"[^>]*')
SWAPPED = (
    (listing, "list_cases", peers),
    (restriction, "restricted_among", peers),
    (reading, "read_case", peers),
    (reading, "holders_of", peers),
    (reading, "history_of", peers),
    (reading, "accounts_of_kids", peers),
    (lookup, "must_reach", plain_uploads),
    (parts, "write", plain_uploads),
    (uploads, "begin", plain_uploads),
    (uploads, "look", plain_uploads),
    (uploads, "keep_part", plain_uploads),
    (uploads, "look_at_whole", plain_uploads),
    (uploads, "finish", plain_uploads),
)


def must_agree(browser: Browser, path: str) -> None:
    """Both pages say the same, but for tokens, chosen ids and which menu entry is marked."""
    ours, peer = (_bare(browser.get(one).text) for one in (path, in_clear(path)))
    if ours != peer:
        different = next(pair for pair in zip(ours, peer, strict=False) if pair[0] != pair[1])
        raise RuntimeError(f"{path}: the peer's page differs: {different}")


def _bare(html: str) -> list[str]:
    html = html.replace(CLEAR, "").replace(' aria-current="page"', "").replace(" nav-current", "")
    return CHANGING.sub("", html).splitlines()


def in_clear(path: str) -> str:
    """The peer's address of a page."""
    return CLEAR + path


@requires(Permission.CASE_LIST)
def list_cases() -> str:
    """The list, from plain columns."""
    with plain_services():
        return list_view.list_cases()


@requires(Permission.CASE_READ)
def show(case_id: uuid.UUID) -> str:
    """The page of a case, from plain columns."""
    with plain_services():
        return show_view.show(case_id)


@requires(Permission.CASE_WRITE)
def begin_upload(case_id: uuid.UUID) -> Response:
    """A file is announced, to plain columns."""
    with plain_services():
        return upload_views.begin_upload(case_id)


@requires(Permission.CASE_WRITE)
def send_piece(case_id: uuid.UUID, upload_id: uuid.UUID) -> Response:
    """A piece of it, into a file in clear."""
    with plain_services():
        return upload_views.send_piece(case_id, upload_id)


@contextmanager
def plain_services() -> Iterator[None]:
    """Let the views ask the peer's services. One thread, one request at a time."""
    kept = [(module, name, getattr(module, name)) for module, name, _ in SWAPPED]
    for module, name, plain in SWAPPED:
        setattr(module, name, getattr(plain, name))
    try:
        yield
    finally:
        for module, name, function in kept:
            setattr(module, name, function)


def register(app: Flask) -> None:
    """Add the peer's pages to an application that has not served anything yet.

    Their endpoints are named like those of the area, so that links in the templates work.
    """
    app.add_url_rule(in_clear(LIST), "cases.list_in_clear", list_cases)
    app.add_url_rule(in_clear(f"{LIST}/<uuid:case_id>"), "cases.show_in_clear", show)
    files = in_clear(f"{LIST}/<uuid:case_id>/uploads")
    app.add_url_rule(files, "cases.begin_in_clear", begin_upload, methods=["POST"])
    one = f"{files}/<uuid:upload_id>"
    app.add_url_rule(one, "cases.send_in_clear", send_piece, methods=["PATCH"])
