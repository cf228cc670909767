"""Whether two people's names are one person's name, the Indonesian way. Pure.

Names alone never make one person of two who share a single word: for that a second attribute has
to agree. `maybe` is for a person to look at; nothing may be done on it by itself.
"""

from dataclasses import dataclass

from kla.cases.name_matching.attributes import Attributes, shared, weigh
from kla.cases.name_matching.judging import Decision, Doubt, Verdict, judge
from kla.cases.name_matching.pairing import Match, pair
from kla.cases.name_matching.reading import Reading, readings

__all__ = ["Attributes", "Comparison", "Decision", "Doubt", "Reason", "compare"]

UNKNOWN = Attributes()


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


@dataclass(frozen=True, slots=True)
class _Read:
    verdict: Verdict
    matches: tuple[Match, ...]


def compare(
    a: str, b: str, about_a: Attributes = UNKNOWN, about_b: Attributes = UNKNOWN
) -> Comparison:
    """Compare two names, and what else is known of both. The order of the two does not matter."""
    tries = [_try(one, other) for one in readings(a) for other in readings(b)]
    order = [Decision.DIFFERENT, Decision.MAYBE, Decision.SAME]
    best = max(tries, key=lambda t: (order.index(t.verdict.decision), t.verdict.score))
    verdict = best.verdict
    return Comparison(
        weigh(verdict, shared(about_a, about_b)),
        round(min(verdict.score, 1.0), 4),
        tuple(Reason(match.a.text, match.b.text, match.why.rule) for match in best.matches),
        verdict.doubts,
    )


def _try(a: Reading, b: Reading) -> _Read:
    """Compare two readings; always in one order, so that chance decides nothing."""
    if _texts(a) <= _texts(b):
        found = pair(a.words, b.words)
        return _Read(judge(a, b, found), found.matches)
    found = pair(b.words, a.words)
    turned = (Match(m.b, m.a, m.at_b, m.at_a, m.why) for m in found.matches)
    matches = tuple(sorted(turned, key=lambda match: match.at_a))
    return _Read(judge(b, a, found), matches)


def _texts(name: Reading) -> list[str]:
    return [word.text for word in name.words]
