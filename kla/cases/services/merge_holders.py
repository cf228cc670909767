"""Who holds a case after a merge, or after one was undone: those whom its summary names."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases.services import absorbed, covers, holders, key_tasks, summaries, tasks, team
from kla.cases.services.lookup import OpenCase
from kla.cases.types import CaseState
from kla.core import clock

UNASSIGNED = frozenset({CaseState.INTAKE, CaseState.IDENTIFICATION})


def share(session: Session, actor: Actor, opened: OpenCase, *, with_intake: bool) -> OpenCase:
    """Give a case a new secret for its caseworkers and substitutes, for whoever has authorized.

    A restricted case stays with those named. `with_intake` where nobody was given it yet. The
    parts of a case follow it.
    """
    session.flush()
    renewed = _rotate(session, actor, opened, with_intake=with_intake)
    _hand_out(session, renewed)
    parts = [part.id for _entry, part in absorbed.parts_of(session, renewed)]
    key_tasks.forget(session, [renewed.id, *parts])
    team.renew_lines(session, actor, renewed)
    return renewed


def _rotate(session: Session, actor: Actor, opened: OpenCase, *, with_intake: bool) -> OpenCase:
    case, summary = opened.case, summaries.read(session, opened)
    if case.is_restricted:
        return holders.renew(session, actor, opened)
    workers = team.keys_of(session, actor, case, summaries.workers_of(summary))
    # A grant until a day would be renewed until that day, also for who has it for good now.
    holders.drop_grants(case, {one.recipient_kid for one in workers})
    to = None if with_intake and not workers else workers
    renewed = holders.rotate_to_circles(session, actor, opened, to)
    if _cover(session, actor, renewed, covers.of(summary)):
        holders.follow(session, actor, renewed)
    return renewed


def _cover(session: Session, actor: Actor, opened: OpenCase, named: list[covers.Cover]) -> bool:
    """Let substitutes go on until their day."""
    case, now = opened.case, clock.now()
    standing = [one for one in named if datetime.fromisoformat(one["until"]) > now]
    for one in standing:
        expires = datetime.fromisoformat(one["until"])
        for key in team.keys_of(session, actor, case, [uuid.UUID(one["id"])]):
            if key.recipient_kid not in case.lock.kids:
                secret = actor.keys.secret_of(case.lock)
                holders.add_worker(actor, case, secret, key, expires)
    return bool(standing)


def _hand_out(session: Session, opened: OpenCase) -> None:
    """What nobody was to do in a case that somebody has now is theirs."""
    workers = summaries.workers_of(summaries.read(session, opened))
    if workers and opened.case.state not in UNASSIGNED:
        tasks.hand_to(session, opened.id, workers[0], left=workers[0])
