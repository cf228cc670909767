"""Standing in for a caseworker who is away: by name, until a day, and over by itself."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import people
from kla.cases.services import holders, sections, summaries, tasks, team
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import PROPOSABLE
from kla.cases.types.offers import CoverCase
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Invalid, NotFound
from kla.trail import services as trail

LONGEST = timedelta(days=366)
Cover = dict[str, Any]


def cover_case(session: Session, actor: Actor, case_id: uuid.UUID, command: CoverCase) -> bool:
    """Seal a case to a substitute until the end of a day; their tasks go to them until then.

    Naming the same person again sets another day; answers false where all is so already. Raises
    `Forbidden` for anyone but a supervisor, `InvalidTransition` before assignment and after the
    end, `Invalid` naming the field.
    """
    team.must_supervise(actor)
    opened = open_case(session, actor, case_id, Permission.CASE_ASSIGN, to_change=True)
    case = opened.case
    case.state.require(PROPOSABLE)
    summary = summaries.read(session, opened)
    _check(summaries.workers_of(summary), command)
    key = holders.worker_key(session, actor, case, command.substitute)
    expires = end_of(command.until)
    cover = _entry(session, command, expires)
    if cover in of(summary):
        return False
    secret = actor.keys.secret_of(case.lock)
    holders.add_worker(actor, case, secret, key, expires)
    holders.follow(session, actor, opened)
    others = [one for one in of(summary) if one["id"] != str(command.substitute)]
    summaries.change(session, actor, opened, covers=[*others, cover])
    tasks.hand_to(session, case.id, command.substitute, left=command.away)
    trail.record(session, actor, "case.covered", opened.history, case=str(case.id))
    return True


def end_cover(session: Session, actor: Actor, case_id: uuid.UUID, substitute: uuid.UUID) -> None:
    """Let a substitute go before their day: a new secret for all others.

    Raises `Forbidden` for anyone but a supervisor, `NotFound` where the person does not stand in.
    """
    team.must_supervise(actor)
    opened = open_case(session, actor, case_id, Permission.CASE_ASSIGN, to_change=True)
    summary = summaries.read(session, opened)
    ending = [one for one in of(summary) if one["id"] == str(substitute)]
    if not ending:
        raise NotFound(refused="worker")
    _end(session, actor, opened, ending)
    team.replace(session, actor, opened, summaries.workers_of(summary))
    team.leave_line(session, actor, opened, "case.cover_ended")


def end_those_over(session: Session, actor: Actor, opened: OpenCase) -> None:
    """Give their tasks back and forget those whose day is over, for a service that authorized."""
    now = clock.now()
    found = of(summaries.read(session, opened))
    over = [one for one in found if datetime.fromisoformat(one["until"]) <= now]
    if over:
        _end(session, actor, opened, over)


def of(summary: sections.Content) -> list[Cover]:
    """Who stands in for whom until when, as the sealed summary says it."""
    return list(summary.get("covers", []))


def running(summary: sections.Content) -> list[uuid.UUID]:
    """Those whose day is not over yet."""
    now = clock.now()
    return [
        uuid.UUID(one["id"]) for one in of(summary) if datetime.fromisoformat(one["until"]) > now
    ]


def end_of(day: date) -> datetime:
    """The end of a day in Balikpapan."""
    return datetime.combine(day + timedelta(days=1), time(), WITA)


def _check(workers: list[uuid.UUID], command: CoverCase) -> None:
    if command.away not in workers:
        raise Invalid("not-their-case", field="away")
    if command.substitute in workers:
        raise Invalid("already-assigned", field="substitute")
    if command.until < clock.today():
        raise Invalid("moment-past", field="until")
    if command.until > clock.today() + LONGEST:
        raise Invalid("too-far", field="until")


def _entry(session: Session, command: CoverCase, expires: datetime) -> Cover:
    names = people.names_of(session, [command.substitute])
    return {
        "id": str(command.substitute),
        "name": names.get(command.substitute, ""),
        "for": str(command.away),
        "until": expires.isoformat(),
    }


def _end(session: Session, actor: Actor, opened: OpenCase, ending: Iterable[Cover]) -> None:
    gone = list(ending)
    left = [one for one in of(summaries.read(session, opened)) if one not in gone]
    summaries.change(session, actor, opened, covers=left)
    for one in gone:
        substitute = uuid.UUID(one["id"])
        holders.drop_grants(opened.case, team.kids_of(session, actor, substitute))
        tasks.hand_back(session, opened.id, substitute, uuid.UUID(one["for"]))
