"""The tasks of a person, and saying that one is done."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import Case, CaseTask
from kla.cases.services import notes, reach, reports, task_words, tasks
from kla.cases.services.lookup import open_case
from kla.cases.services.reach import Clear
from kla.cases.types import PROPOSABLE, AddNote, CaseState, FinishTask, Row, TaskKind, TaskRow
from kla.core.errors import Conflict, Forbidden, Invalid
from kla.trail import services as trail

MOST = 200
# An approval is done by deciding; an assessment, a plan and a follow-up by writing them.
BY_HAND = frozenset({TaskKind.RESPOND, TaskKind.STATUTORY_REPORT, TaskKind.REVIEW, TaskKind.OTHER})


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody has to do: open tasks by urgency and, for a supervisor, what waits for them."""

    tasks: Sequence[TaskRow]
    unassigned: Sequence[Row]
    approvals: Sequence[TaskRow]


def list_tasks(session: Session, actor: Actor) -> Work:
    """The open tasks in somebody's reach, the first due first, and a line that they looked.

    A caseworker's own; a supervisor's unit's, with the cases nobody has and the closures to
    decide. Raises `Forbidden`.
    """
    if not actor.may(Permission.CASE_LIST):
        raise Forbidden(refused=Permission.CASE_LIST)
    found = _open_tasks(session, actor)
    waiting = _unassigned(session, actor)
    by_case = {row.case_id: row for _, row in found} | {row.case_id: row for row in waiting}
    distinct = list(by_case.values())
    keys = reach.keys_of(session, actor, distinct)
    rows = {row.case_id: row for row in reach.rows_with(session, distinct, keys)}
    listed = _task_rows(session, found, rows, keys)
    trail.record(session, actor, "case.tasks_listed", tasks=len(listed))
    return Work(
        tasks=[task for task in listed if task.kind is not TaskKind.APPROVE],
        unassigned=[rows[row.case_id] for row in waiting],
        approvals=[task for task in listed if task.kind is TaskKind.APPROVE],
    )


def _task_rows(
    session: Session,
    found: Sequence[tuple[CaseTask, Clear]],
    rows: Mapping[uuid.UUID, Row],
    keys: Mapping[uuid.UUID, bytes],
) -> list[TaskRow]:
    words = task_words.words_of(session, [task for task, _ in found], keys)
    return [row_of(task, rows[row.case_id], words) for task, row in found]


def row_of(task: CaseTask, row: Row, words: Mapping[uuid.UUID, tuple[str, str]]) -> TaskRow:
    """A task as pages show it, with its sealed words where it has any."""
    about, text = words.get(task.id, ("", ""))
    return TaskRow(
        task_id=task.id,
        kind=task.kind,
        due=task.due,
        done=task.done,
        row=row,
        stopped=task.stopped,
        assignee=task.assignee,
        text=text,
        about=about,
    )


def _open_tasks(session: Session, actor: Actor) -> list[tuple[CaseTask, Clear]]:
    query = reach.in_reach(actor).join(CaseTask, CaseTask.case_id == Case.id)
    query = query.add_columns(CaseTask).where(CaseTask.done.is_(None))
    query = query.order_by(CaseTask.due, CaseTask.id).limit(MOST)
    return [(row[-1], Clear(*row[:-1])) for row in session.execute(query)]


def _unassigned(session: Session, actor: Actor) -> list[Clear]:
    """What was taken on, or came from another unit, and waits for a caseworker."""
    if not actor.may(Permission.CASE_ASSIGN):
        return []
    nobodys = reach.held_by(session, actor, reach.NOBODY)
    at_work = and_(Case.state.in_(sorted(PROPOSABLE)), nobodys)
    query = reach.in_reach(actor).where(or_(Case.state == CaseState.IDENTIFICATION, at_work))
    return reach.fetch(session, reach.in_order(query).limit(MOST))


def finish_task(
    session: Session, actor: Actor, case_id: uuid.UUID, task_id: uuid.UUID, command: FinishTask
) -> None:
    """Say that a task is done, and what was done; the words are sealed among the notes.

    Raises `NotFound`, `Conflict` where it is done already, `Invalid` naming the field.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    task = tasks.get_task(session, case_id, task_id)
    if task.kind not in BY_HAND:
        raise Invalid("not-by-hand", field="text")
    if task.done is not None:
        raise Conflict(task=str(task.kind))
    reports.require_text(command.text, "text")
    reports.not_in_future(command.done_at, "done_at")
    task.done = command.done_at
    tasks.renew_next_due(session, opened.case)
    notes.put(session, actor, opened, AddNote(text=command.text, about=f"task:{task.kind}"))
    trail.record(
        session, actor, "case.task_done", opened.history, case=str(case_id), kind=str(task.kind)
    )
