"""Accounts: making them, inviting people, ending them, naming them. None of it opens a case."""

import re
import uuid
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, Role
from kla.accounts.models import Account, ActivationCode, PrincipalKey, Unit
from kla.accounts.services import circles, codes, directory, emails
from kla.accounts.types import NO_SIAGA, Invitation, NewAccount, PersonChoice, holds_keys
from kla.core import clock
from kla.core.errors import Forbidden, Invalid, NotFound
from kla.trail import services as trail

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
IN_A_UNIT = frozenset({Role.CASEWORKER, Role.SUPERVISOR})
CODE_LASTS = timedelta(hours=48)


def get_account(session: Session, account_id: uuid.UUID) -> Account:
    """One account. Raises `NotFound`."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


def find_account(session: Session, username: str) -> Account | None:
    """The account of a username, as people type it; nobody has one that can't be a username."""
    name = username.strip().casefold()
    if not USERNAME.fullmatch(name):
        return None
    return session.scalars(select(Account).where(Account.username == name)).one_or_none()


def create_account(session: Session, actor: Actor | None, command: NewAccount) -> Account:
    """Make a row for a person. Without an actor it is the founding of the office, by command.

    Raises `Forbidden` for anyone but an IT admin, `Invalid` for a username or unit that won't do.
    """
    _must_manage(actor)
    username = command.username.strip().casefold()
    _check(session, username, command)
    account = Account(
        id=command.account_id,
        username=username,
        staff_name=command.name.strip(),
        role=command.role,
        siaga=command.siaga,
        unit_id=command.unit_id,
        email=emails.checked(command.email) or None,
        created_day=clock.today(),
    )
    session.add(account)
    session.flush()
    trail.record(session, actor, "account.created", account=str(account.id), role=account.role)
    return account


def _check(session: Session, username: str, command: NewAccount) -> None:
    unit_id, is_siaga = command.unit_id, command.role is Role.SIAGA
    rules = {
        ("username-form", "username"): USERNAME.fullmatch(username),
        ("username-taken", "username"): find_account(session, username) is None,
        ("name-missing", "name"): command.name.strip(),
        ("unit-missing", "unit_id"): unit_id or command.role not in IN_A_UNIT,
        ("unit-unknown", "unit_id"): unit_id is None or session.get(Unit, unit_id) is not None,
        ("siaga-half", "siaga"): command.siaga in ({"a", "b"} if is_siaga else {NO_SIAGA}),
    }
    for (reason, field), is_met in rules.items():
        if not is_met:
            raise Invalid(reason, field=field)


def invite(session: Session, actor: Actor | None, account_id: uuid.UUID) -> Invitation:
    """A code for somebody to make their keys with; earlier codes end.

    The IT admin invites whoever never made keys, and people whose keys open nothing. Raises
    `Forbidden` where only a supervisor may (see `recovery.restore`).
    """
    _must_manage(actor)
    account = get_account(session, account_id)
    if not may_be_invited(account):
        raise Forbidden(refused=Permission.ACCOUNT_MANAGE)
    return issue_code(session, actor, account)


def may_be_invited(account: Account) -> bool:
    """Whether a code for this person gives nobody a key that opens anything."""
    return account.active and (account.current_kid is None or not holds_keys(account.role))


def issue_code(session: Session, actor: Actor | None, account: Account) -> Invitation:
    """Make a code, for a service of this area that has authorized."""
    now = clock.now()
    session.execute(
        update(ActivationCode)
        .where(ActivationCode.account_id == account.id, ActivationCode.used_at.is_(None))
        .values(used_at=now)
    )
    code, digest = codes.new_code(account.id)
    row = ActivationCode(account_id=account.id, hash=digest, expires_at=now + CODE_LASTS)
    session.add(row)
    session.flush()
    trail.record(session, actor, "account.invited", account=str(account.id))
    return Invitation(
        account_id=account.id, username=account.username, code=code, expires_at=row.expires_at
    )


def deactivate(session: Session, actor: Actor, account_id: uuid.UUID) -> None:
    """Let somebody in no more, and end their login sessions.

    A certificate stays until a supervisor takes it back. Raises `Forbidden`, and `Invalid` for
    one's own account.
    """
    _must_manage(actor)
    account = get_account(session, account_id)
    if account.id == actor.account_id:
        raise Invalid("own-account")
    account.active = False
    account.login_epoch += 1
    trail.record(session, actor, "account.deactivated", account=str(account.id))


def names_of(session: Session, account_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of people, for pages that show who did something."""
    query = select(Account.id, Account.staff_name).where(Account.id.in_(account_ids))
    return {row.id: row.staff_name for row in session.execute(query)}


def names_of_signers(session: Session, kids: Collection[str]) -> dict[str, str]:
    """The names of those whose key records these are, for lines that name a key."""
    query = select(PrincipalKey.kid, Account.staff_name).join(
        Account, Account.id == PrincipalKey.account_id
    )
    found = session.execute(query.where(PrincipalKey.kid.in_(kids)))
    return {row.kid: row.staff_name for row in found}


def list_caseworkers(session: Session, actor: Actor) -> list[PersonChoice]:
    """The certified caseworkers of the actor's unit; of all units for those who belong to none."""
    keys = directory.load(session, actor)
    unit = directory.unit_text(actor.unit_id)
    found = circles.certified_people(session, keys, Role.CASEWORKER)
    ids = [record.user for record in found if unit in {directory.NO_UNIT, record.unit}]
    names = names_of(session, ids)
    return [PersonChoice(account_id=one, name=names[one]) for one in ids]


def list_of_role(session: Session, role: Role) -> list[PersonChoice]:
    """Everybody who may sign in and is meant to be of a role, by name."""
    query = select(Account.id, Account.staff_name).where(Account.role == role, Account.active)
    found = session.execute(query.order_by(Account.staff_name, Account.id))
    return [PersonChoice(account_id=row.id, name=row.staff_name) for row in found]


def _must_manage(actor: Actor | None) -> None:
    if actor is not None and not actor.may(Permission.ACCOUNT_MANAGE):
        raise Forbidden(refused=Permission.ACCOUNT_MANAGE)
