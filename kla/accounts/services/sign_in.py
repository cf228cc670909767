"""Coming in: passphrase and second factor, the same answer and the same work for every mistake."""

import uuid
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from kla.accounts.services import bundles, circles, keyrings, people, second_factor, throttle
from kla.accounts.services.bundles import Locked
from kla.accounts.services.keyrings import Standing
from kla.accounts.types import Credentials, Office, Pause, Secrets, SignedIn, Unlocked, no_pause
from kla.core.errors import Invalid, Unreadable, Untrusted
from kla.trail import services as trail


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who might be coming in, read before the slow work; nobody if the name is unknown."""

    account_id: uuid.UUID | None
    locked: Locked | None
    totp_last_step: int


def sign_in(
    session: Session, office: Office, credentials: Credentials, pause: Pause = no_pause
) -> SignedIn:
    """Let somebody in.

    `pause` ends the transaction before the slow work, which must not keep others from writing; what
    was counted against guessing is kept by then. Raises `Throttled`, `Invalid("sign-in")` for every
    mistake alike, and `Untrusted` where the installation's root is not the one the person pinned.
    """
    attempt = throttle.attempt_of(office.pepper, credentials.username, credentials.network)
    throttle.count(session, attempt)
    candidate = _candidate(session, credentials.username)
    pause()
    try:
        uk, secrets = _unlock(office, candidate, credentials)
        step = _second_factor(secrets, credentials, candidate)
        account_id = _spend(session, candidate, step)
    except (Unreadable, Invalid) as mistake:
        trail.record(session, None, "account.sign-in-refused")
        raise Invalid("sign-in", field="username") from mistake
    if (secrets.root, secrets.instance) != (office.root, office.instance):
        raise Untrusted(reason="root")
    throttle.forgive(session, attempt)
    throttle.prune(session)
    return _enter(session, office, account_id, uk, secrets)


def _candidate(session: Session, username: str) -> Candidate:
    account = people.find_account(session, username)
    if account is None or not account.active:
        return Candidate(None, None, 0)
    return Candidate(account.id, bundles.read(session, account.id), account.totp_last_step)


def _unlock(
    office: Office, candidate: Candidate, credentials: Credentials
) -> tuple[bytes, Secrets]:
    uk = bundles.unlock(office, candidate.locked, credentials.username, credentials.passphrase)
    if candidate.locked is None:
        raise Unreadable(reason="nobody")
    return uk, bundles.open_bundle(uk, candidate.locked)


def _second_factor(secrets: Secrets, credentials: Credentials, candidate: Candidate) -> int:
    """Asked of whoever has one; those who must have one got it at activation."""
    if not secrets.totp_secret:
        return 0
    last = candidate.totp_last_step
    return second_factor.check(secrets.totp_secret, credentials.code, last_step=last)


def _spend(session: Session, candidate: Candidate, step: int) -> uuid.UUID:
    if candidate.account_id is None:
        raise Unreadable(reason="nobody")
    if step:
        second_factor.spend(session, candidate.account_id, step)
    return candidate.account_id


def _enter(
    session: Session, office: Office, account_id: uuid.UUID, uk: bytes, secrets: Secrets
) -> SignedIn:
    person = keyrings.standing_of(session, account_id)
    if person is None:
        raise Invalid("sign-in", field="username")
    whole = trail.holds(session, secrets.anchor_seq, secrets.anchor_hash)
    seq, digest = trail.head(session)
    secrets = replace(secrets, anchor_seq=seq, anchor_hash=digest) if whole else secrets
    bundles.store_bundle(session, account_id, uk, secrets)
    unlocked = _unlocked(session, office, person, secrets)
    actor = keyrings.actor_of(office, person, unlocked)
    trail.record(session, actor, "account.signed-in" if whole else "account.trail-was-cut")
    if circles.settle(session, actor):
        unlocked = _unlocked(session, office, person, secrets)
        actor = keyrings.actor_of(office, person, unlocked)
    return SignedIn(
        account_id=account_id,
        actor=actor,
        unlocked=unlocked,
        login_epoch=person.login_epoch,
        trail_was_cut=not whole,
    )


def _unlocked(session: Session, office: Office, person: Standing, secrets: Secrets) -> Unlocked:
    return keyrings.refresh(session, office, person, Unlocked(secrets=secrets))
