"""The minutes of case conferences, and the tasks that come of them. Added, never changed."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import units
from kla.cases.guardianship import Purpose
from kla.cases.services import (
    clockwork,
    consents,
    covers,
    people,
    reports,
    sections,
    task_words,
    tasks,
)
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import AddNote, SectionName, TaskKind
from kla.cases.types.actions import Action, require
from kla.cases.types.clockwork import CONFERENCE
from kla.cases.types.conferences import AgreedStep, RecordConference
from kla.cases.types.consents import ConsentPurpose
from kla.core import clock
from kla.core.errors import Invalid, NotFound
from kla.trail import services as trail

NAME = SectionName.CONFERENCES
LONGEST, MOST = 500, 40
Entry = dict[str, Any]


def record_conference(
    session: Session, actor: Actor, case_id: uuid.UUID, command: RecordConference
) -> None:
    """Keep the minutes of a conference; what was agreed becomes tasks. Sent twice, it is one.

    Where somebody from another institution takes part it rests on consent. A step that falls to
    somebody without the case is the writer's to see to. Raises `Invalid` naming the field,
    `InvalidTransition` for a case that is over.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    require(opened.case.state, Action.SERVE)
    entries = entries_of(sections.read(session, opened, NAME).content)
    if any(entry["entry"] == command.entry.hex for entry in entries):
        return
    _check(command)
    _check_steps(session, actor, opened, command)
    rests_on = _let_others_in(session, actor, opened, command)
    agreed = [_set_task(session, actor, opened, step) for step in command.steps]
    entry = _content(actor, command) | {"steps": agreed, "rests_on": rests_on}
    sections.put(session, actor, opened, {NAME: {"entries": [*entries, entry]}})
    trail.record(session, actor, "case.conference_recorded", opened.history, case=str(case_id))


def entries_of(content: Mapping[str, Any]) -> list[Entry]:
    """The conferences of a case, in the order in which they were written down."""
    return [dict(one) for one in content.get("entries", [])]


def find_entry(content: Mapping[str, Any], entry_id: uuid.UUID) -> Entry:
    """One of them. Raises `NotFound`."""
    for entry in entries_of(content):
        if entry["entry"] == entry_id.hex:
            return entry
    raise NotFound(refused="conference")


def _check(command: RecordConference) -> None:
    reports.not_in_future(command.held_on, "held_on")
    reports.check_text(command.place, "place", LONGEST)
    reports.require_text(command.discussed, "discussed")
    reports.require_text(command.decided, "decided")
    if not command.participants:
        raise Invalid("missing", field="participants")
    if max(len(command.participants), len(command.steps)) > MOST:
        raise Invalid("too-many-rows", field="participants")
    for one in command.participants:
        reports.require_text(one.name, "participants", LONGEST)
        reports.check_text(one.institution, "participants", LONGEST)


def _let_others_in(
    session: Session, actor: Actor, opened: OpenCase, command: RecordConference
) -> list[str]:
    """What it rests on that others hear of the case. Whoever is suspected never does."""
    for one in command.participants:
        people.refuse_recipient(session, opened, one.name, Purpose.ACCESS, "participants")
    ours = [_words(name) for name in units.names(session).values()]
    if not any(_is_outside(one.institution, ours) for one in command.participants):
        return []
    found = consents.rely_on(session, actor, opened, ConsentPurpose.CONFERENCE, command.override)
    return [str(entry["entry"]) for entry in found]


def _is_outside(institution: str, ours: Iterable[str]) -> bool:
    """Whether an institution is none of our units, also where only part of its name is written."""
    said = _words(institution)
    return bool(said) and not any(f" {said} " in f" {own} " for own in ours)


def _words(name: str) -> str:
    return " ".join(name.casefold().split())


def _check_steps(
    session: Session, actor: Actor, opened: OpenCase, command: RecordConference
) -> None:
    takers = dict(clockwork.who_may_take(session, actor, opened.case))
    for step in command.steps:
        reports.require_text(step.what, "steps")
        reports.check_text(step.who, "steps", LONGEST)
        if step.due < clock.today():
            raise Invalid("moment-past", field="steps")
        if step.assignee is not None and step.assignee not in takers:
            raise Invalid("cannot-open", field="steps")


def _set_task(session: Session, actor: Actor, opened: OpenCase, step: AgreedStep) -> dict[str, Any]:
    task = tasks.start(session, opened.case, TaskKind.OTHER, covers.end_of(step.due))
    task.assignee = step.assignee or actor.account_id
    text = f"{step.what} ({step.who})" if step.who else step.what
    task_words.put(session, actor, opened, task, AddNote(text=text, about=CONFERENCE))
    return {
        "what": step.what,
        "who": step.who,
        "assignee": str(step.assignee) if step.assignee else "",
        "due": step.due.isoformat(),
        "task": task.id.hex,
    }


def _content(actor: Actor, command: RecordConference) -> Entry:
    return {
        "entry": command.entry.hex,
        "held_on": command.held_on.isoformat(),
        "place": command.place,
        "participants": [
            {"name": one.name, "institution": one.institution} for one in command.participants
        ],
        "discussed": command.discussed,
        "decided": command.decided,
        "author": str(actor.account_id),
        "at": clock.now().isoformat(),
    }
