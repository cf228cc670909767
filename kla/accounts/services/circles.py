"""Circles: whose key may reach whom, and handing a circle's key to those who belong to it.

Who belongs follows from certificates alone. What is missing is done by whoever can: a member seals
the key to a new member; a supervisor makes the key of a circle that nobody holds and keeps none of
it. What was sealed to a key that nobody holds any more, the recovery quorum opens.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, Role
from kla.accounts.models import Account, Circle, CircleKey, CircleMember
from kla.accounts.services import directory, units
from kla.core.errors import Untrusted
from kla.crypto import sealing
from kla.crypto.circles import CircleEpoch, admit, seal_to_recovery
from kla.crypto.directory import CircleKeyRecord, Directory, KeyRecord, certify_circle
from kla.trail import services as trail


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleRule:
    """Who belongs to a circle: people of a role, or the members of other circles."""

    name: str
    role: Role | None = None
    unit: str = ""
    siaga: str = ""
    circles: tuple[str, ...] = ()
    unit_id: uuid.UUID | None = None

    def admits(self, record: KeyRecord) -> bool:
        """Whether a certificate makes its holder a member."""
        return (
            record.role == self.role
            and self.unit in {"", record.unit}
            and self.siaga in {"", record.siaga}
        )


@dataclass(frozen=True, slots=True)
class Recipient:
    """A key that a circle's private key is sealed to; its epoch if it is a circle's, 0 if not."""

    kid: str
    public: bytes
    epoch: int = 0


def memberships(session: Session) -> list[CircleRule]:
    """Every circle there may be, those that others build on first."""
    fixed = [
        CircleRule(name=directory.OVERSIGHT, role=Role.AUDITOR),
        CircleRule(name=directory.INTAKE, role=Role.INTAKE),
        CircleRule(name=directory.SIAGA_A, role=Role.SIAGA, siaga="a"),
        CircleRule(name=directory.SIAGA_B, role=Role.SIAGA, siaga="b"),
        CircleRule(name=directory.STATISTICS, role=Role.STATISTICIAN),
    ]
    return [*fixed, *(circle for unit in units.list_units(session) for circle in _of_unit(unit.id))]


def _of_unit(unit_id: uuid.UUID) -> tuple[CircleRule, ...]:
    above = directory.supervision(unit_id)
    text = directory.unit_text(unit_id)
    return (
        CircleRule(name=above, role=Role.SUPERVISOR, unit=text, unit_id=unit_id),
        CircleRule(
            name=directory.match(unit_id), circles=(directory.INTAKE, above), unit_id=unit_id
        ),
        CircleRule(name=directory.listing(unit_id), circles=(above,), unit_id=unit_id),
    )


def settle(session: Session, actor: Actor) -> int:
    """Hand every circle's key to those who lack it, as far as this person can. Answers how many.

    Safe to repeat; done at each sign-in and each admission.
    """
    if not actor.certified or actor.keys.signer is None:
        return 0
    done = 0
    for circle in memberships(session):
        done += _settle_one(session, actor, circle)
    return done


def leave(session: Session, kid: str) -> None:
    """Take a key out of every circle. Whoever held a circle's key may have kept it."""
    session.execute(delete(CircleMember).where(CircleMember.recipient_kid == kid))


def missing_circles(session: Session) -> list[str]:
    """The circles without which no case can be opened, and that have no key yet."""
    made = set(session.scalars(select(CircleKey.circle).distinct().order_by(CircleKey.circle)))
    wanted = [circle.name for circle in memberships(session)]
    return [name for name in wanted if name not in made and name != directory.STATISTICS]


def _settle_one(session: Session, actor: Actor, circle: CircleRule) -> int:
    keys = directory.load(session, actor)
    epoch, kid = _newest(session, circle.name)
    eligible = list(_eligible(session, keys, circle))
    holding = _recipients_of(session, circle.name, epoch)
    lacking = [one for one in eligible if one.kid not in holding]
    if not lacking:
        return 0
    if kid in actor.keys.kids:
        record = keys.circle(circle.name)
        private = actor.keys.private[record.kid]
    elif len(lacking) == len(eligible) and actor.may(Permission.ACCOUNT_ADMIT):
        # Nobody who belongs holds the key: a new circle, or one whose every member got new keys.
        pair = sealing.generate_pair()
        record, private = _certify(session, actor, circle, pair, epoch + 1), pair.private
    else:
        return 0
    for recipient in lacking:
        _hand_over(session, actor, record, private, recipient)
    return len(lacking)


