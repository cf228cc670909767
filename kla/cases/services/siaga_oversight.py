"""Emergency access as auditors see it: every request of every unit, and the reason of one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import SiagaRequest
from kla.cases.services import siaga, siaga_reviews
from kla.cases.services.siaga_reading import lines_of
from kla.cases.types.siaga import SiagaLine
from kla.core.errors import Forbidden
from kla.trail import services as trail

ON_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Oversight:
    """One page of all requests, without a sealed word, and how many pages there are."""

    lines: Sequence[SiagaLine]
    page: int
    pages: int


def list_requests(session: Session, actor: Actor, page: int = 1) -> Oversight:
    """A page of the requests of all units, newest first; the nearest where it is none."""
    _must_oversee(actor)
    count = session.scalar(select(func.count(SiagaRequest.id))) or 0
    pages = max(1, -(-count // ON_A_PAGE))
    page = min(max(page, 1), pages)
    query = select(SiagaRequest).order_by(SiagaRequest.asked.desc(), SiagaRequest.id)
    found = list(session.scalars(query.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)))
    trail.record(session, actor, "case.siaga_listed", requests=len(found))
    return Oversight(lines_of(session, actor, found), page, pages)


def read_reason(session: Session, actor: Actor, request_id: uuid.UUID) -> SiagaLine:
    """Why one was asked for and what the supervisor made of it, with a line that it was read.

    Raises `Forbidden` for anyone but an auditor, `NotFound`.
    """
    _must_oversee(actor)
    request = siaga.get_request(session, request_id)
    sealed = request.reason_oversight, request.review_oversight
    line = lines_of(session, actor, [request])[0]
    case, name = str(request.case_id), str(request.id)
    trail.record(session, actor, "case.siaga_reason_read", case=case, siaga=name)
    return siaga_reviews.with_words(session, actor, request, line, sealed)


def _must_oversee(actor: Actor) -> None:
    if not actor.may(Permission.SIAGA_OVERSEE):
        raise Forbidden(refused=Permission.SIAGA_OVERSEE)
