"""What a filter of the list asks of the lines of the sealed index. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, time

from kla.cases import vocabulary
from kla.cases.facets import Wanted
from kla.cases.lines import MINUTE, WORDS, victim_word
from kla.cases.types import ListFilter
from kla.cases.types.filters import AGES
from kla.core.clock import WITA

# The parts of a filter that ask for one of several words, or for a yes.
OF_WORDS = (
    *("kinds", "primary", "risk", "kelurahan", "kecamatan", "place", "channel", "education"),
    *("disabilities", "ampk", "relation", "given", "planned", "lacking"),
)
OF_YES = ("guardian", "danger")
FIRST_MINUTE, LAST_MINUTE, FIRST_DAY = 1, 2**32 - 1, 1


def wanted_of(chosen: ListFilter) -> Wanted:
    """The sealed part of a filter, as a scan of the index asks it.

    A girl of an age group is one victim who is both; all else asks whether any victim is so.
    """
    groups = [_words(name, getattr(chosen, name)) for name in OF_WORDS if getattr(chosen, name)]
    groups += [_words(name, ["1"]) for name in OF_YES if getattr(chosen, name)]
    if chosen.sex or chosen.ages:
        groups.append(_words("victims", _victims(chosen)))
    return Wanted(
        groups=tuple(groups),
        received=_minutes(chosen.received_from, chosen.received_to),
        happened=_days(chosen.happened_from, chosen.happened_to),
    )


def _words(name: str, codes: Iterable[str]) -> frozenset[bytes]:
    return frozenset(f"{WORDS[name]}:{code}".encode() for code in codes)


def _victims(chosen: ListFilter) -> list[str]:
    sexes = [chosen.sex] if chosen.sex else list(vocabulary.labels("sexes"))
    ages: list[int | None] = [
        age
        for name in chosen.ages
        if name in AGES
        for age in range(AGES[name][0], AGES[name][1] + 1)
    ]
    if not chosen.ages:
        ages = [None, *range(AGES["18+"][1] + 1)]
    return [victim_word(sex, age) for sex in sexes for age in ages]


def _minutes(first: date | None, last: date | None) -> tuple[int, int] | None:
    """From the first minute of a day in Balikpapan to the last one of another."""
    if first is None and last is None:
        return None
    return (
        max(_minute(first, time.min), FIRST_MINUTE) if first else FIRST_MINUTE,
        _minute(last, time.max) if last else LAST_MINUTE,
    )


def _minute(day: date, at: time) -> int:
    return int(datetime.combine(day, at, WITA).timestamp()) // MINUTE


def _days(first: date | None, last: date | None) -> tuple[int, int] | None:
    if first is None and last is None:
        return None
    start, end = first or date.fromordinal(FIRST_DAY), last or date.max
    return start.toordinal(), end.toordinal()
