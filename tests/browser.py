"""A browser for tests: it carries the form's token along and looks at each page as it comes."""

from collections import Counter
from contextvars import Context
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kla.extensions import db

FIELDS = ("input", "select", "textarea")
UNSEEN = {"hidden", "submit"}
OF_THE_DOOR = "Halo Balikpapan"  # its pages are all called so: a title is read over a shoulder


class Client(FlaskClient):
    """Each request in a context of its own, as when it comes over the network.

    Inside the context of a test, Flask would share `g`, and with it who is signed in.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request; what the test has written is committed before it."""
        if has_app_context():
            db.session.commit()
        return Context().run(super().open, *args, **kwargs)


class Browser:
    """Gets and posts; every page must parse, have one heading, labels and no doubled ids."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""
        self.page = Element("html")

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self._look(self.client.get(path, **more))

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form as the page's own origin does."""
        if not self.token:
            self.get("/sign-in")
        headers = {"Sec-Fetch-Site": "same-origin"} | more.pop("headers", {})
        sent = {"csrf_token": self.token} | (data or {})
        return self._look(self.client.post(path, data=sent, headers=headers, **more))

    def follow(self, response: TestResponse) -> TestResponse:
        """Go where an answer points."""
        assert response.status_code in {302, 303}, response.status
        return self.get(response.location)

    def text(self) -> str:
        """What the last page says."""
        return " ".join(" ".join(self.page.itertext()).split())

    def value(self, name: str) -> str:
        """The value of a field of the last page."""
        return next(f.get("value") or f.text or "" for f in self.fields() if f.get("name") == name)

    def values(self) -> dict[str, str]:
        """All hidden fields of the last page's forms, by name."""
        return {
            str(field.get("name")): field.get("value") or (field.text or "").removeprefix("\n")
            for field in self.fields()
            if field.get("type") == "hidden" or field.get("hidden") is not None
        }

    def fields(self) -> list[Element]:
        """Every field of the last page."""
        return [field for tag in FIELDS for field in self.page.iter(tag)]

    def secret(self, nth: int = 0) -> str:
        """A word that the last page shows for noting down."""
        shown = [e for e in self.page.iter() if "secret" in (e.get("class") or "").split()]
        return "".join(shown[nth].itertext()).strip()

    def _look(self, response: TestResponse) -> TestResponse:
        if response.mimetype != "text/html" or response.status_code in {302, 303}:
            return response
        self.page = html5lib.parse(response.text, namespaceHTMLElements=False)
        tokens = [f.get("value") for f in self.fields() if f.get("name") == "csrf_token"]
        self.token = next(filter(None, tokens), self.token)
        check(self.page)
        return response


def check(page: Element) -> None:
    """What is true of every page."""
    headings = ["".join(h.itertext()).strip() for h in page.iter("h1")]
    assert len(headings) == 1, headings
    title = page.find("head/title")
    assert title is not None
    assert (title.text or "").startswith(headings[0]) or title.text == OF_THE_DOOR
    ids = Counter(e.get("id") for e in page.iter() if e.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    labelled = {label.get("for") for label in page.iter("label")}
    for field in (f for tag in FIELDS for f in page.iter(tag)):
        if field.get("type") not in UNSEEN and field.get("hidden") is None:
            assert field.get("id") in labelled, field.get("name")


def stranger(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(app.test_client())
