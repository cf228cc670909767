"""Where people of the office can be told that something waits for them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, Role
from kla.accounts.models import Account
from kla.accounts.services import emails, people
from kla.core.errors import Forbidden
from kla.trail import services as trail


@dataclass(frozen=True, slots=True)
class Reachable:
    """Somebody active who has an address, with what decides what may wait for them."""

    account_id: uuid.UUID
    email: str
    role: Role
    unit_id: uuid.UUID | None


def change_email(session: Session, actor: Actor, account_id: uuid.UUID, email: str) -> None:
    """Write down somebody's address, or take it away.

    Raises `Forbidden` for anyone but an IT admin, `Invalid` for what is no address.
    """
    if not actor.may(Permission.ACCOUNT_MANAGE):
        raise Forbidden(refused=Permission.ACCOUNT_MANAGE)
    account = people.get_account(session, account_id)
    account.email = emails.checked(email) or None
    trail.record(session, actor, "account.email-changed", account=str(account_id))


def reachable(session: Session) -> list[Reachable]:
    """Everybody who can be told something."""
    query = select(Account.id, Account.email, Account.role, Account.unit_id).where(
        Account.active.is_(True), Account.email.is_not(None)
    )
    rows = session.execute(query.order_by(Account.id))
    return [Reachable(row.id, row.email or "", row.role, row.unit_id) for row in rows]


def reachable_about(
    session: Session, unit_id: uuid.UUID, account_ids: Collection[uuid.UUID]
) -> list[uuid.UUID]:
    """Those of some people, and of the supervisors of a unit, who can be told something."""
    is_leader = (Account.role == Role.SUPERVISOR) & (Account.unit_id == unit_id)
    query = select(Account.id).where(
        Account.active.is_(True),
        Account.email.is_not(None),
        is_leader | Account.id.in_(list(account_ids)),
    )
    return list(session.scalars(query.order_by(Account.id)))
