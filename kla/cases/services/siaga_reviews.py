"""Emergency access, looked at afterwards by a supervisor of the case's unit."""

import json
import uuid
from dataclasses import replace

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import Case, SiagaRequest
from kla.cases.services import reports, siaga
from kla.cases.services.lookup import get_case
from kla.cases.services.siaga import REASON, open_words
from kla.cases.services.siaga_reading import MOST, lines_of
from kla.cases.types.siaga import ReviewSiaga, SiagaLine
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, NotFound
from kla.crypto.encoding import digest
from kla.trail import services as trail

REVIEW = "review"
JUSTIFIED, NOT_JUSTIFIED = "justified", "not-justified"


def list_reviews(session: Session, actor: Actor) -> list[SiagaLine]:
    """Every request about a case of the supervisor's unit, newest first, with its sealed words."""
    _must_review(actor)
    query = select(SiagaRequest).where(_of_unit(actor)).order_by(SiagaRequest.asked.desc())
    requests = list(session.scalars(query.limit(MOST)))
    lines = lines_of(session, actor, requests)
    trail.record(session, actor, "case.siaga_listed", requests=len(lines))
    return [
        _with_words(session, actor, request, line)
        for request, line in zip(requests, lines, strict=True)
    ]


def count_news(session: Session, actor: Actor) -> int:
    """How many requests a supervisor has to know of: still running, or opened and not reviewed."""
    if not actor.may(Permission.SIAGA_REVIEW):
        return 0
    news = (SiagaRequest.expires > clock.now()) | SiagaRequest.opened.is_not(None)
    query = select(func.count(SiagaRequest.id)).where(_of_unit(actor), news)
    return session.scalar(query.where(SiagaRequest.reviewed.is_(None))) or 0


def get_review(session: Session, actor: Actor, request_id: uuid.UUID) -> SiagaLine:
    """One request to review. Raises `NotFound` for another unit's."""
    request = _reviewable(session, actor, request_id)
    return _with_words(session, actor, request, lines_of(session, actor, [request])[0])


def review(session: Session, actor: Actor, request_id: uuid.UUID, command: ReviewSiaga) -> None:
    """Say whether an access was justified. The remark is sealed like the reason was.

    Raises `NotFound`, `Conflict` where it has been reviewed, `Invalid` for an access found not to
    be justified without a remark, and for one's own.
    """
    request = _reviewable(session, actor, request_id)
    if request.reviewed is not None:
        raise Conflict(siaga="reviewed")
    if actor.keys.signer and request.requester_kid == actor.keys.signer.kid:
        raise Invalid("siaga-own", field="remark")
    reports.check_text(command.remark, "remark")
    if not command.justified:
        reports.require_text(command.remark, "remark")
    verdict = JUSTIFIED if command.justified else NOT_JUSTIFIED
    words = json.dumps({"verdict": verdict, "remark": command.remark}, ensure_ascii=False)
    case, place = get_case(session, request.case_id), request.bound_to(REVIEW)
    sealed = siaga.seal_twice(session, actor, case, words, place)
    request.review_oversight, request.review_supervision = sealed
    request.reviewed = clock.now()
    trail.record(
        session,
        actor,
        "case.siaga_reviewed",
        case=str(request.case_id),
        siaga=str(request.id),
        verdict=verdict,
        digest=digest(*sealed).hex(),
    )


def _must_review(actor: Actor) -> None:
    if not actor.may(Permission.SIAGA_REVIEW):
        raise Forbidden(refused=Permission.SIAGA_REVIEW)


def _of_unit(actor: Actor) -> ColumnElement[bool]:
    return SiagaRequest.case_id.in_(select(Case.id).where(Case.unit_id == actor.unit_id))


def _reviewable(session: Session, actor: Actor, request_id: uuid.UUID) -> SiagaRequest:
    _must_review(actor)
    query = select(SiagaRequest).where(_of_unit(actor), SiagaRequest.id == request_id)
    request = session.scalars(query).one_or_none()
    if request is None or request.opened is None:
        raise NotFound(refused="siaga")
    return request


def _with_words(
    session: Session, actor: Actor, request: SiagaRequest, line: SiagaLine
) -> SiagaLine:
    sealed = request.reason_supervision, request.review_supervision
    return with_words(session, actor, request, line, sealed)


def with_words(
    session: Session,
    actor: Actor,
    request: SiagaRequest,
    line: SiagaLine,
    sealed: tuple[bytes, bytes | None],
) -> SiagaLine:
    """A line with why it was asked and what was made of it, as one circle has them sealed."""
    reason = open_words(session, actor, sealed[0], request.bound_to(REASON))
    said = open_words(session, actor, sealed[1], request.bound_to(REVIEW))
    review = json.loads(said) if said else {}
    verdict, remark = review.get("verdict", ""), review.get("remark", "")
    return replace(line, reason=reason, verdict=verdict, remark=remark)
