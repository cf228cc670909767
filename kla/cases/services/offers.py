"""Offers of a case: made, found by whom they are sealed to, opened, and taken off the table.

The secret on offer is sealed to one key and is no grant. What was said with it is also kept in the
case, for those who hold it.
"""

import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.accounts.services import directory
from kla.cases.models import Case, CaseOffer
from kla.cases.numbers import case_number
from kla.cases.services import sections
from kla.cases.services.lookup import OpenCase, get_case, with_key
from kla.cases.types import SectionName
from kla.cases.types.offers import OfferKind, OfferState
from kla.core import clock
from kla.core.errors import DomainError, Invalid, NotFound, NotReady, Untrusted
from kla.crypto import grants, offers

NAME = SectionName.OFFERS
Words = dict[str, Any]


class To(NamedTuple):
    """The key that an offer is sealed to, and its epoch if it is a circle's."""

    public: bytes
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """An offer as the one to whom it was made reads it; the case itself stays shut until then."""

    offer_id: uuid.UUID
    case_id: uuid.UUID
    number: str
    words: Words

    @property
    def kind(self) -> OfferKind:
        """What is offered."""
        return OfferKind(self.words["kind"])


@dataclass(frozen=True, slots=True)
class Taken:
    """An offer in hand: its row, and the case opened by it."""

    row: CaseOffer
    opened: OpenCase
    words: Words


def put(session: Session, actor: Actor, opened: OpenCase, to: To, words: Words) -> uuid.UUID:
    """Offer a case, for a service that has authorized. Raises `Invalid` while another one is open.

    `words` go to whom it is offered, and into the case.
    """
    if actor.keys.signer is None:
        raise NotReady("signing-key")
    case = opened.case
    if find_open(session, case) is not None:
        raise Invalid("offered-already", field="to")
    _forget_void(session, case)
    row = CaseOffer(case_id=case.id, dek_epoch=case.dek_epoch, recipient_epoch=to.epoch)
    told = {**words, "offer": row.id.hex, "by": str(actor.account_id), "at": _now()}
    secret = actor.keys.secret_of(case.lock)
    place = row.place(actor.keys.instance)
    made = offers.make_offer(secret, told, to.public, place, actor.keys.signer)
    row.recipient_kid, row.sealed = made.recipient_kid, made.sealed
    row.granter_kid, row.sig = made.granter_kid, made.sig
    session.add(row)
    entries = [*_entries(session, opened), {**told, "state": str(OfferState.OPEN)}]
    sections.put(session, actor, opened, {NAME: {"entries": entries}})
    return row.id


def find_open(session: Session, case: Case) -> CaseOffer | None:
    """The open offer of a case, if its secret is still the one that was offered."""
    return find_at(session, case.id, case.dek_epoch)


def find_at(session: Session, case_id: uuid.UUID, dek_epoch: int) -> CaseOffer | None:
    """The offer of a case's secret of one epoch."""
    query = select(CaseOffer).where(CaseOffer.case_id == case_id, CaseOffer.dek_epoch == dek_epoch)
    return session.scalars(query).one_or_none()


def list_received(session: Session, actor: Actor) -> list[Received]:
    """What is offered to the actor, by name or to their circle; what was forged is passed over."""
    found = []
    for row, month in session.execute(_to(actor).add_columns(Case.opened_month)):
        try:
            _, words = _open(session, actor, row)
        except DomainError:
            continue
        number = case_number(row.case_id, month)
        found.append(Received(row.id, row.case_id, number, words))
    return sorted(found, key=lambda one: one.words["at"])


def count_received(session: Session, actor: Actor) -> int:
    """How many offers wait for an answer."""
    return len(session.execute(_to(actor)).all())


def take(session: Session, actor: Actor, offer_id: uuid.UUID, kind: OfferKind) -> Taken:
    """Open the case behind an offer, for answering it. Raises `NotFound` for anybody else's.

    An offer that was answered or withdrawn, or whose case got a new secret, is no offer any more.
    """
    row = session.scalars(_to(actor).where(CaseOffer.id == offer_id)).one_or_none()
    if row is None:
        raise NotFound(refused="offer")
    case = get_case(session, row.case_id, to_change=True)
    if case.dek_epoch != row.dek_epoch:
        raise NotFound(refused="offer")
    secret, words = _open(session, actor, row)
    handle = actor.keys.handles.get(case.lock.ref)
    key = grants.dek(case.lock.check(secret), handle, case.id, case.dek_epoch)
    opened = with_key(session, case, key)
    entries = {one["offer"]: one for one in _entries(session, opened)}
    is_open = entries.get(row.id.hex, {}).get("state") == OfferState.OPEN
    if words["kind"] != kind or not is_open:
        raise NotFound(refused="offer")
    return Taken(row, opened, words)


def settle(
    session: Session, actor: Actor, opened: OpenCase, state: OfferState, answer: str
) -> None:
    """Take the open offer of a case off the table, and write how it ended."""
    ending = {"state": str(state), "answer": answer}
    ending |= {"answered_by": str(actor.account_id), "answered_at": _now()}
    entries = _entries(session, opened)
    is_open = [one["state"] == OfferState.OPEN for one in entries]
    changed = [one | ending if now else one for one, now in zip(entries, is_open, strict=True)]
    sections.put(session, actor, opened, {NAME: {"entries": changed}})
    for row in session.scalars(select(CaseOffer).where(CaseOffer.case_id == opened.id)):
        session.delete(row)


def standing(content: sections.Content, *, is_open: bool) -> list[Words]:
    """The offers of a case, newest first; an open one that was lost with its secret is void."""
    found = [dict(one) for one in content.get("entries", [])]
    for one in found:
        if one["state"] == OfferState.OPEN and not is_open:
            one["state"] = str(OfferState.VOID)
    return found[::-1]


def _to(actor: Actor) -> Any:  # noqa: ANN401 -- a query of one entity
    return (
        select(CaseOffer)
        .join(Case, (Case.id == CaseOffer.case_id) & (Case.dek_epoch == CaseOffer.dek_epoch))
        .where(CaseOffer.recipient_kid.in_(sorted(actor.keys.kids)))
    )


def _open(session: Session, actor: Actor, row: CaseOffer) -> tuple[bytes, Words]:
    """Open an offer, after asking whether whoever made it may: they hold the case now."""
    place = row.place(actor.keys.instance)
    granter = directory.load(session, actor).person(row.granter_kid)
    offers.verify_offer(row.offer, place, granter.epk)
    case = get_case(session, row.case_id)
    supervises = granter.role == Role.SUPERVISOR and granter.unit == str(case.unit_id)
    if not supervises and granter.recipient_kid not in case.lock.kids:
        raise Untrusted(reason="no-holder")
    return offers.open_offer(row.offer, place, actor.keys.key(row.recipient_kid))


def _entries(session: Session, opened: OpenCase) -> list[Words]:
    """Those of the case; an open one that is void was left so by a new secret."""
    content = sections.read(session, opened, NAME).content
    is_open = find_open(session, opened.case) is not None
    return standing(content, is_open=is_open)[::-1]


def _forget_void(session: Session, case: Case) -> None:
    for row in session.scalars(select(CaseOffer).where(CaseOffer.case_id == case.id)):
        session.delete(row)
    session.flush()


def _now() -> str:
    return clock.now().isoformat()
