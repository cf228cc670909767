"""A cell as a file holds it, before anybody says what it means, and rows and sheets of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kla.core.errors import Invalid

MOST_ROWS = 20_000
MOST_COLUMNS = 500
LONGEST_CELL = 32_767  # Excel's own limit


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that holds nothing to read: `code` says why."""

    code: str


Raw = str | int | float | date | Fault | None
Cells = Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of a register, by the keys of its columns; `number` is the one on the sheet."""

    number: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class RawTable:
    """A register as it was read; how many of its rows were hidden, and headings nobody knows."""

    rows: tuple[RawRow, ...]
    hidden: int = 0
    unknown: tuple[str, ...] = field(default=())


class NotARegister(Invalid):
    """A file that can't be read as a register; `reason` says why, `words` which headings."""

    def __init__(self, reason: str, *words: str) -> None:
        super().__init__(reason, field="file")
        self.words = words


def is_blank(raw: Raw) -> bool:
    """Whether nothing stands in a cell. A dash is how people write that nothing is known."""
    return raw is None or (isinstance(raw, str) and raw.strip() in {"", "-", "–", "—"})  # noqa: RUF001


def plain(value: object) -> Raw:
    """What a library read from a cell, as one of the kinds that are told apart here."""
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, str | int | float | date):
        return value
    return str(value)


def to_json(raw: Raw) -> Any:  # noqa: ANN401 -- what JSON holds
    """A cell as JSON can keep it."""
    if isinstance(raw, Fault):
        return {"fault": raw.code}
    return {"date": raw.isoformat()} if isinstance(raw, date) else raw


def from_json(kept: Any) -> Raw:  # noqa: ANN401 -- what JSON holds
    """The cell that `to_json` was given."""
    if not isinstance(kept, dict):
        return plain(kept)
    return Fault(kept["fault"]) if "fault" in kept else date.fromisoformat(kept["date"])
