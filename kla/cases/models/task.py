"""What has to be done in a case by when."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kla.cases.types.states import TaskKind
from kla.core.db import Entity


class CaseTask(Entity):
    """One thing to do by a moment. Kind, times and assignee are in clear; it holds no words.

    Words to a task are a note with the same id. While `stopped` is set its clock stands still.
    """

    __tablename__ = "case_task"
    __table_args__ = (Index("ix_case_task_open", "done", "due"),)

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[TaskKind]
    begun: Mapped[datetime]
    due: Mapped[datetime]
    stopped: Mapped[datetime | None]
    done: Mapped[datetime | None]
    assignee: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
