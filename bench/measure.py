"""Timing two ways of doing the same work in turns, and writing down what came out."""

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

Work = Callable[[int], object]

LIMITS = {
    "list_page_100k": 2.0,
    "open_case": 2.0,
    "search_name_100k": 1.0,
    "search_filters_100k": 3.0,
    "search_growth": 12.0,
    "filter_growth": 12.0,
    "register_case": 4.0,
    "import_row": 6.0,
    "upload_64mb": 1.5,
    "list_growth": 1.3,
    "page_kb_list": 1.0,
    "report_intake": 6.0,
    "staff_under_flood": 2.0,
}


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the outcome: ours beside the peer, both in `unit`, medians of `n` turns each."""

    name: str
    ours: float
    peer: float
    ratio: float
    unit: str
    n: int

    @property
    def verdict(self) -> str:
        """How it stands to its limit, in words for the table."""
        limit = LIMITS.get(self.name)
        if limit is None:
            return "no limit"
        return f"at most {limit:g}: " + ("met" if self.ratio <= limit else "MISSED")


def result(name: str, ours: float, peer: float, unit: str, n: int) -> Result:
    """A line of the outcome, rounded to what such measurements can tell."""
    return Result(name, round(ours, 4), round(peer, 4), round(ours / peer, 3), unit, n)


def interleave(
    name: str, ours: Work, peer: Work, turns: int, warm_up: int = 5, before: Work | None = None
) -> Result:
    """Run A B B A A B ... and compare the medians, in milliseconds.

    Each side gets the number of the turn, so that both can do the same thing in it; who goes first
    changes with every turn. The garbage of one side is never collected at the other's expense.
    What happens `before` a turn is not timed.
    """
    gc.collect()
    gc.freeze()  # what is there already is not looked through again after every turn
    taken: tuple[list[float], list[float]] = ([], [])
    sides = (ours, peer)
    for turn in range(warm_up + turns):
        if before is not None:
            before(turn)
        for side in (0, 1) if turn % 2 else (1, 0):
            spent = _time(sides[side], turn)
            if turn >= warm_up:
                taken[side].append(spent)
    mine, theirs = (statistics.median(times) for times in taken)
    return result(name, mine, theirs, "ms", turns)


def _time(work: Work, turn: int) -> float:
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        work(turn)
        return (time.perf_counter() - start) * 1000
    finally:
        gc.enable()


def table(results: list[Result]) -> str:
    """The outcome for people."""
    lines = [f"{'name':<20}{'ours':>10}{'peer':>10}  {'unit':<5}{'ratio':>7}{'n':>5}  limit"]
    for one in results:
        numbers = f"{one.ours:>10.2f}{one.peer:>10.2f}  {one.unit:<5}{one.ratio:>7.2f}{one.n:>5}"
        lines.append(f"{one.name:<20}{numbers}  {one.verdict}")
    return "\n".join(lines)


def write(results: list[Result], path: Path) -> None:
    """The outcome for programs."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(one) for one in results], indent=2) + "\n")


def say(words: str) -> None:
    """Progress, beside the outcome."""
    print(f"bench: {words}", file=sys.stderr, flush=True)
