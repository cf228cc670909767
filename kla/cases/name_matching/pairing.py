"""Which word of one name goes with which word of another, so that most of both agrees."""

from collections.abc import Iterator
from dataclasses import dataclass

from kla.cases.name_matching.likeness import Likeness, likeness
from kla.cases.name_matching.reading import Kind, Word, join

# Two words written as one must agree all but letter by letter.
JOINED = 0.9


@dataclass(frozen=True, slots=True)
class Match:
    """Two words that go together, where they begin, and why."""

    a: Word
    b: Word
    at_a: int
    at_b: int
    why: Likeness

    @property
    def weight(self) -> float:
        """How much the two words tell."""
        return (self.a.weight + self.b.weight) / 2

    @property
    def worth(self) -> float:
        """How much of both names they make agree."""
        return self.why.strength * (self.weight + 0.001 * (self.at_a == self.at_b))


Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """The matches of two names, and the words that are left of each."""

    matches: tuple[Match, ...]
    left_a: Words
    left_b: Words


def pair(a: Words, b: Words) -> Pairing:
    """The pairing in which most agrees."""
    chosen = _Search(a, b).best(0, 0)[1]
    used_a = {at for match in chosen for at in range(match.at_a, match.at_a + match.a.parts)}
    used_b = {at for match in chosen for at in range(match.at_b, match.at_b + match.b.parts)}
    return Pairing(chosen, _left(a, used_a), _left(b, used_b))


def _left(words: Words, used: set[int]) -> Words:
    return tuple(w for at, w in enumerate(words) if at not in used and w.kind is not Kind.ASIDE)


class _Search:
    """Tries every pairing, each part of the question once."""

    def __init__(self, a: Words, b: Words) -> None:
        self.a, self.b = a, b
        self.found: dict[tuple[int, int], tuple[float, tuple[Match, ...]]] = {}
        self.options = [list(self._options(at)) for at in range(len(a))]

    def best(self, at: int, used: int) -> tuple[float, tuple[Match, ...]]:
        """The best pairing of a's words from `at` on with what is free of b (bits of `used`)."""
        if at >= len(self.a):
            return 0.0, ()
        if (at, used) not in self.found:
            self.found[at, used] = self._best(at, used)
        return self.found[at, used]

    def _best(self, at: int, used: int) -> tuple[float, tuple[Match, ...]]:
        best = self.best(at + 1, used)
        for match in self.options[at]:
            bits = ((1 << match.b.parts) - 1) << match.at_b
            if used & bits:
                continue
            worth, rest = self.best(at + match.a.parts, used | bits)
            if worth + match.worth > best[0]:
                best = worth + match.worth, (match, *rest)
        return best

    def _options(self, at: int) -> Iterator[Match]:
        for a in _at(self.a, at):
            for other in range(len(self.b)):
                for b in _at(self.b, other):
                    why = likeness(a, b)
                    if _fits(a, b, why):
                        yield Match(a, b, at, other, why)


def _at(words: Words, at: int) -> Iterator[Word]:
    """The word at a place, and that word with the one behind it."""
    yield words[at]
    if at + 1 < len(words) and words[at].is_fathers == words[at + 1].is_fathers:
        yield join(words[at], words[at + 1])


def _fits(a: Word, b: Word, why: Likeness) -> bool:
    if a.parts == b.parts == 1:
        return why.strength > 0
    return a.parts != b.parts and why.strength >= JOINED
