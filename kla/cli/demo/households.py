"""How victims and cases hang together, so that both add up to the published figures.

A household is a group of victims and the cases that they are in. Most are one and one; in some a
case has two or three victims, in some one victim comes back with a second case.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from kla.cases.measures import Figure

PAIRS, TRIPLES = 7, 1
OPEN_PAIRS, OPEN_RETURNS = 1, 2


@dataclass(frozen=True, slots=True)
class Figures:
    """The published figures as the plan needs them: numbers by code."""

    complaints: int
    kinds: Mapping[str, int]
    groups: Mapping[str, int]
    kecamatan: Mapping[str, int]
    services: Mapping[str, int]
    in_process: int

    @property
    def cases(self) -> int:
        """Accepted cases."""
        return sum(self.kinds.values())

    @property
    def victims(self) -> int:
        """Human beings in them."""
        return sum(self.groups.values())

    @property
    def exits(self) -> int:
        """Reports that did not become a case."""
        return self.complaints - self.cases


@dataclass(frozen=True, slots=True)
class Household:
    """Victims who are in the same cases, where they live, and whether each case has ended."""

    groups: tuple[str, ...]
    kecamatan: str
    ended: tuple[bool, ...]


def figures_of(rows: Sequence[Figure]) -> Figures:
    """Read the figures that the plan must meet out of the published rows."""

    def by(counted_as: str, breakdown: str) -> dict[str, int]:
        return {
            row.code: row.value
            for row in rows
            if (row.counted_as, row.breakdown) == (counted_as, breakdown)
        }

    return Figures(
        complaints=by("complaint", "total")["total"],
        kinds=by("case", "type"),
        groups=by("victim", "group"),
        kecamatan=by("victim", "kecamatan"),
        services=by("service", "service"),
        in_process=by("victim", "status")["in_process"],
    )


def make_households(figures: Figures, rng: Random) -> list[Household]:
    """Deal all victims and cases out to households. The largest come first."""
    groups = shuffled(figures.groups, rng)
    room = Counter(figures.kecamatan)
    households = []
    for victims, ended in _shapes(figures):
        mine = tuple(groups.pop() for _ in range(victims))
        households.append(Household(mine, _take_kecamatan(room, victims, rng), ended))
    return households


def shuffled(counts: Mapping[str, int], rng: Random) -> list[str]:
    """Each code as often as it is counted, in an order of chance."""
    cards = [code for code, number in counts.items() for _ in range(number)]
    rng.shuffle(cards)
    return cards


def _shapes(figures: Figures) -> Iterator[tuple[int, tuple[bool, ...]]]:
    """Number of victims and the end of each case; households with several victims come first."""
    returns = figures.cases - figures.victims + PAIRS + 2 * TRIPLES
    singles = figures.victims - 2 * PAIRS - 3 * TRIPLES - returns
    open_singles = figures.in_process - 2 * OPEN_PAIRS - OPEN_RETURNS
    for _ in range(TRIPLES):
        yield 3, (True,)
    for number in range(PAIRS):
        yield 2, (number >= OPEN_PAIRS,)
    for number in range(returns):
        yield 1, (True, number >= OPEN_RETURNS)
    for number in range(singles):
        yield 1, (number >= open_singles,)


def _take_kecamatan(room: Counter[str], victims: int, rng: Random) -> str:
    wide = [code for code, number in sorted(room.items()) if number >= victims]
    chosen = rng.choices(wide, weights=[room[code] for code in wide])[0]
    room[chosen] -= victims
    return chosen
