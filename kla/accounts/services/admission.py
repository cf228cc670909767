"""Admission: a supervisor compares four words with a person and certifies their keys."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, Role, authorize
from kla.accounts.models import Account, KeyRequest, PrincipalKey, PrincipalRevocation
from kla.accounts.services import circles, directory, people, units
from kla.accounts.types import Admit, PersonChoice, WaitingPerson
from kla.core import clock
from kla.core.errors import Forbidden, Invalid, NotFound
from kla.crypto import tokens
from kla.crypto.directory import KeyRecord, Revocation, certify, revoke
from kla.crypto.sealing import recipient_id
from kla.trail import services as trail


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose signature goes under a certificate: a supervisor's, or a voucher's key."""

    kid: str
    private: bytes


def list_waiting(session: Session, actor: Actor) -> list[WaitingPerson]:
    """Those who made keys and wait for this supervisor's word."""
    _must_admit(actor)
    names = units.names(session)
    query = select(KeyRequest, Account).join(Account, Account.id == KeyRequest.account_id)
    query = query.where(Account.active.is_(True))
    rows = session.execute(query.order_by(KeyRequest.made_at, KeyRequest.id)).all()
    return [
        WaitingPerson(
            account_id=account.id,
            name=account.staff_name,
            username=account.username,
            role=account.role,
            unit=names.get(account.unit_id, "") if account.unit_id else "",
            words=words_of(request.xpk, request.epk),
            again=request.replaces_kid is not None,
        )
        for request, account in rows
        if in_reach(session, actor, account)
    ]


def admit(session: Session, actor: Actor, account_id: uuid.UUID, command: Admit) -> KeyRecord:
    """Certify a person's keys, take back the ones they replace, and let them into their circles.

    Raises `NotFound` where nobody of this supervisor's waits under this id, `Invalid` where the
    words are not those of the keys: somebody put other keys in their place.
    """
    _must_admit(actor)
    account = people.get_account(session, account_id)
    authorize(actor, Permission.ACCOUNT_ADMIT, within=scopes_of(session, actor, account))
    request = _request_of(session, account_id)
    if command.words != words_of(request.xpk, request.epk):
        raise Invalid("words-differ", field="words")
    signer = actor.keys.signer
    assert signer is not None  # noqa: S101 -- may() gives the permission to the certified only
    directory.load(session, actor).may_certify(signer.kid)
    issuer = Issuer(signer.kid, signer.private)
    record = certify_request(session, actor.keys.instance, issuer, account, request)
    if request.replaces_kid:
        revoke_key(session, actor, request.replaces_kid)
    trail.record(
        session,
        actor,
        "account.admitted",
        account=str(account.id),
        kid=record.kid,
        role=record.role,
    )
    circles.settle(session, actor)
    return record


def certify_request(
    session: Session, instance: str, issuer: Issuer, account: Account, request: KeyRequest
) -> KeyRecord:
    """Write the certificate of a request, for a service of this area that has authorized."""
    bare = KeyRecord(
        kid=request.kid,
        user=account.id,
        role=account.role,
        siaga=account.siaga,
        unit=directory.unit_text(account.unit_id),
        xpk=request.xpk,
        epk=request.epk,
        mlkem_pk=request.mlkem_pk,
        not_before=int(clock.now().timestamp()),
    )
    record = certify(issuer.private, issuer.kid, instance, bare)
    directory.add_person(session, record)
    account.current_kid = record.kid
    session.delete(request)
    session.flush()
    return record


def revoke_key(session: Session, actor: Actor, kid: str) -> None:
    """Take a certificate back from now on, and take its key out of every circle."""
    signer = actor.keys.signer
    if signer is None:
        raise Forbidden(refused=Permission.ACCOUNT_ADMIT)
    bare = Revocation(kid, int(clock.now().timestamp()), signer.kid)
    directory.add_revocation(session, revoke(signer.private, actor.keys.instance, bare))
    xpk = session.scalar(select(PrincipalKey.xpk).where(PrincipalKey.kid == kid))
    if xpk is not None:
        circles.leave(session, recipient_id(xpk))
    trail.record(session, actor, "account.key-revoked", kid=kid)


def list_ended(session: Session, actor: Actor) -> list[PersonChoice]:
    """People of this supervisor's whose account was ended and whose certificate still stands."""
    _must_admit(actor)
    gone = select(PrincipalRevocation.kid)
    query = select(Account).where(
        Account.active.is_(False),
        Account.current_kid.is_not(None),
        Account.current_kid.not_in(gone),
    )
    ended = session.scalars(query.order_by(Account.staff_name, Account.id))
    return [
        PersonChoice(account_id=account.id, name=account.staff_name)
        for account in ended
        if in_reach(session, actor, account)
    ]


def revoke_ended(session: Session, actor: Actor, account_id: uuid.UUID) -> None:
    """Take back the certificate of somebody whose account was ended.

    Raises `NotFound` where there is no such person within reach.
    """
    _must_admit(actor)
    account = people.get_account(session, account_id)
    authorize(actor, Permission.ACCOUNT_ADMIT, within=scopes_of(session, actor, account))
    if account.active or account.current_kid is None:
        raise NotFound
    revoke_key(session, actor, account.current_kid)


def words_of(xpk: bytes, epk: bytes) -> tuple[str, ...]:
    """The four words by which two people compare a pair of public keys."""
    return tuple(tokens.fingerprint_words(xpk, epk))


def in_reach(session: Session, actor: Actor, account: Account) -> bool:
    """Whether this supervisor answers for that person."""
    held = actor.scopes | actor.keys.kids
    return not held.isdisjoint(scopes_of(session, actor, account))


def scopes_of(session: Session, actor: Actor, account: Account) -> frozenset[str]:
    """The person's unit; the supervisor's own for people of no unit, or of one nobody leads."""
    own = frozenset({f"unit:{actor.unit_id}"})
    if account.unit_id is None or account.unit_id not in _led_units(session, actor):
        return own
    return frozenset({f"unit:{account.unit_id}"})


def _led_units(session: Session, actor: Actor) -> frozenset[uuid.UUID | None]:
    keys = directory.load(session, actor)
    leaders: Iterator[KeyRecord] = circles.certified_people(session, keys, Role.SUPERVISOR)
    return frozenset(directory.unit_of(record) for record in leaders)


def _request_of(session: Session, account_id: uuid.UUID) -> KeyRequest:
    query = select(KeyRequest).where(KeyRequest.account_id == account_id)
    request = session.scalars(query).one_or_none()
    if request is None:
        raise NotFound
    return request


def _must_admit(actor: Actor) -> None:
    if not actor.may(Permission.ACCOUNT_ADMIT):
        raise Forbidden(refused=Permission.ACCOUNT_ADMIT)
