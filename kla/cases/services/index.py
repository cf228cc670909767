"""The sealed index of a unit: adding lines, reading them, searching names, narrowing lists."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases import facets, lines, name_lines
from kla.cases.likely import Sieve
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
from kla.cases.services.index_segments import append_lines, read_texts, rewrite_without
from kla.cases.services.remnants import doom
from kla.cases.types import ListLine, Sorting
from kla.core.errors import Invalid, NotReady
from kla.crypto import segments

MOST_HITS = 500
NEW, CHANGED = folding.NEW, "="
BETWEEN = "\t"


def add_lines(session: Session, actor: Actor, case: Case, summary: Mapping[str, Any]) -> None:
    """Put the lines of a new case into both indexes of its unit."""
    _write(session, actor, case, summary, NEW)


def add_many(
    session: Session, actor: Actor, found: Sequence[tuple[Case, Mapping[str, Any]]]
) -> None:
    """Put the lines of many new cases of one unit, held by circles, into both indexes at once.

    Whoever holds the key of an index writes where folding would put their lines; for anybody else
    they wait to be folded, as those of one case do.
    """
    for kind in KINDS:
        index = IndexId(found[0][0].unit_id, kind)
        if may_read(session, actor, index):
            fresh = [line for pair in found for line in lines_of(*pair)[kind]]
            index_row(session, index)
            session.flush()
            append_lines(session, actor, index, fresh)
        else:
            for case, summary in found:
                _add_delta(session, actor, index, _line_of(case, summary, kind, NEW))


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
    _leave(session, actor, case, origin)
    replace_lines(session, actor, case, summary)


def leave(session: Session, actor: Actor, case: Case) -> None:
    """Take the lines of a case out of the indexes: it is found by those of another one."""
    if not case.is_restricted:
        _leave(session, actor, case, case.unit_id)


def _leave(session: Session, actor: Actor, case: Case, unit_id: uuid.UUID) -> None:
    for kind in KINDS:
        mark = lines.mark_of(case.id).decode()
        _add_delta(session, actor, IndexId(unit_id, kind), BETWEEN.join([CHANGED, mark]))


def lines_of(case: Case, summary: Mapping[str, Any]) -> dict[str, list[bytes]]:
    """The lines of a case in each index."""
    return {
        MATCH: name_lines.match_lines(case.id, summary),
        LIST: lines.list_lines(case.id, case.opened_month, summary),
    }


def _write(
    session: Session, actor: Actor, case: Case, summary: Mapping[str, Any], change: str
) -> None:
    if case.is_restricted:  # nobody but those named may learn that it is there
        return
    for kind in KINDS:
        line = _line_of(case, summary, kind, change)
        _add_delta(session, actor, IndexId(case.unit_id, kind), line)


def _line_of(case: Case, summary: Mapping[str, Any], kind: str, change: str) -> str:
    """The lines of a case in one index, as they wait there."""
    texts = lines_of(case, summary)[kind]
    mark = lines.mark_of(case.id).decode()
    return BETWEEN.join([change, mark, *(text.decode() for text in texts)])


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


def search_names(session: Session, actor: Actor, unit_id: uuid.UUID, query: str) -> list[uuid.UUID]:
    """The cases of a unit in which a name fits, spelling variants too, best fit first.

    Raises `Invalid` for a query that is too short, `NotFound` without the key of the index.
    """
    if not name_lines.is_searchable(query):
        raise Invalid("query-too-short", field="query")
    index, search = IndexId(unit_id, MATCH), name_lines.Search(query, MOST_HITS)
    privates = must_read(session, actor, index)
    waiting = folding.read_waiting(session, actor, index)
    search.scan(name_lines.join([line for many in waiting.values() for line in many.lines]))
    gone = {lines.case_of(mark).bytes for mark in waiting}
    for text in read_texts(session, actor, index, privates):
        search.scan(text, gone)
        if search.has_enough:
            break
    return [hit.case_id for hit in search.hits()]


def sift(session: Session, actor: Actor, unit_id: uuid.UUID, sieves: Collection[Sieve]) -> None:
    """Let the names of a unit run through sieves: the index is opened once for all of them.

    Raises `NotFound` without the key of the index.
    """
    index = IndexId(unit_id, MATCH)
    privates = must_read(session, actor, index)
    waiting = folding.read_waiting(session, actor, index)
    newer = name_lines.join([line for many in waiting.values() for line in many.lines])
    gone = {lines.case_of(mark).bytes for mark in waiting}
    for sieve in sieves:
        sieve.scan(newer)
    for text in read_texts(session, actor, index, privates):
        for sieve in sieves:
            sieve.scan(text, gone)


def narrow(
    session: Session,
    actor: Actor,
    unit_id: uuid.UUID,
    wanted: facets.Wanted,
    order: Sorting = Sorting.URGENCY,
) -> facets.Found:
    """The cases of a unit that fit, told apart by the key that an order goes by.

    Raises `NotFound` without the index's key.
    """
    index = IndexId(unit_id, LIST)
    privates = must_read(session, actor, index)
    waiting = folding.read_waiting(session, actor, index)
    newer = facets.join([line for many in waiting.values() for line in many.lines])
    gone = {lines.bytes_of(mark) for mark in waiting}
    found = facets.scan([newer], wanted, order)
    older = facets.scan(read_texts(session, actor, index, privates), wanted, order, gone)
    return older.add(found)


def list_lines(
    session: Session, actor: Actor, unit_id: uuid.UUID, only: Collection[uuid.UUID] | None = None
) -> Iterator[ListLine]:
    """Every case of a unit as measures count it, or only some of them.

    Raises `NotFound` without the index's key.
    """
    index = IndexId(unit_id, LIST)
    wanted = None if only is None else {lines.mark_of(one) for one in only}
    texts = read_texts(session, actor, index, must_read(session, actor, index))
    waiting = folding.read_waiting(session, actor, index)
    newer = [(mark, line) for mark, many in waiting.items() for line in many.lines]
    for mark, line in chain(newer, _older(texts, set(waiting), wanted)):
        if wanted is None or mark in wanted:
            yield lines.parse_list_line(line)


def _older(
    texts: Iterable[bytes], seen: set[bytes], wanted: set[bytes] | None
) -> Iterator[tuple[bytes, bytes]]:
    """The newest line of each case in the segments, unless a newer one waits."""
    for text in reversed(list(texts)):
        for line in reversed(facets.split(text, wanted)):
            mark = line[: lines.ID_SIGNS]
            if mark not in seen:
                seen.add(mark)
                yield mark, line
