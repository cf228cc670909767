"""Calling an application the way a server does, without a client's own work in between."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from werkzeug.test import create_environ


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def header(self, name: str) -> str:
        """The first header of a name, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(slots=True)
class Browser:
    """One signed-in person: keeps cookies, and the environ of each address it was asked for.

    A WSGI environ is prepared once per address: what is timed is the application alone.
    """

    app: Flask
    cookies: dict[str, str] = field(default_factory=dict)
    _environs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Ask for a page. Anything but 200 is a fault of the benchmark."""
        answer = self.send(self._environs.get(path) or self._prepare(path))
        if answer.status != 200:
            raise RuntimeError(f"GET {path} answered {answer.status}")
        return answer

    def post(self, path: str, form: Iterable[tuple[str, str]]) -> Answer:
        """Send a form."""
        body = urlencode(list(form)).encode()
        environ = create_environ(
            path, method="POST", content_type="application/x-www-form-urlencoded"
        )
        environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
        return self.send(self._with_cookies(environ))

    def send(self, environ: dict[str, Any]) -> Answer:
        """Run one request to its end."""
        begun: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:  # noqa: ANN401 -- WSGI's own
            begun[:] = [int(status.split()[0]), headers]

        chunks = self.app.wsgi_app(dict(environ), start_response)
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        answer = Answer(begun[0], begun[1], body)
        self._keep_cookies(answer)
        return answer

    def _prepare(self, path: str) -> dict[str, Any]:
        parts = urlsplit(path)
        environ = create_environ(parts.path, query_string=parts.query)
        self._environs[path] = self._with_cookies(environ)
        return self._environs[path]

    def _with_cookies(self, environ: dict[str, Any]) -> dict[str, Any]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return environ | ({"HTTP_COOKIE": cookies} if cookies else {})

    def _keep_cookies(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
                self._environs.clear()
