"""The peer's pages: the application's own views, with the services behind them swapped.

So the peer has the same address rules, login session, guard, permission, navigation, form, template
and HTML; it differs in where the rows come from and in nothing else. Only the benchmark registers
these pages.
"""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from bench import peers
from bench.browser import Browser
from kla.access.policy import Permission
from kla.cases.services import listing, reading, restriction
from kla.cases.views import listing as list_view
from kla.cases.views import show as show_view
from kla.web.guard import requires

LIST, CLEAR = "/cases", "/bench/clear"
CHANGING = re.compile(r'(nonce|content)="[^"]*"|name="(csrf_token|entry|note_id)"[^>]*')
SWAPPED = (
    (listing, "list_cases"),
    (restriction, "restricted_among"),
    (reading, "read_case"),
    (reading, "holders_of"),
    (reading, "history_of"),
    (reading, "accounts_of_kids"),
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


@contextmanager
def plain_services() -> Iterator[None]:
    """Let the views ask the peer's services. One thread, one request at a time."""
    kept = [(module, name, getattr(module, name)) for module, name in SWAPPED]
    for module, name in SWAPPED:
        setattr(module, name, getattr(peers, name))
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
