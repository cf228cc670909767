"""Emergency access: asking for it, and two officers who each open their own half.

Two people take part at least: the requester may be one of the officers. A certificate makes
somebody an officer of one circle or the other, so nobody holds both halves.
"""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, Role
from kla.accounts.services import circles, directory
from kla.cases.models import Case, SiagaRequest, SiagaShare
from kla.cases.numbers import read_number
from kla.cases.services import notices, reports
from kla.cases.services.index_keys import circle_key
from kla.cases.services.lookup import get_case
from kla.cases.types.siaga import ANSWER_WITHIN, OPEN_FOR, AskSiaga, SiagaState
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, NotFound, NotReady, Unreadable, Untrusted
from kla.crypto import siaga, signing
from kla.crypto.directory import KeyRecord
from kla.crypto.grants import SHARES, GrantKind, Lock, Signer, verify_grant
from kla.crypto.siaga import HalfPlace
from kla.trail import services as trail

REASON = "reason"
HALVES = {"a": GrantKind.SHARE_A, "b": GrantKind.SHARE_B}
MAY_ASK = frozenset({Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SIAGA})


def ask(session: Session, actor: Actor, command: AskSiaga) -> SiagaRequest:
    """Ask to see a case in an emergency. Why is sealed to supervision and to the auditors.

    An officer who asks gives the own half at once. Raises `Invalid` naming the field: for a number
    that fits no case, or one that is restricted, with the same words; for a case in reach anyway.
    """
    signer = must(actor, Permission.SIAGA_ASK)
    reports.require_text(command.reason, "reason")
    case = _case_of(session, actor, command.number)
    now = clock.now()
    request = SiagaRequest(
        case_id=case.id,
        requester_kid=signer.kid,
        asked=now.replace(microsecond=0),
        expires=now + ANSWER_WITHIN,
        shares=[],
    )
    request.reason_oversight, request.reason_supervision = seal_twice(
        session, actor, case, command.reason, request.bound_to(REASON)
    )
    request.sig = signing.sign(signer.private, actor.keys.instance, "siaga", *request.statement)
    session.add(request)
    _leave_line(session, actor, request, "case.siaga_asked")
    if own_half(session, actor) is not None:
        _give(session, actor, request, case)
    notices.tell_at_once(session, actor, case.unit_id, _officers(session, actor))
    return request


def answer(session: Session, actor: Actor, request_id: uuid.UUID) -> SiagaRequest:
    """Open the half that one's circle holds, and seal it to whoever asked.

    Raises `NotFound`, `Forbidden` for anyone whose certificate names neither circle, `Conflict`
    where the request is over or this half was given.
    """
    must(actor, Permission.SIAGA_ANSWER)
    request = get_request(session, request_id)
    case = get_case(session, request.case_id, to_change=True)
    if state_of(request, case.dek_epoch) is not SiagaState.WAITING:
        raise Conflict(siaga="over")
    _give(session, actor, request, case)
    told = [record.user for record in (_asker(session, actor, request),)]
    notices.tell_at_once(session, actor, case.unit_id, told)
    return request


def must(actor: Actor, permission: Permission) -> Signer:
    """The signing key of somebody who may do this."""
    if not actor.may(permission):
        raise Forbidden(refused=permission)
    if actor.keys.signer is None:
        raise NotReady("signing-key")
    return actor.keys.signer


def get_request(session: Session, request_id: uuid.UUID) -> SiagaRequest:
    """One request. Raises `NotFound`."""
    request = session.get(SiagaRequest, request_id)
    if request is None:
        raise NotFound(refused="siaga")
    return request


def state_of(request: SiagaRequest, dek_epoch: int) -> SiagaState:
    """How a request stands. Once the case has a new secret, what was given for it is over."""
    if request.expires <= clock.now():
        return SiagaState.ENDED
    if living_shares(request, dek_epoch).keys() == SHARES:
        return SiagaState.OPEN
    return SiagaState.WAITING if request.opened is None else SiagaState.ENDED


def living_shares(request: SiagaRequest, dek_epoch: int) -> dict[GrantKind, SiagaShare]:
    """The halves that were given of the case's present secret."""
    return {share.kind: share for share in request.shares if share.dek_epoch == dek_epoch}


def own_half(session: Session, actor: Actor) -> GrantKind | None:
    """Which half somebody's certificate, in use now, lets them open."""
    if actor.keys.signer is None or not actor.may(Permission.SIAGA_ANSWER):
        return None
    record = directory.load(session, actor).person(actor.keys.signer.kid)
    return HALVES.get(record.siaga) if record.role == Role.SIAGA else None


def place_of(actor: Actor, request: SiagaRequest, dek_epoch: int, kind: GrantKind) -> HalfPlace:
    """What one half of this request is bound to."""
    return HalfPlace(
        instance=actor.keys.instance,
        request_id=request.id,
        case_id=request.case_id,
        dek_epoch=dek_epoch,
        kind=kind,
    )


