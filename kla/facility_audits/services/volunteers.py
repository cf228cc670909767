"""Which kelurahan each volunteer looks after."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, Role, authorize
from kla.accounts.services import people
from kla.core.errors import Invalid, NotFound
from kla.facility_audits.models import VolunteerPlace
from kla.trail import services as trail


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A volunteer, and the codes of their kelurahan."""

    account_id: uuid.UUID
    name: str
    kelurahan: Sequence[str]


def places_of(session: Session, account_id: uuid.UUID) -> frozenset[str]:
    """The codes of the kelurahan that somebody looks after."""
    query = select(VolunteerPlace.kelurahan).where(VolunteerPlace.account_id == account_id)
    return frozenset(session.scalars(query))


def list_volunteers(session: Session, actor: Actor) -> list[Volunteer]:
    """Everybody who may sign in as a volunteer, by name. Raises `Forbidden`."""
    _must_manage(actor)
    held: dict[uuid.UUID, list[str]] = {}
    for row in session.scalars(select(VolunteerPlace).order_by(VolunteerPlace.kelurahan)):
        held.setdefault(row.account_id, []).append(row.kelurahan)
    found = people.list_of_role(session, Role.VOLUNTEER)
    return [Volunteer(one.account_id, one.name, held.get(one.account_id, [])) for one in found]


def assign(
    session: Session,
    actor: Actor,
    account_id: uuid.UUID,
    kelurahan: Collection[str],
    city: Collection[str],
) -> None:
    """Give a volunteer these kelurahan in place of the ones before.

    `city` has every code there is. Raises `NotFound` for whoever is no volunteer, `Invalid`.
    """
    _must_manage(actor)
    if account_id not in {one.account_id for one in people.list_of_role(session, Role.VOLUNTEER)}:
        raise NotFound(refused="volunteer")
    if not set(kelurahan) <= set(city):
        raise Invalid("unknown-kelurahan", field="kelurahan")
    session.execute(delete(VolunteerPlace).where(VolunteerPlace.account_id == account_id))
    session.add_all(VolunteerPlace(account_id=account_id, kelurahan=one) for one in set(kelurahan))
    session.flush()
    codes = " ".join(sorted(kelurahan))
    trail.record(session, actor, "volunteer.assigned", account=str(account_id), kelurahan=codes)


def _must_manage(actor: Actor) -> None:
    if not actor.may(Permission.FACILITY_MANAGE):
        authorize(actor, Permission.FACILITY_MANAGE, within=())
