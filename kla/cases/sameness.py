"""Whether two victims may be one human being, and why: for a person to decide, never by itself.

A name of a single word in common never counts without something besides it that agrees.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kla.cases.likely import Sought
from kla.cases.name_matching import Attributes, Comparison, Decision, Doubt, compare
from kla.cases.name_matching.attributes import YEARS_APART

# Too little was shared to be told from hundreds of others.
THIN = frozenset({Doubt.ONE_WORD, Doubt.ONLY_COMMON})


class Strength(StrEnum):
    """How much speaks for it, the most first."""

    STRONG = "strong"
    LIKELY = "likely"
    WEAK = "weak"


class Why(StrEnum):
    """What two people have in common."""

    NIK = "nik"
    NAME_SAME = "name-same"
    NAME_LIKE = "name-like"
    BORN = "born"
    KELURAHAN = "kelurahan"
    RELATIVE = "relative"
    PHONE = "phone"
    SEX = "sex"


# Besides the name: each of these tells people apart by itself, sex does not.
BESIDES = frozenset({Why.NIK, Why.BORN, Why.KELURAHAN, Why.RELATIVE, Why.PHONE})
CLOSE = frozenset({Why.NIK, Why.BORN, Why.RELATIVE, Why.PHONE})


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two people are, and what they have in common."""

    strength: Strength
    reasons: tuple[Why, ...]
    score: float

    @property
    def order(self) -> tuple[int, int, float]:
        """For sorting: the likeliest first."""
        return [*Strength].index(self.strength), -len(self.reasons), -self.score


def judge(one: Sought, other: Sought) -> Likeness | None:
    """Whether two people are worth a look as one; nothing where they are not.

    Another sex or year of birth rules it out, unless the NIK is the same: then one is a slip.
    """
    besides = tuple(_besides(one, other))
    if Why.NIK not in besides and _is_ruled_out(one, other):
        return None
    found = compare(one.name, other.name, _about(one), _about(other))
    strength = _strength(found, frozenset(besides))
    if strength is None:
        return None
    name = () if found.decision is Decision.DIFFERENT else (_name_why(one, other),)
    return Likeness(strength, (*name, *besides), found.score)


def is_open(one: Sought, other: Sought) -> bool:
    """Whether more knowledge could make two people worth a look: the names go together so far."""
    if _is_ruled_out(one, other):
        return False
    return compare(one.name, other.name).decision is not Decision.DIFFERENT


def _about(one: Sought) -> Attributes:
    return Attributes(one.born, one.sex, one.kelurahan)


def _is_ruled_out(one: Sought, other: Sought) -> bool:
    apart = _years_apart(one, other)
    is_other_sex = bool(one.sex and other.sex and one.sex != other.sex)
    return is_other_sex or (apart is not None and apart > YEARS_APART)


def _name_why(one: Sought, other: Sought) -> Why:
    is_same = one.name.casefold().split() == other.name.casefold().split()
    return Why.NAME_SAME if is_same else Why.NAME_LIKE


def _besides(one: Sought, other: Sought) -> Iterator[Why]:
    apart = _years_apart(one, other)
    agrees = {
        Why.NIK: one.nik and one.nik == other.nik,
        Why.BORN: apart is not None and apart <= YEARS_APART,
        Why.KELURAHAN: one.kelurahan and one.kelurahan == other.kelurahan,
        Why.RELATIVE: _shares_relative(one, other),
        Why.PHONE: set(one.phones) & set(other.phones),
        Why.SEX: one.sex and one.sex == other.sex,
    }
    return (why for why, is_so in agrees.items() if is_so)


def _years_apart(one: Sought, other: Sought) -> int | None:
    return abs(one.born - other.born) if one.born and other.born else None


def _shares_relative(one: Sought, other: Sought) -> bool:
    return any(_is_same(mine, theirs) for mine in one.relatives for theirs in other.relatives)


def _is_same(a: str, b: str) -> bool:
    """A parent's name is often one word; beside a child's name that is enough."""
    found = compare(a, b)
    return found.decision is not Decision.DIFFERENT and set(found.doubts) <= {Doubt.ONE_WORD}


def _strength(found: Comparison, besides: frozenset[Why]) -> Strength | None:
    if Why.NIK in besides:
        return Strength.STRONG
    if found.decision is Decision.DIFFERENT:
        return None
    if THIN & set(found.doubts):
        return _STRENGTH_OF_THIN[min(len(besides & BESIDES), 2)]
    if found.decision is Decision.SAME:
        return Strength.STRONG if besides & CLOSE else Strength.LIKELY
    return Strength.LIKELY if besides & BESIDES else Strength.WEAK


# By how many things agree besides a name of which too little is shared.
_STRENGTH_OF_THIN = (None, Strength.WEAK, Strength.LIKELY)
