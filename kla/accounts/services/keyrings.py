"""From a person's own key to all that they hold: certificate, circles, keyring."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ScalarSelect, bindparam, func, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.accounts.models import Account, CircleKey, CircleMember, PrincipalKey, PrincipalRevocation
from kla.accounts.services import bundles, directory
from kla.accounts.types import Certificate, Office, Secrets, Unlocked
from kla.core.errors import Unreadable, Untrusted
from kla.crypto import sealing
from kla.crypto.circles import CircleEpoch, Membership, open_membership
from kla.crypto.grants import Signer
from kla.crypto.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Sealed:
    """A circle's private key, sealed to one of its members, and the name of that key."""

    circle: str
    epoch: int
    recipient_kid: str
    recipient_epoch: int
    sealed: bytes
    granter_kid: str
    kid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the database says of a person: enough to let them in, not enough to trust a role."""

    account_id: uuid.UUID
    name: str
    role: Role
    unit_id: uuid.UUID | None
    login_epoch: int
    revocations: int
    oversight_kid: str


def _newest_oversight() -> ScalarSelect[str]:
    newest = select(CircleKey.kid).where(CircleKey.circle == directory.OVERSIGHT)
    return newest.order_by(CircleKey.epoch.desc()).limit(1).scalar_subquery()


# Both run in every request: built once, they cost half.
STANDING = select(
    Account.id.label("account_id"),
    Account.staff_name.label("name"),
    Account.role,
    Account.unit_id,
    Account.login_epoch,
    select(func.count()).select_from(PrincipalRevocation).scalar_subquery().label("revocations"),
    func.coalesce(_newest_oversight(), "").label("oversight_kid"),
).where(Account.id == bindparam("account_id"), Account.active.is_(True))

MEMBERSHIPS = (
    select(
        CircleMember.circle,
        CircleMember.epoch,
        CircleMember.recipient_kid,
        CircleMember.recipient_epoch,
        CircleMember.sealed,
        CircleMember.granter_kid,
        CircleKey.kid,
    )
    .join(
        CircleKey,
        (CircleKey.circle == CircleMember.circle) & (CircleKey.epoch == CircleMember.epoch),
    )
    .where(CircleMember.recipient_kid.in_(bindparam("kids", expanding=True)))
    .order_by(CircleMember.circle, CircleMember.epoch, CircleMember.id)
)


def standing_of(session: Session, account_id: uuid.UUID) -> Standing | None:
    """An active person's row, and what has changed in the directory; one query."""
    row = session.execute(STANDING, {"account_id": account_id}).one_or_none()
    return Standing(**row._mapping) if row else None


def refresh(session: Session, office: Office, person: Standing, known: Unlocked) -> Unlocked:
    """Bring what a login session knows up to date, at the price of two small queries."""
    certificate = known.certificate
    if certificate is None or certificate.revocations != person.revocations:
        certificate = _certificate(session, office, person, known.secrets)
    return replace(
        known,
        certificate=certificate,
        circles=_circles(session, office, known),
        oversight=_oversight(session, office, person, known),
    )


def actor_of(office: Office, person: Standing, unlocked: Unlocked) -> Actor:
    """Who acts. With a certificate its role and unit count; without one, no case permission."""
    keys = keyring_of(office, unlocked)
    certificate = unlocked.certificate
    unit_id = person.unit_id
    if certificate:
        unit_id = None if certificate.unit == directory.NO_UNIT else uuid.UUID(certificate.unit)
    return Actor(
        account_id=person.account_id,
        role=certificate.role if certificate else person.role,
        unit_id=unit_id,
        scopes=frozenset({f"unit:{unit_id}"}) if certificate and unit_id else frozenset(),
        keys=keys,
        certified=certificate is not None,
    )


def keyring_of(office: Office, unlocked: Unlocked) -> Keyring:
    """The keys of a person, as services use them.

    Nobody could check what an uncertified key signed, so it signs nothing.
    """
    secrets = unlocked.secrets
    certified = unlocked.certificate is not None
    return Keyring(
        instance=secrets.instance,
        root=secrets.root,
        private={secrets.own_kid: secrets.xsk, **unlocked.circles},
        own_kid=secrets.own_kid,
        signer=Signer(secrets.kid, secrets.esk) if certified else None,
        handles=office.handles,
        oversight=unlocked.oversight or None,
    )


