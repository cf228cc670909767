"""What has to be done by when: setting clocks, stopping them, and the list of a person."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.cases import clocks
from kla.cases.models import Case, CaseTask
from kla.cases.types import NO_DUE, TaskKind
from kla.core import clock
from kla.core.errors import NotFound


def start(
    session: Session,
    case: Case,
    kind: TaskKind,
    begun: datetime,
    risk: str = "",
) -> CaseTask:
    """Start the clock of a task and put it among what is due in the case.

    A review and a task of one's own are due at `begun` itself.
    """
    due = clocks.due(kind, begun, risk)
    task = CaseTask(case_id=case.id, kind=kind, begun=begun, due=due, stopped=None, done=None)
    session.add(task)
    case.next_due = min(case.next_due, task.due)
    return task


def tasks_of(session: Session, case_id: uuid.UUID) -> list[CaseTask]:
    """All tasks of a case, in the order in which they are due."""
    query = select(CaseTask).where(CaseTask.case_id == case_id)
    return list(session.scalars(query.order_by(CaseTask.due, CaseTask.id)))


def open_tasks(session: Session, case_id: uuid.UUID) -> list[CaseTask]:
    """The tasks of a case that are not done."""
    return [task for task in tasks_of(session, case_id) if task.done is None]


def find_open(session: Session, case_id: uuid.UUID, kind: TaskKind) -> CaseTask | None:
    """The open task of a kind, if there is one."""
    return next((task for task in open_tasks(session, case_id) if task.kind == kind), None)


def finish(session: Session, case: Case, kind: TaskKind, at: datetime | None = None) -> bool:
    """End the open tasks of a kind; answers whether there were any."""
    ended = [task for task in open_tasks(session, case.id) if task.kind == kind]
    for task in ended:
        task.done = at or clock.now()
    renew_next_due(session, case)
    return bool(ended)


def finish_all(session: Session, case: Case) -> None:
    """End everything that is still open: the case is over."""
    for task in open_tasks(session, case.id):
        task.done = clock.now()
    case.next_due = NO_DUE


def renew_next_due(session: Session, case: Case) -> None:
    """Bring the case's own copy of the earliest due time up to date. What is stopped waits."""
    running = (task.due for task in open_tasks(session, case.id) if task.stopped is None)
    case.next_due = min(running, default=NO_DUE)


def quicken(session: Session, case: Case, risk: str) -> int:
    """Bring forward what the risk, as it is scored now, wants sooner; answers how many.

    Nothing is put off: a lower risk counts from the next clock on, and whoever wants more time
    for a running one stops it with a reason.
    """
    moved = 0
    for task in open_tasks(session, case.id):
        if clocks.goes_by_risk(task.kind):
            due = clocks.due(task.kind, task.begun, risk)
            moved += due < task.due
            task.due = min(task.due, due)
    renew_next_due(session, case)
    return moved


def hand_to(
    session: Session,
    case_id: uuid.UUID,
    account_id: uuid.UUID,
    left: uuid.UUID | None = None,
) -> None:
    """Make one person answerable for what is open; an approval stays the supervisor's.

    Where somebody has `left`, only for what was theirs or nobody's.
    """
    for task in open_tasks(session, case_id):
        is_meant = left is None or task.assignee in {None, left}
        if task.kind != TaskKind.APPROVE and is_meant:
            task.assignee = account_id


def hand_back(
    session: Session, case_id: uuid.UUID, account_id: uuid.UUID, to: uuid.UUID | None
) -> None:
    """Give what is open of one person to another, or to nobody."""
    for task in open_tasks(session, case_id):
        if task.assignee == account_id:
            task.assignee = to


def get_task(session: Session, case_id: uuid.UUID, task_id: uuid.UUID) -> CaseTask:
    """One task of a case. Raises `NotFound`."""
    task = session.get(CaseTask, task_id)
    if task is None or task.case_id != case_id:
        raise NotFound(refused="task")
    return task
