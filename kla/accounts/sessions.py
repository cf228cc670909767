"""Flask's session as an encrypted row on the server, found and opened by the browser's cookie."""

import hashlib
import hmac
import re
import uuid
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, Request, Response, current_app, session
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from kla.accounts import session_store
from kla.accounts.session_store import NOBODY, Login, Row, SessionStore
from kla.config import Settings
from kla.core import clock

SEEN_EVERY_S = 60
PRUNE_EVERY_S = 3600
LIFETIME = "_lifetime"
VOLUNTEER_DAYS = 7

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a login session lasts without use, and in all; in seconds."""

    idle: int
    absolute: int


# A stranger's row: it holds the token of a form and little else.
ANONYMOUS = Lifetime(2 * 3600, 12 * 3600)


class LoginSession(CallbackDict[str, Any], SessionMixin):
    """What Flask calls `session`. Knows which row it is, and whether it must get a new cookie."""

    def __init__(self, token: str | None = None, row: Row | None = None) -> None:
        def on_update(changed: "LoginSession") -> None:
            changed.modified = True

        content = dict(row.content) if row else {}
        self.idle, self.end_at = content.pop(LIFETIME, (0, 0))
        super().__init__(content, on_update)
        self.modified = False
        self.unsaved = False
        self.token, self.row = token, row
        self.replaced: Row | None = None
        self.is_unattended = False

    def start(self, owner: bytes, label: str, lifetime: Lifetime) -> None:
        """Begin a login session under a new token; what a stranger's session held is dropped."""
        self.drop()
        now = _now()
        self.idle, self.end_at = lifetime.idle, now + lifetime.absolute
        self.token, self.row = session_store.new_row(owner, label, now, self.expires(now))
        self.unsaved = True

    def renew(self) -> None:
        """Leave what a stranger's session held behind, under a new token."""
        self.start(NOBODY, "", ANONYMOUS)

    def let_run_out(self) -> None:
        """Say that this request is a script's and nobody's: it keeps nobody signed in."""
        self.is_unattended = True

    def drop(self) -> None:
        """End this login session."""
        self.replaced = self.replaced or (None if self.unsaved else self.row)
        self.token = self.row = None
        self.unsaved = False
        self.clear()

    def expires(self, seen: int) -> int:
        """When it runs out if nobody is seen after `seen`."""
        return int(min(seen + self.idle, self.end_at))

    def content(self) -> dict[str, Any]:
        """What is sealed into the row."""
        return {**self, LIFETIME: [self.idle, self.end_at]}


class EncryptedSessions(SessionInterface):
    """Opens and saves `LoginSession`."""

    def __init__(self, store: SessionStore, *, https: bool) -> None:
        self.store = store
        self.cookie = "__Host-sesi" if https else "sesi"
        self.https = https
        self._pruned_at = 0

    def open_session(self, app: Flask, request: Request) -> LoginSession:
        """The session of the request's cookie; an empty one where there is none that lives."""
        token = request.cookies.get(self.cookie)
        if not token or request.path.startswith("/static/"):
            return LoginSession()
        row = self.store.load(token)
        if row is None or row.expires <= _now():
            return LoginSession()
        return LoginSession(token, row)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write what changed, at most once a minute if nothing but the time did."""
        assert isinstance(session, LoginSession)  # noqa: S101 -- this class makes no other
        if session.accessed:
            response.vary.add("Cookie")
        if session.replaced is not None:
            self.store.end(session.replaced.id, session.replaced.owner)
        if session.row is None and session:
            session_content = dict(session)
            session.start(NOBODY, "", ANONYMOUS)
            session.update(session_content)
        if session.unsaved:
            self._insert(session, response)
        elif session.row is not None:
            self._update(session, session.row)
        elif session.replaced is not None:
            response.delete_cookie(self.cookie, path="/", secure=self.https, samesite="Strict")

    def _insert(self, session: LoginSession, response: Response) -> None:
        row, token = session.row, session.token
        assert row is not None  # noqa: S101 -- the session has just begun
        assert token is not None  # noqa: S101 -- likewise
        self.store.save(token, replace(row, content=session.content()))
        self._prune()
        response.set_cookie(
            self.cookie,
            token,
            secure=self.https,
            httponly=True,
            samesite="Strict",
            path="/",
        )

    def _update(self, session: LoginSession, row: Row) -> None:
        now = _now()
        if not session.modified and (session.is_unattended or now - row.seen < SEEN_EVERY_S):
            return
        row = replace(row, seen=now, expires=session.expires(now), content=session.content())
        self.store.update(str(session.token), row)

    def _prune(self) -> None:
        now = _now()
        if now - self._pruned_at > PRUNE_EVERY_S:
            self._pruned_at = now
            self.store.prune(now)


def init_app(app: Flask, settings: Settings) -> None:
    """Keep this app's sessions in their own file."""
    store = SessionStore(settings.sessions_path)
    app.session_interface = EncryptedSessions(store, https=settings.https)
    app.extensions["sessions"] = store


def owner_tag(account_id: uuid.UUID) -> bytes:
    """Whose row it is, for ending all of a person's login sessions; a keyed hash, not the id."""
    key = current_app.config["SECRET_KEY"]
    key = key if isinstance(key, bytes) else str(key).encode()
    return hmac.new(key, b"kla/v1/session-owner" + account_id.bytes, hashlib.sha256).digest()[:16]


def begin(account_id: uuid.UUID, user_agent: str, lifetime: Lifetime) -> None:
    """Start a login session for a person in place of the present one."""
    current().start(owner_tag(account_id), device_label(user_agent), lifetime)


def current() -> LoginSession:
    """The session of this request, as what it is."""
    present = session._get_current_object()  # type: ignore[attr-defined]
    assert isinstance(present, LoginSession)  # noqa: S101 -- the interface makes no other
    return present


def list_logins(account_id: uuid.UUID) -> list[Login]:
    """Where a person is signed in."""
    return _store().list(owner_tag(account_id), _now())


def end_login(account_id: uuid.UUID, login_id: uuid.UUID) -> bool:
    """End one login session of a person; false where it is not theirs or gone."""
    return _store().end(login_id, owner_tag(account_id))


def end_others(account_id: uuid.UUID) -> int:
    """End all login sessions of a person but this one."""
    row = current().row
    return _store().end_all(owner_tag(account_id), row.id if row else None)


def end_all(account_id: uuid.UUID) -> int:
    """End all login sessions of a person."""
    return _store().end_all(owner_tag(account_id))


def device_label(user_agent: str) -> str:
    """Browser and system in two words, enough to know one's own devices."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    if not browser and re.search(r"Version/.*Safari", user_agent):
        browser = "Safari"
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " · ".join(filter(None, (browser, system)))


def lifetime_for(settings: Settings, *, volunteer: bool) -> Lifetime:
    """15 minutes without use and a working day in all; longer for those without keys to cases."""
    if volunteer:
        idle = settings.volunteer_idle_minutes * 60
        return Lifetime(idle, idle * VOLUNTEER_DAYS)
    return Lifetime(settings.idle_minutes * 60, settings.absolute_hours * 3600)


def _store() -> SessionStore:
    store: SessionStore = current_app.extensions["sessions"]
    return store


def _now() -> int:
    return int(clock.now().timestamp())
