"""The columns of a register, read from `columns.toml`, and finding them by their headings."""

import re
import tomllib
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kla.cases import vocabulary

FILE = Path(__file__).with_name("columns.toml")
# What a file of refused rows adds: understood, and passed over, when the file comes back.
REASONS = "Alasan ditolak"
CASE, VICTIM, SUSPECT = "case", "victim", "suspect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its heading, whom it describes, what may stand in it, what a blank means."""

    key: str
    header: str
    of: str
    kind: str
    also: tuple[str, ...] = ()
    required: bool = False
    list: str = ""
    default: str = ""
    example: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Headings:
    """Which column stands where; headings that nobody knows, twice, or missing, by their words."""

    places: Mapping[int, Column]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    missing: tuple[str, ...] = field(default=())


@cache
def _file() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


@cache
def all_columns() -> tuple[Column, ...]:
    """Every column, in the order of the template."""
    return tuple(Column(**_tuples(entry)) for entry in _file()["column"])


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(value) if isinstance(value, list) else value for k, value in entry.items()}


@cache
def by_key() -> dict[str, Column]:
    """The columns by their key."""
    return {column.key: column for column in all_columns()}


def text(name: str) -> str:
    """A sentence that an imported case is given where the register has none."""
    return str(_file()["texts"][name])


@cache
def labels(name: str) -> dict[str, str]:
    """The codes of a list with their labels: one of this file, or of the vocabulary."""
    own: Mapping[str, Mapping[str, str]] = _file()["lists"]
    if name in own:
        return dict(own[name])
    if name == "services":
        return vocabulary.labels("services") | vocabulary.labels("functions")
    return vocabulary.labels(name)


def fold(words: str) -> str:
    """Words as they are compared: capitals, blanks and signs make no difference."""
    return re.sub(r"[^a-z0-9]", "", words.casefold())


@cache
def spellings(name: str) -> dict[str, str]:
    """Every way to write the codes of a list, folded: the code, its label, what registers write."""
    known: dict[str, str] = {}
    for code, also in _file()["synonyms"].get(name, {}).items():
        known |= {fold(one): code for one in also}
    for code, label in labels(name).items():
        known |= {fold(label): code, fold(code): code}
    return known


@cache
def _headings() -> dict[str, Column]:
    known: dict[str, Column] = {}
    for column in all_columns():
        known |= {fold(name): column for name in (*column.also, column.header)}
    return known


def find_headings(cells: Iterable[object]) -> Headings:
    """Which columns a line of headings names."""
    words = ["" if cell is None else " ".join(str(cell).split()) for cell in cells]
    named = {place: _headings().get(fold(one)) for place, one in enumerate(words)}
    places = {place: column for place, column in named.items() if column is not None}
    unknown = tuple(
        words[place] for place in sorted(named.keys() - places.keys()) if _is_odd(words[place])
    )
    times = Counter(places.values())
    twice = tuple(column.header for column, count in times.items() if count > 1)
    return Headings(places, unknown, twice, _missing(times))


def _is_odd(words: str) -> bool:
    """Whether it is a heading that nobody here has written."""
    return fold(words) not in {"", fold(REASONS)}


def _missing(found: Container[Column]) -> tuple[str, ...]:
    return tuple(one.header for one in all_columns() if one.required and one not in found)
