"""That somebody has to be told that something waits."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Entity


class Notice(Entity):
    """One message to one person that something waits for them: nothing of what, nor where.

    It names no case on purpose. `urgent` ones leave at the next sending, the others are the
    digest of a day.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_account", "account_id", "made"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    urgent: Mapped[bool]
    made: Mapped[datetime]
    sent: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
