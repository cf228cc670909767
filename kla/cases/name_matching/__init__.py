"""Whether two people's names are one person's name, the Indonesian way. Pure.

Names alone never make one person of two who share a single word: for that a second attribute has
to agree. `maybe` is for a person to look at; nothing may be done on it by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kla.cases.name_matching.attributes import Attributes, shared, weigh
from kla.cases.name_matching.judging import Decision, Doubt, Verdict, judge
from kla.cases.name_matching.pairing import Match, pair
from kla.cases.name_matching.reading import Reading, readings

__all__ = ["Attributes", "Comparison", "Decision", "Doubt", "Reason", "compare"]

UNKNOWN = Attributes()
ORDER = (Decision.DIFFERENT, Decision.MAYBE, Decision.SAME)


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of each name and the rule by which they go together."""

    a: str
    b: str
    rule: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The decision on two names, how alike they are from 0 to 1, and why."""

    decision: Decision
    score: float
    reasons: tuple[Reason, ...]
    doubts: tuple[Doubt, ...]


def compare(
    a: str, b: str, about_a: Attributes = UNKNOWN, about_b: Attributes = UNKNOWN
) -> Comparison:
    """Compare two names, and what else is known of both. The order of the two does not matter."""
    one, other = readings(a), readings(b)
    if _texts(one) <= _texts(other):
        verdict, matches = _best(one, other)
        reasons = [Reason(match.a.text, match.b.text, match.why.rule) for match in matches]
    else:  # always in one order, so that chance decides nothing
        verdict, matches = _best(other, one)
        matches = sorted(matches, key=lambda match: match.at_b)
        reasons = [Reason(match.b.text, match.a.text, match.why.rule) for match in matches]
    decision = weigh(verdict, shared(about_a, about_b))
    return Comparison(decision, round(verdict.score, 4), tuple(reasons), verdict.doubts)


def _best(a: tuple[Reading, ...], b: tuple[Reading, ...]) -> tuple[Verdict, Sequence[Match]]:
    """The verdict on the two readings that fit best."""
    pairings = [(one, other, pair(one.words, other.words)) for one in a for other in b]
    tries = [(judge(*found), found[2].matches) for found in pairings]
    return max(tries, key=lambda found: (ORDER.index(found[0].decision), found[0].score))


def _texts(found: tuple[Reading, ...]) -> list[str]:
    return [word.letter or word.text for word in found[0].words]
