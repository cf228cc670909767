"""Renewing what waits for a supervisor's keys, a few at a time."""

import uuid
from pathlib import Path

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import Erasure
from kla.cases.services import index, key_tasks, remnants
from kla.core import clock
from kla.core.errors import Forbidden

BATCH = 20


def count_due(session: Session, actor: Actor) -> int:
    """How much waits for this supervisor: secrets, and indexes to be sealed anew."""
    if not actor.may(Permission.KEYS_RENEW):
        return 0
    return key_tasks.count_waiting(session, actor) + count_indexes(session, actor)


def count_indexes(session: Session, actor: Actor) -> int:
    """How many erased cases the unit's indexes still name."""
    query = select(func.count(Erasure.id)).where(*_named_still(actor))
    return session.scalar(query) or 0


def renew_due(
    session: Session, actor: Actor, limit: int = BATCH, besides: uuid.UUID | None = None
) -> int:
    """Give some cases a new secret for those who hold them rightly; answers how many.

    `besides` is a case that is being worked on at this moment. Raises `Forbidden`.
    """
    if not actor.may(Permission.KEYS_RENEW):
        raise Forbidden(refused=Permission.KEYS_RENEW)
    waiting = [one for one in key_tasks.waiting_ids(session, actor) if one != besides]
    done = sum(key_tasks.renew_key(session, actor, one) for one in waiting[:limit])
    return done + _renew_indexes(session, actor, limit - done)


def sweep(session: Session, actor: Actor, folder: Path) -> int:
    """Destroy what a stop of the program left over of earlier erasures."""
    if not actor.may(Permission.KEYS_RENEW):
        raise Forbidden(refused=Permission.KEYS_RENEW)
    return remnants.sweep(session, actor.keys.handles, folder)


def _renew_indexes(session: Session, actor: Actor, limit: int) -> int:
    """Take erased cases out of the indexes, where whoever confirmed had no key of these."""
    query = select(Erasure).where(*_named_still(actor)).order_by(Erasure.erased)
    done = 0
    for erasure in session.scalars(query.limit(max(limit, 0))).all():
        if index.forget_case(session, actor, erasure.unit_id, erasure.case_id):
            erasure.index_renewed = clock.now()
            done += 1
    return done


def _named_still(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        Erasure.unit_id == actor.unit_id,
        Erasure.erased.is_not(None),
        Erasure.index_renewed.is_(None),
    )
