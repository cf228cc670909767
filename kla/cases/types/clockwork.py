"""What is done with a running clock: stop, start again, hand over, put off, set one's own."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

# What a review looks at. Sealed with the task: the kind alone is in clear.
CONSENT, SHELTER = "consent", "shelter"
REFERRAL = "referral"
# What a task of its own comes from, where nobody just set it.
CONFERENCE = "conference"


class ClockStep(StrEnum):
    """What may be done with an open task besides doing it."""

    STOP = "stop"
    RESTART = "restart"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnClock:
    """Stop a clock, start it again, or put a review off; why is sealed."""

    step: ClockStep
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandTask:
    """Who answers for a task from now on, and a word to them, which sent twice is one."""

    to: uuid.UUID
    text: str = ""
    entry: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTask:
    """A task of one's own. The form chose `entry`: sent twice, it is one task."""

    text: str
    due: datetime
    assignee: uuid.UUID | None = None
    entry: uuid.UUID
