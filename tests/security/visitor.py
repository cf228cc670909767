"""Somebody at a browser: reads the forms of a page, fills them in and sends them.

The same over Flask's test client and over the wire, so that a scenario reads alike in both.
"""

import http.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import html5lib
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, Headers, MultiDict
from werkzeug.test import encode_multipart

HTML = "{http://www.w3.org/1999/xhtml}"
FORM_TYPE = "application/x-www-form-urlencoded"
Typed = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it stands on a page: where it goes, and what is in it."""

    method: str
    action: str
    fields: MultiDict

    def filled(self, typed: Typed) -> MultiDict:
        """The form with what somebody typed; a list means several boxes of one name."""
        sent = MultiDict(self.fields)
        for name, value in typed.items():
            many = value if isinstance(value, list | tuple) else [value]
            sent.setlist(name, [one for one in many if one is not None])
        return sent


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    path: str
    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def location(self) -> str:
        """Where the browser is sent; empty where it stays."""
        return self.headers.get("Location", "")

    @property
    def tree(self) -> ET.Element:
        """The page as a browser reads it."""
        return html5lib.parse(self.text)

    def forms(self) -> list[Form]:
        """The forms of the page."""
        return [_form(one) for one in self.tree.iter(f"{HTML}form")]

    def form(self, action: str) -> Form:
        """The form that is posted to this address."""
        here = self.path.split("?")[0]
        posted = [one for one in self.forms() if one.method == "post"]
        found = [one for one in posted if (one.action.split("?")[0] or here) == action]
        assert found, f"{self.status}: no form for {action}, only {[one.action for one in posted]}"
        return found[0]

    @property
    def csrf_token(self) -> str:
        """The token that any form of this page carries."""
        tokens = [one.fields["csrf_token"] for one in self.forms() if "csrf_token" in one.fields]
        return tokens[0] if tokens else ""

    def words(self) -> str:
        """What a reader sees, in one line."""
        return " ".join("".join(self.tree.itertext()).split())

    def error_of(self, name: str) -> str:
        """The message beside a field; empty where there is none."""
        return self._by_id(f"{name}-error")

    def _by_id(self, wanted: str) -> str:
        for element in self.tree.iter():
            if element.get("id") == wanted:
                return " ".join("".join(element.itertext()).split())
        return ""


def _form(element: ET.Element) -> Form:
    fields = MultiDict()
    for control in element.iter():
        kind, name = control.tag.removeprefix(HTML), control.get("name")
        if not name or control.get("disabled") is not None:
            continue
        for value in _values(kind, control):
            fields.add(name, value)
    return Form(element.get("method", "get").lower(), element.get("action", ""), fields)


def _values(kind: str, control: ET.Element) -> Sequence[str]:
    if kind == "textarea":
        return [(control.text or "").removeprefix("\n")]
    if kind == "select":
        options = list(control.iter(f"{HTML}option"))
        chosen = [one for one in options if one.get("selected") is not None]
        if not chosen and control.get("multiple") is None:
            chosen = options[:1]
        return [one.get("value", one.text or "") for one in chosen]
    if kind != "input" or control.get("type") in {"submit", "button", "file", "image"}:
        return []
    if control.get("type") in {"checkbox", "radio"} and control.get("checked") is None:
        return []
    return [control.get("value", "on" if control.get("type") == "checkbox" else "")]


@dataclass(slots=True)
class Visitor:
    """Somebody at a screen, over the test client."""

    client: FlaskClient
    agent: str = "Mozilla/5.0 (X11; Linux) Firefox/140.0"

    def get(self, path: str) -> Answer:
        """Follow a link."""
        return self.send("GET", path, b"", "")

    def post(self, path: str, fields: Typed) -> Answer:
        """Send a form; with a file in it, as browsers send files."""
        body, kind = encoded(fields)
        return self.send("POST", path, body, kind)

    def fill(self, path: str, typed: Typed, *, action: str = "") -> Answer:
        """Open a page, type into its form, send it."""
        form = self.get(path).form(action or path)
        return self.post(action or path, form.filled(typed))

    def follow(self, answer: Answer) -> Answer:
        """Go where the answer points."""
        return self.get(answer.location)

    def send(
        self, method: str, path: str, body: bytes, kind: str, more: Mapping[str, str] | None = None
    ) -> Answer:
        """One request, with more headers than browsers send by themselves."""
        headers = {"User-Agent": self.agent, **(more or {})}
        given = self.client.open(
            path,
            method=method,
            input_stream=BytesIO(body),
            content_length=len(body),
            content_type=kind or None,
            headers=headers,
        )
        try:
            return Answer(path, given.status_code, given.headers, given.get_data())
        finally:
            given.close()


@dataclass(slots=True)
class WireVisitor(Visitor):
    """The same over a socket, for a server that runs by itself."""

    client: None = None
    port: int = 0
    cookies: dict[str, str] = field(default_factory=dict)
    timeout: float = 15

    def send(
        self, method: str, path: str, body: bytes, kind: str, more: Mapping[str, str] | None = None
    ) -> Answer:
        """One request on a connection of its own."""
        headers = {"User-Agent": self.agent, "Content-Length": str(len(body)), **(more or {})}
        if kind:
            headers["Content-Type"] = kind
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            wire.request(method, path, body, headers)
            given = wire.getresponse()
            answer = Answer(path, given.status, Headers(given.getheaders()), given.read())
        finally:
            wire.close()
        for line in answer.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer


def encoded(fields: Typed) -> tuple[bytes, str]:
    """A form's fields as they go over the wire."""
    pairs = MultiDict(fields)
    if not any(isinstance(value, FileStorage) for _, value in pairs.items(multi=True)):
        return urlencode(list(pairs.items(multi=True))).encode(), FORM_TYPE
    boundary, body = encode_multipart(pairs)  # takes files, and texts that stand beside them
    return body, f'multipart/form-data; boundary="{boundary}"'


def file(content: bytes, name: str) -> FileStorage:
    """A file that somebody chose on their computer."""
    return FileStorage(BytesIO(content), filename=name, content_type="application/octet-stream")
