"""Leaving a line in the trail, and reading a case's own lines."""

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from kla.access.policy import Actor
from kla.core import clock
from kla.crypto import sealing
from kla.crypto.encoding import lp
from kla.crypto.keyring import Keyring
from kla.trail import history as histories
from kla.trail.chain import GENESIS, Link
from kla.trail.history import HistoryKey
from kla.trail.models import TrailCheckpoint, TrailEntry, TrailHead

CHECKPOINT_EVERY = 100
CLEAR, SEALED = b"\x00", b"\x01"
PENDING, CHECKPOINTS = "trail_pending", "trail_checkpoints"


@dataclass(frozen=True, slots=True)
class Pending:
    """A line that waits for its transaction to commit."""

    actor: Actor | None
    action: str
    about: HistoryKey | None
    details: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One line as the readers of a case see it."""

    seq: int
    at: datetime
    actor_kid: str
    action: str
    details: dict[str, Any]


def record(
    session: Session,
    actor: Actor | None,
    action: str,
    about: HistoryKey | None = None,
    **details: str | int,
) -> None:
    """Note what was done or looked at, to be written just before this transaction commits.

    `details` name records, sections and digests, never what is in them. `about` lets those who
    can open the case read the line on its page.
    """
    if not session.in_transaction():
        session.begin()  # so that a rollback is seen, and takes the line with it
    pending = session.info.setdefault(PENDING, [])
    pending.append(Pending(actor, action, about, dict(details), clock.now()))


def take_pending(session: Session) -> list[Pending]:
    """Take the waiting lines out, for a request that read and will write nothing else."""
    taken: list[Pending] = session.info.pop(PENDING, [])
    return taken


def put_pending(session: Session, pending: list[Pending]) -> None:
    """Put lines back that were taken out."""
    session.info[PENDING] = pending


def lines_about(session: Session, about: HistoryKey, limit: int = 500) -> list[TrailLine]:
    """The newest lines of a case, newest first, for someone who holds its history key."""
    query = (
        select(TrailEntry.seq, TrailEntry.actor_kid, TrailEntry.case_body)
        .where(TrailEntry.case_tag == about.tag)
        .order_by(TrailEntry.seq.desc())
        .limit(limit)
    )
    rows = session.execute(query)
    return [_line(about, row.seq, row.actor_kid, row.case_body) for row in rows if row.case_body]


def head(session: Session) -> tuple[int, bytes]:
    """Number and hash of the newest entry; (0, zeros) for an empty trail."""
    row = session.execute(select(TrailHead.seq, TrailHead.hash)).one_or_none()
    return (row.seq, row.hash) if row else (0, GENESIS)


def holds(session: Session, seq: int, digest: bytes) -> bool:
    """Whether the trail still holds the entry that somebody remembers: an anchor's question."""
    if seq == 0:
        return True
    found = session.scalar(select(TrailEntry.hash).where(TrailEntry.seq == seq))
    return found == digest


def links(session: Session) -> Generator[tuple[Link, bytes, bytes | None], None, None]:
    """Every entry in order, with its stored hash and signature."""
    query = select(TrailEntry).order_by(TrailEntry.seq).execution_options(yield_per=500)
    rows = session.scalars(query)
    try:
        for entry in rows:
            yield _link_of(entry), entry.hash, entry.sig
    finally:
        rows.close()  # whoever stops at a broken entry leaves no cursor open


def _line(about: HistoryKey, seq: int, actor_kid: str, sealed: bytes) -> TrailLine:
    content = histories.open_line(about, seq, sealed)
    at = datetime.fromisoformat(content.pop("at"))
    return TrailLine(seq, at, actor_kid, content.pop("action"), content)


def _link_of(entry: TrailEntry) -> Link:
    return Link(
        seq=entry.seq,
        prev=entry.prev,
        day=entry.day,
        actor_kid=entry.actor_kid,
        area=entry.area,
        body=entry.body,
        case_tag=entry.case_tag or b"",
        case_body=entry.case_body or b"",
    )