def officers_of(session: Session, actor: Actor, request: SiagaRequest, epoch: int) -> list[str]:
    """The key records of those who gave a half, each checked: certificate, signature, own person.

    Raises `Untrusted` where one half was not given by an officer of that half, or both by one.
    """
    known = directory.load(session, actor)
    people: dict[uuid.UUID, str] = {}
    shares = living_shares(request, epoch)
    for kind, share in shares.items():
        officer = known.known(share.officer_kid)
        if officer.role != Role.SIAGA or HALVES.get(officer.siaga) != kind:
            raise Untrusted(reason="no-officer")
        instance = actor.keys.instance
        signing.verify(officer.epk, share.sig, instance, "siaga-half", *share.statement)
        people[officer.user] = officer.kid
    if len(people) != len(shares):
        raise Untrusted(reason="one-person")
    return list(people.values())


def _give(session: Session, actor: Actor, request: SiagaRequest, case: Case) -> None:
    kind, signer = own_half(session, actor), must(actor, Permission.SIAGA_ANSWER)
    if kind is None:
        raise Forbidden(refused=Permission.SIAGA_ANSWER)
    if kind in living_shares(request, case.dek_epoch):
        raise Conflict(siaga="given")
    asker, lock = _asker(session, actor, request), case.lock
    _check_granters(session, actor, lock, kind)
    place = place_of(actor, request, case.dek_epoch, kind)
    share = SiagaShare(
        request_id=request.id,
        kind=kind,
        dek_epoch=case.dek_epoch,
        sealed=siaga.give_half(actor.keys, lock, asker.xpk, place),
        officer_kid=signer.kid,
    )
    share.sig = signing.sign(signer.private, place.instance, "siaga-half", *share.statement)
    request.shares = [*(one for one in request.shares if one.kind is not kind), share]
    officers_of(session, actor, request, case.dek_epoch)
    if living_shares(request, case.dek_epoch).keys() == SHARES:
        request.opened = clock.now()
        request.expires = request.opened + OPEN_FOR
    _leave_line(session, actor, request, "case.siaga_half_given")


def _asker(session: Session, actor: Actor, request: SiagaRequest) -> KeyRecord:
    """The certified key of whoever asked, which nobody but they signed for."""
    record = directory.load(session, actor).person(request.requester_kid)
    if record.role not in MAY_ASK:
        raise Untrusted(reason="may-not-ask")
    signing.verify(record.epk, request.sig, actor.keys.instance, "siaga", *request.statement)
    return record


def _check_granters(session: Session, actor: Actor, lock: Lock, kind: GrantKind) -> None:
    known = directory.load(session, actor)
    for grant in lock.grants:
        if grant.kind is kind:
            granter = known.known(grant.granter_kid)
            verify_grant(grant, lock.case_id, lock.dek_epoch, granter.epk, actor.keys.instance)


def _case_of(session: Session, actor: Actor, number: str) -> Case:
    case = _case_with(session, number)
    shares = [] if case is None else [one for one in case.lock.grants if one.kind in SHARES]
    if case is None or not shares:
        raise Invalid("siaga-unknown", field="number")
    if not actor.keys.kids.isdisjoint(case.lock.kids):
        raise Invalid("siaga-in-reach", field="number")
    if any(_is_running(one, case) for one in _asked_by(session, actor, case)):
        raise Invalid("siaga-asked", field="number")
    return case


def _case_with(session: Session, number: str) -> Case | None:
    """The case of a number, if it fits just one."""
    found = read_number(number)
    if found is None:
        raise Invalid("siaga-number", field="number")
    month, first, last = found
    query = select(Case.id).where(Case.opened_month == month, Case.id.between(first, last))
    ids = session.scalars(query.limit(2)).all()
    return get_case(session, ids[0], to_change=True) if len(ids) == 1 else None


def _asked_by(session: Session, actor: Actor, case: Case) -> list[SiagaRequest]:
    kid = actor.keys.signer.kid if actor.keys.signer else ""
    query = select(SiagaRequest).where(
        SiagaRequest.case_id == case.id, SiagaRequest.requester_kid == kid
    )
    return list(session.scalars(query.order_by(SiagaRequest.asked)))


def _is_running(request: SiagaRequest, case: Case) -> bool:
    return state_of(request, case.dek_epoch) is not SiagaState.ENDED


def _officers(session: Session, actor: Actor) -> list[uuid.UUID]:
    known = directory.load(session, actor)
    return [record.user for record in circles.certified_people(session, known, Role.SIAGA)]


def seal_twice(
    session: Session, actor: Actor, case: Case, text: str, bound_to: bytes
) -> tuple[bytes, bytes]:
    """Words sealed to the auditors, and to the supervisors of the case's unit."""
    names = (directory.OVERSIGHT, directory.supervision(case.unit_id))
    keys = [circle_key(session, actor, name) for name in names]
    instance = actor.keys.instance
    oversight, supervision = (
        siaga.seal_words(key.pk, key.epoch, text, bound_to, instance) for key in keys
    )
    return oversight, supervision


def open_words(session: Session, actor: Actor, sealed: bytes | None, bound_to: bytes) -> str:
    """Words about a request, for whoever holds the key of the circle; empty for anybody else."""
    for record in directory.load(session, actor).circle_keys if sealed else ():
        try:
            return siaga.open_words(actor.keys, record.epoch, sealed or b"", bound_to)
        except Unreadable:
            continue
    return ""


def _leave_line(session: Session, actor: Actor, request: SiagaRequest, action: str) -> None:
    case, name = str(request.case_id), str(request.id)
    trail.record(session, actor, action, case=case, siaga=name)
