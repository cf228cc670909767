"""Risk as it is scored: what the form hands over, and what is kept of every scoring."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kla.cases.scoring import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRisk:
    """Answers to an instrument; `level` differs from what they add up to for a `reason`.

    The form chose `entry`: sent twice, it is one scoring.
    """

    instrument: str
    answers: Mapping[str, str]
    level: str = ""
    reason: str = ""
    seen: int = 0
    entry: uuid.UUID


@dataclass(frozen=True, slots=True)
class Scoring:
    """One scoring as it was made, and never changed. `level` counts, `computed` explains."""

    at: datetime
    by: uuid.UUID
    instrument: str
    points: int
    computed: str
    level: str
    reason: str
    parts: tuple[Part, ...]

    @property
    def is_overridden(self) -> bool:
        """Whether somebody chose another level than the answers add up to."""
        return self.level != self.computed


def scorings_of(content: Mapping[str, Any]) -> tuple[Scoring, ...]:
    """The scorings of an opened section, in the order in which they were made."""
    return tuple(_scoring(one) for one in content.get("scorings", []))


def _scoring(one: Mapping[str, Any]) -> Scoring:
    return Scoring(
        at=datetime.fromisoformat(one["at"]),
        by=uuid.UUID(one["by"]),
        instrument=one["instrument"],
        points=one["points"],
        computed=one["computed"],
        level=one["level"],
        reason=one["reason"],
        parts=tuple(Part(*part) for part in one["parts"]),
    )
