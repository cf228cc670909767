"""Units, and their names."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.models import Unit
from kla.core.errors import Forbidden, NotReady
from kla.trail import services as trail


def default_unit(session: Session) -> Unit:
    """The unit that was set up first. Raises `NotReady` where there is none."""
    unit = session.scalars(select(Unit).order_by(Unit.name, Unit.id)).first()
    if unit is None:
        raise NotReady("unit")
    return unit


def list_units(session: Session) -> list[Unit]:
    """Every unit, by name."""
    return list(session.scalars(select(Unit).order_by(Unit.name, Unit.id)))


def names(session: Session) -> dict[uuid.UUID, str]:
    """The name of each unit."""
    return {unit.id: unit.name for unit in list_units(session)}


def open_unit(session: Session, actor: Actor | None, name: str) -> Unit:
    """Set up a unit. Without an actor it is the founding of the office, by command.

    Raises `Forbidden` for anyone but an IT admin.
    """
    if actor is not None and not actor.may(Permission.ACCOUNT_MANAGE):
        raise Forbidden(refused=Permission.ACCOUNT_MANAGE)
    unit = Unit(name=name)
    session.add(unit)
    session.flush()
    trail.record(session, actor, "account.unit-opened", unit=str(unit.id))
    return unit
