"""Restricting a case to people by name, and lifting that, as forms hand it over."""

import uuid
from dataclasses import dataclass

FEWEST_NAMED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictCase:
    """Who alone may open the case from now on, and why.

    `seen` are those who were named when the writer looked, as `restriction.mark_of` puts it.
    """

    people: tuple[uuid.UUID, ...]
    reason: str
    confirmed: bool = False
    seen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftRestriction:
    """Why the unit's supervisors and the emergency circles may hold the case again."""

    reason: str
