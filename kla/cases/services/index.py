"""The sealed index of a unit: adding lines, reading them, searching names, narrowing lists."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases import lines
from kla.cases.models import Case, SearchDelta
from kla.cases.services import folding
from kla.cases.services.index_keys import (
    KINDS,
    LIST,
    MATCH,
    IndexId,
    index_row,
    may_read,
    must_read,
    newest_key,
    place_of,
)
from kla.cases.services.index_segments import read_segments, rewrite_without
from kla.cases.services.remnants import doom
from kla.cases.types import ListLine
from kla.core.errors import Invalid, NotReady
from kla.crypto import segments

MOST_HITS = 500
NEW, CHANGED = folding.NEW, "="
BETWEEN = "\t"
WRITERS = {MATCH: lines.match_lines, LIST: lines.list_lines}


def add_lines(session: Session, actor: Actor, case: Case, summary: Mapping[str, Any]) -> None:
    """Put the lines of a new case into both indexes of its unit."""
    _write(session, actor, case, summary, NEW)


def replace_lines(session: Session, actor: Actor, case: Case, summary: Mapping[str, Any]) -> None:
    """Put changed lines of a case in place of its older ones."""
    _write(session, actor, case, summary, CHANGED)


def forget_case(session: Session, actor: Actor, unit_id: uuid.UUID, case_id: uuid.UUID) -> bool:
    """Take a case out of both indexes of a unit, so that old backups of them don't name it either.

    Answers whether the actor could: it takes the keys of both.
    """
    both = [IndexId(unit_id, kind) for kind in KINDS]
    if not all(may_read(session, actor, index) for index in both):
        return False
    for index in both:
        folding.fold_index(session, actor, index)  # what waits goes under a handle that goes too
        for ref in rewrite_without(session, actor, index, {lines.mark_of(case_id)}):
            doom(session, actor.keys.handles, ref)
    return True


def move_lines(
    session: Session, actor: Actor, case: Case, summary: Mapping[str, Any], origin: uuid.UUID
) -> None:
    """Take the lines of a case out of the indexes of the unit that it left, into its new one's.

    The mover need not be able to read the first: a line of a case that is elsewhere counts for
    nothing, and this one makes whoever folds next look.
    """
    session.flush()
    for kind in KINDS:
        mark = lines.mark_of(case.id).decode()
        _add_delta(session, actor, IndexId(origin, kind), BETWEEN.join([CHANGED, mark]))
    replace_lines(session, actor, case, summary)


def lines_of(case: Case, summary: Mapping[str, Any]) -> dict[str, list[bytes]]:
    """The lines of a case in each index."""
    return {kind: write(case.id, case.opened_month, summary) for kind, write in WRITERS.items()}


def _write(
    session: Session, actor: Actor, case: Case, summary: Mapping[str, Any], change: str
) -> None:
    if case.is_restricted:  # nobody but those named may learn that it is there
        return
    for kind, texts in lines_of(case, summary).items():
        mark = lines.mark_of(case.id).decode()
        line = BETWEEN.join([change, mark, *(text.decode() for text in texts)])
        _add_delta(session, actor, IndexId(case.unit_id, kind), line)


def _add_delta(session: Session, actor: Actor, index: IndexId, line: str) -> None:
    if actor.keys.signer is None:
        raise NotReady("signing-key")
    row, record = index_row(session, index), newest_key(session, actor, index)
    handle = actor.keys.handles.add(index.delta_ref(row.generation))
    waiting = SearchDelta(
        row=uuid.uuid4(),
        unit_id=index.unit_id,
        kind=index.kind,
        generation=row.generation,
        epoch=record.epoch,
    )
    place = place_of(actor, waiting)
    sealed = segments.seal_delta(record.pk, handle, line, actor.keys.signer, place)
    waiting.sealed_key, waiting.ct = sealed.sealed_key, sealed.ct
    waiting.signer_kid, waiting.sig = sealed.signer_kid, sealed.sig
    session.add(waiting)
    row.pending += 1
    if row.pending > folding.FOLD_ABOVE:
        fold(session, actor, index.unit_id, kind=index.kind)


def fold(session: Session, actor: Actor, unit_id: uuid.UUID, *, kind: str = "") -> int:
    """Fold waiting lines into the segments that the actor can read; answers how many.

    For the time after a write: a read changes nothing.
    """
    folded = 0
    for name in [kind] if kind else KINDS:
        index = IndexId(unit_id, name)
        if may_read(session, actor, index):
            folded += folding.fold_index(session, actor, index)
    return folded


def texts(session: Session, actor: Actor, index: IndexId) -> list[bytes]:
    """All lines of an index: the segments, then what waits, newer lines in place of older ones.

    Raises `NotFound` for anyone without the key of the index.
    """
    must_read(session, actor, index)
    found = [text for _, text in read_segments(session, actor, index)]
    waiting = folding.read_waiting(session, actor, index)
    if waiting:
        gone = frozenset(waiting)
        found = [lines.replace(text, gone, ()) if _any_in(text, gone) else text for text in found]
        found.append(b"\n".join(line for many in waiting.values() for line in many.lines))
    return found


def _any_in(text: bytes, marks: frozenset[bytes]) -> bool:
    return any(mark in text for mark in marks)


def search_names(session: Session, actor: Actor, unit_id: uuid.UUID, query: str) -> list[uuid.UUID]:
    """The cases of a unit in which a name fits, spelling variants too, best fit first.

    Raises `Invalid` for a query that is too short, `NotFound` without the key of the index.
    """
    if not lines.is_searchable(query):
        raise Invalid("query-too-short", field="query")
    everything = texts(session, actor, IndexId(unit_id, MATCH))
    return [lines.case_of(hit.case) for hit in lines.search(everything, query, MOST_HITS)]


def narrow(
    session: Session, actor: Actor, unit_id: uuid.UUID, wanted: Mapping[str, str]
) -> set[uuid.UUID]:
    """The cases of a unit of a kind, kelurahan and risk."""
    everything = texts(session, actor, IndexId(unit_id, LIST))
    return {lines.case_of(mark) for mark in lines.narrow(everything, wanted)}


def list_lines(session: Session, actor: Actor, unit_id: uuid.UUID) -> Iterator[ListLine]:
    """Every case of a unit as measures count it. Raises `NotFound` without the index's key."""
    seen: set[bytes] = set()
    for text in reversed(texts(session, actor, IndexId(unit_id, LIST))):
        for line in reversed(text.split(b"\n")):
            mark = line[: lines.ID_SIGNS]
            if line and mark not in seen:
                seen.add(mark)
                yield lines.parse_list_line(line)
