"""What a visit scores by the answers to an instrument, line by line. Pure.

An item that is not asked (its condition does not hold) counts neither in the score nor in the
maximum. Where the maximum is fixed by who published the instrument, no item that gives points has a
condition (`instrument_checks` sees to it), so that the published maximum always stands. Conditions
look at facts only, answers without points: what is scored never decides what is asked, and a better
answer never lowers a score.

One unmet mandatory item means "belum sesuai standar"; the score and its band are told all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kla.core.errors import Invalid
from kla.facility_audits.instrument import COUNT, Answers, Instrument, Item, Section

NOT_YET = "belum_sesuai_standar"
LARGEST_COUNT = 1_000_000
# Why a line has its points.
ANSWERED, UNANSWERED, NOT_ASKED, UNMET = "answered", "unanswered", "not-asked", "mandatory-unmet"


@dataclass(frozen=True, slots=True)
class Line:
    """What one item gave. `most` is 0 for an item that is not asked."""

    item: str
    answer: str
    points: int
    most: int
    why: str
    is_mandatory: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of a section."""

    code: str
    lines: tuple[Line, ...]

    @property
    def points(self) -> int:
        """Its points."""
        return sum(line.points for line in self.lines)

    @property
    def most(self) -> int:
        """Of how many."""
        return sum(line.most for line in self.lines)


@dataclass(frozen=True, slots=True)
class Score:
    """The whole. `band` is the grade by points alone, `grade` the one that stands."""

    points: int
    maximum: int
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    unanswered: tuple[str, ...]
    band: str
    grade: str


def score(instrument: Instrument, answers: Answers) -> Score:
    """Score the answers; what is unanswered gives nothing.

    Raises `Invalid` with the item as its field: "unknown-item", "unknown-answer", "not-a-number".
    """
    given = _clean(instrument, answers)
    asked = frozenset(_asked(instrument, given))
    parts = tuple(_part(section, given, asked) for section in instrument.sections)
    points, maximum = sum(part.points for part in parts), sum(part.most for part in parts)
    lines = [line for part in parts for line in part.lines]
    missing, unanswered = _missing(lines), _of_why(lines, UNANSWERED)
    band = _band(instrument, points, maximum)
    return Score(points, maximum, parts, missing, unanswered, band, NOT_YET if missing else band)


def _missing(lines: list[Line]) -> tuple[str, ...]:
    unmet = (line.is_mandatory and line.why in (UNMET, UNANSWERED) for line in lines)
    return tuple(line.item for line, is_unmet in zip(lines, unmet, strict=True) if is_unmet)


def _of_why(lines: list[Line], why: str) -> tuple[str, ...]:
    return tuple(line.item for line in lines if line.why == why)


def asked(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """The items that are asked after these answers. Raises like `score`."""
    return tuple(_asked(instrument, _clean(instrument, answers)))


def _clean(instrument: Instrument, answers: Answers) -> dict[str, str]:
    """Answers as codes, without those left open."""
    if not isinstance(answers, Mapping):
        raise Invalid("not-an-object")
    items = {item.id: item for item in instrument.items}
    found: dict[str, str] = {}
    for key, value in answers.items():
        if key not in items:
            raise Invalid("unknown-item", field=str(key))
        if value is not None and value != "":
            found[key] = _code(items[key], value)
    return found


def _code(item: Item, value: object) -> str:
    if item.scale.type == COUNT:
        return str(_number(item, value))
    code = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    code = str(code) if isinstance(code, int) else code
    if code not in [choice.code for choice in item.scale.choices]:
        raise Invalid("unknown-answer", field=item.id)
    return str(code)


def _number(item: Item, value: object) -> int:
    is_text = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 8
    if isinstance(value, bool) or not (is_text or isinstance(value, int)):
        raise Invalid("not-a-number", field=item.id)
    number = int(str(value)) if is_text else value
    if not isinstance(number, int) or not 0 <= number <= LARGEST_COUNT:
        raise Invalid("not-a-number", field=item.id)
    return number


def _asked(instrument: Instrument, given: Mapping[str, str]) -> Iterator[str]:
    """What is asked; an answer under an item that is itself not asked decides nothing."""
    counted: dict[str, str] = {}
    for item in instrument.items:
        if item.when is None or item.when.holds(counted):
            yield item.id
            if item.id in given:
                counted[item.id] = given[item.id]


def _part(section: Section, given: Mapping[str, str], asked: frozenset[str]) -> Part:
    return Part(section.code, tuple(_line(item, given, asked) for item in section.items))


def _line(item: Item, given: Mapping[str, str], asked: frozenset[str]) -> Line:
    if item.id not in asked:
        return Line(item.id, "", 0, 0, NOT_ASKED, False)
    if item.id not in given:
        return Line(item.id, "", 0, item.most, UNANSWERED, item.is_mandatory)
    step = _step(item, given[item.id])
    why = UNMET if step < item.least else ANSWERED
    return Line(item.id, given[item.id], item.weight * step, item.most, why, item.is_mandatory)


def _step(item: Item, answer: str) -> int:
    if item.scale.type == COUNT:
        number = int(answer)
        return max((one.points for one in item.scale.reached if number >= one.least), default=0)
    return next(one.points for one in item.scale.choices if one.code == answer)


def _band(instrument: Instrument, points: int, maximum: int) -> str:
    """The highest band reached; whole numbers only, so that a border is a border."""
    reached = [one.code for one in instrument.bands if points * 100 >= one.least * maximum]
    return reached[-1]
