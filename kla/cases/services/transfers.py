"""Moving a case to another unit (pelimpahan), in two steps.

The unit that gives seals the secret to the supervisors of the other one, with the reason. When one
of them accepts, the case gets a new secret that the first unit never sees, and its lines leave the
first unit's index for theirs.
"""

import uuid

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import units
from kla.cases.models import Case
from kla.cases.services import (
    consents,
    holders,
    index,
    key_tasks,
    notices,
    offers,
    reports,
    summaries,
    tasks,
    team,
)
from kla.cases.services.index_keys import circle_key
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import ACTIVE
from kla.cases.types.consents import ConsentPurpose
from kla.cases.types.offers import AnswerOffer, OfferKind, OfferState, OfferTransfer
from kla.core.errors import Forbidden, Invalid, NotReady
from kla.trail import services as trail


def offer_transfer(
    session: Session, actor: Actor, case_id: uuid.UUID, command: OfferTransfer
) -> uuid.UUID:
    """Offer a case to the supervisors of another unit. Until they accept it stays as it is.

    Raises `InvalidTransition` for a case that is over, `Invalid` naming the field: for the own
    unit or one without keys, while another offer is open, for a restricted case, without consent.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_TRANSFER, to_change=True)
    case = opened.case
    case.state.require(ACTIVE)
    _check(session, case, command)
    consents.require(session, actor, opened, ConsentPurpose.TRANSFER)
    try:
        circle = circle_key(session, actor, holders.supervision_of(command.unit_id))
    except NotReady:
        raise Invalid("unit-not-ready", field="unit_id") from None
    words = {
        "kind": str(OfferKind.TRANSFER),
        "to": str(command.unit_id),
        "from": str(case.unit_id),
        "note": command.reason,
    }
    to = offers.To(circle.pk, circle.epoch)
    offer_id = offers.put(session, actor, opened, to, words)
    notices.tell_at_once(session, actor, command.unit_id, ())
    trail.record(session, actor, "case.transfer_offered", opened.history, case=str(case.id))
    return offer_id


def answer_transfer(
    session: Session, actor: Actor, offer_id: uuid.UUID, command: AnswerOffer
) -> uuid.UUID:
    """Take a case of another unit on, or refuse it with a reason. Answers which case it was.

    Raises `NotFound` for an offer to another unit or that is open no more, `InvalidTransition`
    where the case ended in between, `Invalid` for a no without a reason.
    """
    if not actor.may(Permission.CASE_TRANSFER) or actor.unit_id is None:
        raise Forbidden(refused=Permission.CASE_TRANSFER)
    opened = offers.take(session, actor, offer_id, OfferKind.TRANSFER).opened
    if not command.accept:
        _refuse(session, actor, opened, command.reason)
        return opened.id
    opened.case.state.require(ACTIVE)
    offers.settle(session, actor, opened, OfferState.ACCEPTED, "")
    renewed = _move(session, actor, opened, actor.unit_id)
    key_tasks.forget(session, [opened.id])
    team.leave_line(session, actor, renewed, "case.transfer_accepted")
    return opened.id


def units_besides(session: Session, actor: Actor) -> list[tuple[uuid.UUID, str]]:
    """The other units, for a form to offer."""
    found = units.list_units(session)
    return [(unit.id, unit.name) for unit in found if unit.id != actor.unit_id]


def _check(session: Session, case: Case, command: OfferTransfer) -> None:
    known = {unit.id for unit in units.list_units(session)}
    if command.unit_id not in known - {case.unit_id}:
        raise Invalid("unknown-code", field="unit_id")
    if case.is_restricted:
        raise Invalid("case-restricted", field="unit_id")
    reports.require_text(command.reason, "reason")
    if not command.confirmed:
        raise Invalid("unconfirmed", field="confirmed")


def _refuse(session: Session, actor: Actor, opened: OpenCase, reason: str) -> None:
    """The case goes on where it was; its secret was in other hands, so it waits for a new one."""
    reports.require_text(reason, "reason")
    offers.settle(session, actor, opened, OfferState.REFUSED, reason)
    key_tasks.put(session, opened.case)
    trail.record(session, actor, "case.transfer_refused", opened.history, case=str(opened.id))


def _move(session: Session, actor: Actor, opened: OpenCase, unit_id: uuid.UUID) -> OpenCase:
    """At the stage at which it was, with nobody's name on it: the new unit assigns."""
    case, origin = opened.case, opened.case.unit_id
    summary = summaries.read(session, opened)
    case.unit_id = unit_id
    renewed = holders.rotate_to_circles(session, actor, opened, [])
    if summary["workers"] or summary.get("covers"):
        summary = summaries.change(session, actor, renewed, workers=[], covers=[])
    index.move_lines(session, actor, case, summary, origin)
    for task in tasks.open_tasks(session, case.id):
        task.assignee = None
    return renewed
