"""Which cases pass a filter on sealed content, and in which order they are looked up.

Whoever holds the key of a unit's index goes through its bitmaps: no case is opened for that. The
others go through the summaries of their own cases, which say the same. Either way only what is in
reach is answered, counted and put in order: it is looked up by the query of the list.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases import facets, lines
from kla.cases.facets import Found
from kla.cases.models import Case, CaseGrant
from kla.cases.sealed_filter import wanted_of
from kla.cases.services import index, reach
from kla.cases.services.index_keys import LIST, IndexId, may_read
from kla.cases.services.reach import Clear, Query
from kla.cases.types import ListFilter, Row
from kla.crypto.grants import GrantKind

MOST_OPENED = 2000  # own cases that a caseworker's or intake's search opens one by one
FEW = 900  # ids in one query; SQLite takes at least 999
STRIDE = 2000


@dataclass(frozen=True, slots=True)
class Some:
    """The first cases of a list; `total` where it is known how many there are."""

    rows: Sequence[Clear]
    total: int | None = None


def first_of(session: Session, actor: Actor, wanted: ListFilter, query: Query, stop: int) -> Some:
    """The first cases that pass, in the wanted order; at least `stop` where there are so many."""
    if not reads_index(session, actor):
        rows = reach.fetch(session, query.limit(MOST_OPENED))
        return _of_rows(rows, by_summaries(reach.open_rows(session, actor, rows), wanted))
    found = by_index(session, actor, wanted, query)
    if reach.narrows(wanted):
        rows = reach.fetch(session, query.limit(FEW + 1))
        if len(rows) <= FEW:
            return _of_rows(rows, found)
    return _in_order(session, query, found, stop)


def fitting(session: Session, actor: Actor, wanted: ListFilter, query: Query) -> set[bytes]:
    """The ids of all that pass. Some may be out of reach: the query of the list leaves them out."""
    if reads_index(session, actor):
        return by_index(session, actor, wanted, query).ids()
    rows = reach.fetch(session, query.limit(MOST_OPENED))
    return by_summaries(reach.open_rows(session, actor, rows), wanted).ids()


def reads_index(session: Session, actor: Actor) -> bool:
    """Whether somebody holds the key of their unit's list."""
    return actor.unit_id is not None and may_read(session, actor, IndexId(actor.unit_id, LIST))


def by_index(session: Session, actor: Actor, wanted: ListFilter, query: Query) -> Found:
    """What passes by the index, and by their summaries those that stand in none."""
    assert actor.unit_id is not None  # noqa: S101 -- `reads_index` has said so
    asked = wanted_of(wanted)
    found = index.narrow(session, actor, actor.unit_id, asked, wanted.order)
    apart = reach.open_rows(session, actor, _restricted(session, actor, query))
    return found.add(by_summaries(apart, wanted))


def by_summaries(rows: Sequence[Row], wanted: ListFilter) -> Found:
    """What passes among cases that were opened: their lines are made and looked through."""
    text = facets.join(
        [
            line
            for row in rows
            if row.summary
            for line in lines.list_lines(row.case_id, "", row.summary)
        ]
    )
    return facets.scan([text], wanted_of(wanted), wanted.order)


def _restricted(session: Session, actor: Actor, query: Query) -> list[Clear]:
    """Cases sealed to this person by name and to no circle: they stand in no index."""
    mine = select(CaseGrant.case_id).where(CaseGrant.recipient_kid == actor.keys.own_kid)
    ids = session.scalars(mine.limit(MOST_OPENED)).all()
    held = exists().where(
        CaseGrant.case_id == Case.id,
        CaseGrant.dek_epoch == Case.dek_epoch,
        CaseGrant.kind == GrantKind.CIRCLE,
    )
    rows: list[Clear] = []
    for start in range(0, len(ids), FEW):
        some = ids[start : start + FEW]
        rows += reach.fetch(session, query.where(Case.id.in_(some), ~held.correlate(Case)))
    return rows


def _of_rows(rows: Sequence[Clear], found: Found) -> Some:
    """Those of some rows that pass, in order."""
    keys = {one: key for key, many in found.by_key.items() for one in many}
    kept = [row for row in rows if row.case_id.bytes in keys]
    kept.sort(key=lambda row: (keys[row.case_id.bytes], row.due, row.case_id))
    return Some(kept, len(kept))


def _in_order(session: Session, query: Query, found: Found, stop: int) -> Some:
    """What passes, key by key; what has the same key by urgency."""
    kept: list[Clear] = []
    for run in _runs(found):
        if len(kept) >= stop:
            return Some(kept)
        size = len(run)
        if size <= FEW or size * size <= found.total * stop:
            kept += _of_rows(_with_ids(session, query, run), run).rows
        else:
            some = _walk(session, query, run.ids(), stop - len(kept))
            kept += some.rows
            if some.total is None:
                return Some(kept)
    return Some(kept, len(kept))


def _runs(found: Found) -> Iterator[Found]:
    """The keys in order, few cases at a time; a key that has many stands alone."""
    run = Found()
    for key in sorted(found.by_key):
        many = found.by_key[key]
        if run.by_key and len(run) + len(many) > FEW:
            yield run
            run = Found()
        run.by_key[key] = many
    yield run


def _with_ids(session: Session, query: Query, run: Found) -> list[Clear]:
    ids, rows = sorted(run.ids()), list[Clear]()
    for start in range(0, len(ids), FEW):
        some = [uuid.UUID(bytes=one) for one in ids[start : start + FEW]]
        rows += reach.fetch(session, query.where(Case.id.in_(some)))
    return rows


def _walk(session: Session, query: Query, ids: set[bytes], need: int) -> Some:
    """Those of the list that pass, by urgency: quicker than asking for each where many do."""
    kept: list[Clear] = []
    at = 0
    while len(kept) < need:
        some = reach.fetch(session, query.offset(at).limit(STRIDE))
        kept += [row for row in some if row.case_id.bytes in ids]
        at += STRIDE
        if len(some) < STRIDE:
            return Some(kept, len(kept))
    return Some(kept)
