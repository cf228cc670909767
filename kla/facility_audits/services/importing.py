"""Taking a list of facilities in: what would become of each row, and adding those that are new."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, authorize
from kla.core.importing import Problem, RowStatus
from kla.facility_audits import identity
from kla.facility_audits.models import Facility
from kla.facility_audits.services import facilities
from kla.facility_audits.types import DescribeFacility, ImportRow
from kla.trail import services as trail


def examine(
    session: Session, actor: Actor | None, rows: Sequence[ImportRow]
) -> tuple[ImportRow, ...]:
    """What would become of each row, beside what is kept now. Changes nothing.

    Without an actor it is somebody at the server itself.
    """
    _must_manage(actor)
    keys = {key for row in rows if row.facility for key in identity.keys_of(row.facility)}
    owners = facilities.owners(session, keys)
    kept = _described(session, set(owners.values()))
    return tuple(_compared(row, owners, kept) for row in rows)


def add_rows(
    session: Session, actor: Actor | None, rows: Sequence[ImportRow]
) -> tuple[ImportRow, ...]:
    """Add what is new; every other row stays as it stands. The caller commits all or nothing."""
    looked = examine(session, actor, rows)
    done = tuple(_added(session, row) for row in looked)
    session.flush()
    added = sum(row.status is RowStatus.ADDED for row in done)
    if added:
        trail.record(session, actor, "facility.imported", facilities=added)
    return done


def counts(rows: Sequence[ImportRow]) -> dict[str, int]:
    """How many rows there are, and how many stand how; `ok` is added where nothing was done yet."""
    by_status = {status: sum(row.status is status for row in rows) for status in RowStatus}
    return {
        "rows": len(rows),
        "added": by_status[RowStatus.ADDED] + by_status[RowStatus.OK],
        "present": by_status[RowStatus.PRESENT],
        "differs": by_status[RowStatus.DIFFERS],
        "refused": by_status[RowStatus.REFUSED],
    }


def _added(session: Session, row: ImportRow) -> ImportRow:
    if row.status is not RowStatus.OK or row.facility is None:
        return row
    facilities.check(row.facility)
    facilities.insert(session, uuid.uuid4(), row.facility)
    return row.stands(RowStatus.ADDED)


def _compared(
    row: ImportRow, owners: dict[str, uuid.UUID], kept: dict[uuid.UUID, DescribeFacility]
) -> ImportRow:
    if row.facility is None or row.status is not RowStatus.OK:
        return row
    found = {owners[key] for key in identity.keys_of(row.facility) if key in owners}
    if not found:
        return row
    if len(found) > 1:  # its code is one place's and its name another's
        return row.stands(RowStatus.REFUSED, Problem("code", "two-places"))
    differing = identity.differences(kept[found.pop()], row.facility)
    if not differing:
        return row.stands(RowStatus.PRESENT)
    return row.stands(RowStatus.DIFFERS, *(Problem(one, "differs") for one in differing))


def _described(session: Session, ids: set[uuid.UUID]) -> dict[uuid.UUID, DescribeFacility]:
    wanted, found = sorted(ids), dict[uuid.UUID, DescribeFacility]()
    for start in range(0, len(wanted), facilities.AT_ONCE):
        some = Facility.id.in_(wanted[start : start + facilities.AT_ONCE])
        found |= {row.id: row.described for row in session.scalars(select(Facility).where(some))}
    return found


def _must_manage(actor: Actor | None) -> None:
    if actor is not None and not actor.may(Permission.FACILITY_MANAGE):
        authorize(actor, Permission.FACILITY_MANAGE, within=())
