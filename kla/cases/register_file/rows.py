"""A row of a register: every cell read, every refusal and every oddity with its column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kla.cases.identity_numbers import check_nik
from kla.cases.register_file.cells import RawRow
from kla.cases.register_file.columns import by_key
from kla.cases.register_file.values import Reader, Refused
from kla.core.importing import Problem


@dataclass(frozen=True, slots=True)
class ReadRow:
    """The values of a row by key; what is refused in it, and what is odd and goes in as it is."""

    number: int
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()

    def of(self, whom: str) -> dict[str, Any]:
        """The values that describe the case, the victim or the one accused."""
        return {key: value for key, value in self.values.items() if by_key()[key].of == whom}


def read_rows(rows: Iterable[RawRow], reader: Reader) -> list[ReadRow]:
    """Read every cell of these rows."""
    return [_read(row, reader) for row in rows]


def _read(row: RawRow, reader: Reader) -> ReadRow:
    values: dict[str, Any] = {}
    problems = []
    for key, raw in row.cells.items():
        column = by_key()[key]
        try:
            values[key] = reader.read(column, raw)
        except Refused as refused:
            problems.append(Problem(column.header, refused.code))
    return ReadRow(row.number, values, tuple(problems), tuple(_oddities(values)))


def _oddities(values: Mapping[str, Any]) -> list[Problem]:
    """A NIK is never refused for what it says: people have odd ones."""
    number = values.get("victim_nik", "")
    known = {"born": values.get("victim_born"), "sex": values.get("victim_sex", "")}
    header = by_key()["victim_nik"].header
    return [Problem(header, "nik-odd")] if number and check_nik(number, **known) else []
