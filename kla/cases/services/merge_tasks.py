"""What is to be done in two cases that are made one, and again in two that were one.

What every case has once is done once, by the stricter moment; all else is taken over with its
words. What became of it in the one case counts in the other when they are parted.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases.models import CaseNote, CaseTask
from kla.cases.services import task_words, tasks
from kla.cases.services.lookup import OpenCase
from kla.cases.types import AddNote, TaskKind
from kla.core import clock

# Every case has one of these at a time.
ONE_OF_A_KIND = frozenset(
    {
        TaskKind.RESPOND,
        TaskKind.ASSESS,
        TaskKind.PLAN,
        TaskKind.FOLLOW_UP,
        TaskKind.STATUTORY_REPORT,
    }
)
Moved = dict[str, Any]


def take_over(session: Session, actor: Actor, own: OpenCase, other: OpenCase) -> list[Moved]:
    """Bring what is open in the other case into this one, and end it there; answers what moved."""
    mine = {task.kind: task for task in tasks.open_tasks(session, own.id)}
    moved = []
    for task in tasks.open_tasks(session, other.id):
        twin = mine.get(task.kind) if task.kind in ONE_OF_A_KIND else None
        if twin is None:
            moved.append(_copy(session, actor, own, other, task))
        else:
            moved.append(_tighten(task, twin))
        task.done = clock.now()
    session.flush()
    tasks.renew_next_due(session, own.case)
    tasks.renew_next_due(session, other.case)
    return moved


def give_back(session: Session, own: OpenCase, other: OpenCase, moved: Sequence[Moved]) -> None:
    """Let each case have what was to be done in it; what was done since is done in both."""
    for one in moved:
        theirs = _of(session, other, one["from"])
        here = _of(session, own, one["task"])
        if theirs is not None:
            theirs.done = here.done if here is not None else None
            _give_one_back(session, here, theirs, one)
    session.flush()
    tasks.renew_next_due(session, own.case)
    tasks.renew_next_due(session, other.case)


def _of(session: Session, opened: OpenCase, name: str) -> CaseTask | None:
    task = session.get(CaseTask, uuid.UUID(name))
    return task if task is not None and task.case_id == opened.id else None


def _give_one_back(session: Session, here: CaseTask | None, theirs: CaseTask, one: Moved) -> None:
    if here is None:
        return
    if one["made"]:
        _leave(session, here, theirs)
    elif here.done is None and here.due == datetime.fromisoformat(one["due"]):
        here.due = datetime.fromisoformat(one["before"])


def _copy(session: Session, actor: Actor, own: OpenCase, other: OpenCase, task: CaseTask) -> Moved:
    made = CaseTask(
        case_id=own.id,
        kind=task.kind,
        begun=task.begun,
        due=task.due,
        stopped=task.stopped,
        done=None,
        assignee=task.assignee,
    )
    session.add(made)
    words = task_words.words_of(session, [task], {other.id: other.key}).get(task.id)
    if words is not None:
        about, text = words
        task_words.put(session, actor, own, made, AddNote(text=text, about=about))
    due = made.due.isoformat()
    return {"from": task.id.hex, "task": made.id.hex, "made": True, "due": due, "before": due}


def _tighten(task: CaseTask, twin: CaseTask) -> Moved:
    before = twin.due
    twin.due = min(twin.due, task.due)
    if task.stopped is None:
        twin.stopped = None
    return {
        "from": task.id.hex,
        "task": twin.id.hex,
        "made": False,
        "due": twin.due.isoformat(),
        "before": before.isoformat(),
    }


def _leave(session: Session, here: CaseTask, theirs: CaseTask) -> None:
    """An open one goes back as it stands now; one that is done stays as well."""
    if here.done is not None:
        return
    theirs.due, theirs.stopped, theirs.assignee = here.due, here.stopped, here.assignee
    words = session.get(CaseNote, here.id)
    if words is not None:
        session.delete(words)
    session.delete(here)