def to_content(unlocked: Unlocked) -> dict[str, Any]:
    """As JSON knows it, for the login session."""
    certificate = unlocked.certificate
    return {
        "secrets": bundles.to_content(unlocked.secrets),
        "circles": {kid: private.hex() for kid, private in unlocked.circles.items()},
        "oversight": unlocked.oversight.hex(),
        "certificate": certificate
        and [certificate.role, certificate.unit, certificate.siaga, certificate.revocations],
    }


def from_content(content: Mapping[str, Any]) -> Unlocked:
    """The opposite of `to_content`."""
    certificate = None
    if content["certificate"]:
        role, unit, siaga, revocations = content["certificate"]
        certificate = Certificate(role=Role(role), unit=unit, siaga=siaga, revocations=revocations)
    return Unlocked(
        secrets=bundles.from_content(content["secrets"]),
        circles={kid: bytes.fromhex(private) for kid, private in content["circles"].items()},
        oversight=bytes.fromhex(content["oversight"]),
        certificate=certificate,
    )


def _certificate(
    session: Session, office: Office, person: Standing, secrets: Secrets
) -> Certificate | None:
    known = select(PrincipalKey.kid).where(PrincipalKey.kid == secrets.kid)
    if session.scalar(known) is None:
        return None
    try:
        record = directory.load(session, office).person(secrets.kid)
    except Untrusted:
        return None
    if record.user != person.account_id:
        return None
    return Certificate(
        role=Role(record.role),
        unit=record.unit,
        siaga=record.siaga,
        revocations=person.revocations,
    )


def _circles(session: Session, office: Office, known: Unlocked) -> dict[str, bytes]:
    """The private keys of every circle the person is in, also through another circle.

    A circle they were taken out of is left out, and one they are new in is opened.
    """
    own = known.secrets.own_kid
    held, asked, rows = {own: known.secrets.xsk}, set[str](), list[Sealed]()
    while wanted := {*held, *(known.circles if not asked else ())} - asked:
        rows += _memberships(session, sorted(wanted))
        asked |= wanted
        while _open_more(session, office, known, rows, held):
            pass
    return {kid: private for kid, private in held.items() if kid != own}


def _open_more(
    session: Session, office: Office, known: Unlocked, rows: list[Sealed], held: dict[str, bytes]
) -> bool:
    """Add to `held` what the keys in it open. Answers whether there was anything."""
    before = len(held)
    for row in rows:
        if row.recipient_kid in held and row.kid not in held:
            private = known.circles.get(row.kid) or _open(session, office, row, held)
            held |= {row.kid: private} if private else {}
    return len(held) > before


def _memberships(session: Session, kids: list[str]) -> list[Sealed]:
    return [Sealed(*row) for row in session.execute(MEMBERSHIPS, {"kids": kids})]


def _open(
    session: Session, office: Office, member: Sealed, held: Mapping[str, bytes]
) -> bytes | None:
    """Open a circle's key. A forged row, or one for another circle's key, opens nothing."""
    at = CircleEpoch(office.instance, member.circle, member.epoch)
    row = Membership(member.recipient_kid, member.sealed, member.granter_kid)
    try:
        private = open_membership(held[member.recipient_kid], row, at, member.recipient_epoch)
        kid = sealing.recipient_id(sealing.public_of(private))
        record = directory.load(session, office).circle_by_kid(kid)
    except (Unreadable, Untrusted):
        return None
    return private if (record.circle, record.epoch) == (at.circle, at.epoch) else None


def _oversight(session: Session, office: Office, person: Standing, known: Unlocked) -> bytes:
    if not person.oversight_kid:
        return b""
    if known.oversight and sealing.recipient_id(known.oversight) == person.oversight_kid:
        return known.oversight
    return directory.load(session, office).circle(directory.OVERSIGHT).pk
