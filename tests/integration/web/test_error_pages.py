"""Error pages speak, lead back, and hold nothing that differs from one visit to the next."""

from pathlib import Path

import html5lib
import pytest
from flask import Flask, render_template, session

PAGES = sorted(
    path.stem for path in (Path(__file__).parents[3] / "templates/errors").glob("*.html")
)
every_page = pytest.mark.parametrize("status", PAGES)


def draw(app: Flask, status: str, path: str) -> str:
    with app.test_request_context(path):
        html = render_template(f"errors/{status}.html", error=None)
        assert not session.modified
        return html


@every_page
def test_it_says_what_happened_and_leads_back(app: Flask, status: str):
    html = draw(app, status, "/")
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    [heading] = tree.iter("h1")
    title = tree.find("head/title")
    assert title is not None
    assert title.text == f"{heading.text} · KLA Balikpapan"
    assert [link.text for link in tree.iter("a") if link.get("class") == "btn btn-primary"]


@every_page
def test_it_is_the_same_bytes_wherever_it_happens(app: Flask, status: str):
    assert draw(app, status, "/cases/1") == draw(app, status, "/nothing/here?x=1")


@every_page
def test_it_needs_no_script_and_no_token(app: Flask, status: str):
    html = draw(app, status, "/")
    assert "<script" not in html
    assert "csrf" not in html
