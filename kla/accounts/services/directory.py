"""The key directory as the database holds it, checked up to the root that each person pinned."""

import uuid
from typing import Protocol

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from kla.access.policy import Actor
from kla.accounts.models import Account, CircleKey, PrincipalKey, PrincipalRevocation, VoucherRow
from kla.core.errors import NotReady, Untrusted
from kla.crypto.directory import CircleKeyRecord, Directory, KeyRecord, Revocation, Voucher

MEMO = "key_directory"
NO_UNIT = "-"

INTAKE, SIAGA_A, SIAGA_B = "intake", "siaga_a", "siaga_b"
STATISTICS, OVERSIGHT, RECOVERY = "statistics", "oversight", "recovery"


# The tables as certificates have them, field by field. Built once: every writer reads them all.
PEOPLE = select(*PrincipalKey.__table__.columns).order_by(PrincipalKey.kid)
ENDED = select(*PrincipalRevocation.__table__.columns).order_by(PrincipalRevocation.kid)
VOUCHERS = select(
    VoucherRow.kid,
    VoucherRow.public,
    VoucherRow.role,
    VoucherRow.unit,
    VoucherRow.expires,
    VoucherRow.sig,
).order_by(VoucherRow.kid)
CIRCLES = select(
    CircleKey.circle,
    CircleKey.epoch,
    CircleKey.kid,
    CircleKey.pk,
    CircleKey.issuer_kid,
    CircleKey.cert,
).order_by(CircleKey.circle, CircleKey.epoch)


class Pinned(Protocol):
    """Whoever knows which installation this is and which root it answers to."""

    @property
    def instance(self) -> str:
        """The name of the installation."""

    @property
    def root(self) -> bytes:
        """The root's public key."""


def supervision(unit_id: uuid.UUID) -> str:
    """The circle of a unit's supervisors."""
    return f"supervision:{unit_id}"


def match(unit_id: uuid.UUID) -> str:
    """Who reads the lines by which the same child is found again."""
    return f"match:{unit_id}"


def listing(unit_id: uuid.UUID) -> str:
    """Who reads the lines of a unit's list of cases."""
    return f"list:{unit_id}"


def load(session: Session, who: Actor | Pinned) -> Directory:
    """The directory as `who` trusts it; read once in a transaction."""
    pin = who.keys if isinstance(who, Actor) else who
    memo: dict[tuple[str, bytes], Directory] = session.info.setdefault(MEMO, {})
    key = (pin.instance, pin.root)
    if key not in memo:
        memo[key] = _read(session, pin)
    return memo[key]


def forget(session: Session) -> None:
    """Read the directory again: something was added to it."""
    session.info.pop(MEMO, None)


def circle_key(session: Session, actor: Actor, name: str) -> CircleKeyRecord:
    """The newest key of a circle, verified.

    Raises `NotReady` where the circle has no key yet, `Untrusted` where its key leads nowhere.
    """
    if session.scalar(select(CircleKey.kid).where(CircleKey.circle == name).limit(1)) is None:
        raise NotReady(name.partition(":")[0])
    return load(session, actor).circle(name)


def kids_of(session: Session, name: str) -> dict[int, str]:
    """The names of a circle's keys by epoch, as the database has them and nobody has verified.

    Enough for asking which of the keys that one holds it is; nothing may be sealed to them.
    """
    query = select(CircleKey.epoch, CircleKey.kid).where(CircleKey.circle == name)
    return {row.epoch: row.kid for row in session.execute(query)}


def person_key(session: Session, actor: Actor, account_id: uuid.UUID) -> KeyRecord:
    """The key of a person and the role it is certified for, verified.

    Raises `Untrusted` where there is none, or one that is another's.
    """
    kid = session.scalar(
        select(Account.current_kid).where(Account.id == account_id, Account.active.is_(True))
    )
    if kid is None:
        raise Untrusted(reason="no-key")
    record = load(session, actor).person(kid)
    if record.user != account_id:
        raise Untrusted(reason="other-person")
    return record


def signer_key(session: Session, actor: Actor, kid: str) -> bytes:
    """The verified signing key of a key record, for checking what its holder signed."""
    return load(session, actor).person(kid).epk


def unit_text(unit_id: uuid.UUID | None) -> str:
    """A unit as certificates name it."""
    return str(unit_id) if unit_id else NO_UNIT


def unit_of(record: KeyRecord) -> uuid.UUID | None:
    """The unit that a certificate names."""
    return None if record.unit == NO_UNIT else uuid.UUID(record.unit)


def add_person(session: Session, record: KeyRecord) -> None:
    """Write a certified key record."""
    session.add(
        PrincipalKey(
            kid=record.kid,
            account_id=record.user,
            role=record.role,
            siaga=record.siaga,
            unit=record.unit,
            xpk=record.xpk,
            epk=record.epk,
            mlkem_pk=record.mlkem_pk,
            not_before=record.not_before,
            issuer_kid=record.issuer_kid,
            cert=record.cert,
        )
    )
    session.flush()
    forget(session)


def add_revocation(session: Session, revocation: Revocation) -> None:
    """Write that a key counts no more."""
    session.add(
        PrincipalRevocation(
            kid=revocation.kid,
            at=revocation.at,
            issuer_kid=revocation.issuer_kid,
            sig=revocation.sig,
        )
    )
    session.flush()
    forget(session)


def _read(session: Session, pin: Pinned) -> Directory:
    return Directory(
        instance=pin.instance,
        root_pk=pin.root,
        records=[KeyRecord(*row) for row in session.execute(PEOPLE)],
        revocations=[Revocation(*row) for row in session.execute(ENDED)],
        vouchers=[Voucher(*row) for row in session.execute(VOUCHERS)],
        circle_keys=[CircleKeyRecord(*row) for row in session.execute(CIRCLES)],
    )


@event.listens_for(Session, "after_transaction_end")
def _forget_at_the_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        forget(session)
