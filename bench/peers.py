"""The peer: the services that pages call, answered from columns in clear.

Each function answers what the service of the same name answers, asks for the same permission and
leaves a line in the same trail. What it does not do is what is measured: open grants, derive keys,
check commitments and signatures, decrypt. It reads columns, not entities, and no more of them than
the page shows.
"""

import json
import uuid
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.orm import Session

from bench.plain import (
    LISTS,
    PlainCase,
    PlainEvent,
    PlainHolder,
    PlainNote,
    PlainPerpetrator,
    PlainService,
    PlainTask,
    PlainVictim,
)
from bench.plain_rows import CHAPTERS
from kla.access.policy import Actor, Permission
from kla.cases.numbers import case_number
from kla.cases.services.listing import PAGE, Listing
from kla.cases.services.narrowing import FEW
from kla.cases.services.reading import Holder
from kla.cases.types import (
    CasePage,
    ListFilter,
    NoteEntry,
    OpenedSection,
    Row,
    SectionName,
    Sorting,
    TaskKind,
    TaskRow,
)
from kla.core.errors import Forbidden, NotFound
from kla.crypto.grants import Lock
from kla.trail import services as trail
from kla.trail.history import HistoryKey
from kla.trail.services import TrailLine

EMPTY = OpenedSection(content={}, version=0)
NO_HISTORY = HistoryKey(b"", b"")
LISTED = (
    PlainCase.id,
    PlainCase.state,
    PlainCase.opened_month,
    PlainCase.next_due,
    PlainCase.initials,
    PlainCase.primary_kind,
    PlainCase.kinds,
    PlainCase.kelurahan,
    PlainCase.risk,
    PlainCase.danger,
    PlainCase.received_at,
    PlainCase.accepted,
    PlainCase.workers,
)
CORE = (
    *("kanal", "relation", "anonymous", "reporter_name", "reporter_phone", "happened_on", "place"),
    *("address", "kelurahan", "chronology"),
)
VICTIM = ("person", "name", "sex", "born", "age", "kelurahan", "nik")
PERPETRATOR = ("person", "relation", "name", "sex", "age")
GIVEN = (
    *("entry", "kind", "row", "status", "given_on", "institution", "outcome", "reason", "lawful"),
    *("author", "at"),
)


def list_cases(
    session: Session, actor: Actor, wanted: ListFilter | None = None, page: int = 1
) -> Listing:
    """A page of the list; a name is searched with LIKE."""
    if not actor.may(Permission.CASE_LIST):
        raise Forbidden(refused=Permission.CASE_LIST)
    wanted = wanted or ListFilter()
    conditions, start = list(_conditions(actor, wanted)), (page - 1) * PAGE
    query = select(*LISTED).where(*conditions).order_by(*_order(wanted))
    found = session.execute(query.offset(start).limit(PAGE + 1)).all()
    rows = [_row(one) for one in found[:PAGE]]
    trail.record(session, actor, "case.listed", page=page, cases=len(rows))
    total = start + len(rows) if len(found) <= PAGE else None
    if wanted.is_sealed and total is None:
        count = session.scalar(select(func.count(PlainCase.id)).where(*conditions)) or 0
        total = count if count <= FEW else None  # the sealed list says no more than that
    return Listing(rows, page, len(found) > PAGE, total)


def _conditions(actor: Actor, wanted: ListFilter) -> Iterator[ColumnElement[bool]]:
    """What the list is narrowed to, as far as the benchmark asks for it."""
    yield PlainCase.unit_id == actor.unit_id
    if wanted.query:
        yield PlainCase.id.in_(named_like(wanted.query))
    if wanted.kelurahan:
        yield PlainCase.kelurahan.in_(wanted.kelurahan)
    if wanted.risk:
        yield PlainCase.risk.in_(wanted.risk)
    if wanted.kinds:
        listed = "," + PlainCase.kinds + ","
        yield or_(*(listed.contains(f",{kind},") for kind in wanted.kinds))


def _order(wanted: ListFilter) -> tuple[Any, ...]:
    """By urgency, or the newest day first."""
    urgency = (PlainCase.next_due, PlainCase.id)
    if wanted.order is Sorting.NEWEST:
        return (func.date(PlainCase.received_at, "+8 hours").desc(), *urgency)
    return urgency


def named_like(name: str) -> Any:  # noqa: ANN401 -- a query
    """The cases of victims whose name holds these letters."""
    return select(PlainVictim.case_id).where(PlainVictim.name.like(f"%{name}%"))


