"""For how long the file of a case is kept, read from `retention.toml`. Pure."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("retention.toml")


@dataclass(frozen=True, slots=True)
class Period:
    """How many years after its end a file is kept, and who says so."""

    years: int
    official: bool
    source: str


@cache
def _schedule() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


def period_for(kinds: Iterable[str]) -> Period:
    """The longest period that one of the kinds of a case asks for."""
    known = _schedule()["kinds"]
    default = Period(**_schedule()["default"])
    named = [Period(**known[kind]) if kind in known else default for kind in kinds]
    return max(named or [default], key=lambda period: period.years)


@cache
def bases() -> dict[str, str]:
    """The legal bases of an erasure, by code, as the certificate words them."""
    return dict(_schedule()["bases"])
