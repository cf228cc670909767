"""Which cases are in reach of somebody's keys, and opening a page of them at once."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.accounts.services import directory, units
from kla.cases.models import Case, CaseGrant, CaseSection
from kla.cases.numbers import case_number, read_number
from kla.cases.types import ACTIVE, CaseState, ListFilter, Row, SectionName
from kla.core import clock
from kla.core.errors import DomainError, Untrusted
from kla.crypto.envelope import Address, unseal
from kla.crypto.grants import Grant, GrantKind, Lock

ALL_ACTIVE = "active"
NOBODY = "-"
DUE_IN_A_WEEK = "week"
WEEK = timedelta(days=7)
Query: TypeAlias = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Clear:
    """What is in clear about a case of the list."""

    case_id: uuid.UUID
    state: CaseState
    opened_month: str
    due: datetime
    dek_epoch: int
    kcommit: bytes

    @property
    def number(self) -> str:
        """The number of the case."""
        return case_number(self.case_id, self.opened_month)


def everywhere() -> Query:
    """Every case there is: for what may be known without opening anything."""
    return select(
        Case.id, Case.state, Case.opened_month, Case.next_due, Case.dek_epoch, Case.kcommit
    )


def in_order(query: Query) -> Query:
    """The most urgent first."""
    return query.order_by(Case.next_due, Case.id)


def in_reach(actor: Actor, *, merged: bool = False) -> Query:
    """Those that a living grant to one of the actor's keys opens.

    A case that was merged into another one is found there; `merged` asks for it itself too.
    """
    found = _with_grant(actor)
    return found if merged else found.where(Case.state != CaseState.MERGED)


def ids_in_reach(actor: Actor) -> Select[tuple[uuid.UUID]]:
    """The ids of the cases that one of the actor's keys opens, for another area's question."""
    return in_reach(actor, merged=True).with_only_columns(Case.id)


def _with_grant(actor: Actor) -> Query:
    if actor.role is Role.SUPERVISOR:
        # Walked along the index of urgency; nearly all of the unit's cases are in reach.
        granted = exists().where(CaseGrant.case_id == Case.id, *_living(actor.keys.kids))
        return everywhere().where(Case.unit_id == actor.unit_id, granted)
    return everywhere().join(
        CaseGrant, and_(CaseGrant.case_id == Case.id, *_living(actor.keys.kids))
    )


def _living(kids: frozenset[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        CaseGrant.dek_epoch == Case.dek_epoch,
        CaseGrant.recipient_kid.in_(sorted(kids)),
        or_(CaseGrant.expires.is_(None), CaseGrant.expires > clock.now()),
    )


def narrowed(session: Session, actor: Actor, wanted: ListFilter) -> Query:
    """Those in reach that pass what columns in clear can answer, in the order of urgency."""
    merged = wanted.state == CaseState.MERGED or read_number(wanted.query) is not None
    return in_order(in_reach(actor, merged=merged).where(*_conditions(session, actor, wanted)))


def narrows(wanted: ListFilter) -> bool:
    """Whether a filter has any part that columns in clear answer."""
    return bool(wanted.state or wanted.overdue or wanted.due or wanted.worker or wanted.query)


def _conditions(
    session: Session, actor: Actor, wanted: ListFilter
) -> Iterable[ColumnElement[bool]]:
    if wanted.state:
        yield at_stage(wanted.state)
    if wanted.overdue:
        yield is_overdue()
    if wanted.due == DUE_IN_A_WEEK:
        yield is_due_soon()
    if wanted.worker:
        yield held_by(session, actor, wanted.worker)
    number = read_number(wanted.query)
    if number is not None:
        month, first, last = number
        yield Case.opened_month == month
        yield Case.id.between(first, last)


def at_stage(stage: str) -> ColumnElement[bool]:
    """One stage, or all that are not over."""
    if stage == ALL_ACTIVE:
        return Case.state.in_(sorted(ACTIVE))
    return Case.state == CaseState(stage)


def is_overdue() -> ColumnElement[bool]:
    """Something should have been done by now."""
    return Case.next_due <= clock.now()


def is_due_soon() -> ColumnElement[bool]:
    """Nothing is late yet, and something has to be done within seven days."""
    now = clock.now()
    return and_(Case.next_due > now, Case.next_due <= now + WEEK)


def held_by(session: Session, actor: Actor, account_id: str) -> ColumnElement[bool]:
    """Assigned to a caseworker, by the key that the case is sealed to; `NOBODY` has no such key."""
    mine = exists().where(CaseGrant.case_id == Case.id, CaseGrant.dek_epoch == Case.dek_epoch)
    mine = mine.correlate(Case)  # a query may join grants of its own
    if account_id == NOBODY:
        return ~mine.where(CaseGrant.kind == GrantKind.USER)
    try:
        kid = directory.person_key(session, actor, uuid.UUID(account_id)).recipient_kid
    except (Untrusted, ValueError):
        kid = ""
    return mine.where(CaseGrant.recipient_kid == kid)


def unit_ids(session: Session) -> list[uuid.UUID]:
    """Every unit."""
    return [unit.id for unit in units.list_units(session)]


def fetch(session: Session, query: Query) -> list[Clear]:
    """Run a query of this file."""
    return [Clear(*row) for row in session.execute(query)]


def open_rows(session: Session, actor: Actor, found: Sequence[Clear]) -> list[Row]:
    """The lines of the list: one query for grants, one for summaries, one for handles.

    What the actor's keys don't open stays a number and a stage.
    """
    return rows_with(session, found, keys_of(session, actor, found))


def keys_of(session: Session, actor: Actor, found: Sequence[Clear]) -> dict[uuid.UUID, bytes]:
    """The keys of those cases that the actor's own keys open."""
    grants = _grants(session, actor, [row.case_id for row in found])
    locks = [
        Lock(row.case_id, row.dek_epoch, row.kcommit, grants[row.case_id])
        for row in found
        if row.case_id in grants
    ]
    return actor.keys.keys_for(locks)


