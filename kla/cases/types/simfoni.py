"""Entering cases in the ministry's register: what is noted, and how a case stands there."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class SimfoniState(StrEnum):
    """How a case stands in the register: not there yet, there, or there with older values."""

    WAITING = ""
    ENTERED = "entered"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterSimfoni:
    """That a case was entered, or brought up to date there: the register's number, the day.

    `seen` is the version of the section in view. The form chose `entry`: sent twice, it is one.
    """

    number: str
    on: date
    seen: int = 0
    entry: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoSimfoni:
    """That a case was noted as entered by mistake, and why that is taken back."""

    reason: str
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteSimfoni:
    """What the register asks for and no other form has. Empty is not known."""

    time: str = ""
    referred_by: str = ""
    way_here: str = ""
    route: str = ""
    transport: str = ""
    means: str = ""
    exploitation: str = ""
    violation: str = ""
    seen: int = 0
