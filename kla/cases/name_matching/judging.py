"""From paired words to a decision: one person's name, two people's, or somebody has to look."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from kla.cases.name_matching.likeness import Rule
from kla.cases.name_matching.pairing import Match, Pairing
from kla.cases.name_matching.reading import Kind, Reading, Word

# What names don't agree in takes away more than its weight: a name tells people apart.
CONFLICT = 0.6


class Decision(StrEnum):
    """Whether two names are one person's, as far as names can tell."""

    SAME = "same"
    MAYBE = "maybe"
    DIFFERENT = "different"


class Doubt(StrEnum):
    """Why it is not simply the same name."""

    NOTHING = "nothing-shared"
    OTHER_WORDS = "other-words"  # each has words that the other has not
    OTHER_FATHER = "other-father"
    FATHER_OR_LAST = "father-or-last-name"
    SON_OR_DAUGHTER = "son-or-daughter"
    ONE_WORD = "one-word"  # no more than one is shared
    ONLY_COMMON = "only-common-words"  # one and Muhammad, Siti or Andi; the rest is missing
    FIRST_MISSING = "first-name-missing"  # a child is often called after its father
    ORDER = "other-order"
    NEARLY = "nearly"  # a word only nearly agrees, or is a nickname
    MANY_SLIPS = "many-slips"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the names alone say."""

    decision: Decision
    score: float
    doubts: tuple[Doubt, ...]


# What a word agrees by when its spelling is not broken.
UNBROKEN = frozenset({Rule.WRITTEN, Rule.SHORT, Rule.SPELLING, Rule.SOUND})
# These tell two people apart; the others only leave it open.
AGAINST = frozenset({Doubt.OTHER_WORDS, Doubt.OTHER_FATHER, Doubt.NOTHING})


def judge(a: Reading, b: Reading, found: Pairing) -> Verdict:
    """Decide on two readings whose words are paired."""
    doubts = (*_of_words(found), *_of_fathers(a, b, found), *_of_the_rest(a, b, found))
    against = AGAINST.intersection(doubts)
    score = _score(found) * (CONFLICT if against else 1.0)
    if not doubts:
        return Verdict(Decision.SAME, score, ())
    return Verdict(Decision.DIFFERENT if against else Decision.MAYBE, score, doubts)


def _of_words(found: Pairing) -> Iterator[Doubt]:
    """Doubts about the words that are paired."""
    rules = Counter(match.why.rule for match in found.matches)
    if not found.matches:
        yield Doubt.NOTHING
    if min(_shared(found, "a"), _shared(found, "b")) < 2:
        yield Doubt.ONE_WORD
    if rules[Rule.NEAR] + rules[Rule.NICKNAME]:
        yield Doubt.NEARLY
    if rules[Rule.SLIP] > 1 and not rules.keys() & UNBROKEN:
        yield Doubt.MANY_SLIPS


def _of_fathers(a: Reading, b: Reading, found: Pairing) -> Iterator[Doubt]:
    """Doubts about whose child it is."""
    if a.child and b.child and a.child != b.child:
        yield Doubt.SON_OR_DAUGHTER
    left_a, left_b = (_fathers(left) for left in (found.left_a, found.left_b))
    if left_a and left_b:
        yield Doubt.OTHER_FATHER
    elif left_a:
        yield from _last_names(found.left_b)
    elif left_b:
        yield from _last_names(found.left_a)


def _last_names(left: tuple[Word, ...]) -> Iterator[Doubt]:
    """Beside a father's name that the other lacks."""
    if _own(left):
        yield Doubt.FATHER_OR_LAST


def _of_the_rest(a: Reading, b: Reading, found: Pairing) -> Iterator[Doubt]:
    """Doubts about the words that have no counterpart."""
    left_a, left_b = _own(found.left_a), _own(found.left_b)
    if left_a and left_b:
        yield Doubt.OTHER_WORDS
    if left_a:
        yield from _of_missing(a, left_a, found)
    elif left_b:
        yield from _of_missing(b, left_b, found)


def _of_missing(whole: Reading, missing: list[Word], found: Pairing) -> Iterator[Doubt]:
    """Doubts where one name has words that the other lacks."""
    if _shared(found, "a", Kind.COMMON) < 2:
        yield Doubt.ONLY_COMMON
    if _first(whole) in missing:
        yield Doubt.FIRST_MISSING
    if not _is_in_order(found.matches):
        yield Doubt.ORDER


def _shared(found: Pairing, side: str, *without: Kind) -> int:
    """How many words of one name the other surely has too."""
    words = [getattr(match, side) for match in found.matches if match.why.is_firm]
    return sum(word.parts for word in words if word.tells and word.kind not in without)


def _fathers(words: tuple[Word, ...]) -> list[Word]:
    return [word for word in words if word.is_fathers]


def _own(words: tuple[Word, ...]) -> list[Word]:
    return [word for word in words if not word.is_fathers]


def _first(name: Reading) -> Word | None:
    """The name that somebody is called by: the first that is not everybody's."""
    return next((word for word in name.words if word.kind in (Kind.OWN, Kind.ORDER)), None)


def _is_in_order(matches: tuple[Match, ...]) -> bool:
    """Whether the words follow each other alike, but for one that was put first."""
    places = [match.at_b for match in matches]
    falls = sum(after < before for before, after in pairwise(places))
    return falls == 0 or (falls == 1 and places[-1] < places[0])


def _score(found: Pairing) -> float:
    """What agrees, out of all that could."""
    agreed = sum(match.why.strength * match.weight for match in found.matches)
    paired = sum(match.weight for match in found.matches)
    lacking = sum(word.weight for word in (*found.left_a, *found.left_b)) / 2
    return agreed / (paired + lacking) if paired else 0.0
