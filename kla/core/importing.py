"""What becomes of the rows of a list that somebody brings: the same words in every area."""

from dataclasses import dataclass
from enum import StrEnum


class RowStatus(StrEnum):
    """How a row of a list stands."""

    OK = "ok"
    ADDED = "added"
    PRESENT = "present"
    DIFFERS = "differs"
    REFUSED = "refused"


# The rows that somebody has to look at again: they go into a file of their own.
TO_CORRECT = frozenset({RowStatus.REFUSED, RowStatus.DIFFERS})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: the column, where it is one's, and why as a code."""

    column: str
    code: str
