"""The fields and words of the ministry's register (SIMFONI PPA): versions in data files.

The register has no interface to programs: people retype cases by hand. No version is changed once
cases were entered by it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from kla.cases.types.states import CaseState

FOLDER = Path(__file__).parent
CURRENT = "2026-1"


class Mark(StrEnum):
    """Where a field or word is known from."""

    OFFICIAL = "official"
    SEEN = "seen"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `source` is where its values come from, `style` how they are written.

    `fills` names the form that fills it in; an `optional` one may be empty for good.
    """

    code: str
    label: str
    source: str
    style: str
    mark: Mark
    fills: str
    is_long: bool
    is_optional: bool


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """One block of fields; `each` says of what there is one: a victim, a service."""

    code: str
    label: str
    each: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Our codes and the ministry's words for them; an empty word: it has none."""

    items: Mapping[str, str]
    mark: Mark
    unconfirmed: frozenset[str]

    def mark_of(self, code: str) -> Mark:
        """Where the word for a code is known from."""
        return Mark.UNCONFIRMED if code in self.unconfirmed else self.mark


@cache
def _file(version: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{version}.toml").read_text())


@cache
def blocks(version: str = CURRENT) -> tuple[BlockPlan, ...]:
    """The blocks in the ministry's order."""
    return tuple(_block(one) for one in _file(version)["blocks"])


@cache
def words(name: str, version: str = CURRENT) -> Words | None:
    """The words of a list; nothing where there is no such list."""
    found = _file(version)["words"].get(name)
    if found is None:
        return None
    return Words(found["items"], Mark(found["mark"]), frozenset(found.get("unconfirmed", ())))


def age_band(years: int, version: str = CURRENT) -> str:
    """The group of ages that somebody belongs to; empty outside of all."""
    bands = _file(version)["age_bands"]["items"]
    return next((one["word"] for one in bands if one["first"] <= years <= one["last"]), "")


@cache
def states(version: str = CURRENT) -> frozenset[CaseState]:
    """The stages at which a case is to be entered."""
    return frozenset(CaseState(one) for one in _file(version)["states"])


def source(version: str = CURRENT) -> str:
    """Where the fields and words are from."""
    return str(_file(version)["source"])


def heads(name: str, version: str = CURRENT) -> frozenset[str]:
    """What a list of the ministry may call its column of "numbers" or "days", by `head_of`."""
    return frozenset(map(head_of, _file(version)["exchange"][name]))


def head_of(text: str) -> str:
    """The head of a column, without case, signs and spaces."""
    return re.sub(r"[^0-9a-z]", "", text.casefold())


def _block(raw: Mapping[str, Any]) -> BlockPlan:
    fields = tuple(_field(one, Mark(raw["mark"])) for one in raw["fields"])
    return BlockPlan(raw["code"], raw["label"], raw.get("each", ""), fields)


def _field(raw: Mapping[str, Any], mark: Mark) -> Field:
    return Field(
        code=raw["code"],
        label=raw["label"],
        source=raw["from"],
        style=raw.get("as", "text"),
        mark=Mark(raw.get("mark", mark)),
        fills=raw.get("fills", ""),
        is_long=raw.get("long", False),
        is_optional=raw.get("optional", False),
    )