def rows_with(session: Session, found: Sequence[Clear], keys: dict[uuid.UUID, bytes]) -> list[Row]:
    """The lines of the list, for a service that has opened the keys."""
    summaries = _summaries(session, [row.case_id for row in found], keys)
    return [
        Row(row.case_id, row.number, row.state, row.due, summaries.get(row.case_id, {}))
        for row in found
    ]


def _grants(
    session: Session, actor: Actor, ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[Grant, ...]]:
    query = (
        select(
            CaseGrant.case_id,
            CaseGrant.kind,
            CaseGrant.recipient_kid,
            CaseGrant.recipient_epoch,
            CaseGrant.sealed,
            CaseGrant.granter_kid,
            CaseGrant.sig,
            CaseGrant.expires,
        )
        .join(Case, and_(Case.id == CaseGrant.case_id, Case.dek_epoch == CaseGrant.dek_epoch))
        .where(CaseGrant.case_id.in_(ids), CaseGrant.recipient_kid.in_(sorted(actor.keys.kids)))
    )
    found: dict[uuid.UUID, tuple[Grant, ...]] = {}
    for row in session.execute(query):
        found[row[0]] = (*found.get(row[0], ()), Grant(*row[1:]))
    return found


def _summaries(
    session: Session, ids: Sequence[uuid.UUID], keys: dict[uuid.UUID, bytes]
) -> dict[uuid.UUID, dict[str, Any]]:
    query = select(CaseSection.case_id, CaseSection.id, CaseSection.version, CaseSection.ct).where(
        CaseSection.case_id.in_(ids), CaseSection.name == SectionName.SUMMARY
    )
    opened: dict[uuid.UUID, dict[str, Any]] = {}
    for case_id, row, version, ct in session.execute(query):
        if case_id in keys:
            address = Address("case_section", row, SectionName.SUMMARY, version)
            try:
                opened[case_id] = unseal(keys[case_id], ct, address)
            except DomainError:  # tampered with: the page of the case will say so
                continue
    return opened
