"""The segments of an index: opened, changed in place, and filled up."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases import facets, lines, name_lines
from kla.cases.models import SearchSegment
from kla.cases.services.index_keys import LIST, MATCH, IndexId, must_read, newest_key, private_of
from kla.cases.services.remnants import doom
from kla.crypto import segments
from kla.crypto.envelope import Address, seal_bytes, unseal_bytes

LINES_PER_SEGMENT = 4096


class Layout(Protocol):
    """How lines lie in a text."""

    def split(self, text: bytes) -> list[bytes]:
        """The lines of a text."""

    def join(self, lines: Collection[bytes]) -> bytes:
        """The text of lines."""

    def marks_in(self, text: bytes) -> set[bytes]:
        """The marks of the cases that a text has lines of."""


LAYOUTS: Mapping[str, Layout] = {MATCH: name_lines, LIST: facets}


def read_texts(
    session: Session, actor: Actor, index: IndexId, privates: Mapping[int, bytes]
) -> Iterator[bytes]:
    """The texts of an index, newest lines last, opened with its keys by epoch.

    Each is gone before the next one is opened: one at a time, they stay in the processor's own
    memory, where they are opened and searched twice as fast.
    """
    here = (SearchSegment.unit_id == index.unit_id, SearchSegment.kind == index.kind)
    ids = session.scalars(select(SearchSegment.id).where(*here)).all()
    handles = actor.keys.handles.get_many([segments.segment_ref(one) for one in ids])
    columns = (SearchSegment.id, SearchSegment.number, SearchSegment.version, SearchSegment.epoch)
    query = select(*columns, SearchSegment.ct).where(*here).order_by(SearchSegment.number)
    with session.execute(query.execution_options(yield_per=1)) as rows:
        for row, number, version, epoch, ct in rows:
            handle = handles.get(segments.segment_ref(row))
            if handle is not None:  # a shredded one is gone for good
                private = private_of(privates, epoch)
                key = segments.segment_key(private, handle, str(index.unit_id), number, epoch)
                yield unseal_bytes(key, ct, Address("search_segment", row, index.kind, version))


def _open_rows(
    session: Session, actor: Actor, index: IndexId, *, last_only: bool = False
) -> Iterator[tuple[SearchSegment, bytes]]:
    """The segments of an index with their texts, in order, to be written again."""
    query = select(SearchSegment).where(
        SearchSegment.unit_id == index.unit_id, SearchSegment.kind == index.kind
    )
    if last_only:
        query = query.order_by(SearchSegment.number.desc()).limit(1)
    rows = sorted(session.scalars(query), key=lambda row: row.number)
    handles = actor.keys.handles.get_many([segments.segment_ref(row.id) for row in rows])
    privates = must_read(session, actor, index)
    for row in rows:
        handle = handles.get(segments.segment_ref(row.id))
        if handle is not None:
            key = _key(private_of(privates, row.epoch), handle, row)
            yield row, unseal_bytes(key, row.ct, row.address)


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
    layout = LAYOUTS[index.kind]
    for row, text in _open_rows(session, actor, index):
        here = layout.marks_in(text) & changed.keys() - found
        if here:
            kept = [one for one in layout.split(text) if one[: lines.ID_SIGNS] not in here]
            kept += [line for mark in sorted(here) for line in changed[mark]]
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
    for row, text in _open_rows(session, actor, index, last_only=True):
        here = LAYOUTS[index.kind].split(text)
        room = max(LINES_PER_SEGMENT - len(here), 0)
        some, left = left[:room], left[room:]
        if some:
            _write(session, actor, index, row, [*here, *some])
    while left:
        some, left = left[:LINES_PER_SEGMENT], left[LINES_PER_SEGMENT:]
        row = SearchSegment(
            unit_id=index.unit_id, kind=index.kind, number=_next(session, index), version=0
        )
        _write(session, actor, index, row, some)
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
    layout = LAYOUTS[index.kind]
    for row, text in _open_rows(session, actor, index):
        if layout.marks_in(text) & marks:
            old.append(segments.segment_ref(row.id))
            kept = [one for one in layout.split(text) if one[: lines.ID_SIGNS] not in marks]
            _replace(session, actor, index, row, kept)
    return old


def _replace(
    session: Session, actor: Actor, index: IndexId, row: SearchSegment, content: Collection[bytes]
) -> None:
    renewed = SearchSegment(
        id=uuid.uuid4(), unit_id=row.unit_id, kind=row.kind, number=row.number, version=0
    )
    session.delete(row)
    session.flush()
    _write(session, actor, index, renewed, content)
    session.add(renewed)
    session.flush()


def _write(
    session: Session, actor: Actor, index: IndexId, row: SearchSegment, content: Collection[bytes]
) -> None:
    text = LAYOUTS[index.kind].join(content)
    newest = newest_key(session, actor, index)
    row.version, row.epoch = row.version + 1, newest.epoch
    handle = actor.keys.handles.add(segments.segment_ref(row.id))
    row.ct = seal_bytes(_key(actor.keys.private[newest.kid], handle, row), text, row.address)


def _key(private: bytes, handle: bytes, row: SearchSegment) -> bytes:
    return segments.segment_key(private, handle, str(row.unit_id), row.number, row.epoch)


def _next(session: Session, index: IndexId) -> int:
    query = (
        select(SearchSegment.number)
        .where(SearchSegment.unit_id == index.unit_id, SearchSegment.kind == index.kind)
        .order_by(SearchSegment.number.desc())
        .limit(1)
    )
    return (session.scalar(query) or 0) + 1
