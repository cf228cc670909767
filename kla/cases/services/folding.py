"""Folding waiting lines into the segments of an index, after asking who wrote them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.accounts.services import directory
from kla.cases import lines
from kla.cases.models import Case, CaseGrant, SearchDelta, SearchIndex
from kla.cases.services import index_keys
from kla.cases.services.index_keys import IndexId
from kla.cases.services.index_segments import append_lines, change_lines
from kla.cases.types import CaseState
from kla.core.errors import DomainError
from kla.crypto import segments
from kla.crypto.directory import KeyRecord

FOLD_ABOVE = 64
AT_ONCE = 1000
NEW = "+"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The newest lines of one case that wait, from a writer who may write them."""

    lines: tuple[bytes, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Written:
    """One waiting row, opened and its signature checked."""

    mark: bytes
    writer: KeyRecord
    change: str
    lines: tuple[bytes, ...]


def read_waiting(
    session: Session, actor: Actor, index: IndexId, limit: int | None = None
) -> dict[bytes, Waiting]:
    """What waits, by case. Lines of somebody without a living grant on the case are left out."""
    query = select(SearchDelta).where(
        SearchDelta.unit_id == index.unit_id, SearchDelta.kind == index.kind
    )
    rows = session.scalars(query.order_by(SearchDelta.seq).limit(limit)).all()
    return _accept(session, index, _open(session, actor, index, rows))


def _open(
    session: Session, actor: Actor, index: IndexId, rows: Sequence[SearchDelta]
) -> list[_Written]:
    opened: list[_Written] = []
    handles: dict[int, bytes] = {}
    kids = directory.kids_of(session, index.circle) if rows else {}
    for row in rows:
        try:
            if row.generation not in handles:
                handles[row.generation] = actor.keys.handles.get(index.delta_ref(row.generation))
            kid = kids.get(row.epoch, "")
            opened.append(_open_one(session, actor, row, handles[row.generation], kid))
        except DomainError:
            continue  # forged, moved or shredded: it counts for nothing
    return opened


def _open_one(
    session: Session, actor: Actor, row: SearchDelta, handle: bytes, kid: str
) -> _Written:
    place = index_keys.place_of(actor, row)
    writer = directory.load(session, actor).known(row.signer_kid)
    delta = segments.Delta(row.sealed_key, row.ct, row.signer_kid, row.sig)
    segments.verify_delta(delta, place, writer.epk)
    text = segments.open_delta(actor.keys.key(kid), handle, delta, place)
    change, mark, *many = text.encode().split(b"\t")
    return _Written(mark, writer, change.decode(), tuple(many))


def _accept(session: Session, index: IndexId, written: list[_Written]) -> dict[bytes, Waiting]:
    """For each case the newest lines from a writer who may; `is_new` if none stand in a segment."""
    ids = {lines.case_of(one.mark) for one in written}
    held, elsewhere = _holders(session, ids), _elsewhere(session, ids, index)
    new = {one.mark for one in written if one.change == NEW}
    accepted: dict[bytes, Waiting] = {}
    settled: set[bytes] = set()
    for one in written:
        kids = held.get(lines.case_of(one.mark), set())
        if lines.case_of(one.mark) in elsewhere:
            accepted[one.mark] = Waiting((), is_new=False)
        elif kids and _may_write(index, one, kids, one.mark in settled):
            accepted[one.mark] = Waiting(one.lines, one.mark in new)
            if one.writer.role != Role.INTAKE:
                settled.add(one.mark)
    return accepted


def _holders(session: Session, case_ids: set[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """The names of the keys that hold each case's living secret."""
    held: dict[uuid.UUID, set[str]] = {}
    for some in _portions(sorted(case_ids)):
        query = (
            select(CaseGrant.case_id, CaseGrant.recipient_kid)
            .join(Case, (Case.id == CaseGrant.case_id) & (Case.dek_epoch == CaseGrant.dek_epoch))
            .where(CaseGrant.case_id.in_(some))
        )
        for case_id, kid in session.execute(query):
            held.setdefault(case_id, set()).add(kid)
    return held


def _elsewhere(session: Session, case_ids: set[uuid.UUID], index: IndexId) -> set[uuid.UUID]:
    """Those of another unit or a part of another case: whoever wrote them, no line is left."""
    found: set[uuid.UUID] = set()
    for some in _portions(sorted(case_ids)):
        is_gone = or_(Case.unit_id != index.unit_id, Case.state == CaseState.MERGED)
        query = select(Case.id).where(Case.id.in_(some), is_gone)
        found.update(session.scalars(query))
    return found


def _portions(ids: list[uuid.UUID]) -> Iterable[list[uuid.UUID]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))


def _may_write(index: IndexId, one: _Written, kids: AbstractSet[str], is_settled: bool) -> bool:
    """A supervisor of the unit; a caseworker who holds the case; intake, which brings it in.

    Intake's own grant is gone once a case is assigned, often before its lines are folded: they
    count as long as nobody who holds the case wrote before them.
    """
    if one.writer.role == Role.SUPERVISOR:
        return one.writer.unit == str(index.unit_id)
    if one.writer.role == Role.INTAKE:
        return not is_settled
    return one.writer.recipient_kid in kids


def fold_index(session: Session, actor: Actor, index: IndexId) -> int:
    """Fold all that waits in one index; answers how many rows that were."""
    row = index_keys.index_row(session, index)
    session.flush()
    folded = 0
    while count := _fold_some(session, actor, index):
        folded += count
    if folded:
        _next_generation(session, actor, index, row)
    return folded


def _next_generation(session: Session, actor: Actor, index: IndexId, row: SearchIndex) -> None:
    """New lines wait under a new handle; the older ones are destroyed after the commit."""
    for generation in range(row.shredded + 1, row.generation + 1):
        ref = index.delta_ref(generation)
        index_keys.shred_after_commit(session, actor.keys.handles, ref)
    # The one of this fold is counted as destroyed by the next: a crash may come between.
    row.shredded = row.generation - 1
    row.generation += 1
    row.pending = 0


def _fold_some(session: Session, actor: Actor, index: IndexId) -> int:
    query = (
        select(SearchDelta)
        .where(SearchDelta.unit_id == index.unit_id, SearchDelta.kind == index.kind)
        .order_by(SearchDelta.seq)
        .limit(AT_ONCE)
    )
    rows = session.scalars(query).all()
    if not rows:
        return 0
    waiting = _accept(session, index, _open(session, actor, index, rows))
    _put(session, actor, index, waiting)
    session.execute(delete(SearchDelta).where(SearchDelta.seq.in_([row.seq for row in rows])))
    for row in rows:
        session.expunge(row)
    return len(rows)


def _put(session: Session, actor: Actor, index: IndexId, waiting: Mapping[bytes, Waiting]) -> None:
    """Changed lines in place of older ones, new ones at the end."""
    changed = {mark: one.lines for mark, one in waiting.items() if not one.is_new}
    found = change_lines(session, actor, index, changed) if changed else set()
    left = [one.lines for mark, one in waiting.items() if mark not in found]
    append_lines(session, actor, index, [line for many in left for line in many])
