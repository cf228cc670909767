"""The list of cases of a person: a page of it, the most urgent first, opened with their keys."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import name_lines
from kla.cases.models import Case
from kla.cases.numbers import read_number
from kla.cases.services import index, narrowing, reach
from kla.cases.services.index_keys import MATCH, IndexId, may_read
from kla.cases.services.narrowing import MOST_OPENED, Some
from kla.cases.services.reach import Clear, Query
from kla.cases.types import ListFilter, Row
from kla.core.errors import Forbidden, Invalid
from kla.trail import services as trail

PAGE = 50
HITS_AT_ONCE = 60  # a page, and some that turn out to be out of reach


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list. `has_more` says whether another one follows.

    `total` is how many there are, where that is known without counting to the end.
    """

    rows: Sequence[Row]
    page: int
    has_more: bool
    total: int | None = None


def list_cases(
    session: Session, actor: Actor, wanted: ListFilter | None = None, page: int = 1
) -> Listing:
    """A page of the cases in somebody's reach, and a line that they looked.

    Supervisors see those of their unit, caseworkers their own, intake what is not assigned yet.
    Raises `Forbidden`, and `Invalid` for a search that is too short.
    """
    if not actor.may(Permission.CASE_LIST):
        raise Forbidden(refused=Permission.CASE_LIST)
    wanted = wanted or ListFilter()
    start = (page - 1) * PAGE
    found = _find(session, actor, wanted, start)
    rows = reach.open_rows(session, actor, found.rows[:PAGE])
    trail.record(session, actor, "case.listed", page=page, cases=len(rows))
    has_more, total = len(found.rows) > PAGE, found.total
    if total is None and not has_more and (rows or not start):
        total = start + len(rows)
    return Listing(rows, page, has_more, total)


def _find(session: Session, actor: Actor, wanted: ListFilter, start: int) -> Some:
    """What stands from `start` on: a page, and one more if there is more."""
    query, stop = reach.narrowed(session, actor, wanted), start + PAGE + 1
    if wanted.query and read_number(wanted.query) is None:
        if not name_lines.is_searchable(wanted.query):
            raise Invalid("query-too-short", field="query")
        return Some(_by_name(session, actor, wanted, query, stop)[start:stop])
    if wanted.is_sealed or wanted.order:
        found = narrowing.first_of(session, actor, wanted, query, stop)
        return Some(found.rows[start:stop], found.total)
    return Some(reach.fetch(session, query.offset(start).limit(PAGE + 1)))


def _by_name(
    session: Session, actor: Actor, wanted: ListFilter, query: Query, stop: int
) -> list[Clear]:
    """Best fit first: from the index for who can read it, else from own summaries.

    Looks up no more of the hits than fill the list up to `stop`.
    """
    hits = _hits_in_index(session, actor, wanted.query)
    if hits is None:
        return _ranked_by_summaries(session, actor, wanted, query)
    if wanted.is_sealed:
        fits = narrowing.fitting(session, actor, wanted, query)
        hits = [one for one in hits if one.bytes in fits]
    kept: list[Clear] = []
    for start in range(0, len(hits), HITS_AT_ONCE):
        if len(kept) >= stop:
            break
        kept += _in_rank(session, actor, query, hits[start : start + HITS_AT_ONCE])
    return kept


def _hits_in_index(session: Session, actor: Actor, query: str) -> list[uuid.UUID] | None:
    """The cases whose names fit, best first; nothing without a key of an index."""
    units = [
        unit for unit in _units(session, actor) if may_read(session, actor, IndexId(unit, MATCH))
    ]
    if not units:
        return None
    hits = [hit for unit in units for hit in index.search_names(session, actor, unit, query)]
    return list(dict.fromkeys(hits))


def _in_rank(
    session: Session, actor: Actor, query: Query, hits: Sequence[uuid.UUID]
) -> list[Clear]:
    """Those of some hits that are in reach, best first.

    For intake those out of reach too: cases that may be about the same child, of which it can
    open nothing.
    """
    rows = {row.case_id: row for row in reach.fetch(session, query.where(Case.id.in_(hits)))}
    if actor.unit_id is None:
        rest = [one for one in hits if one not in rows]
        elsewhere = reach.everywhere().where(Case.id.in_(rest))
        rows |= {row.case_id: row for row in reach.fetch(session, elsewhere)}
    return [rows[one] for one in hits if one in rows]


def _units(session: Session, actor: Actor) -> list[uuid.UUID]:
    """Intake finds the same child in every unit; others look in their own."""
    return [actor.unit_id] if actor.unit_id else reach.unit_ids(session)


def _ranked_by_summaries(
    session: Session, actor: Actor, wanted: ListFilter, query: Query
) -> list[Clear]:
    """Search own cases by opening their summaries: few enough, and nobody else's."""
    found = reach.fetch(session, query.limit(MOST_OPENED))
    rows = reach.open_rows(session, actor, found)
    fits = narrowing.by_summaries(rows, wanted).ids()
    text = name_lines.join(
        [
            line
            for row in rows
            if row.case_id.bytes in fits
            for line in name_lines.match_lines(row.case_id, row.summary)
        ]
    )
    hits = name_lines.search([text], wanted.query, MOST_OPENED)
    ranks = {hit.case_id: place for place, hit in enumerate(hits)}
    return sorted(
        (row for row in found if row.case_id in ranks), key=lambda row: ranks[row.case_id]
    )
