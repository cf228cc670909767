"""Within what time something has to be done, read from `clocks.toml`."""

import tomllib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from kla.cases.types.states import TaskKind

FILE = Path(__file__).with_name("clocks.toml")


@cache
def _clocks() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


def due(kind: TaskKind, start: datetime, risk: str = "") -> datetime:
    """When a task of this kind, begun at `start`, has to be done."""
    clock = _clocks()[kind]
    hours = clock[risk]["hours"] if risk in clock else clock["hours"]
    return start + timedelta(hours=hours)


def is_confirmed(kind: TaskKind, risk: str = "") -> bool:
    """Whether the figure is an official one."""
    clock = _clocks()[kind]
    return bool(clock[risk]["official"] if risk in clock else clock["official"])
