"""Emergency access: the case as it may be read for a day, and the lists of requests."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import people
from kla.cases.models import Case, SiagaRequest
from kla.cases.numbers import case_number
from kla.cases.services import giving, lookup, reading, siaga
from kla.cases.services.attachments import GivenFile
from kla.cases.services.lookup import OpenCase
from kla.cases.types import CasePage
from kla.cases.types.siaga import SiagaLine, SiagaState
from kla.core import clock
from kla.core.errors import NotFound
from kla.crypto import siaga as halves
from kla.crypto.grants import SHARES, GrantKind, dek
from kla.trail import services as trail

MOST = 100


def read_case(session: Session, actor: Actor, request_id: uuid.UUID) -> CasePage:
    """Open a case whose two halves were given to the actor, and leave a line about it.

    Supervision was told when the second half was given. Raises `NotFound` for anybody else, and
    for them too once the time is over or the case has a new secret.
    """
    opened = _open(session, actor, request_id)
    page = reading.page_of(session, opened)
    _leave_line(session, actor, opened, request_id, "case.siaga_read")
    return page


def give_file(
    session: Session, actor: Actor, request_id: uuid.UUID, file_id: uuid.UUID, folder: Path
) -> GivenFile:
    """Hand over a file of a case that is open to the actor in an emergency, and leave a line.

    Raises `NotFound` as `read_case` does, and for a file of any other case; `Unreadable`.
    """
    opened = _open(session, actor, request_id)
    given = giving.give_opened(session, opened, file_id, folder)
    digest = given.info.sha256
    _leave_line(session, actor, opened, request_id, "case.siaga_file_read", sha256=digest)
    return given


def _open(session: Session, actor: Actor, request_id: uuid.UUID) -> OpenCase:
    request = _own(session, actor, request_id)
    case = lookup.get_case(session, request.case_id)
    if siaga.state_of(request, case.dek_epoch) is not SiagaState.OPEN:
        raise NotFound(refused="siaga")
    siaga.officers_of(session, actor, request, case.dek_epoch)
    return lookup.with_key(session, case, _key(actor, request, case))


def _leave_line(
    session: Session, actor: Actor, opened: OpenCase, name: uuid.UUID, action: str, **more: str
) -> None:
    more |= {"case": str(opened.id), "siaga": str(name)}
    trail.record(session, actor, action, opened.history, **more)


def _key(actor: Actor, request: SiagaRequest, case: Case) -> bytes:
    lock = case.lock
    shares = siaga.living_shares(request, case.dek_epoch)
    both = {
        kind: halves.open_half(
            actor.keys, share.sealed, siaga.place_of(actor, request, case.dek_epoch, kind)
        )
        for kind, share in shares.items()
    }
    secret = halves.join_halves(lock, both)
    return dek(secret, actor.keys.handles.get(lock.ref), lock.case_id, lock.dek_epoch)


def end(session: Session, actor: Actor, request_id: uuid.UUID) -> None:
    """Give an emergency access back, or take a request back, before its time is over."""
    request = _own(session, actor, request_id)
    if request.expires > clock.now():
        request.expires = clock.now()
        trail.record(
            session, actor, "case.siaga_ended", case=str(request.case_id), siaga=str(request.id)
        )


def _own(session: Session, actor: Actor, request_id: uuid.UUID) -> SiagaRequest:
    signer = siaga.must(actor, Permission.SIAGA_ASK)
    request = siaga.get_request(session, request_id)
    if request.requester_kid != signer.kid:
        raise NotFound(refused="siaga")
    return request


def list_own(session: Session, actor: Actor) -> list[SiagaLine]:
    """What somebody asked for, newest first."""
    signer = siaga.must(actor, Permission.SIAGA_ASK)
    query = select(SiagaRequest).where(SiagaRequest.requester_kid == signer.kid)
    return lines_of(session, actor, _newest(session, query))


def list_waiting(session: Session, actor: Actor) -> list[SiagaLine]:
    """What waits for officers; of each, whether this one's half is missing."""
    if not actor.may(Permission.SIAGA_ANSWER):
        return []
    query = select(SiagaRequest).where(
        SiagaRequest.expires > clock.now(), SiagaRequest.opened.is_(None)
    )
    lines = lines_of(session, actor, _newest(session, query))
    return [line for line in lines if line.state is SiagaState.WAITING]


def _newest(session: Session, query: Select[SiagaRequest]) -> Sequence[SiagaRequest]:
    return list(session.scalars(query.order_by(SiagaRequest.asked.desc()).limit(MOST)))


def lines_of(session: Session, actor: Actor, requests: Sequence[SiagaRequest]) -> list[SiagaLine]:
    """Requests as pages show them: columns in clear, and the names of colleagues."""
    ids = {request.case_id for request in requests}
    query = select(Case.id, Case.opened_month, Case.dek_epoch).where(Case.id.in_(ids))
    cases = {row.id: _Clear(row.opened_month, row.dek_epoch) for row in session.execute(query)}
    kids = {request.requester_kid for request in requests}
    kids |= {share.officer_kid for request in requests for share in request.shares}
    names, mine = people.names_of_signers(session, kids), siaga.own_half(session, actor)
    return [_line(request, cases[request.case_id], names, mine) for request in requests]


@dataclass(frozen=True, slots=True)
class _Clear:
    opened_month: str
    dek_epoch: int


def _line(
    request: SiagaRequest, case: _Clear, names: Mapping[str, str], mine: GrantKind | None
) -> SiagaLine:
    given = siaga.living_shares(request, case.dek_epoch).keys()
    state = siaga.state_of(request, case.dek_epoch)
    return SiagaLine(
        request_id=request.id,
        number=case_number(request.case_id, case.opened_month),
        requester=names.get(request.requester_kid, ""),
        asked=request.asked,
        expires=request.expires,
        state=state,
        given=len(given),
        officers=tuple(names.get(one.officer_kid, "") for one in request.shares),
        can_answer=mine in SHARES - given and state is SiagaState.WAITING,
        opened=request.opened,
        reviewed=request.reviewed,
    )
