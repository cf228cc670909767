"""Handles: random bytes kept apart, whose deletion makes a case unreadable, in old backups too."""

import os
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from kla.core.errors import Unreadable
from kla.crypto.encoding import KEY_BYTES

AT_ONCE = 500  # names in one query; SQLite takes at least 999


class HandleStore(Protocol):
    """Where handles are kept, by name."""

    def get(self, ref: str) -> bytes:
        """One handle; `Unreadable` when it is gone."""

    def get_many(self, refs: Collection[str]) -> dict[str, bytes]:
        """All that there still are of these."""

    def add(self, ref: str) -> bytes:
        """Make a handle, or return the one that has this name already."""

    def add_many(self, refs: Collection[str]) -> None:
        """Make handles for many names at once."""

    def delete(self, ref: str) -> None:
        """Destroy a handle; nothing happens if it is gone."""


class MemoryHandles:
    """Handles that end with the process, for tests and for keyrings of people without cases."""

    def __init__(self) -> None:
        self._handles: dict[str, bytes] = {}

    def get(self, ref: str) -> bytes:
        """One handle; `Unreadable` when it is gone."""
        if ref not in self._handles:
            raise Unreadable(reason="shredded")
        return self._handles[ref]

    def get_many(self, refs: Collection[str]) -> dict[str, bytes]:
        """All that there still are of these."""
        return {ref: self._handles[ref] for ref in refs if ref in self._handles}

    def add(self, ref: str) -> bytes:
        """Make a handle, or return the one that has this name already."""
        return self._handles.setdefault(ref, os.urandom(KEY_BYTES))

    def add_many(self, refs: Collection[str]) -> None:
        """Make handles for many names at once."""
        for ref in refs:
            self.add(ref)

    def delete(self, ref: str) -> None:
        """Destroy a handle; nothing happens if it is gone."""
        self._handles.pop(ref, None)


class SqliteHandles:
    """Handles in a small SQLite file of their own that overwrites what it deletes.

    A write-ahead log would keep deleted handles until its next checkpoint, so there is none. The
    rollback journal stays between additions, since making a file waits long for the disk; it may
    hold a copy of what was there before, so it goes with every deletion.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._pid = 0

    def get(self, ref: str) -> bytes:
        """One handle; `Unreadable` when it is gone."""
        found = self.get_many([ref])
        if ref not in found:
            raise Unreadable(reason="shredded")
        return found[ref]

    def get_many(self, refs: Collection[str]) -> dict[str, bytes]:
        """All that there still are of these, a page of them in one query."""
        names = list(refs)
        found: dict[str, bytes] = {}
        with self._open() as connection:
            for start in range(0, len(names), AT_ONCE):
                some = names[start : start + AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT ref, h FROM handle WHERE ref IN ({marks})"  # noqa: S608 -- only marks
                found.update(connection.execute(query, some).fetchall())
        return found

    def add(self, ref: str) -> bytes:
        """Make a handle, or return the one that has this name already."""
        found = self.get_many([ref])
        if ref not in found:
            self.add_many([ref])
        return self.get(ref)

    def add_many(self, refs: Collection[str]) -> None:
        """Make handles for many names at once: one wait for the disk."""
        rows = [(ref, os.urandom(KEY_BYTES)) for ref in refs]
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            with connection:  # commits, or rolls back
                connection.executemany("INSERT OR IGNORE INTO handle (ref, h) VALUES (?, ?)", rows)

    def delete(self, ref: str) -> None:
        """Destroy a handle; nothing happens if it is gone."""
        with self._open() as connection:
            connection.execute("DELETE FROM handle WHERE ref = ?", (ref,))
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA journal_mode = PERSIST")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            # A connection must not cross a fork: each server process opens its own.
            if self._connection is None or self._pid != os.getpid():
                self._connection, self._pid = _connect(self._path), os.getpid()
            yield self._connection


def _connect(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = PERSIST")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS handle (ref TEXT PRIMARY KEY, h BLOB NOT NULL) WITHOUT ROWID"
    )
    return connection
