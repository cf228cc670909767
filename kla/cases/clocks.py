"""Within what time something has to be done, read from `clocks.toml`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from kla.cases.types.states import TaskKind

FILE = Path(__file__).with_name("clocks.toml")
LASTING = "lasting"
DAY_H = 24


@dataclass(frozen=True, slots=True)
class Clock:
    """One figure: how long, how long before the end to warn, and where it comes from."""

    kind: str
    risk: str
    hours: int
    soon: int
    official: bool
    source: str


@cache
def _clocks() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


def find(kind: str, risk: str = "") -> Clock:
    """The clock of a kind of task; of those that go by risk, the one for this risk."""
    entry = _clocks()[kind]
    if "hours" not in entry:
        entry = entry[risk]
    else:
        risk = ""
    return Clock(
        kind, risk, entry["hours"], entry.get("soon", DAY_H), entry["official"], entry["source"]
    )


def due(kind: TaskKind, start: datetime, risk: str = "") -> datetime:
    """When a task of this kind, begun at `start`, has to be done."""
    return start + timedelta(hours=find(kind, risk).hours)


def goes_by_risk(kind: TaskKind) -> bool:
    """Whether the time for it depends on the risk."""
    return "hours" not in _clocks()[kind]


def soon_hours(kind: TaskKind) -> int:
    """How many hours before the end to warn; where it goes by risk, the longest of them.

    The page that warns can't ask for the risk of every case: it is sealed.
    """
    if goes_by_risk(kind):
        return max(find(kind, risk).soon for risk in _clocks()[kind])
    return find(kind).soon


def lasting(what: str) -> timedelta:
    """How long something lasts that ends by itself, such as a stay in the shelter."""
    return timedelta(hours=_clocks()[LASTING][what]["hours"])


def is_confirmed(kind: TaskKind, risk: str = "") -> bool:
    """Whether the figure is an official one."""
    return find(kind, risk).official


def all_clocks() -> Iterator[Clock]:
    """Every figure with its source, for the page that shows them."""
    for kind, entry in _clocks().items():
        if kind != LASTING:
            yield from (find(kind, risk) for risk in (entry if "hours" not in entry else ("",)))
    for what in _clocks()[LASTING]:
        found = _clocks()[LASTING][what]
        yield Clock(what, "", found["hours"], DAY_H, found["official"], found["source"])
