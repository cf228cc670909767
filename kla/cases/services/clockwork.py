"""What is done with a task besides doing it: its clock stopped, put off, handed over, set anew."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, Role
from kla.accounts.services import circles, directory, people
from kla.cases import clocks
from kla.cases.models import Case, CaseTask
from kla.cases.services import notes, reports, task_words, tasks
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import ACTIVE, AddNote, TaskKind
from kla.cases.types.clockwork import SHELTER, ClockStep, HandTask, SetTask, TurnClock
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Conflict, Invalid, InvalidTransition
from kla.crypto.grants import GrantKind
from kla.trail import services as trail

# The law gives this one its time, and a decision is not put off: both run until they are done.
UNSTOPPABLE = frozenset({TaskKind.STATUTORY_REPORT, TaskKind.APPROVE})
ACTIONS = {
    ClockStep.STOP: "case.clock_stopped",
    ClockStep.RESTART: "case.clock_restarted",
    ClockStep.EXTEND: "case.clock_extended",
}


def steps_for(task: CaseTask, about: str = "") -> frozenset[ClockStep]:
    """Which steps the clock of a task allows now. Only a stay is put off by itself."""
    if task.done is not None or task.kind in UNSTOPPABLE:
        return frozenset()
    if task.stopped is not None:
        return frozenset({ClockStep.RESTART})
    more = {ClockStep.EXTEND} if about == SHELTER else set()
    return frozenset({ClockStep.STOP, *more})


def turn_clock(
    session: Session, actor: Actor, case_id: uuid.UUID, task_id: uuid.UUID, command: TurnClock
) -> None:
    """Stop the clock of a task, start it again, or put a review off. The reason is sealed.

    A clock that starts again has the time left that it had. Raises `InvalidTransition` for a step
    that it does not allow now, `Invalid` without a reason.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    task = tasks.get_task(session, case_id, task_id)
    if command.step not in steps_for(task, _about(session, opened, task)):
        raise InvalidTransition(task=str(task.kind), step=str(command.step))
    reports.require_text(command.reason, "reason")
    _turn(task, command.step)
    tasks.renew_next_due(session, opened.case)
    words = AddNote(text=command.reason, about=f"{command.step}:{task.kind}")
    notes.put(session, actor, opened, words)
    _leave_line(session, actor, opened, ACTIONS[command.step], task)


def _turn(task: CaseTask, step: ClockStep) -> None:
    now = clock.now()
    if step is ClockStep.STOP:
        task.stopped = now
    elif step is ClockStep.RESTART and task.stopped is not None:
        stood = now - task.stopped
        task.begun, task.due, task.stopped = task.begun + stood, task.due + stood, None
    elif step is ClockStep.EXTEND:
        task.due = max(task.due, now) + clocks.lasting(SHELTER)


def hand_task(
    session: Session, actor: Actor, case_id: uuid.UUID, task_id: uuid.UUID, command: HandTask
) -> None:
    """Make somebody else answerable for one task: only a person who can open the case.

    Raises `Invalid` for anybody else, `Conflict` where the task is done already.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    task = tasks.get_task(session, case_id, task_id)
    if task.done is not None:
        raise Conflict(task=str(task.kind))
    _must_hold(session, actor, opened.case, command.to)
    reports.check_text(command.text, "text")
    task.assignee = command.to
    if command.text.strip() and not notes.is_known(session, opened, command.entry):
        words = AddNote(text=command.text, about=f"hand:{task.kind}", note_id=command.entry)
        notes.put(session, actor, opened, words)
    _leave_line(session, actor, opened, "case.task_handed", task)


def set_task(session: Session, actor: Actor, case_id: uuid.UUID, command: SetTask) -> None:
    """Set a task of one's own; its words are sealed. The same form sent twice is one task.

    Raises `Invalid` naming the field, `InvalidTransition` for a case that is over.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    opened.case.state.require(ACTIVE)
    known = session.get(CaseTask, command.entry)
    if known is not None:
        if known.case_id != case_id:
            raise Conflict(reason="id-taken")
        return
    reports.require_text(command.text, "text")
    if command.due <= clock.now():
        raise Invalid("moment-past", field="due")
    to = command.assignee or actor.account_id
    _must_hold(session, actor, opened.case, to)
    task = tasks.start(session, opened.case, TaskKind.OTHER, command.due)
    task.id, task.assignee = command.entry, to
    task_words.put(session, actor, opened, task, AddNote(text=command.text, about="other"))
    _leave_line(session, actor, opened, "case.task_set", task)


