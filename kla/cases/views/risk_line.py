"""How the scores of a case went up and down, as the points of a drawn line."""

from collections.abc import Sequence
from dataclasses import dataclass

from kla.cases import instruments
from kla.cases.types.risk import Scoring

# As wide as a phone, so that its words stay readable there; beside the dots stand the levels.
WIDTH, HEIGHT, EDGE, WORDS = 320, 140, 20, 56


@dataclass(frozen=True, slots=True)
class Dot:
    """One scoring in the picture."""

    x: float
    y: float
    points: int
    level: str


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A picture of all scorings, and where each level begins."""

    dots: tuple[Dot, ...]
    levels: tuple[tuple[str, float], ...]
    width: int = WIDTH
    height: int = HEIGHT
    edge: int = EDGE

    @property
    def path(self) -> str:
        """The line through all scorings."""
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


def line_of(made: Sequence[Scoring]) -> RiskLine | None:
    """The picture, from the second scoring on: one alone goes nowhere, and the table says it.

    Scores of other versions are drawn by their own highest.
    """
    if len(made) < 2:
        return None
    step = (WIDTH - 2 * EDGE - WORDS) / (len(made) - 1)
    dots = tuple(
        Dot(
            round(EDGE + number * step, 1),
            _height(one.points / instruments.load(one.instrument).most),
            one.points,
            one.level,
        )
        for number, one in enumerate(made)
    )
    newest = instruments.load(made[-1].instrument)
    marks = tuple((name, _height(least / newest.most)) for name, least in newest.thresholds.items())
    return RiskLine(dots, marks)


def _height(part: float) -> float:
    return round(HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE), 1)
