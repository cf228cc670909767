"""The list of cases of a person: a page of it, the most urgent first, opened with their keys."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import name_lines
from kla.cases.models import Case
from kla.cases.numbers import read_number
from kla.cases.services import index, reach
from kla.cases.services.index_keys import LIST, MATCH, IndexId, may_read
from kla.cases.services.reach import Clear, Query
from kla.cases.types import ListFilter, Row
from kla.core.errors import Forbidden, Invalid
from kla.trail import services as trail

PAGE = 50
MOST_OPENED = 2000  # own cases that a caseworker's or intake's search opens one by one
FEW = 900  # ids in one query; SQLite takes at least 999
STRIDE = 2000
HITS_AT_ONCE = 60  # a page, and some that turn out to be out of reach


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list. `has_more` says whether another one follows: nobody counts to the end."""

    rows: Sequence[Row]
    page: int
    has_more: bool


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
    found = _find(session, actor, wanted, page)
    shown = found[:PAGE]
    rows = reach.open_rows(session, actor, shown)
    trail.record(session, actor, "case.listed", page=page, cases=len(rows))
    return Listing(rows, page, len(found) > PAGE)


def _find(session: Session, actor: Actor, wanted: ListFilter, page: int) -> list[Clear]:
    """What is on the page, and one more if there is more."""
    query = _narrowed(session, actor, wanted)
    if wanted.query and read_number(wanted.query) is None:
        if not name_lines.is_searchable(wanted.query):
            raise Invalid("query-too-short", field="query")
        start, stop = (page - 1) * PAGE, page * PAGE + 1
        return _by_name(session, actor, wanted, query, stop)[start:stop]
    if wanted.sealed:
        return _by_sealed(session, actor, wanted, query, page)
    return reach.fetch(session, query.offset((page - 1) * PAGE).limit(PAGE + 1))


def _narrowed(session: Session, actor: Actor, wanted: ListFilter) -> Query:
    """Those in reach that pass what columns in clear can answer, in the order of the list."""
    return reach.in_order(reach.in_reach(actor).where(*_clear_conditions(session, actor, wanted)))


def _clear_conditions(
    session: Session, actor: Actor, wanted: ListFilter
) -> Iterable[ColumnElement[bool]]:
    if wanted.state:
        yield reach.at_stage(wanted.state)
    if wanted.overdue:
        yield reach.is_overdue()
    if wanted.due == reach.DUE_IN_A_WEEK:
        yield reach.is_due_soon()
    if wanted.worker:
        yield reach.held_by(session, actor, wanted.worker)
    number = read_number(wanted.query)
    if number is not None:
        month, first, last = number
        yield Case.opened_month == month
        yield Case.id.between(first, last)


def _by_name(
    session: Session, actor: Actor, wanted: ListFilter, query: Query, stop: int
) -> list[Clear]:
    """Best fit first: from the index for who can read it, else from own summaries.

    Looks up no more of the hits than fill the list up to `stop`.
    """
    hits = _hits_in_index(session, actor, wanted.query)
    if hits is None:
        return _ranked_by_summaries(session, actor, wanted, query)
    if wanted.sealed:
        fits = _fitting(session, actor, wanted, query)
        hits = [one for one in hits if one in fits]
    kept: list[Clear] = []
    for start in range(0, len(hits), HITS_AT_ONCE):
        if len(kept) >= stop:
            break
        kept += _in_rank(session, actor, query, hits[start : start + HITS_AT_ONCE])
    return kept


def _hits_in_index(session: Session, actor: Actor, query: str) -> list[uuid.UUID] | None:
    """The cases whose names fit, best first; nothing without a key of an index."""
    units = [unit for unit in _units(session, actor) if _reads(session, actor, unit, MATCH)]
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


def _reads(session: Session, actor: Actor, unit_id: uuid.UUID, kind: str) -> bool:
    return may_read(session, actor, IndexId(unit_id, kind))


def _by_sealed(
    session: Session, actor: Actor, wanted: ListFilter, query: Query, page: int
) -> list[Clear]:
    """A page of those that pass what only sealed content can answer."""
    start, stop = (page - 1) * PAGE, page * PAGE + 1
    fits = _fitting(session, actor, wanted, query)
    if len(fits) <= FEW:
        return _with_ids(session, query, fits)[start:stop]
    kept: list[Clear] = []
    at = 0
    while len(kept) < stop:
        some = reach.fetch(session, query.offset(at).limit(STRIDE))
        kept += [row for row in some if row.case_id in fits]
        at += STRIDE
        if len(some) < STRIDE:
            break
    return kept[start:stop]


def _fitting(session: Session, actor: Actor, wanted: ListFilter, query: Query) -> set[uuid.UUID]:
    if actor.unit_id and _reads(session, actor, actor.unit_id, LIST):
        return index.narrow(session, actor, actor.unit_id, wanted.sealed)
    found = reach.fetch(session, query.limit(MOST_OPENED))
    rows = reach.open_rows(session, actor, found)
    return {row.case_id for row in rows if row.summary and _passes(row.summary, wanted)}


def _passes(summary: Mapping[str, Any], wanted: ListFilter) -> bool:
    return (
        wanted.risk in {"", summary["risk"]}
        and wanted.kelurahan in {"", summary["kelurahan"]}
        and (not wanted.kind or wanted.kind in summary["kinds"])
    )


def _ranked_by_summaries(
    session: Session, actor: Actor, wanted: ListFilter, query: Query
) -> list[Clear]:
    """Search own cases by opening their summaries: few enough, and nobody else's."""
    found = reach.fetch(session, query.limit(MOST_OPENED))
    rows = {row.case_id: row for row in reach.open_rows(session, actor, found)}
    fitting = {
        one: row.summary
        for one, row in rows.items()
        if row.summary and _passes(row.summary, wanted)
    }
    text = name_lines.join(
        [line for one, summary in fitting.items() for line in name_lines.match_lines(one, summary)]
    )
    hits = name_lines.search([text], wanted.query, MOST_OPENED)
    ranks = {hit.case_id: place for place, hit in enumerate(hits)}
    return sorted(
        (row for row in found if row.case_id in ranks), key=lambda row: ranks[row.case_id]
    )


def _with_ids(session: Session, query: Query, ids: Collection[uuid.UUID]) -> list[Clear]:
    """The rows of some cases in the order of the list."""
    wanted, rows = sorted(ids), []
    for start in range(0, len(wanted), FEW):
        some = wanted[start : start + FEW]
        rows += reach.fetch(session, query.where(Case.id.in_(some)))
    return sorted(rows, key=lambda row: (row.due, row.case_id))
