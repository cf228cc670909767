"""Reading a list that the ministry's register exported (XLSX or CSV): numbers and days."""

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TypeAlias

from kla.cases import simfoni
from kla.cases.simfoni.reconcile import Theirs
from kla.core.errors import Invalid

MOST_BYTES, MOST_UNPACKED = 5_000_000, 100_000_000
MOST_ROWS, MOST_COLUMNS, HEAD_WITHIN = 20_000, 100, 15
LONGEST_NUMBER = 60
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d")
Cell: TypeAlias = object
Cells: TypeAlias = Sequence[Cell]


def read(content: bytes) -> list[Theirs]:
    """The numbers of a list with their days.

    Raises `Invalid` for what is too large, no list, broken, or has no column of numbers.
    """
    if len(content) > MOST_BYTES:
        raise Invalid("list-too-large", field="file")
    if content.startswith(OLD_OFFICE) or (b"\0" in content and not content.startswith(ZIP)):
        raise Invalid("list-kind", field="file")
    rows = iter(_xlsx(content) if content.startswith(ZIP) else _csv(content))
    number, day = _columns(rows)
    found = [one for row in rows if (one := _line(row, number, day))]
    if not found:
        raise Invalid("list-empty", field="file")
    return found


def _columns(rows: Iterator[Cells]) -> tuple[int, int | None]:
    """Where numbers and days stand, by the first of the upper rows that names a number."""
    numbers, days = simfoni.heads("numbers"), simfoni.heads("days")
    for _, row in zip(range(HEAD_WITHIN), rows, strict=False):
        heads = [simfoni.head_of(str(cell or "")) for cell in row]
        at = next((place for place, head in enumerate(heads) if head in numbers), None)
        if at is not None:
            return at, next((place for place, head in enumerate(heads) if head in days), None)
    raise Invalid("list-no-number", field="file")


def _line(row: Cells, number: int, day: int | None) -> Theirs | None:
    text = _text(row[number]) if number < len(row) else ""
    if not text:
        return None
    return Theirs(
        text[:LONGEST_NUMBER], _day(row[day]) if day is not None and day < len(row) else ""
    )


def _text(cell: Cell) -> str:
    """A number as it was typed; spreadsheets make "42" of it and then 42.0."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def _day(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = _text(cell)[:10]
    for form in DAYS:
        with suppress(ValueError):
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 -- a day
    return ""


def _csv(content: bytes) -> Iterator[Cells]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = "\n".join(text.splitlines()[:HEAD_WITHIN])
    delimiter = max(",;\t", key=first.count)
    try:
        yield from _bounded(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise Invalid("list-broken", field="file") from None


def _xlsx(content: bytes) -> Iterator[Cells]:
    """The first sheet. What unpacks to more than any list is is not unpacked."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise Invalid("list-too-large", field="file")
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not to be believed
        yield from _bounded(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS))
    except Invalid:
        raise
    except Exception:  # a damaged workbook fails anywhere in the library, in any way
        raise Invalid("list-broken", field="file") from None


def _bounded(rows: Iterable[Cells]) -> Iterator[Cells]:
    for count, row in enumerate(rows):
        if count > MOST_ROWS:
            raise Invalid("list-too-long", field="file")
        yield row