def _newest(session: Session, name: str) -> tuple[int, str]:
    query = select(CircleKey.epoch, CircleKey.kid).where(CircleKey.circle == name)
    row = session.execute(query.order_by(CircleKey.epoch.desc()).limit(1)).one_or_none()
    return (row.epoch, row.kid) if row else (0, "")


def _certify(
    session: Session, actor: Actor, circle: CircleRule, pair: sealing.KeyPair, epoch: int
) -> CircleKeyRecord:
    """Write the public half of a circle's key, and seal the private half to recovery."""
    signer, at = actor.keys.signer, CircleEpoch(actor.keys.instance, circle.name, epoch)
    assert signer is not None  # noqa: S101 -- settle() has asked
    recovery = directory.load(session, actor).circle(directory.RECOVERY)
    bare = CircleKeyRecord(circle.name, epoch, "", pair.public, signer.kid)
    record = certify_circle(signer.private, at.instance, bare)
    session.merge(Circle(name=circle.name, unit_id=circle.unit_id))
    session.flush()
    add_key(session, record, seal_to_recovery(pair.private, at, recovery.pk))
    trail.record(session, actor, "account.circle-founded", circle=circle.name, epoch=epoch)
    return record


def add_key(session: Session, record: CircleKeyRecord, recovery_ct: bytes | None) -> None:
    """Write a certified key of a circle."""
    session.add(
        CircleKey(
            circle=record.circle,
            epoch=record.epoch,
            kid=record.kid,
            pk=record.pk,
            issuer_kid=record.issuer_kid,
            cert=record.cert,
            recovery_ct=recovery_ct,
        )
    )
    session.flush()
    directory.forget(session)


def _hand_over(
    session: Session, actor: Actor, record: CircleKeyRecord, private: bytes, to: Recipient
) -> None:
    signer = actor.keys.signer
    assert signer is not None  # noqa: S101 -- settle() has asked
    at = CircleEpoch(actor.keys.instance, record.circle, record.epoch)
    made = admit(private, at, to.public, signer, to.epoch)
    session.add(
        CircleMember(
            circle=record.circle,
            epoch=record.epoch,
            recipient_kid=made.recipient_kid,
            recipient_epoch=to.epoch,
            sealed=made.sealed,
            granter_kid=made.granter_kid,
            sig=made.sig,
        )
    )
    trail.record(session, actor, "account.circle-joined", circle=record.circle, kid=to.kid)


def _recipients_of(session: Session, name: str, epoch: int) -> frozenset[str]:
    query = select(CircleMember.recipient_kid).where(
        CircleMember.circle == name, CircleMember.epoch == epoch
    )
    return frozenset(session.scalars(query.order_by(CircleMember.recipient_kid)))


def _eligible(session: Session, keys: Directory, circle: CircleRule) -> Iterator[Recipient]:
    """The keys of those who belong, verified; whoever is not certified is passed over."""
    for name in circle.circles:
        try:
            record = keys.circle(name)
        except Untrusted:
            continue
        yield Recipient(record.kid, record.pk, record.epoch)
    if circle.role is not None:
        for person in certified_people(session, keys, circle.role):
            if circle.admits(person):
                yield Recipient(person.recipient_kid, person.xpk)


def certified_people(session: Session, keys: Directory, role: Role) -> Iterator[KeyRecord]:
    """The key records in use of active people whom a certificate gives this role."""
    query = select(Account.id, Account.current_kid).where(
        Account.active.is_(True), Account.current_kid.is_not(None)
    )
    for account_id, kid in session.execute(query.order_by(Account.staff_name, Account.id)):
        try:
            record = keys.person(str(kid))
        except Untrusted:
            continue
        if record.user == account_id and record.role == role:
            yield record
