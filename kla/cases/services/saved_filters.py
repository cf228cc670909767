"""Filters that somebody keeps under a name, sealed to their own key.

Another passphrase changes nothing about them. Who loses their keys loses them: they are counted,
and can be cleared away.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import SavedFilter
from kla.cases.services import reports
from kla.cases.types import ListFilter
from kla.cases.types.filters import ChangeFilter, SaveFilter, from_content
from kla.core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from kla.crypto.envelope import seal, unseal
from kla.trail import services as trail

USE = "saved-filter"
LONGEST_NAME, MOST = 60, 30


@dataclass(frozen=True, slots=True)
class Saved:
    """One of them, opened."""

    id: uuid.UUID
    name: str
    wanted: ListFilter
    version: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody keeps, by name; `lost` is how many an earlier key of theirs has sealed."""

    filters: tuple[Saved, ...] = ()
    lost: int = 0


def list_saved(session: Session, actor: Actor) -> Kept:
    """The filters of the actor. Raises `Forbidden`."""
    _authorize(actor)
    rows = _rows(session, actor)
    opened = [one for one in (_open(actor, row) for row in rows) if one is not None]
    ordered = sorted(opened, key=lambda one: (one.name.casefold(), one.id))
    return Kept(tuple(ordered), len(rows) - len(opened))


def find(session: Session, actor: Actor, saved_id: uuid.UUID) -> Saved:
    """One of the actor's filters. Raises `Forbidden`, `NotFound`."""
    _authorize(actor)
    saved = _open(actor, _row(session, actor, saved_id))
    if saved is None:
        raise NotFound(refused="filter")
    return saved


def save(session: Session, actor: Actor, command: SaveFilter) -> None:
    """Keep a filter. The form chose its id: sent twice, it is kept once.

    Raises `Forbidden`; `Invalid` naming the field for a name that is missing or taken, and for a
    filter that narrows nothing.
    """
    _authorize(actor)
    known = session.get(SavedFilter, command.entry)
    if known is not None:
        if known.account_id != actor.account_id:
            raise Conflict(reason="id-taken")
        return
    kept = list_saved(session, actor)
    if not command.wanted.to_content():
        raise Invalid("nothing-to-save")
    if len(kept.filters) + kept.lost >= MOST:
        raise Invalid("too-many-saved")
    _check_name(command.name, kept, command.entry)
    row = SavedFilter(id=command.entry, account_id=actor.account_id, version=0, ct=b"")
    _seal(actor, row, command.name, command.wanted)
    session.add(row)
    trail.record(session, actor, "case.filter_saved")


def change(session: Session, actor: Actor, saved_id: uuid.UUID, command: ChangeFilter) -> None:
    """Give a filter another name, and another content where one comes along.

    Raises `Forbidden`, `NotFound`, `Invalid` naming the field, `Conflict` where it was changed
    since the form was opened.
    """
    saved = find(session, actor, saved_id)
    if saved.version != command.seen:
        raise Conflict(section=USE)
    _check_name(command.name, list_saved(session, actor), saved_id)
    row = _row(session, actor, saved_id)
    _seal(actor, row, command.name, command.wanted or saved.wanted)
    trail.record(session, actor, "case.filter_changed")


def delete(session: Session, actor: Actor, saved_id: uuid.UUID) -> None:
    """Keep a filter no longer. Raises `Forbidden`, `NotFound`."""
    _authorize(actor)
    session.delete(_row(session, actor, saved_id))
    trail.record(session, actor, "case.filter_deleted")


def clear_lost(session: Session, actor: Actor) -> int:
    """Take away what the actor's key does not open; answers how many that were."""
    _authorize(actor)
    lost = [row for row in _rows(session, actor) if _open(actor, row) is None]
    for row in lost:
        session.delete(row)
    if lost:
        trail.record(session, actor, "case.filter_deleted", count=len(lost))
    return len(lost)


def _authorize(actor: Actor) -> None:
    if not actor.may(Permission.CASE_LIST):
        raise Forbidden(refused=Permission.CASE_LIST)


def _rows(session: Session, actor: Actor) -> list[SavedFilter]:
    query = select(SavedFilter).where(SavedFilter.account_id == actor.account_id)
    return list(session.scalars(query))


def _row(session: Session, actor: Actor, saved_id: uuid.UUID) -> SavedFilter:
    row = session.get(SavedFilter, saved_id)
    if row is None or row.account_id != actor.account_id:
        raise NotFound(refused="filter")
    return row


def _open(actor: Actor, row: SavedFilter) -> Saved | None:
    try:
        content = unseal(actor.keys.own_key(USE), row.ct, row.address)
    except DomainError:
        return None
    return Saved(row.id, str(content["name"]), from_content(content["filter"]), row.version)


def _seal(actor: Actor, row: SavedFilter, name: str, wanted: ListFilter) -> None:
    row.version += 1
    content = {"name": name.strip(), "filter": wanted.to_content()}
    row.ct = seal(actor.keys.own_key(USE), content, row.address)


def _check_name(name: str, kept: Kept, own: uuid.UUID) -> None:
    reports.require_text(name, "name", LONGEST_NAME)
    folded = name.strip().casefold()
    if any(one.id != own and one.name.casefold() == folded for one in kept.filters):
        raise Invalid("name-taken", field="name")
