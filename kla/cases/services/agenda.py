"""What one person has to do by when, told by columns in clear alone: for a calendar."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import Case, CaseTask
from kla.cases.services import reach
from kla.cases.services.reach import Clear
from kla.cases.types import TaskKind
from kla.core.errors import Forbidden
from kla.trail import services as trail

MOST = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One task in a calendar: what kind, in which case, by when. No name of anybody."""

    task_id: uuid.UUID
    kind: TaskKind
    number: str
    due: datetime


def list_agenda(session: Session, actor: Actor) -> list[Entry]:
    """The running tasks that one person answers for, and a line that they took them along.

    For who decides closures also those that wait. Raises `Forbidden`.
    """
    if not actor.may(Permission.CASE_LIST):
        raise Forbidden(refused=Permission.CASE_LIST)
    mine = [CaseTask.assignee == actor.account_id]
    if actor.may(Permission.CASE_APPROVE_CLOSURE):
        mine.append(CaseTask.kind == TaskKind.APPROVE)
    query = reach.in_reach(actor).join(CaseTask, CaseTask.case_id == Case.id)
    query = query.add_columns(CaseTask).where(
        CaseTask.done.is_(None), CaseTask.stopped.is_(None), or_(*mine)
    )
    rows = session.execute(query.order_by(CaseTask.due, CaseTask.id).limit(MOST))
    found = [(row[-1], Clear(*row[:-1])) for row in rows]
    trail.record(session, actor, "case.agenda_taken", tasks=len(found))
    return [Entry(task.id, task.kind, row.number, task.due) for task, row in found]