def append(session: Session, pending: list[Pending]) -> None:
    """Write lines at the end of the chain. Holds the lock on its head until the commit."""
    head_row = session.scalars(select(TrailHead).with_for_update()).one_or_none()
    if head_row is None:
        head_row = TrailHead(id=1, seq=0, hash=GENESIS)
        session.add(head_row)
    for line in pending:
        entry = _entry(line, head_row.seq + 1, head_row.hash)
        session.add(entry)
        head_row.seq, head_row.hash = entry.seq, entry.hash
        if entry.seq % CHECKPOINT_EVERY == 0:
            _checkpoint(session, line.actor, entry)
    session.flush()


def _entry(line: Pending, seq: int, prev: bytes) -> TrailEntry:
    content = {"at": line.at.astimezone(UTC).isoformat(), "action": line.action, **line.details}
    keys = line.actor.keys if line.actor else Keyring()
    link = Link(
        seq=seq,
        prev=prev,
        day=line.at.date(),
        actor_kid=_kid(line.actor),
        area=line.action.partition(".")[0],
        body=_body(keys, seq, content),
        case_tag=line.about.tag if line.about else b"",
        case_body=histories.seal_line(line.about, seq, content) if line.about else b"",
    )
    digest = link.digest()
    return TrailEntry(
        seq=seq,
        prev=prev,
        day=link.day,
        actor_kid=link.actor_kid,
        area=link.area,
        body=link.body,
        case_tag=link.case_tag or None,
        case_body=link.case_body or None,
        hash=digest,
        sig=_sign(keys, "entry", seq, digest),
    )


def _kid(actor: Actor | None) -> str:
    if actor is None:
        return ""
    return actor.keys.signer.kid if actor.keys.signer else actor.account_id.hex


def _body(keys: Keyring, seq: int, content: dict[str, Any]) -> bytes:
    """Sealed to the auditors; before there are any, and for strangers, the bare action."""
    if keys.oversight is None:
        return CLEAR + json.dumps({"action": content["action"]}).encode()
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return SEALED + sealing.seal_to(keys.oversight, text, body_context(keys.instance, seq))


def body_context(instance: str, seq: int) -> sealing.Context:
    """What a sealed body is bound to: this installation and its place in the chain."""
    return sealing.Context(instance, sealing.Purpose.TRAIL, lp(seq), 0, 0)


def open_body(seq: int, body: bytes, instance: str, private: bytes) -> bytes:
    """A body as JSON text, for an auditor who holds the oversight key. Raises `Unreadable`."""
    if body[:1] == CLEAR:
        return body[1:]
    return sealing.open_with(private, body[1:], body_context(instance, seq))


def _sign(keys: Keyring, kind: str, seq: int, digest: bytes) -> bytes | None:
    if keys.signer is None:
        return None
    return keys.signer.sign(keys.instance, f"trail-{kind}", seq, digest)


def _checkpoint(session: Session, actor: Actor | None, entry: TrailEntry) -> None:
    sig = _sign(actor.keys, "checkpoint", entry.seq, entry.hash) if actor else None
    if actor is None or sig is None:
        return
    row = TrailCheckpoint(seq=entry.seq, hash=entry.hash, signer_kid=entry.actor_kid, sig=sig)
    session.add(row)
    line = {"seq": entry.seq, "hash": entry.hash.hex(), "signer": entry.actor_kid, "sig": sig.hex()}
    session.info.setdefault(CHECKPOINTS, []).append(line)


def on_anchor(session: Session, write: Callable[[list[dict[str, Any]]], None]) -> None:
    """Hand over the checkpoints of the transaction that has just been committed."""
    lines: list[dict[str, Any]] = session.info.pop(CHECKPOINTS, [])
    if lines:
        write(lines)


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    pending = take_pending(session)
    if pending:
        append(session, pending)


@event.listens_for(Session, "after_soft_rollback")
def _forget_pending(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        take_pending(session)
        session.info.pop(CHECKPOINTS, None)
