"""Looking at a case again and again: what was found, the risk now, and when to look next."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import clocks, vocabulary
from kla.cases.models import Case
from kla.cases.services import reports, risk, sections, summaries, tasks
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import AddFollowUp, SectionName, TaskKind
from kla.cases.types.actions import Action, require
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Invalid
from kla.trail import services as trail

NAME = SectionName.MONITORING
END_OF_WORK = time(17)


def add_follow_up(session: Session, actor: Actor, case_id: uuid.UUID, command: AddFollowUp) -> Case:
    """Note a look at a case, and set the clock for the next one by the risk as it is now.

    The same form sent twice is one entry. Raises `InvalidTransition` before delivery and after the
    end, `Invalid` naming the field, also for a next look later than the risk allows.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_ASSESS, to_change=True)
    case = opened.case
    require(case.state, Action.FOLLOW_UP)
    _check(command)
    content = sections.read(session, opened, NAME).content
    entries = list(content.get("entries", []))
    if any(entry["entry"] == command.entry.hex for entry in entries):
        return case
    edition = sections.read(session, opened, SectionName.PLAN).content.get("edition", 1)
    where = {"stage": str(case.state), "edition": edition}
    entries.append(_entry(actor, command) | where)
    sections.put(session, actor, opened, {NAME: {"entries": entries}})
    summary = risk.apply_level(session, actor, opened, command.risk)
    _restart(session, opened, command, summary)
    trail.record(session, actor, "case.followed_up", opened.history, case=str(case.id))
    return case


def latest_next(level: str) -> date:
    """The last day on which somebody has to look again, for a case with this risk."""
    return clocks.due(TaskKind.FOLLOW_UP, clock.now(), level).astimezone(WITA).date()


def has_looked(monitoring: Mapping[str, Any], edition: int) -> str:
    """The risk at the newest look in the stage of monitoring, under this edition of the plan.

    Empty where nobody has looked yet.
    """
    seen = [
        entry["risk"]
        for entry in monitoring.get("entries", [])
        if entry["stage"] == "monitoring" and entry["edition"] == edition
    ]
    return seen[-1] if seen else ""


def _restart(
    session: Session, opened: OpenCase, command: AddFollowUp, summary: Mapping[str, Any]
) -> None:
    case, workers = opened.case, summaries.workers_of(summary)
    before = tasks.find_open(session, case.id, TaskKind.FOLLOW_UP)
    assignee = before.assignee if before else next(iter(workers), None)
    tasks.finish(session, case, TaskKind.FOLLOW_UP)
    look = tasks.start(session, case, TaskKind.FOLLOW_UP, clock.now(), command.risk)
    look.assignee = assignee
    if command.next_on is not None:
        chosen = datetime.combine(command.next_on, END_OF_WORK, WITA)
        look.due = max(clock.now(), min(look.due, chosen))
    tasks.renew_next_due(session, case)


def _check(command: AddFollowUp) -> None:
    vocabulary.require("contacts", command.how, "how")
    vocabulary.require("risks", command.risk, "risk")
    reports.not_in_future(command.done_on, "done_on")
    reports.require_text(command.finding, "finding")
    if command.next_on is None:
        return
    if command.next_on < clock.today():
        raise Invalid("in-past", field="next_on")
    if command.next_on > latest_next(command.risk):
        raise Invalid("too-late-for-risk", field="next_on")


def _entry(actor: Actor, command: AddFollowUp) -> dict[str, Any]:
    return {
        "entry": command.entry.hex,
        "done_on": command.done_on.isoformat(),
        "how": command.how,
        "finding": command.finding,
        "risk": command.risk,
        "next_on": (command.next_on or latest_next(command.risk)).isoformat(),
        "author": str(actor.account_id),
        "at": clock.now().isoformat(),
    }
