"""How risky a case is by the answers to an instrument, and which answers made it so. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kla.cases.instruments import Instrument
from kla.core.errors import Invalid

LEVELS = ("rendah", "sedang", "tinggi")
HIGH = LEVELS[-1]


@dataclass(frozen=True, slots=True)
class Part:
    """What one answer gave."""

    item: str
    answer: str
    points: int
    is_critical: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The points, the level, and every answer's part in it, the heaviest first."""

    points: int
    level: str
    parts: tuple[Part, ...]

    @property
    def critical(self) -> tuple[str, ...]:
        """The items whose answer alone makes the case high-risk."""
        return tuple(part.item for part in self.parts if part.is_critical)


def score(instrument: Instrument, answers: Mapping[str, str]) -> Score:
    """Add up the answers. Raises `Invalid`, naming the item, for one that is missing or unknown."""
    parts = [_part(instrument, number, answers) for number in range(len(instrument.items))]
    points = sum(part.points for part in parts)
    level = HIGH if any(part.is_critical for part in parts) else _level(instrument, points)
    heaviest = sorted(parts, key=lambda part: (not part.is_critical, -part.points))
    return Score(points, level, tuple(heaviest))


def _part(instrument: Instrument, number: int, answers: Mapping[str, str]) -> Part:
    item = instrument.items[number]
    chosen = answers.get(item.code, "")
    if not chosen:
        raise Invalid("missing", field=item.code)
    answer = item.answer(chosen)
    if answer is None:
        raise Invalid("unknown-code", field=item.code)
    return Part(item.code, answer.code, answer.points, answer.is_critical)


def _level(instrument: Instrument, points: int) -> str:
    reached = [level for level in LEVELS[1:] if points >= instrument.thresholds[level]]
    return reached[-1] if reached else LEVELS[0]


def is_raised(before: str, after: str) -> bool:
    """Whether a level is higher than the one before."""
    return LEVELS.index(after) > LEVELS.index(before)


def faults(instrument: Instrument) -> Iterable[str]:
    """What is wrong with an instrument: its answers must climb, critical ones stand on top."""
    lows = [instrument.thresholds[level] for level in LEVELS[1:]]
    if not 0 < lows[0] < lows[1] <= instrument.most:
        yield "thresholds"
    for item in instrument.items:
        points = [answer.points for answer in item.answers]
        critical = [answer.is_critical for answer in item.answers]
        if points != sorted(points) or points[0] != 0 or critical != sorted(critical):
            yield item.code
