"""Asking a supervisor to decide on something, and the answer. What it is about is sealed."""

import uuid

from sqlalchemy.orm import Session

from kla.cases.models import Case, CaseTask
from kla.cases.services import tasks
from kla.cases.types import TaskKind
from kla.core import clock


def ask(session: Session, case: Case) -> str:
    """Put a decision among what is due; answers by which name it is known in a section."""
    return tasks.start(session, case, TaskKind.APPROVE, clock.now()).id.hex


def answer(session: Session, case: Case, name: str) -> None:
    """End the task of a decision that was made or is not wanted any more."""
    task = session.get(CaseTask, uuid.UUID(name)) if name else None
    if task is None:  # asked before decisions had a name
        tasks.finish(session, case, TaskKind.APPROVE)
        return
    if task.case_id == case.id and task.done is None:
        task.done = clock.now()
        tasks.renew_next_due(session, case)
