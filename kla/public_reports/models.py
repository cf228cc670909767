"""A report of the public: who holds its secret, what was written in it, and the files with it.

In clear: where a report stands, whose turn it is, times, sizes. Nothing that was written; and
nothing at all about the device or the network that it came from.
"""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kla.core.db import Base, Entity, blob, cipher, code
from kla.crypto.envelope import Address
from kla.crypto.reports import ReportGrant, ReportLock
from kla.crypto.sealing import Purpose
from kla.public_reports.types import ReportState, Turn


class Report(Entity):
    """One report, from its arrival until it is a case or closed.

    `finder` is the public part of the receipt. `handle` names its handle in the shred store.
    `case_id` is the case that it became a part of, `main_id` the report of the same event that it
    was put with.
    """

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_queue", "state", "received"),)

    finder: Mapped[code] = mapped_column(unique=True)
    salt: Mapped[blob]
    state: Mapped[ReportState] = mapped_column(default=ReportState.NEW)
    turn: Mapped[Turn] = mapped_column(default=Turn.OFFICE)
    received: Mapped[datetime]
    due: Mapped[datetime]
    handle: Mapped[code]
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    main_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("report.id"), index=True)
    epoch: Mapped[int] = mapped_column(default=1)
    kcommit: Mapped[blob]
    version: Mapped[int] = mapped_column(default=1)
    ct: Mapped[cipher]
    grants: Mapped[list["ReportGrantRow"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="ReportGrantRow.recipient_kid"
    )
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 -- as SQLAlchemy wants it

    def lock(self, instance: str) -> ReportLock:
        """What opening it takes. Grants of an earlier epoch are not living."""
        living = tuple(row.grant for row in self.grants if row.epoch == self.epoch)
        return ReportLock(instance, self.id, self.epoch, self.kcommit, living)

    @property
    def address(self) -> Address:
        """Where its content is, authenticated with it."""
        return Address(table="report", row=self.id, section="report", version=self.version)


class ReportGrantRow(Base):
    """A report's secret, sealed to a circle or to its reporter. No grant, no reading."""

    __tablename__ = "report_grant"

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    recipient_kid: Mapped[code] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    recipient_epoch: Mapped[int]
    sealed: Mapped[cipher]

    @property
    def grant(self) -> ReportGrant:
        """The same as whoever opens it knows it."""
        return ReportGrant(self.purpose, self.recipient_kid, self.recipient_epoch, self.sealed)


class ReportMessage(Entity):
    """One message between office and reporter: added, never changed. Who wrote it is sealed."""

    __tablename__ = "report_message"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    epoch: Mapped[int]
    ct: Mapped[cipher]

    @property
    def address(self) -> Address:
        """Where the blob is, bound to its number and to the epoch of its key."""
        section = f"message-{self.number}"
        return Address(table="report_message", row=self.id, section=section, version=self.epoch)


class ReportFile(Entity):
    """A file with a report: added, never changed. Its name, kind, size and key are in `meta_ct`.

    `stored_as` is its first part; the others, and what was drawn of it, are in `ReportPart`.
    """

    __tablename__ = "report_file"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    epoch: Mapped[int]
    stored_as: Mapped[code]
    meta_ct: Mapped[cipher]

    @property
    def address(self) -> Address:
        """Where the blob is, bound to its number and to the epoch of its key."""
        section = f"file-{self.number}"
        return Address(table="report_file", row=self.id, section=section, version=self.epoch)


class ReportPart(Base):
    """The random name of a further stored part of a file, so that it goes with it."""

    __tablename__ = "report_part"

    stored_as: Mapped[code] = mapped_column(primary_key=True)
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"), index=True)
    file_id: Mapped[uuid.UUID]