def start_review(
    session: Session, actor: Actor, opened: OpenCase, subject: str, ends: datetime
) -> CaseTask:
    """Remind before something ends, for a service that has authorized; what it is, is sealed.

    An open review of the same subject is not looked for: end it with `tasks` where it is replaced.
    """
    task = tasks.start(session, opened.case, TaskKind.REVIEW, ends)
    task.assignee = actor.account_id
    task_words.put(session, actor, opened, task, AddNote(text="", about=subject))
    return task


def begin_stay(session: Session, actor: Actor, opened: OpenCase, first: date) -> None:
    """Remind before a stay in the shelter ends; one that runs already goes on."""
    running = [one for one in tasks.open_tasks(session, opened.id) if one.kind is TaskKind.REVIEW]
    if all(_about(session, opened, one) != SHELTER for one in running):
        ends = datetime.combine(first, time(), WITA) + clocks.lasting(SHELTER)
        start_review(session, actor, opened, SHELTER, ends)


def _about(session: Session, opened: OpenCase, task: CaseTask) -> str:
    return task_words.words_of(session, [task], {opened.id: opened.key}).get(task.id, ("", ""))[0]


def who_may_take(session: Session, actor: Actor, case: Case) -> list[tuple[uuid.UUID, str]]:
    """The people who can open a case now, by name: its caseworkers and its supervisors."""
    known = directory.load(session, actor)
    workers = circles.certified_people(session, known, Role.CASEWORKER)
    by_key = {record.recipient_kid: record.user for record in workers}
    circle_names = {record.kid: record.circle for record in known.circle_keys}
    ids: set[uuid.UUID] = set()
    for grant in case.lock.grants:
        if not grant.is_living(clock.now()):
            continue
        if grant.kind is GrantKind.USER and grant.recipient_kid in by_key:
            ids.add(by_key[grant.recipient_kid])
        elif grant.kind is GrantKind.CIRCLE:
            circle = circle_names.get(grant.recipient_kid, "")
            ids.update(_members(session, actor, circle))
    named = people.names_of(session, ids)
    return sorted(named.items(), key=lambda one: (one[1], one[0]))


def _members(session: Session, actor: Actor, circle: str) -> Iterable[uuid.UUID]:
    """The people of intake, or the supervisors of a unit."""
    name, _, unit = circle.partition(":")
    roles = {directory.INTAKE: Role.INTAKE, "supervision": Role.SUPERVISOR}
    if name in roles:
        known = directory.load(session, actor)
        for record in circles.certified_people(session, known, roles[name]):
            if not unit or record.unit == unit:
                yield record.user


def _must_hold(session: Session, actor: Actor, case: Case, account_id: uuid.UUID) -> None:
    if account_id not in dict(who_may_take(session, actor, case)):
        raise Invalid("cannot-open", field="to")


def _leave_line(
    session: Session, actor: Actor, opened: OpenCase, action: str, task: CaseTask
) -> None:
    kind = str(task.kind)
    trail.record(session, actor, action, opened.history, case=str(opened.id), kind=kind)


def read_task(
    session: Session, actor: Actor, case_id: uuid.UUID, task_id: uuid.UUID
) -> tuple[CaseTask, str]:
    """One task of a case and what it is about, for a form about it. Raises `NotFound`."""
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE)
    task = tasks.get_task(session, case_id, task_id)
    return task, _about(session, opened, task)


def list_takers(session: Session, actor: Actor, case_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """Who can be given a task of a case, for a form to offer."""
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE)
    return who_may_take(session, actor, opened.case)
