"""Handing a case over to a colleague: offered with a note, and theirs once they accept."""

import uuid

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.services import holders, key_tasks, notices, offers, reports, summaries, tasks, team
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import PROPOSABLE
from kla.cases.types.offers import AnswerOffer, OfferCase, OfferKind, OfferState
from kla.core.errors import Forbidden, Invalid, NotFound
from kla.trail import services as trail


def offer_case(session: Session, actor: Actor, case_id: uuid.UUID, command: OfferCase) -> uuid.UUID:
    """Offer a case to another caseworker of the unit. Until they accept it stays as it is.

    Raises `InvalidTransition` before assignment and after the end, `Invalid` naming the field:
    for anybody but a caseworker of the case, while another offer is open, for a restricted case.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_HAND_OVER, to_change=True)
    case = opened.case
    case.state.require(PROPOSABLE)
    known = summaries.workers_of(summaries.read(session, opened))
    _check(known, opened, actor, command)
    key = holders.worker_key(session, actor, case, command.to)
    words = {
        "kind": str(OfferKind.HANDOVER),
        "to": str(command.to),
        "note": command.note,
        "keep": command.keep,
    }
    offer_id = offers.put(session, actor, opened, offers.To(key.xpk), words)
    notices.tell_at_once(session, actor, case.unit_id, [command.to])
    trail.record(session, actor, "case.handover_offered", opened.history, case=str(case.id))
    return offer_id


def answer_handover(
    session: Session, actor: Actor, offer_id: uuid.UUID, command: AnswerOffer
) -> uuid.UUID:
    """Take a case that was offered, or refuse it with a reason. Answers which case it was.

    Taken, it gets a new secret: whoever offered it is out unless they stay on. Raises `NotFound`
    for an offer to somebody else or that is open no more, `Invalid` for a no without a reason.
    """
    if not actor.may(Permission.CASE_HAND_OVER):
        raise Forbidden(refused=Permission.CASE_HAND_OVER)
    taken = offers.take(session, actor, offer_id, OfferKind.HANDOVER)
    opened = taken.opened
    if not command.accept:
        _refuse(session, actor, opened, command.reason)
        return opened.id
    opened.case.state.require(PROPOSABLE)
    holders.worker_key(session, actor, opened.case, actor.account_id)
    offers.settle(session, actor, opened, OfferState.ACCEPTED, "")
    giver = uuid.UUID(taken.words["by"])
    renewed = _take_over(session, actor, opened, None if taken.words["keep"] else giver)
    team.leave_line(session, actor, renewed, "case.handover_accepted")
    return opened.id


def withdraw_offer(session: Session, actor: Actor, case_id: uuid.UUID) -> None:
    """Take an open offer back, of either kind. Raises `NotFound` where there is none."""
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    if offers.find_open(session, opened.case) is None:
        raise NotFound(refused="offer")
    offers.settle(session, actor, opened, OfferState.WITHDRAWN, "")
    key_tasks.put(session, opened.case)
    trail.record(session, actor, "case.offer_withdrawn", opened.history, case=str(case_id))


def _check(known: list[uuid.UUID], opened: OpenCase, actor: Actor, command: OfferCase) -> None:
    if actor.account_id not in known:
        raise Invalid("not-your-case", field="to")
    if command.to in known:
        raise Invalid("already-assigned", field="to")
    if opened.case.is_restricted:
        raise Invalid("case-restricted", field="to")
    reports.require_text(command.note, "note")


def _refuse(session: Session, actor: Actor, opened: OpenCase, reason: str) -> None:
    """They had the secret in hand, so the case waits for a new one."""
    reports.require_text(reason, "reason")
    offers.settle(session, actor, opened, OfferState.REFUSED, reason)
    key_tasks.put(session, opened.case)
    trail.record(session, actor, "case.handover_refused", opened.history, case=str(opened.id))


def _take_over(
    session: Session, actor: Actor, opened: OpenCase, giver: uuid.UUID | None
) -> OpenCase:
    known = summaries.workers_of(summaries.read(session, opened))
    staying = [one for one in known if one not in {giver, actor.account_id}]
    renewed = team.replace(session, actor, opened, [actor.account_id, *staying])
    if giver is not None:
        tasks.hand_to(session, opened.id, actor.account_id, left=giver)
    return renewed
