"""The segments of an index: opened, changed in place, and filled up."""

import uuid
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases import lines
from kla.cases.models import SearchSegment
from kla.cases.services.index_keys import IndexId, newest_key, segment_key
from kla.cases.services.remnants import doom
from kla.crypto import segments
from kla.crypto.envelope import seal_bytes, unseal_bytes

LINES_PER_SEGMENT = 4096


def read_segments(
    session: Session, actor: Actor, index: IndexId, *, last_only: bool = False
) -> list[tuple[SearchSegment, bytes]]:
    """The segments of an index with their texts, in order."""
    query = select(SearchSegment).where(
        SearchSegment.unit_id == index.unit_id, SearchSegment.kind == index.kind
    )
    if last_only:
        query = query.order_by(SearchSegment.number.desc()).limit(1)
    rows = sorted(session.scalars(query), key=lambda row: row.number)
    handles = actor.keys.handles.get_many([segments.segment_ref(row.id) for row in rows])
    opened = []
    for row in rows:
        handle = handles.get(segments.segment_ref(row.id))
        if handle is not None:  # a shredded one is gone for good
            key = segment_key(session, actor, index, row, handle)
            opened.append((row, unseal_bytes(key, row.ct, row.address)))
    return opened


def change_lines(
    session: Session,
    actor: Actor,
    index: IndexId,
    changed: Mapping[bytes, Sequence[bytes]],
) -> set[bytes]:
    """Put lines in place of the older ones of their cases; answers which cases had any.

    A case without any new line leaves the index: its segment gets another handle, so that old
    backups do not name it either.
    """
    found: set[bytes] = set()
    for row, text in read_segments(session, actor, index):
        here = {line[: lines.ID_SIGNS] for line in text.split(b"\n")} & changed.keys() - found
        if here:
            fresh = [line for mark in sorted(here) for line in changed[mark]]
            kept = lines.replace(text, here, fresh)
            if all(changed[mark] for mark in here):
                _write(session, actor, index, row, kept)
            else:
                doom(session, actor.keys.handles, segments.segment_ref(row.id))
                _replace(session, actor, index, row, kept)
            found |= here
    return found


def append_lines(session: Session, actor: Actor, index: IndexId, fresh: Sequence[bytes]) -> None:
    """Fill up the last segment, then begin new ones."""
    left = list(fresh)
    for row, text in read_segments(session, actor, index, last_only=True):
        room = max(LINES_PER_SEGMENT - (text.count(b"\n") + 1 if text else 0), 0)
        some, left = left[:room], left[room:]
        if some:
            _write(session, actor, index, row, b"\n".join([text, *some] if text else some))
    while left:
        some, left = left[:LINES_PER_SEGMENT], left[LINES_PER_SEGMENT:]
        row = SearchSegment(
            unit_id=index.unit_id, kind=index.kind, number=_next(session, index), version=0
        )
        _write(session, actor, index, row, b"\n".join(some))
        session.add(row)
        session.flush()


def rewrite_without(
    session: Session, actor: Actor, index: IndexId, marks: AbstractSet[bytes]
) -> list[str]:
    """Take the lines of some cases out, and seal what is left of their segments anew.

    Under new handles: with the old ones gone, old backups of these segments open no more. Answers
    the names of the old handles.
    """
    old = []
    for row, text in read_segments(session, actor, index):
        if any(line[: lines.ID_SIGNS] in marks for line in text.split(b"\n")):
            old.append(segments.segment_ref(row.id))
            _replace(session, actor, index, row, lines.replace(text, marks, ()))
    return old


def _replace(
    session: Session, actor: Actor, index: IndexId, row: SearchSegment, text: bytes
) -> None:
    renewed = SearchSegment(
        id=uuid.uuid4(), unit_id=row.unit_id, kind=row.kind, number=row.number, version=0
    )
    session.delete(row)
    session.flush()
    _write(session, actor, index, renewed, text)
    session.add(renewed)
    session.flush()


def _write(session: Session, actor: Actor, index: IndexId, row: SearchSegment, text: bytes) -> None:
    row.version, row.epoch = row.version + 1, newest_key(session, actor, index).epoch
    handle = actor.keys.handles.add(segments.segment_ref(row.id))
    key = segment_key(session, actor, index, row, handle)
    row.ct = seal_bytes(key, text, row.address)


def _next(session: Session, index: IndexId) -> int:
    query = (
        select(SearchSegment.number)
        .where(SearchSegment.unit_id == index.unit_id, SearchSegment.kind == index.kind)
        .order_by(SearchSegment.number.desc())
        .limit(1)
    )
    return (session.scalar(query) or 0) + 1
