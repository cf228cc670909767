"""Cases that may be about the same child: what is found, and what somebody decides about it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Choice(StrEnum):
    """What somebody says about two cases."""

    SAME = "same"
    OTHER = "other"
    LATER = "later"
    # Of a report that is not registered yet: what it says goes to the case that is there.
    ADD = "add"


KEPT = frozenset({Choice.SAME, Choice.OTHER, Choice.LATER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A case that may be about somebody of another one, as far as this reader may know.

    `mark` stands for the pair and tells nothing. Out of reach there is the name of the unit, and
    nothing else: no id, no number, no name.
    """

    mark: str
    sought: str
    strength: str
    reasons: tuple[str, ...]
    unit: str
    case_id: uuid.UUID | None = None
    number: str = ""
    state: str = ""
    name: str = ""
    choice: Choice | None = None
    may_merge: bool = False
    may_add: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """A case with pairs that nobody has decided on, for a list."""

    case_id: uuid.UUID
    number: str
    initials: tuple[str, ...]
    undecided: int
    said_same: int


Choices = Mapping[str, Choice]
