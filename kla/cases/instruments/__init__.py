"""The instruments that risk is scored with: versions in data files, none changed once published.

A file holds its words in every language of the screen: they belong to the version, like its points.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kla.core.errors import NotFound

FOLDER = Path(__file__).parent
PUBLISHED = FOLDER / "published.toml"
CURRENT = "risk-1"

Words = Mapping[str, str]  # by language


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice of an item. A critical one makes the whole case high-risk."""

    code: str
    points: int
    is_critical: bool
    text: Words


@dataclass(frozen=True, slots=True)
class Item:
    """One question, its answers from the least points to the most."""

    code: str
    text: Words
    help: Words
    source: str
    is_official: bool
    answers: tuple[Answer, ...]

    def answer(self, code: str) -> Answer | None:
        """The answer of a code."""
        return next((one for one in self.answers if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of the instrument."""

    code: str
    title: Words
    source: str
    is_official: bool
    thresholds: Mapping[str, int]
    items: tuple[Item, ...]

    @property
    def most(self) -> int:
        """The highest score there may be."""
        return sum(item.answers[-1].points for item in self.items)


@cache
def load(code: str = CURRENT) -> Instrument:
    """A published version. Raises `NotFound`."""
    if code not in digests():
        raise NotFound(refused="instrument")
    return _read(tomllib.loads(file_of(code).read_text()))


def file_of(code: str) -> Path:
    """Where a version is kept."""
    return FOLDER / f"{code}.toml"


@cache
def digests() -> dict[str, str]:
    """The digest of every published version."""
    return dict(tomllib.loads(PUBLISHED.read_text()))


def digest_of(code: str) -> str:
    """The digest of a version as its file is now."""
    return hashlib.sha256(file_of(code).read_bytes()).hexdigest()


def _read(raw: Mapping[str, Any]) -> Instrument:
    return Instrument(
        code=raw["code"],
        title=raw["title"],
        source=raw["source"],
        is_official=raw["official"],
        thresholds=raw["thresholds"],
        items=tuple(_item(one) for one in raw["items"]),
    )


def _item(raw: Mapping[str, Any]) -> Item:
    answers = (
        Answer(one["code"], one["points"], one.get("critical", False), one["text"])
        for one in raw["answers"]
    )
    return Item(
        code=raw["code"],
        text=raw["text"],
        help=raw["help"],
        source=raw["source"],
        is_official=raw["official"],
        answers=tuple(answers),
    )
