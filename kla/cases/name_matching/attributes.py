"""What is known of somebody beside the name, and what it adds to a comparison of names."""

from dataclasses import dataclass

from kla.cases.name_matching.judging import AGAINST, Decision, Doubt, Verdict

# The year of birth is often worked out from an age.
YEARS_APART = 1

# What a second attribute can settle: too little was shared, but nothing spoke against it.
SETTLED_BY_ONE = frozenset({Doubt.ONE_WORD})
SETTLED_BY_TWO = SETTLED_BY_ONE | {Doubt.ONLY_COMMON, Doubt.NEARLY, Doubt.MANY_SLIPS, Doubt.ORDER}


@dataclass(frozen=True, slots=True)
class Attributes:
    """What may be known of a person; None or "" is unknown."""

    birth_year: int | None = None
    sex: str = ""
    kelurahan: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """In how many ways two people's attributes agree, and whether they rule each other out."""

    ways: int
    is_ruled_out: bool


def shared(a: Attributes, b: Attributes) -> Shared:
    """Compare what is known of both. Sex and kelurahan count together only: each is too common."""
    born, same_sex, same_place = _born(a, b), _agree(a.sex, b.sex), _agree(a.kelurahan, b.kelurahan)
    here = same_sex is True and same_place is True
    return Shared((born is True) + here, born is False or same_sex is False)


def weigh(verdict: Verdict, found: Shared) -> Decision:
    """The decision on two names, once more is known than names."""
    if found.is_ruled_out:
        return Decision.DIFFERENT if verdict.doubts else Decision.MAYBE
    doubts = set(verdict.doubts)
    if doubts and not doubts & AGAINST:
        settled = {0: frozenset[Doubt](), 1: SETTLED_BY_ONE}.get(found.ways, SETTLED_BY_TWO)
        return Decision.SAME if doubts <= settled else Decision.MAYBE
    return verdict.decision


def _born(a: Attributes, b: Attributes) -> bool | None:
    if a.birth_year is None or b.birth_year is None:
        return None
    return abs(a.birth_year - b.birth_year) <= YEARS_APART


def _agree(a: str, b: str) -> bool | None:
    return a.casefold() == b.casefold() if a and b else None
