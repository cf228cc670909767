"""From a person's own key to all that they hold: certificate, circles, keyring."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
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

Row = tuple[CircleMember, str]  # with the name of the circle's key


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


def standing_of(session: Session, account_id: uuid.UUID) -> Standing | None:
    """An active person's row, and what has changed in the directory; one query."""
    revocations = select(func.count()).select_from(PrincipalRevocation).scalar_subquery()
    newest = select(CircleKey.kid).where(CircleKey.circle == directory.OVERSIGHT)
    newest = newest.order_by(CircleKey.epoch.desc()).limit(1)
    query = select(
        Account.id,
        Account.staff_name,
        Account.role,
        Account.unit_id,
        Account.login_epoch,
        revocations.label("revocations"),
        newest.scalar_subquery().label("oversight_kid"),
    ).where(Account.id == account_id, Account.active.is_(True))
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    return Standing(
        account_id=row.id,
        name=row.staff_name,
        role=row.role,
        unit_id=row.unit_id,
        login_epoch=row.login_epoch,
        revocations=row.revocations,
        oversight_kid=row.oversight_kid or "",
    )


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
    """The keys of a person, as services use them."""
    secrets = unlocked.secrets
    own = own_kid(secrets)
    return Keyring(
        instance=secrets.instance,
        root=secrets.root,
        private={own: secrets.xsk, **unlocked.circles},
        own_kid=own,
        signer=Signer(secrets.kid, secrets.esk),
        handles=office.handles,
        oversight=unlocked.oversight or None,
    )


def own_kid(secrets: Secrets) -> str:
    """The name under which things are sealed to a person."""
    return sealing.recipient_id(sealing.public_of(secrets.xsk))


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
    own = own_kid(known.secrets)
    held, asked, rows = {own: known.secrets.xsk}, set[str](), list[Row]()
    while wanted := {*held, *(known.circles if not asked else ())} - asked:
        rows += _memberships(session, sorted(wanted))
        asked |= wanted
        while _open_more(session, office, known, rows, held):
            pass
    return {kid: private for kid, private in held.items() if kid != own}


def _open_more(
    session: Session, office: Office, known: Unlocked, rows: list[Row], held: dict[str, bytes]
) -> bool:
    """Add to `held` what the keys in it open. Answers whether there was anything."""
    before = len(held)
    for member, kid in rows:
        if member.recipient_kid in held and kid not in held:
            private = known.circles.get(kid) or _open(session, office, member, held)
            held |= {kid: private} if private else {}
    return len(held) > before


def _memberships(session: Session, kids: list[str]) -> list[Row]:
    query = (
        select(CircleMember, CircleKey.kid)
        .join(
            CircleKey,
            (CircleKey.circle == CircleMember.circle) & (CircleKey.epoch == CircleMember.epoch),
        )
        .where(CircleMember.recipient_kid.in_(kids))
        .order_by(CircleMember.circle, CircleMember.epoch, CircleMember.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _open(
    session: Session, office: Office, member: CircleMember, held: Mapping[str, bytes]
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
