"""Emergency access, as forms hand it over and as pages show it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ANSWER_WITHIN = timedelta(hours=24)
OPEN_FOR = timedelta(hours=24)
REVIEW_WITHIN = timedelta(days=3)


class SiagaState(StrEnum):
    """How a request stands: worked out, never stored."""

    WAITING = "waiting"
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSiaga:
    """Which case somebody has to see at once, and why."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSiaga:
    """Whether an emergency access was justified, and a remark."""

    justified: bool
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiagaLine:
    """One request on a page. `can_answer`: this reader's half is still missing.

    `reason`, `verdict` and `remark` are empty for whoever can't open them.
    """

    request_id: uuid.UUID
    number: str
    requester: str
    asked: datetime
    expires: datetime
    state: SiagaState
    given: int
    officers: tuple[str, ...] = ()
    can_answer: bool = False
    opened: datetime | None = None
    reviewed: datetime | None = None
    reason: str = ""
    verdict: str = ""
    remark: str = ""

    @property
    def review_by(self) -> datetime | None:
        """By when the supervisor has to have looked at it."""
        return self.opened + REVIEW_WITHIN if self.opened else None
