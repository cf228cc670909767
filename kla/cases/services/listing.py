"""The list of cases of a person: a page of it, the most urgent first, opened with their keys."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import lines
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
        if not lines.is_searchable(wanted.query):
            raise Invalid("query-too-short", field="query")
        return _by_name(session, actor, wanted, query)[(page - 1) * PAGE :][: PAGE + 1]
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


def _by_name(session: Session, actor: Actor, wanted: ListFilter, query: Query) -> list[Clear]:
    """Best fit first: from the index for who can read it, else from own summaries."""
    ranks = _ranks_from_index(session, actor, wanted.query)
    if ranks is None:
        return _ranked_by_summaries(session, actor, wanted, query)
    if wanted.sealed:
        fits = _fitting(session, actor, wanted, query)
        ranks = {one: rank for one, rank in ranks.items() if one in fits}
    rows = _with_ids(session, query, ranks)
    if actor.unit_id is None:
        rows += _elsewhere(session, ranks, {row.case_id for row in rows})
    return sorted(rows, key=lambda row: ranks[row.case_id])


def _ranks_from_index(session: Session, actor: Actor, query: str) -> dict[uuid.UUID, int] | None:
    """The place of each case among those whose names fit; nothing without a key of an index."""
    units = [unit for unit in _units(session, actor) if _reads(session, actor, unit, MATCH)]
    if not units:
        return None
    hits = [hit for unit in units for hit in index.search_names(session, actor, unit, query)]
    return {case_id: place for place, case_id in enumerate(hits)}


def _units(session: Session, actor: Actor) -> list[uuid.UUID]:
    """Intake finds the same child in every unit; others look in their own."""
    return [actor.unit_id] if actor.unit_id else reach.unit_ids(session)


def _reads(session: Session, actor: Actor, unit_id: uuid.UUID, kind: str) -> bool:
    return may_read(session, actor, IndexId(unit_id, kind))


def _elsewhere(
    session: Session, ranks: Mapping[uuid.UUID, int], shown: Collection[uuid.UUID]
) -> list[Clear]:
    """For intake: a case that may be about the same child, of which it can open nothing."""
    rest = [one for one in ranks if one not in shown]
    return _with_ids(session, reach.in_order(reach.everywhere()), rest)


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
    text = b"\n".join(
        line for one, summary in fitting.items() for line in lines.match_lines(one, "", summary)
    )
    hits = lines.search([text], wanted.query, MOST_OPENED)
    ranks = {lines.case_of(hit.case): place for place, hit in enumerate(hits)}
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
