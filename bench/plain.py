"""The peer's tables: the same cases in clear, as an application without secrecy would keep them.

One wide row a case with an index in the order of the list; persons, tasks, notes, services and what
happened to it in tables of their own, each found by an index. They live in the same database file
as the sealed cases, beside them.
"""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Engine, Index, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kla.cases.types import CaseState, TaskKind
from kla.core.db import Base, UtcDateTime
from kla.crypto.grants import GrantKind

LISTS = frozenset({"kinds", "scores", "scorings", "outcomes"})  # columns of chapters that hold JSON


class Plain(DeclarativeBase):
    """Tables of the benchmark alone: no migration knows them."""

    type_annotation_map: ClassVar = {**Base.type_annotation_map, datetime: UtcDateTime, str: String}


class PlainCase(Plain):
    """Everything that there is once in a case."""

    __tablename__ = "plain_case"
    __table_args__ = (
        Index("ix_plain_case_urgency", "unit_id", "next_due", "id"),
        # For a filter of the list: the most selective part first.
        Index("ix_plain_case_filter", "unit_id", "kelurahan", "risk", "received_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID]
    state: Mapped[CaseState]
    opened_month: Mapped[str]
    retain_month: Mapped[str | None]
    next_due: Mapped[datetime]
    # What the list shows.
    initials: Mapped[str]
    primary_kind: Mapped[str]
    kinds: Mapped[str]
    risk: Mapped[str]
    danger: Mapped[bool]
    accepted: Mapped[bool] = mapped_column(default=False)
    workers: Mapped[str] = mapped_column(default="")
    restricted: Mapped[bool] = mapped_column(default=False)
    # The report: kinds and risk as they were reported, before anyone identified the case.
    reported_primary_kind: Mapped[str]
    reported_kinds: Mapped[str]
    reported_risk: Mapped[str]
    received_at: Mapped[datetime]
    kanal: Mapped[str]
    relation: Mapped[str]
    anonymous: Mapped[bool]
    reporter_name: Mapped[str]
    reporter_phone: Mapped[str]
    happened_on: Mapped[str]
    place: Mapped[str]
    address: Mapped[str]
    kelurahan: Mapped[str]
    chronology: Mapped[str] = mapped_column(Text)
    # Identification, assessment, scorings and closure, of the cases that came so far.
    identification_primary_kind: Mapped[str | None]
    identification_kinds: Mapped[str | None]
    identification_risk: Mapped[str | None]
    identification_kewenangan: Mapped[str | None]
    identification_outcome: Mapped[str | None]
    identification_reason: Mapped[str | None]
    identification_at: Mapped[str | None]
    assessment_physical: Mapped[str | None]
    assessment_psychological: Mapped[str | None]
    assessment_social: Mapped[str | None]
    assessment_spiritual: Mapped[str | None]
    assessment_safety: Mapped[str | None]
    assessment_wishes: Mapped[str | None]
    assessment_support: Mapped[str | None]
    assessment_recommendation: Mapped[str | None]
    assessment_risk: Mapped[str | None]
    assessment_assessed_on: Mapped[str | None]
    assessment_scores: Mapped[str | None]
    risk_scorings: Mapped[str | None]
    closure_reason: Mapped[str | None]
    closure_summary: Mapped[str | None]
    closure_risk: Mapped[str | None]
    closure_outcomes: Mapped[str | None]
    closure_proposed_by: Mapped[str | None]
    closure_proposed_at: Mapped[str | None]
    closure_task: Mapped[str | None]


class PlainVictim(Plain):
    """Somebody who was harmed. The index holds all that a search by name reads."""

    __tablename__ = "plain_victim"
    __table_args__ = (Index("ix_plain_victim_name", "name", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    person: Mapped[str]
    name: Mapped[str]
    sex: Mapped[str]
    born: Mapped[str]
    age: Mapped[int | None]
    kelurahan: Mapped[str]
    nik: Mapped[str]


class PlainPerpetrator(Plain):
    """Somebody who is said to have done it."""

    __tablename__ = "plain_perpetrator"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    person: Mapped[str]
    relation: Mapped[str]
    name: Mapped[str]
    sex: Mapped[str]
    age: Mapped[int | None]


class PlainTask(Plain):
    """Something to do by a moment."""

    __tablename__ = "plain_task"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    kind: Mapped[TaskKind]
    due: Mapped[datetime]
    done: Mapped[datetime | None]
    stopped: Mapped[datetime | None]
    assignee: Mapped[uuid.UUID | None]


class PlainNote(Plain):
    """A note."""

    __tablename__ = "plain_note"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    at: Mapped[datetime]
    author: Mapped[uuid.UUID]
    about: Mapped[str]
    text: Mapped[str] = mapped_column(Text)


class PlainService(Plain):
    """A service that was given."""

    __tablename__ = "plain_service"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    entry: Mapped[str]
    kind: Mapped[str]
    row: Mapped[str]
    status: Mapped[str]
    given_on: Mapped[str]
    institution: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str]
    lawful: Mapped[bool]
    author: Mapped[str]
    at: Mapped[str]


class PlainHolder(Plain):
    """Who may open a case, as its page says."""

    __tablename__ = "plain_holder"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    kind: Mapped[GrantKind]
    name: Mapped[str]
    account_id: Mapped[uuid.UUID | None]
    until: Mapped[datetime | None]


class PlainEvent(Plain):
    """What happened to a case, as its page lists it."""

    __tablename__ = "plain_event"
    __table_args__ = (Index("ix_plain_event_case", "case_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID]
    at: Mapped[datetime]
    account_id: Mapped[uuid.UUID]
    action: Mapped[str]
    details: Mapped[str]


def create(engine: Engine) -> None:
    """Make the tables beside those of the application."""
    Plain.metadata.create_all(engine)
