"""The registry of facilities: finding, describing and changing them."""

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, authorize
from kla.core import clock
from kla.core.errors import Conflict, Invalid, NotFound
from kla.core.texts import check_text, require_text
from kla.facility_audits import identity
from kla.facility_audits.models import Facility, FacilityKey
from kla.facility_audits.services import volunteers
from kla.facility_audits.types import (
    LONGEST_ADDRESS,
    LONGEST_CODE,
    LONGEST_NAME,
    DescribeFacility,
    FacilityFilter,
)
from kla.trail import services as trail

PAGE = 50
AT_ONCE = 500
KELURAHAN = re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}")  # a code of the ministry


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of facilities, and how many there are of the kind asked for."""

    rows: Sequence[Facility]
    page: int
    total: int

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        return self.page * PAGE < self.total


def find(
    session: Session, actor: Actor, wanted: FacilityFilter | None = None, page: int = 1
) -> Listing:
    """A page of the facilities in somebody's reach, by name. Raises `Forbidden`."""
    query = _narrowed(_reach(session, actor), wanted or FacilityFilter())
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    order = query.order_by(Facility.sort_name, Facility.id)
    rows = session.scalars(order.offset((page - 1) * PAGE).limit(PAGE)).all()
    return Listing(rows, page, total)


def get(session: Session, actor: Actor, facility_id: uuid.UUID) -> Facility:
    """One facility. Raises `Forbidden`, and `NotFound` outside one's kelurahan."""
    facility = session.scalars(_reach(session, actor).where(Facility.id == facility_id)).first()
    if facility is None:
        raise NotFound(refused="facility")
    return facility


def add(
    session: Session, actor: Actor, facility_id: uuid.UUID, command: DescribeFacility
) -> Facility:
    """Put a facility into the registry; the same id twice is one.

    Raises `Invalid` naming the field, and `Conflict` with the id of the place that is meant.
    """
    _must(actor, Permission.FACILITY_MANAGE)
    check(command)
    known = session.get(Facility, facility_id)
    if known is not None:
        return known
    _refuse_twin(session, command)
    facility = insert(session, facility_id, command)
    _flush(session)
    trail.record(session, actor, "facility.added", facility=str(facility_id))
    return facility


def change(
    session: Session, actor: Actor, facility_id: uuid.UUID, seen: int, command: DescribeFacility
) -> Facility:
    """Describe a facility anew. `seen` is the version that was in view.

    Raises `Invalid`, `NotFound`, and `Conflict` where somebody changed it since, or where another
    place has the name.
    """
    _must(actor, Permission.FACILITY_MANAGE)
    check(command)
    facility = get(session, actor, facility_id)
    if facility.version != seen:
        raise Conflict(reason="changed")
    if facility.described == command:
        return facility
    _refuse_twin(session, command, but=facility_id)
    _describe(facility, command)
    facility.version += 1
    session.query(FacilityKey).filter_by(facility_id=facility_id).delete()
    session.add_all(
        FacilityKey(key=key, facility_id=facility_id) for key in identity.keys_of(command)
    )
    _flush(session)
    trail.record(
        session, actor, "facility.changed", facility=str(facility_id), version=facility.version
    )
    return facility


def check(command: DescribeFacility) -> None:
    """Raise `Invalid` for what can't be a facility."""
    if not KELURAHAN.fullmatch(command.kelurahan):
        raise Invalid("unknown-kelurahan", field="kelurahan")
    require_text(command.name, "name", LONGEST_NAME)
    if not identity.fold(command.name):
        raise Invalid("no-name", field="name")
    for field, longest in (
        ("address", LONGEST_ADDRESS),
        ("operator", LONGEST_NAME),
        ("code", LONGEST_CODE),
        ("certificate", LONGEST_NAME),
    ):
        check_text(getattr(command, field), field, longest)


def insert(session: Session, facility_id: uuid.UUID, command: DescribeFacility) -> Facility:
    """A new row with its names. The caller has asked whether that place is there already."""
    now = clock.now()
    facility = Facility(id=facility_id, created_at=now, changed_at=now, version=1)
    _describe(facility, command)
    session.add(facility)
    session.add_all(
        FacilityKey(key=key, facility_id=facility_id) for key in identity.keys_of(command)
    )
    return facility


def owners(session: Session, keys: Iterable[str]) -> dict[str, uuid.UUID]:
    """Which of these names belong to a facility already, and to which."""
    wanted, found = sorted(set(keys)), dict[str, uuid.UUID]()
    for start in range(0, len(wanted), AT_ONCE):
        some = FacilityKey.key.in_(wanted[start : start + AT_ONCE])
        rows = session.execute(select(FacilityKey.key, FacilityKey.facility_id).where(some))
        found |= {row.key: row.facility_id for row in rows}
    return found


def _reach(session: Session, actor: Actor) -> Select[Facility]:
    _must(actor, Permission.FACILITY_READ)
    query = select(Facility)
    if actor.may(Permission.FACILITY_READ_ALL):
        return query
    return query.where(Facility.kelurahan.in_(volunteers.places_of(session, actor.account_id)))


def _narrowed(query: Select[Facility], wanted: FacilityFilter) -> Select[Facility]:
    for column, value in (
        (Facility.kind, wanted.kind),
        (Facility.kelurahan, wanted.kelurahan),
        (Facility.status, wanted.status),
    ):
        if value:
            query = query.where(column == value)
    for word in wanted.query.split():
        query = query.where(Facility.sort_name.contains(identity.fold(word), autoescape=True))
    return query


def _describe(facility: Facility, command: DescribeFacility) -> None:
    facility.kind, facility.name = command.kind, command.name.strip()
    facility.sort_name = identity.fold(command.name)[:LONGEST_NAME]
    facility.kelurahan, facility.address = command.kelurahan, command.address.strip()
    facility.lat = command.point.lat if command.point else None
    facility.lon = command.point.lon if command.point else None
    facility.operator, facility.code = command.operator.strip(), command.code.strip()
    facility.status, facility.changed_at = command.status, clock.now()
    facility.certificate = command.certificate.strip()
    facility.certificate_until = command.certificate_until


def _refuse_twin(session: Session, command: DescribeFacility, but: uuid.UUID | None = None) -> None:
    for owner in owners(session, identity.keys_of(command)).values():
        if owner != but:
            raise Conflict(reason="twin", facility=str(owner))


def _flush(session: Session) -> None:
    """Two people entering the same place at once: the database keeps one of them."""
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(reason="twin") from error


def _must(actor: Actor, permission: Permission) -> None:
    if not actor.may(permission):
        authorize(actor, permission, within=())
