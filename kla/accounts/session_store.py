"""Login sessions at rest: one small SQLite file, every row sealed under its own cookie.

Whoever copies the file learns how many people were signed in and when. The key of a row exists in
the browser's cookie only.
"""

import base64
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kla.core.errors import Unreadable
from kla.crypto import envelope, tokens

SCHEMA = """
CREATE TABLE IF NOT EXISTS login_session (
    id BLOB PRIMARY KEY,
    owner BLOB NOT NULL,
    label TEXT NOT NULL,
    created INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    content BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ix_login_session_owner ON login_session (owner);
CREATE INDEX IF NOT EXISTS ix_login_session_expires ON login_session (expires);
"""
NOBODY = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One login session as it is opened: what is in clear, and its content."""

    id: uuid.UUID
    owner: bytes
    label: str
    created: int
    seen: int
    expires: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One login session as its owner sees it in a list."""

    id: uuid.UUID
    label: str
    created: int
    seen: int

    @property
    def created_at(self) -> datetime:
        """When they came in."""
        return datetime.fromtimestamp(self.created, UTC)

    @property
    def seen_at(self) -> datetime:
        """When it was last used, to the minute."""
        return datetime.fromtimestamp(self.seen, UTC)


class SessionStore:
    """Finds a row by its token, and opens it with the same."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def load(self, token: str) -> Row | None:
        """The row of a token, or nothing where there is none or it was tampered with."""
        row_id, key = _ids(token)
        query = "SELECT owner, label, created, seen, expires, content FROM login_session WHERE id=?"
        with self._connect() as connection:
            found = connection.execute(query, (row_id.bytes,)).fetchone()
        if found is None:
            return None
        owner, label, created, seen, expires, sealed = found
        try:
            content = envelope.unseal(key, sealed, _address(row_id, owner, created))
        except Unreadable:
            return None
        inner = content.pop("_times", {})
        if inner != {"seen": seen, "expires": expires}:
            return None
        return Row(
            id=row_id,
            owner=owner,
            label=label,
            created=created,
            seen=seen,
            expires=expires,
            content=content,
        )

    def save(self, token: str, row: Row) -> None:
        """Write a new row."""
        sealed = _seal(token, row)
        values = (row.id.bytes, row.owner, row.label, row.created, row.seen, row.expires, sealed)
        with self._connect() as connection:
            connection.execute("INSERT INTO login_session VALUES (?,?,?,?,?,?,?)", values)

    def update(self, token: str, row: Row) -> bool:
        """Write a row that must still be there: one that was ended meanwhile stays ended."""
        change = "UPDATE login_session SET seen=?, expires=?, content=? WHERE id=?"
        values = (row.seen, row.expires, _seal(token, row), row.id.bytes)
        with self._connect() as connection:
            return connection.execute(change, values).rowcount == 1

    def end(self, row_id: uuid.UUID, owner: bytes) -> bool:
        """End one login session of an owner."""
        change = "DELETE FROM login_session WHERE id=? AND owner=?"
        with self._connect() as connection:
            return connection.execute(change, (row_id.bytes, owner)).rowcount == 1

    def end_all(self, owner: bytes, but: uuid.UUID | None = None) -> int:
        """End every login session of an owner, except one if told so."""
        change = "DELETE FROM login_session WHERE owner=? AND id<>?"
        with self._connect() as connection:
            kept = but.bytes if but else b""
            return connection.execute(change, (owner, kept)).rowcount

    def list(self, owner: bytes, now: int) -> list[Login]:
        """The living login sessions of an owner, the newest first."""
        query = (
            "SELECT id, label, created, seen FROM login_session WHERE owner=? AND expires>? "
            "ORDER BY seen DESC, id"
        )
        with self._connect() as connection:
            found = connection.execute(query, (owner, now)).fetchall()
        return [
            Login(id=uuid.UUID(bytes=row_id), label=label, created=created, seen=seen)
            for row_id, label, created, seen in found
        ]

    def prune(self, now: int) -> int:
        """Remove what has run out."""
        with self._connect() as connection:
            return connection.execute("DELETE FROM login_session WHERE expires<=?", (now,)).rowcount

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        # A connection belongs to one thread and must not cross a fork.
        mine = (os.getpid(), self.path.exists())
        if getattr(self._local, "opened_by", None) != mine:
            self._local.connection = self._open()
            self._local.opened_by = (os.getpid(), True)
        yield self._local.connection

    def _open(self) -> sqlite3.Connection:
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=10)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")  # lost in a power cut: people sign in again
        connection.execute("PRAGMA secure_delete=ON")
        connection.executescript(SCHEMA)
        return connection


def new_row(owner: bytes, label: str, now: int, expires: int) -> tuple[str, Row]:
    """A new token, and the empty row that belongs to it."""
    token = base64.urlsafe_b64encode(tokens.new_token()).decode().rstrip("=")
    row_id, _ = _ids(token)
    row = Row(
        id=row_id, owner=owner, label=label, created=now, seen=now, expires=expires, content={}
    )
    return token, row


def _seal(token: str, row: Row) -> bytes:
    _, key = _ids(token)
    content = {**row.content, "_times": {"seen": row.seen, "expires": row.expires}}
    return envelope.seal(key, content, _address(row.id, row.owner, row.created))


def _ids(token: str) -> tuple[uuid.UUID, bytes]:
    """Where the row of a token is, and its key. What is no token of ours finds no row."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raw = b""
    sid, key = tokens.session_ids(raw)
    return uuid.UUID(bytes=sid[:16]), key


def _address(row_id: uuid.UUID, owner: bytes, created: int) -> envelope.Address:
    section = owner.hex() or "nobody"
    return envelope.Address("login_session", row_id, section, created)
