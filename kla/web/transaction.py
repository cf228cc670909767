"""One request, one transaction: a view that returns commits, a view that raises does not."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, current_app, has_app_context, has_request_context, request
from flask.typing import ResponseReturnValue
from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from kla.core.db import WRITES
from kla.extensions import db
from kla.trail import services as trail
from kla.trail.models import TrailCheckpoint, TrailEntry, TrailHead

ON_SUCCESS = "on_success"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class WriteOnRead(RuntimeError):
    """A GET tried to change something other than the trail."""


class App(Flask):
    """Flask, with the rule above, and uploads that never rest on disk in clear."""

    def full_dispatch_request(self) -> Response:
        """No lock is taken while the guard looks up who asks, and while a slow body comes in."""
        mark = WRITES.set(False)
        try:
            return super().full_dispatch_request()
        finally:
            WRITES.reset(mark)

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view inside its transaction."""
        safe = request.method in SAFE_METHODS
        if not safe:
            db.session.rollback()  # the guard's look: a read can't become a write on SQLite
        mark = WRITES.set(not safe)
        try:
            returned = super().dispatch_request()
            if safe:
                _commit_look()
            else:
                _tell_success(returned)
                db.session.commit()
        except Exception:
            db.session.rollback()
            raise
        finally:
            WRITES.reset(mark)
        return returned


def on_success(app: Flask, told: Callable[[ResponseReturnValue], None]) -> None:
    """Let an area add to the transaction of whatever was accepted, just before it commits."""
    app.extensions.setdefault(ON_SUCCESS, []).append(told)


def _tell_success(returned: ResponseReturnValue) -> None:
    for told in current_app.extensions.get(ON_SUCCESS, []):
        told(returned)


@contextmanager
def looking() -> Iterator[None]:
    """Read without the lock in a request that writes afterwards; nothing read here may be kept."""
    mark = WRITES.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        WRITES.reset(mark)


def _commit_look() -> None:
    """End the read, then write the lines it left in a short transaction of their own.

    Reading and then writing in one transaction would make readers wait for each other on SQLite.
    """
    session = db.session()
    session.flush()
    pending = trail.take_pending(session)
    session.rollback()
    if pending:
        WRITES.set(True)
        trail.put_pending(session, pending)
        session.commit()


@event.listens_for(Session, "before_flush")
def forbid_writes_on_read(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """A link that somebody follows, or a machine prefetches, must not change a record."""
    if not has_request_context() or request.method not in SAFE_METHODS:
        return
    changed = [*session.new, *session.dirty, *session.deleted]
    if any(not isinstance(row, TrailEntry | TrailHead | TrailCheckpoint) for row in changed):
        raise WriteOnRead(request.endpoint)


@event.listens_for(Session, "after_commit")
def keep_anchors(session: Session) -> None:
    """Copy signed checkpoints out of the database, where whoever edits it can't reach them."""
    if has_app_context() and "settings" in current_app.extensions:
        trail.on_anchor(session, _append_anchors)


def _append_anchors(lines: list[dict[str, Any]]) -> None:
    path = current_app.extensions["settings"].anchors_path
    with path.open("a") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