def restricted_among(session: Session, case_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of a page of cases that only people by name may open."""
    query = select(PlainCase.id).where(PlainCase.id.in_(case_ids), PlainCase.restricted)
    return set(session.scalars(query))


def read_case(session: Session, actor: Actor, case_id: uuid.UUID) -> CasePage:
    """A whole case."""
    if not actor.may(Permission.CASE_READ):
        raise Forbidden(refused=Permission.CASE_READ)
    query = select(PlainCase.__table__).where(PlainCase.id == case_id)
    case = session.execute(query).one_or_none()
    if case is None or case.unit_id != actor.unit_id:
        raise NotFound(refused="case")
    page = _page(session, case)
    trail.record(session, actor, "case.read", case=str(case_id))
    return page


def history_of(session: Session, page: CasePage, most: int = 500) -> list[TrailLine]:
    """What was done with a case, newest first."""
    query = select(
        PlainEvent.seq, PlainEvent.at, PlainEvent.account_id, PlainEvent.action, PlainEvent.details
    ).where(PlainEvent.case_id == page.case_id)
    rows = session.execute(query.order_by(PlainEvent.seq.desc()).limit(most))
    return [TrailLine(seq, at, *_rest(*more)) for seq, at, *more in rows]


def _rest(account_id: uuid.UUID, action: str, details: str) -> tuple[str, str, dict[str, Any]]:
    return str(account_id), action, json.loads(details)


def holders_of(session: Session, actor: Actor, lock: Lock) -> list[Holder]:
    """Who may open a case."""
    query = select(PlainHolder.kind, PlainHolder.name, PlainHolder.account_id, PlainHolder.until)
    rows = session.execute(query.where(PlainHolder.case_id == lock.case_id))
    holders = [Holder(*row) for row in rows]
    return sorted(holders, key=lambda one: (one.kind, one.name, str(one.account_id)))


def accounts_of_kids(session: Session, actor: Actor, kids: set[str]) -> dict[str, uuid.UUID]:
    """Who left a line: in clear the line names the account."""
    return {kid: uuid.UUID(kid) for kid in kids}


def _row(one: SqlRow[Any]) -> Row:
    number = case_number(one.id, one.opened_month)
    return Row(one.id, number, one.state, one.next_due, _summary(one))


def _summary(one: SqlRow[Any]) -> dict[str, Any]:
    return {
        "initials": one.initials.split("\n"),
        "primary": one.primary_kind,
        "kinds": one.kinds.split(","),
        "kelurahan": one.kelurahan,
        "risk": one.risk,
        "danger": one.danger,
        "received": one.received_at.isoformat(),
        "accepted": one.accepted,
        "workers": json.loads(one.workers) if one.workers else [],
    }


def _page(session: Session, case: SqlRow[Any]) -> CasePage:
    row, tasks = _row(case), _tasks(session, case)
    listed = tuple(TaskRow(*task[:4], row, *task[4:]) for task in tasks)
    return CasePage(
        case_id=case.id,
        number=row.number,
        state=case.state,
        opened_month=case.opened_month,
        retain_month=case.retain_month,
        closure_proposed=any(t.kind is TaskKind.APPROVE and t.done is None for t in listed),
        due=case.next_due,
        sections=_sections(session, case, row.summary),
        tasks=listed,
        notes=tuple(_notes(session, case.id)),
        files=(),
        history=NO_HISTORY,
        lock=Lock(case.id, 1, b""),
    )


def _tasks(session: Session, case: SqlRow[Any]) -> list[SqlRow[Any]]:
    more = PlainTask.stopped, PlainTask.assignee
    query = select(PlainTask.id, PlainTask.kind, PlainTask.due, PlainTask.done, *more)
    query = query.where(PlainTask.case_id == case.id).order_by(PlainTask.due, PlainTask.id)
    return list(session.execute(query))


def _notes(session: Session, case_id: uuid.UUID) -> list[NoteEntry]:
    query = select(
        PlainNote.id, PlainNote.at, PlainNote.author, PlainNote.about, PlainNote.text
    ).where(PlainNote.case_id == case_id)
    return [NoteEntry(*row) for row in session.execute(query.order_by(PlainNote.at.desc()))]


def _sections(
    session: Session, case: SqlRow[Any], summary: Mapping[str, Any]
) -> dict[SectionName, OpenedSection]:
    core = {name: getattr(case, name) for name in CORE} | {
        "received_at": case.received_at.isoformat(),
        "immediate_danger": case.danger,
        "primary_kind": case.reported_primary_kind,
        "kinds": case.reported_kinds.split(","),
        "risk": case.reported_risk,
    }
    content = {
        SectionName.SUMMARY: summary,
        SectionName.CORE: core,
        SectionName.PERSONS: {
            "victims": _many(session, PlainVictim, VICTIM, case.id),
            "perpetrators": _many(session, PlainPerpetrator, PERPETRATOR, case.id),
        },
        SectionName.SERVICES: {"given": _many(session, PlainService, GIVEN, case.id)},
        **{name: _chapter(case, name) for name in CHAPTERS},
    }
    written = {name: OpenedSection(kept, 1) for name, kept in content.items() if kept}
    return dict.fromkeys(SectionName, EMPTY) | written


def _many(
    session: Session,
    table: Any,  # noqa: ANN401 -- any of the peer's tables
    names: tuple[str, ...],
    case_id: uuid.UUID,
) -> list[dict[str, Any]]:
    query = select(*(getattr(table, name) for name in names)).where(table.case_id == case_id)
    return [dict(row._mapping) for row in session.execute(query.order_by(table.id))]


def _chapter(case: SqlRow[Any], name: str) -> dict[str, Any]:
    """The columns of one chapter by their short names; nothing where it was never written."""
    columns = [column for column in case._fields if column.startswith(f"{name}_")]
    if getattr(case, columns[0]) is None:
        return {}
    return {
        column.removeprefix(f"{name}_"): _value(column.rpartition("_")[2], getattr(case, column))
        for column in columns
    }


def _value(kind: str, value: Any) -> Any:  # noqa: ANN401 -- of a column
    return json.loads(value) if kind in LISTS else value
