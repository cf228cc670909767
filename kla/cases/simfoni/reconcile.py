"""Our numbers of the ministry's register against those on its own list. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Ours:
    """A case of ours with the number that was noted for it, and the day; both as in ISO or text."""

    case: str
    month: str
    number: str
    on: str


@dataclass(frozen=True, slots=True)
class Theirs:
    """A line of the ministry's list: the number, and the day as in ISO, empty where it has none."""

    number: str
    day: str = ""


T = TypeVar("T", Ours, Theirs)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands on both sides, on one only, and more than once on one."""

    both: tuple[tuple[Ours, Theirs], ...]
    only_ours: tuple[Ours, ...]
    only_theirs: tuple[Theirs, ...]
    doubled_ours: tuple[Ours, ...]
    doubled_theirs: tuple[Theirs, ...]


def compare(ours: Sequence[Ours], theirs: Sequence[Theirs], month: str = "") -> Outcome:
    """Match numbers without regard to case, spaces and signs.

    A list of one `month` lacks cases of other months by right: then of ours only those reported in
    that month are missed on it.
    """
    by_number = {folded(one.number): one for one in theirs}
    known = {folded(one.number) for one in ours}
    missed = [one for one in ours if folded(one.number) not in by_number]
    return Outcome(
        both=tuple(
            (one, by_number[folded(one.number)]) for one in ours if folded(one.number) in by_number
        ),
        only_ours=tuple(one for one in missed if month in {"", one.month}),
        only_theirs=tuple(_once(one for one in theirs if folded(one.number) not in known)),
        doubled_ours=tuple(_doubled(ours)),
        doubled_theirs=tuple(_once(_doubled(theirs))),
    )


def folded(number: str) -> str:
    """A number as it is compared: a slip of the hand in signs and spaces is no other number."""
    return re.sub(r"[^0-9a-z]", "", number.casefold()) or number


def _once(found: Iterable[Theirs]) -> Collection[Theirs]:
    return {folded(one.number): one for one in found}.values()


def _doubled(lines: Sequence[T]) -> list[T]:
    many = Counter(folded(one.number) for one in lines)
    return [one for one in lines if many[folded(one.number)] > 1]
