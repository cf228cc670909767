"""Getting somebody back to work who lost passphrase or phone: new keys, never the old ones.

Four steps: `restore` gives a code; the person activates again and makes new keys; `admission.admit`
certifies them, takes the old ones back and lets the person into their circles; and the area that
keeps sealed records gives them what they held, with `old_and_new_key`.
"""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.models import Account, PrincipalKey
from kla.accounts.services import admission, directory, people
from kla.accounts.types import Invitation, Replaced, holds_keys
from kla.core.errors import Forbidden, Invalid, NotFound
from kla.trail import services as trail


def restore(session: Session, actor: Actor, account_id: uuid.UUID) -> Invitation:
    """A new activation code for a person of the supervisor's unit; their login sessions end.

    The present keys count until the new ones are confirmed. Raises `Forbidden` for anyone but a
    supervisor, `NotFound` for people of another unit and for those without keys (a code would give
    the supervisor an IT admin's account), `Invalid` for one's own account.
    """
    account = get_member(session, actor, account_id)
    if account.id == actor.account_id:
        raise Invalid("own-account")
    account.login_epoch += 1
    trail.record(session, actor, "account.restored", account=str(account.id))
    return people.issue_code(session, actor, account)


def list_members(session: Session, actor: Actor) -> list[Account]:
    """The people with keys whom this supervisor answers for, by name."""
    if not actor.may(Permission.ACCOUNT_ADMIT):
        raise Forbidden(refused=Permission.ACCOUNT_ADMIT)
    query = select(Account).where(Account.active.is_(True), Account.current_kid.is_not(None))
    found = session.scalars(query.order_by(Account.staff_name, Account.id))
    return [
        account
        for account in found
        if holds_keys(account.role) and admission.in_reach(session, actor, account)
    ]


def get_member(session: Session, actor: Actor, account_id: uuid.UUID) -> Account:
    """One of those. Raises `NotFound`."""
    found = (one for one in list_members(session, actor) if one.id == account_id)
    member = next(found, None)
    if member is None:
        raise NotFound(refused=Permission.ACCOUNT_ADMIT)
    return member


def old_and_new_key(session: Session, actor: Actor, account_id: uuid.UUID) -> Replaced | None:
    """The recipient ids that grants of a restored person still name, and the key to grant anew.

    Nothing where the person never had another key. Raises `Untrusted` where the new key is not
    certified.
    """
    record = directory.person_key(session, actor, account_id)
    keys = directory.load(session, actor)
    query = select(PrincipalKey.kid).where(
        PrincipalKey.account_id == account_id, PrincipalKey.kid != record.kid
    )
    earlier = [keys.known(kid) for kid in session.scalars(query.order_by(PrincipalKey.kid))]
    if not earlier:
        return None
    return Replaced(old_kids=tuple(old.recipient_kid for old in earlier), record=record)
