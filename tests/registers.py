"""Registers of invented people, as workbooks that an office could have kept."""

import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook

from kla.cases.register_file.columns import all_columns, by_key
from kla.cases.register_file.plans import Plan, make_plan
from kla.cases.register_file.reading import read_register
from kla.regions import places

Row = Mapping[str, Any]
CITY = places.load("64.71")
LARGE = 25 * 1024 * 1024


def row(number: object = "R-001/2024", **changed: Any) -> dict[str, Any]:
    """One row of a register, by the keys of its columns: a case that goes on."""
    values = {
        "number": number,
        "reported": date(2024, 3, 5),
        "kanal": "Datang langsung",
        "victim_name": "Siti Contohwati",
        "victim_sex": "P",
        "victim_age": 12,
        "victim_kelurahan": "Manggar",
        "primary": "Fisik",
        "status": "Berjalan",
    }
    found = values | changed
    return {key: value for key, value in found.items() if value is not None}


def over(number: object = "R-002/2024", **changed: Any) -> dict[str, Any]:
    """One row of a case that is over."""
    ended = {"status": "Selesai", "closed": date(2024, 6, 1), "closing": "Tujuan layanan tercapai"}
    return row(number, **(ended | changed))


def many(count: int, **changed: Any) -> list[dict[str, Any]]:
    """So many cases, of which most are over."""
    made = (row if n % 5 == 0 else over for n in range(count))
    return [one(f"R-{n:05d}", **changed) for n, one in enumerate(made)]


def book(rows: Iterable[Row], title: str = "Register") -> Workbook:
    """A workbook with headings and these rows."""
    made = Workbook()
    sheet = made.active
    sheet.title = title
    columns = all_columns()
    sheet.append([column.header for column in columns])
    for values in rows:
        sheet.append([values.get(column.key) for column in columns])
    return made


def content(made: Workbook) -> bytes:
    """A workbook as a file."""
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def register(*rows: Row) -> bytes:
    """A register with these rows, as a file."""
    return content(book(rows))


def place(key: str) -> int:
    """In which column of such a workbook something stands, from 1."""
    return all_columns().index(by_key()[key]) + 1


def plan_of(file: bytes) -> Plan:
    """What importing a file comes to."""
    return make_plan(read_register(io.BytesIO(file), LARGE), CITY)


def reasons(plan: Plan) -> list[tuple[str, str]]:
    """Why its rows are refused: heading and code."""
    return [(why.column, why.code) for report in plan.reports for why in report.reasons]


def sheet_of(file: bytes) -> list[list[Any]]:
    """What a workbook holds, cell by cell, as a spreadsheet program would load it."""
    return [[cell.value for cell in line] for line in load_workbook(io.BytesIO(file)).active.rows]
