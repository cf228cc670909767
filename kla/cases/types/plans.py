"""What is planned for a case, given to it and seen afterwards, as forms hand it over."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from kla.cases.types.states import CaseState


class PlanStatus(StrEnum):
    """How an edition of a plan stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


class ServiceStatus(StrEnum):
    """How a service stands: planned, given, not to be had, or called off before its day."""

    PLANNED = "planned"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One need, what is done about it, by whom, by when, and who agreed to that."""

    need: str
    kind: str
    intervention: str
    institution: str
    by_when: date
    agreed: tuple[str, ...]
    row: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class WritePlan:
    """A plan as it is to stand; `submit` asks a supervisor to approve it.

    `agreed_note` says who else agreed, or why somebody was not asked.
    """

    rows: tuple[PlanRow, ...]
    submit: bool = False
    agreed_note: str = ""
    mediation_confirmed: bool = False
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidePlan:
    """The supervisor's word on a plan, and the version of it that they had in view."""

    approve: bool
    remarks: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleService:
    """What became of a planned service: given, with an outcome; else the reason."""

    entry: uuid.UUID
    status: ServiceStatus
    given_on: date
    institution: str = ""
    outcome: str = ""
    reason: str = ""
    mediation_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFollowUp:
    """A look at how things are: when, how, what was found, the risk now, when next.

    The form chose `entry`: sent twice, it is one.
    """

    done_on: date
    how: str
    finding: str
    risk: str
    next_on: date | None = None
    entry: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveCase:
    """Why a case ends outside of our services: one of the exits, to whom, what people were told.

    `tried` is what was done to learn more, where there was not enough to go on.
    """

    outcome: CaseState
    reason: str
    to: str = ""
    told: str = ""
    tried: str = ""
    safety: str = ""
    confirmed: bool = False
    retention_years: int = 5


Outcomes = Mapping[str, str]  # of plan rows, by the row's id


def approved_rows(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the plan in force: of the newest edition that was approved."""
    if plan.get("status") == PlanStatus.APPROVED:
        return list(plan["rows"])
    past = plan.get("past", [])
    return list(past[-1]["rows"]) if past else []
