"""The list of people, and how far each has come."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.models import Account, AccountBundle, KeyRequest
from kla.accounts.services import people, units
from kla.accounts.types import AccountState, Person
from kla.core.errors import Forbidden


def list_people(session: Session, actor: Actor) -> list[Person]:
    """Everybody who has an account, by name. Raises `Forbidden` for anyone but an IT admin."""
    if not actor.may(Permission.ACCOUNT_MANAGE):
        raise Forbidden(refused=Permission.ACCOUNT_MANAGE)
    activated = set(session.scalars(select(AccountBundle.account_id)))
    waiting = set(session.scalars(select(KeyRequest.account_id)))
    names = units.names(session)
    accounts = session.scalars(select(Account).order_by(Account.staff_name, Account.id))
    return [
        Person(
            account_id=account.id,
            name=account.staff_name,
            username=account.username,
            role=account.role,
            unit=names.get(account.unit_id, "") if account.unit_id else "",
            state=_state(account, account.id in activated, account.id in waiting),
            may_be_invited=people.may_be_invited(account),
        )
        for account in accounts
    ]


def _state(account: Account, activated: bool, waits: bool) -> AccountState:
    if not account.active:
        return AccountState.ENDED
    if not activated:
        return AccountState.INVITED
    return AccountState.WAITING if waits else AccountState.READY
