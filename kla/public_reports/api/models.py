"""Who may send reports by program, and what has to be known so that none is taken twice.

Nothing here opens a report, and nothing names one by what its sender calls it.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kla.core.db import Base, Entity, blob, code, word
from kla.public_reports.models import Report


class Sender(Entity):
    """An office whose program sends reports. `last_day` is a day: a moment would tell which."""

    __tablename__ = "report_sender"

    name: Mapped[word] = mapped_column(unique=True)
    received: Mapped[int] = mapped_column(default=0)
    last_day: Mapped[date | None]
    keys: Mapped[list["SenderKey"]] = relationship(lazy="raise", order_by="SenderKey.added")


class SenderKey(Base):
    """A public key of a sender. Two at once are good while one takes over from the other."""

    __tablename__ = "report_sender_key"

    kid: Mapped[code] = mapped_column(primary_key=True)
    sender_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report_sender.id"), index=True)
    public: Mapped[blob]
    added: Mapped[date]
    stopped: Mapped[date | None]


class SenderNonce(Base):
    """A word that a sender has used, for as long as its signature would still be good."""

    __tablename__ = "report_sender_nonce"

    mark: Mapped[code] = mapped_column(primary_key=True)
    sender_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report_sender.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class SentReport(Base):
    """That a sender has sent this one: keyed hashes of its own name for it and of what it said."""

    __tablename__ = "report_sent"

    mark: Mapped[code] = mapped_column(primary_key=True)
    content: Mapped[code]
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Report.id), index=True)
