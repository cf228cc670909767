"""What can be wrong with an instrument, item by item. Pure."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from kla.core.errors import Invalid
from kla.facility_audits.instrument import (
    COUNT,
    SCALE_TYPES,
    STEPS,
    Instrument,
    Item,
    Scale,
    Section,
    Words,
)

LANGUAGES = ("id", "en")
ORIGINS = ("official", "ours")
LAST_INDICATOR = 24
YES_NO = {"yes", "no"}

Found = Iterator[tuple[str, str]]  # item or section ("" for the whole), and the cause


@contextmanager
def told_apart(item: str) -> Iterator[None]:
    """Say of which item something is missing or of another type. Raises `Invalid`."""
    try:
        yield
    except KeyError as error:
        raise Invalid("malformed", field=item, why=f"{error.args[0]} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise Invalid("malformed", field=item, why=str(error)) from error


def faults(instrument: Instrument) -> Found:
    """Everything that is wrong with it: ids, words, scales, sums, conditions, bands."""
    yield from _of_words(instrument)
    yield from _of_ids(instrument)
    for scale in instrument.scales:
        yield from (("", f"scale-{scale.name}-{cause}") for cause in _of_scale(scale))
    for section in instrument.sections:
        yield from _of_section(section)
    yield from _of_conditions(instrument)
    yield from _of_whole(instrument)


def _missing(words: Words) -> bool:
    return any(not str(words.get(language, "")).strip() for language in LANGUAGES)


def _of_words(instrument: Instrument) -> Found:
    said = [("", instrument.title), ("", instrument.about)]
    said += [("", band.title) for band in instrument.bands]
    said += [("", one.text) for scale in instrument.scales for one in scale.choices]
    said += [(section.code, section.title) for section in instrument.sections]
    for item in instrument.items:
        said.append((item.id, item.text))
        said += [(item.id, item.help)] if item.help else []
    yield from ((where, "words-missing") for where, words in said if _missing(words))


def _of_ids(instrument: Instrument) -> Found:
    ids = [item.id for item in instrument.items] + [one.code for one in instrument.sections]
    yield from ((one, "twice") for one, times in Counter(ids).items() if times > 1)
    yield from ((one, "bad-id") for one in ids if not one.isidentifier() or not one.isascii())


def _of_scale(scale: Scale) -> Iterator[str]:
    codes = {choice.code for choice in scale.choices}
    points = [choice.points for choice in scale.choices]
    if scale.type not in SCALE_TYPES:
        yield "unknown-type"
    if (scale.type == COUNT) == bool(codes) or len(codes) < len(points):
        yield "choices"
    yield from _of_type(scale.type, codes, sorted(points))
    yield from _of_points(scale, points)


def _of_type(kind: str, codes: set[str], points: list[int]) -> Iterator[str]:
    if kind == "steps" and points != list(STEPS):
        yield "steps"
    if kind == "yes_no" and codes != YES_NO:
        yield "yes-no"


def _of_points(scale: Scale, points: list[int]) -> Iterator[str]:
    pairs = list(pairwise(scale.reached))
    if any(low.least >= high.least or low.points > high.points for low, high in pairs):
        yield "reached"
    if min([*points, *(one.points for one in scale.reached)], default=0) < 0:
        yield "points"


def _of_section(section: Section) -> Found:
    if section.maximum and section.most != section.maximum:
        yield section.code, f"maximum-is-{section.most}-not-{section.maximum}"
    least = sum(item.weight * item.least for item in section.items)
    if section.minimum and least != section.minimum:
        yield section.code, f"minimum-is-{least}-not-{section.minimum}"
    for item in section.items:
        yield from ((item.id, cause) for cause in _of_item(item))


def _of_item(item: Item) -> Iterator[str]:
    if item.weight < 1:
        yield "weight"
    if not 0 <= item.least <= item.scale.most:
        yield "least"
    if not 0 <= item.indicator <= LAST_INDICATOR:
        yield "indicator"
    if item.wording not in ORIGINS or item.weight_source not in ORIGINS:
        yield "origin"


def _of_conditions(instrument: Instrument) -> Found:
    """A condition looks at an earlier fact, and at an answer that can be given to it."""
    earlier: dict[str, Item] = {}
    for item in instrument.items:
        for cause in _of_condition(item, earlier):
            yield item.id, cause
        if item.when and instrument.fixed_maximum and item.most:
            yield item.id, "condition-under-a-fixed-maximum"
        earlier[item.id] = item


def _of_condition(item: Item, earlier: dict[str, Item]) -> Iterator[str]:
    for part in item.when.looks if item.when else ():
        if part.item not in earlier:
            yield "condition-on-no-earlier-item"
        elif earlier[part.item].most:
            yield "condition-on-a-scored-item"
        elif not _can_be(earlier[part.item].scale, part.values):
            yield "condition-on-no-answer"


def _can_be(scale: Scale, values: tuple[str, ...]) -> bool:
    """Whether each value can be an answer: a choice, or for a count a number."""
    if scale.type == COUNT:
        return bool(values) and all(value.isdecimal() for value in values)
    return bool(values) and set(values) <= {choice.code for choice in scale.choices}


def _of_whole(instrument: Instrument) -> Found:
    most = sum(section.most for section in instrument.sections)
    if instrument.maximum and most != instrument.maximum:
        yield "", f"maximum-is-{most}-not-{instrument.maximum}"
    if not most:
        yield "", "nothing-scored"
    if not instrument.sources or instrument.bands_source not in ORIGINS:
        yield "", "origin"
    yield from _of_bands([band.least for band in instrument.bands])


def _of_bands(lows: list[int]) -> Found:
    if lows[:1] != [0] or lows != sorted(set(lows)) or lows[-1] > 100:
        yield "", "bands"
