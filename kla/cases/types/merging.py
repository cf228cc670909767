"""Making one case of two, and two of one again: what forms hand over and pages show."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kla.cases.types.states import CaseState

# Why two cases can't be merged as they stand; each has its sentence beside the form.
PROBLEMS = (
    "merge-unit",
    "merge-restricted",
    "merge-keep-active",
    "merge-offered",
    "merge-siaga",
    "merge-erasure",
    "merge-decision-waits",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeCases:
    """Which people of the other case are people of this one, and why the two are one.

    `seen` is the mark of both cases as the writer saw them; `same` are pairs of names, theirs
    first.
    """

    same: tuple[tuple[str, str], ...] = ()
    reason: str
    seen: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeCases:
    """Why two cases are two after all."""

    reason: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that may be one human being: of the other case, and of this one."""

    role: str
    theirs: str
    own: str
    their_name: str
    own_name: str
    is_sure: bool

    @property
    def value(self) -> str:
        """How a form names the pair."""
        return f"{self.theirs}/{self.own}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two cases, as the page before a merge shows it."""

    case_id: uuid.UUID
    number: str
    state: CaseState
    summary: Mapping[str, Any]
    counts: Mapping[str, int]
    workers: tuple[str, ...]
    retain_month: str
    hold: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would become of two cases: both, what the one would be, and what speaks against it."""

    own: Side
    other: Side
    state: CaseState
    risk: str
    kinds: tuple[str, ...]
    workers: tuple[str, ...]
    guardian_suspected: bool
    pairs: tuple[Pair, ...]
    problems: tuple[str, ...]
    seen: str
