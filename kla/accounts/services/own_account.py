"""What people do about their own account: another passphrase, another phone."""

from dataclasses import replace

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.models import Account
from kla.accounts.services import activation, admission, bundles, people, second_factor
from kla.accounts.services.bundles import Locked
from kla.accounts.types import (
    ChangePassphrase,
    Office,
    Pause,
    Secrets,
    SetSecondFactor,
    no_pause,
)
from kla.core.errors import Forbidden, Invalid, NotFound, Unreadable
from kla.crypto import sealing, signing
from kla.trail import services as trail


def change_passphrase(
    session: Session,
    actor: Actor,
    office: Office,
    command: ChangePassphrase,
    pause: Pause = no_pause,
) -> int:
    """Lock the same keys with another passphrase. Answers the login epoch from now on.

    All login sessions end but the one that is told the new epoch. Raises `Invalid` where the old
    passphrase is wrong or the new one won't do.
    """
    account, locked = _own(session, actor)
    names = (account.username, account.staff_name)
    activation.check_passphrase(command.new, command.method, *names)
    pause()
    uk = _unlock(office, locked, command.old, field="old")
    wrap = bundles.lock(office, uk, command.new, command.method)
    account, _ = _own(session, actor)
    bundles.store_wrap(session, account.id, wrap)
    trail.record(session, actor, "account.passphrase-changed", account=str(account.id))
    return _new_epoch(account)


def set_second_factor(
    session: Session,
    actor: Actor,
    office: Office,
    command: SetSecondFactor,
    pause: Pause = no_pause,
) -> tuple[Secrets, int]:
    """Put a new phone in place of the old one. Answers what the bundle holds and the login epoch.

    Raises `Invalid` for a wrong passphrase or a wrong code.
    """
    _, locked = _own(session, actor)
    step = second_factor.check(command.secret, command.code, last_step=0)
    pause()
    uk = _unlock(office, locked, command.passphrase, field="passphrase")
    account, locked = _own(session, actor)
    secrets = replace(bundles.open_bundle(uk, locked), totp_secret=command.secret)
    bundles.store_bundle(session, account.id, uk, secrets)
    account.totp_last_step = max(step, account.totp_last_step)
    trail.record(session, actor, "account.second-factor-set", account=str(account.id))
    return secrets, _new_epoch(account)


def words_of(secrets: Secrets) -> tuple[str, ...]:
    """The four words of a person's own keys, for a supervisor to compare."""
    signer = signing.signing_pair(secrets.esk)
    return admission.words_of(sealing.public_of(secrets.xsk), signer.public)


def _own(session: Session, actor: Actor) -> tuple[Account, Locked]:
    if not actor.may(Permission.OWN_ACCOUNT):
        raise Forbidden(refused=Permission.OWN_ACCOUNT)
    locked = bundles.read(session, actor.account_id)
    if locked is None:
        raise NotFound
    return people.get_account(session, actor.account_id), locked


def _unlock(office: Office, locked: Locked, passphrase: str, *, field: str) -> bytes:
    try:
        return bundles.unlock(office, locked, "", passphrase)
    except Unreadable as wrong:
        raise Invalid("passphrase-wrong", field=field) from wrong


def _new_epoch(account: Account) -> int:
    account.login_epoch += 1
    return account.login_epoch
