"""The rows of the trail."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Base, blob, cipher, code
from kla.trail import append_only


class TrailEntry(Base):
    """One thing that somebody did or looked at, chained to the one before.

    `body` is sealed to the auditors, or in clear where nobody could seal yet. `case_tag` and
    `case_body` say the same to those who can open the case, and mean nothing to anyone else.
    """

    __tablename__ = "trail"
    __table_args__ = (Index("ix_trail_case_tag_seq", "case_tag", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    prev: Mapped[blob]
    day: Mapped[date]
    actor_kid: Mapped[code]
    area: Mapped[code]
    body: Mapped[cipher]
    case_tag: Mapped[blob | None]
    case_body: Mapped[cipher | None]
    hash: Mapped[blob]
    sig: Mapped[blob | None]


class TrailHead(Base):
    """The newest link, in one row that every writer locks: the chain has one order."""

    __tablename__ = "trail_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[blob]


class TrailCheckpoint(Base):
    """A link signed by whoever acted; the same line goes to a file outside the database."""

    __tablename__ = "trail_checkpoint"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[blob]
    signer_kid: Mapped[code]
    sig: Mapped[blob]


for guarded in (TrailEntry, TrailCheckpoint):
    append_only.guard(guarded.metadata.tables[guarded.__tablename__])
