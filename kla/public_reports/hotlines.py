"""The telephone numbers for whoever is in danger now: a list that an installation may have its own.

A number that is wrong here costs minutes of somebody's life, so that a file that can't be read
stops the start instead of leaving the page empty.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("hotlines.toml")
OWN = "hotlines.toml"
LANGUAGES = ("id", "en")
LONGEST_NAME, MOST = 40, 6
NUMBER = re.compile(r"\+?[0-9][0-9 -]{1,18}[0-9]")


@dataclass(frozen=True, slots=True)
class Hotline:
    """One number as people read it, whose it is by language, and when it was last confirmed."""

    number: str
    name: Mapping[str, str]
    source: str
    checked: str

    @property
    def dialled(self) -> str:
        """The number as a telephone wants it (RFC 3966)."""
        return re.sub(r"[ -]", "", self.number)


def load(instance: Path) -> tuple[Hotline, ...]:
    """The numbers of this installation, else those that come with the program.

    Raises `ValueError` naming the file and the entry that can't be used.
    """
    own = instance / OWN
    path = own if own.exists() else FILE
    try:
        return read(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def read(text: str) -> tuple[Hotline, ...]:
    """The numbers of one such file, one at least. Raises `ValueError`."""
    rows = tomllib.loads(text).get("hotline", [])
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST:
        raise ValueError(f"from one to {MOST} entries named hotline are needed")
    return tuple(_hotline(row, place) for place, row in enumerate(rows, 1))


def _hotline(row: object, place: int) -> Hotline:
    if not isinstance(row, dict):
        raise ValueError(f"entry {place} is no table")
    number, names = row.get("number"), row.get("name")
    if not isinstance(number, str) or not NUMBER.fullmatch(number):
        raise ValueError(f"entry {place}: number must be digits, in groups if you like")
    if not isinstance(names, dict) or not all(_is_name(names.get(one)) for one in LANGUAGES):
        raise ValueError(
            f"entry {place}: name needs {' and '.join(LANGUAGES)}, {LONGEST_NAME} at most"
        )
    return Hotline(number, names, str(row.get("source", "")), str(row.get("checked", "")))


def _is_name(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text.strip()) <= LONGEST_NAME
