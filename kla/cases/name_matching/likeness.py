"""How alike two words of names are, and by which rule."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kla.cases.name_matching.known import known
from kla.cases.name_matching.reading import Kind, Word

# A slip of the finger is only believed in words long enough to know them by the rest.
SHORTEST_SLIP, SHORTEST_OTHER_LETTER, SHORTEST_TWO_SLIPS = 6, 8, 10
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEAR = 0.9  # Jaro-Winkler


class Rule(StrEnum):
    """Why two words are held to be one."""

    WRITTEN = "written-alike"
    LETTER = "same-letter"
    SHORT = "short-form"
    SPELLING = "known-spelling"
    SOUND = "sounds-alike"
    SLIP = "slip"
    INITIAL = "initial"
    NICKNAME = "nickname"
    NEAR = "nearly"
    NONE = "none"


STRENGTH = {
    Rule.WRITTEN: 1.0,
    Rule.LETTER: 1.0,
    Rule.SHORT: 0.95,
    Rule.SPELLING: 0.95,
    Rule.SOUND: 0.9,
    Rule.SLIP: 0.8,
    Rule.INITIAL: 0.5,
    Rule.NICKNAME: 0.5,
    Rule.NEAR: 0.4,
    Rule.NONE: 0.0,
}
FIRM = frozenset({Rule.WRITTEN, Rule.SHORT, Rule.SPELLING, Rule.SOUND, Rule.SLIP})


@dataclass(frozen=True, slots=True)
class Likeness:
    """The rule by which two words are alike, and how much that is worth."""

    rule: Rule

    @property
    def strength(self) -> float:
        """From 0 (two words) to 1 (one)."""
        return STRENGTH[self.rule]

    @property
    def is_firm(self) -> bool:
        """Whether they count as one word."""
        return self.rule in FIRM


@lru_cache(maxsize=20_000)
def likeness(a: Word, b: Word) -> Likeness:
    """How alike two words are. The same whichever comes first."""
    if a.folded == b.folded:
        return Likeness(_of_one_spelling(a, b))
    if a.letter or b.letter:
        return Likeness(_by_letter(a, b))
    if a.name and a.name == b.name:
        return Likeness(Rule.SPELLING)
    return Likeness(_by_name(a, b))


def _of_one_spelling(a: Word, b: Word) -> Rule:
    if Kind.INITIAL in (a.kind, b.kind):
        return Rule.LETTER
    return Rule.WRITTEN if a.letter == b.letter else Rule.SHORT


def _by_letter(a: Word, b: Word) -> Rule:
    if a.letter and b.letter:
        return Rule.NONE
    return Rule.INITIAL if a.initial == b.initial else Rule.NONE


def _by_name(a: Word, b: Word) -> Rule:
    are_known = a.name is not None and b.name is not None
    if not a.sounds.isdisjoint(b.sounds):
        # Suryana and Suryono are two names, and easily mistaken.
        return Rule.NEAR if are_known else Rule.SOUND
    if _is_nickname(a, b):
        return Rule.NICKNAME
    if are_known:
        return Rule.NONE
    return max(_by_slip(a.folded, b.folded), _by_slip(a.text, b.text), key=STRENGTH.__getitem__)


def _is_nickname(a: Word, b: Word) -> bool:
    return frozenset({a.name or a.folded, b.name or b.folded}) in known().nicknames


def _by_slip(*words: str) -> Rule:
    from rapidfuzz.distance import OSA, JaroWinkler

    short, long = sorted(words, key=lambda text: (len(text), text))
    allowed = (len(long) >= SHORTEST_SLIP) + (len(long) >= SHORTEST_TWO_SLIPS)
    if OSA.distance(short, long) <= allowed and _may_slip(short, long):
        return Rule.SLIP
    return Rule.NEAR if JaroWinkler.similarity(short, long) >= NEAR else Rule.NONE


def _may_slip(short: str, long: str) -> bool:
    """Whether a difference can be a slip: beginnings and endings make another name of a word.

    Hasan and Hasanah, Sumarni and Sumarno, Purwadi and Purwati are people of their own, and so
    are Paiman and Parman: in a short word another letter is only believed of neighbouring keys.
    """
    if short[0] != long[0]:
        return False
    if sorted(short) == sorted(long):  # letters in the wrong order
        return True
    if len(short) < len(long):
        return short[-1] == long[-1]
    wrong = [pair for pair in zip(short, long, strict=True) if pair[0] != pair[1]]
    is_long = len(short) >= SHORTEST_OTHER_LETTER
    return short[-2:] == long[-2:] and (is_long or all(_are_neighbours(*pair) for pair in wrong))


def _are_neighbours(a: str, b: str) -> bool:
    """Whether two letters lie side by side or one above the other on a keyboard."""
    places = [(row, keys.find(sign)) for sign in (a, b) for row, keys in enumerate(KEYS)]
    found = [place for place in places if place[1] >= 0]
    if len(found) < 2:  # a digit or a letter of another script
        return False
    (row_a, at_a), (row_b, at_b) = found
    return abs(row_a - row_b) + abs(at_a - at_b) <= 1
