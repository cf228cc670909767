"""The first sign-in: from a code on paper to a passphrase, a second factor and own keys."""

import uuid
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kla.accounts.models import Account, ActivationCode, KeyRequest, VoucherRow
from kla.accounts.services import (
    admission,
    bundles,
    circles,
    codes,
    keyrings,
    people,
    second_factor,
    throttle,
)
from kla.accounts.types import (
    Activate,
    Activated,
    Office,
    Pause,
    Secrets,
    Unlocked,
    holds_keys,
    needs_second_factor,
    no_pause,
)
from kla.core import clock
from kla.core.errors import Invalid
from kla.crypto import passwords, sealing, signing
from kla.crypto.directory import principal_kid, voucher_pair
from kla.crypto.passwords import Wrap
from kla.trail import services as trail

OFFICE_WORDS = ("balikpapan", "dp3akb", "uptd", "ppa", "puspaga", "perlindungan", "anak", "kasus")


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody whose code is right, read before the slow work."""

    account_id: uuid.UUID
    code_id: uuid.UUID
    username: str
    name: str
    needs_second_factor: bool
    voucher_salt: bytes


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the slow work made: keys, locked, and the pair of a voucher if there is one."""

    uk: bytes
    wrap: Wrap
    secrets: Secrets
    mlkem_pk: bytes
    voucher: signing.SigningPair | None


def check_code(session: Session, office: Office, username: str, code: str, network: str) -> Invited:
    """Who a code is for.

    Raises `Invalid` for a wrong, used or expired code and for an unknown person, all alike, and
    `Throttled` for whoever guesses.
    """
    attempt = throttle.attempt_of(office.pepper, f"activate\0{username}", network)
    throttle.count(session, attempt)
    account = people.find_account(session, username)
    row = codes.find(session, account.id, code) if account and account.active else None
    if account is None or row is None:
        raise Invalid("code-wrong", field="code")
    throttle.forgive(session, attempt)
    return Invited(
        account_id=account.id,
        code_id=row.id,
        username=account.username,
        name=account.staff_name,
        needs_second_factor=needs_second_factor(account.role),
        voucher_salt=_salt(session, row),
    )


def check_passphrase(passphrase: str, method: str, *names: str) -> None:
    """Raises `Invalid` for a chosen passphrase that could be guessed."""
    if method == passwords.GENERATED:
        return
    words = {part for name in names for part in name.casefold().split()}
    problem = passwords.check_chosen(passphrase, [*OFFICE_WORDS, *words])
    if problem:
        raise Invalid(f"passphrase-{problem}", field="passphrase")


def activate(
    session: Session, office: Office, command: Activate, pause: Pause = no_pause
) -> Activated:
    """Make a person's keys, locked with their passphrase. The code is used up.

    People whose keys open something wait for a supervisor, unless the root vouched for the code.
    Raises `Invalid` for a code, passphrase or second factor that won't do.
    """
    invited = check_code(session, office, command.username, command.code, command.network)
    check_passphrase(command.passphrase, command.method, invited.username, invited.name)
    step = _second_factor(invited, command)
    pause()
    fresh = _make_keys(office, invited, command)
    account = people.get_account(session, invited.account_id)
    _use_up(session, invited)
    _store(session, account, fresh, step)
    trail.record(session, None, "account.activated", account=str(account.id))
    if fresh.voucher is not None:
        _certify_by_voucher(session, office, account, fresh)
    return Activated(
        account_id=account.id,
        words=admission.words_of(*_publics(fresh.secrets)),
        waits=holds_keys(account.role) and fresh.voucher is None,
        secrets=fresh.secrets,
    )


def _salt(session: Session, row: ActivationCode) -> bytes:
    query = select(VoucherRow.salt).where(VoucherRow.kid == row.voucher_kid)
    return session.scalar(query) or b""


def _second_factor(invited: Invited, command: Activate) -> int:
    if not command.totp_secret and not invited.needs_second_factor:
        return 0
    return second_factor.check(command.totp_secret, command.totp_code, last_step=0)


def _make_keys(office: Office, invited: Invited, command: Activate) -> Fresh:
    pair, signer = sealing.generate_pair(), signing.generate_signing_pair()
    kem, uk = sealing.generate_kem_pair(), bundles.new_user_key()
    secrets = Secrets(
        kid=principal_kid(pair.public, signer.public),
        own_kid=sealing.recipient_id(pair.public),
        xsk=pair.private,
        esk=signer.private,
        root=office.root,
        instance=office.instance,
        mlkem_seed=kem.private,
        totp_secret=command.totp_secret,
    )
    wrap = bundles.lock(office, uk, command.passphrase, command.method)
    voucher = None
    if invited.voucher_salt:
        # Without the pepper: the root may have signed on a computer that knows no server's.
        voucher = voucher_pair(command.code, invited.voucher_salt, b"", office.params)
    return Fresh(uk, wrap, secrets, kem.public, voucher)


def _use_up(session: Session, invited: Invited) -> None:
    """Mark the code as used; a second person with the same code at the same moment is refused."""
    row = session.get(ActivationCode, invited.code_id, with_for_update=True)
    if row is None or row.used_at is not None:
        raise Invalid("code-wrong", field="code")
    row.used_at = clock.now()


def _store(session: Session, account: Account, fresh: Fresh, step: int) -> None:
    bundles.store_wrap(session, account.id, fresh.wrap)
    bundles.store_bundle(session, account.id, fresh.uk, fresh.secrets)
    account.totp_last_step = step
    account.login_epoch += 1
    session.execute(delete(KeyRequest).where(KeyRequest.account_id == account.id))
    if holds_keys(account.role):
        xpk, epk = _publics(fresh.secrets)
        request = KeyRequest(
            account_id=account.id,
            kid=fresh.secrets.kid,
            xpk=xpk,
            epk=epk,
            mlkem_pk=fresh.mlkem_pk,
            made_at=clock.now(),
            replaces_kid=account.current_kid,
        )
        session.add(request)
    session.flush()


def _certify_by_voucher(session: Session, office: Office, account: Account, fresh: Fresh) -> None:
    """The first supervisor certifies their own keys with the voucher's, and founds the circles."""
    assert fresh.voucher is not None  # noqa: S101 -- asked by the caller
    issuer = admission.Issuer(signing.signer_id(fresh.voucher.public), fresh.voucher.private)
    query = select(KeyRequest).where(KeyRequest.account_id == account.id)
    request = session.scalars(query).one()
    admission.certify_request(session, office.instance, issuer, account, request)
    person = keyrings.standing_of(session, account.id)
    assert person is not None  # noqa: S101 -- the account is active
    unlocked = Unlocked(secrets=fresh.secrets)
    unlocked = keyrings.refresh(session, office, person, unlocked)
    actor = keyrings.actor_of(office, person, unlocked)
    trail.record(session, actor, "account.admitted", account=str(account.id), role=account.role)
    circles.settle(session, actor)


def _publics(secrets: Secrets) -> tuple[bytes, bytes]:
    return sealing.public_of(secrets.xsk), signing.signing_pair(secrets.esk).public
