"""Telling people by mail that something waits for them, and nothing else.

Whoever sends has no keys: what waits is told by columns in clear, and that a case became high-risk
by those who scored it, at that moment. A message names no person, no case and no kind of work.
"""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.accounts.services import addresses
from kla.accounts.services.addresses import Reachable
from kla.cases.models import Case, CaseTask, Notice
from kla.cases.types import CaseState, TaskKind
from kla.core import clock
from kla.core.clock import WITA

AHEAD = timedelta(hours=24)
KEPT = timedelta(days=7)
MOST_TRIES = 10


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is to be sent: one message, however many notices are behind it."""

    account_id: uuid.UUID
    email: str
    is_urgent: bool
    notices: tuple[Notice, ...]


def tell_at_once(
    session: Session, actor: Actor, unit_id: uuid.UUID, account_ids: Collection[uuid.UUID]
) -> int:
    """Put word for some people and the supervisors of a unit among what leaves next.

    Whoever acts knows already, and one word that waits is enough. Answers how many are told.
    """
    wanted = set(addresses.reachable_about(session, unit_id, account_ids)) - {actor.account_id}
    waiting = select(Notice.account_id).where(
        Notice.account_id.in_(wanted), Notice.sent.is_(None), Notice.urgent.is_(True)
    )
    fresh = sorted(wanted - set(session.scalars(waiting))) if wanted else []
    session.add_all(_notice(one, urgent=True) for one in fresh)
    return len(fresh)


def gather(session: Session) -> int:
    """Make the digest of everybody for whom something waits and who had none today."""
    now = clock.now()
    told = set(session.scalars(select(Notice.account_id).where(*_digests_since(_midnight(now)))))
    made = [
        _notice(person.account_id, urgent=False)
        for person in addresses.reachable(session)
        if person.account_id not in told and _something_waits(session, person, now)
    ]
    session.add_all(made)
    session.execute(delete(Notice).where(Notice.sent < now - KEPT))
    return len(made)


def letters(session: Session) -> Iterator[Letter]:
    """What is to be sent now, one letter for each person."""
    emails = {one.account_id: one.email for one in addresses.reachable(session)}
    query = select(Notice).where(Notice.sent.is_(None), Notice.tries < MOST_TRIES)
    by_person: dict[uuid.UUID, list[Notice]] = {}
    for notice in session.scalars(query.order_by(Notice.made, Notice.id)):
        by_person.setdefault(notice.account_id, []).append(notice)
    for account_id, held in by_person.items():
        if account_id in emails:
            is_urgent = any(notice.urgent for notice in held)
            yield Letter(account_id, emails[account_id], is_urgent, tuple(held))


def mark(letter: Letter, *, sent: bool) -> None:
    """Note that a letter left, or that it was tried in vain."""
    for notice in letter.notices:
        notice.tries += 1
        if sent:
            notice.sent = clock.now()


def _notice(account_id: uuid.UUID, *, urgent: bool) -> Notice:
    return Notice(account_id=account_id, urgent=urgent, made=clock.now(), sent=None, tries=0)


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(WITA).date(), time(), WITA)


def _digests_since(start: datetime) -> tuple[ColumnElement[bool], ...]:
    return Notice.urgent.is_(False), Notice.made >= start


def _something_waits(session: Session, person: Reachable, now: datetime) -> bool:
    """A task that is late or nearly so; for a supervisor also what only they can do."""
    running = and_(CaseTask.done.is_(None), CaseTask.stopped.is_(None))
    wanted = [
        exists().where(running, CaseTask.assignee == person.account_id, CaseTask.due <= now + AHEAD)
    ]
    if person.role is Role.SUPERVISOR and person.unit_id is not None:
        in_unit = Case.unit_id == person.unit_id
        decides = and_(CaseTask.case_id == Case.id, CaseTask.kind == TaskKind.APPROVE, running)
        wanted += [
            exists().where(in_unit, Case.state == CaseState.IDENTIFICATION),
            exists().where(in_unit, decides),
        ]
    return bool(session.scalar(select(or_(*wanted))))
