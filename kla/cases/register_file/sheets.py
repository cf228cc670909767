"""Reading a register from an XLSX workbook, as it is and not as somebody says that it is."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kla.cases.register_file.cells import MOST_COLUMNS, Fault, NotARegister, Raw, plain
from kla.cases.register_file.columns import fold

WANTED = "Register"
MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_LINES = 100_000
WORKBOOK = "xl/workbook.xml"
ENCRYPTED = "EncryptedPackage"

# Formulas that were saved without what they come to; rows that are hidden; cells made one.
UNCOUNTED = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
HIDDEN = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
MERGED = re.compile(rb'<mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')

Place = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a sheet with their numbers, and which of them are hidden."""

    lines: tuple[tuple[int, tuple[Raw, ...]], ...]
    hidden: frozenset[int]


def read(content: bytes) -> Sheet:
    """The sheet "Register" of a workbook, or its first one.

    A cell of several that were made one holds what the first of them does, down its column. Raises
    `NotARegister` for a file that is no whole workbook, or unpacks to more than a register can be.
    """
    from openpyxl import load_workbook

    _check_package(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            return _read_sheet(book, content)
        finally:
            book.close()
    except NotARegister:
        raise
    except Exception as error:  # a damaged workbook fails anywhere in the library, in any way
        raise NotARegister("register-broken") from error


def _check_package(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise NotARegister("register-bomb")
            if WORKBOOK not in package.namelist():
                raise NotARegister("register-kind")
            if any(_declares(package, part) for part in parts):
                raise NotARegister("register-broken")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise NotARegister("register-broken") from error


def _declares(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether an XML part declares entities: no spreadsheet program writes any."""
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with package.open(part) as file:
        return b"<!DOCTYPE" in file.read(2048).upper()


def _read_sheet(book: Any, content: bytes) -> Sheet:  # noqa: ANN401 -- the library's own
    found = [sheet for sheet in book.worksheets if fold(sheet.title) == fold(WANTED)]
    sheet = (found or book.worksheets)[0]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        source = package.read(sheet._worksheet_path)
    sheet.reset_dimensions()  # what a file says of its own size is not to be believed
    faults = {(int(row), _column(name)) for name, row in UNCOUNTED.findall(source)}
    merged = dict(_merged(source))
    hidden = frozenset(int(number) for number in HIDDEN.findall(source))
    return Sheet(tuple(_lines(sheet, faults, merged)), hidden)


def _lines(
    sheet: Any,  # noqa: ANN401 -- the library's own
    faults: set[Place],
    merged: dict[Place, Place],
) -> Iterator[tuple[int, tuple[Raw, ...]]]:
    held: dict[Place, Raw] = dict.fromkeys(merged.values())
    for count, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if count > MOST_LINES:
            raise NotARegister("register-too-long")
        line = [_raw(cell, (count, place) in faults) for place, cell in enumerate(cells, start=1)]
        if held:
            _fill_down(count, line, held, merged)
        while line and line[-1] is None:
            line.pop()
        yield count, tuple(line)


def _fill_down(
    count: int, line: list[Raw], held: dict[Place, Raw], merged: Mapping[Place, Place]
) -> None:
    """Write into the cells of a line what the first one of those that were made one holds."""
    for place in range(1, len(line) + 1):
        at = (count, place)
        if at in held:
            held[at] = line[place - 1]
        elif at in merged:
            line[place - 1] = held[merged[at]]


def _raw(cell: Any, is_uncounted: bool) -> Raw:  # noqa: ANN401 -- the library's own
    if is_uncounted:
        return Fault("formula-uncounted")
    if cell.data_type == "e":
        return Fault("cell-error")
    return plain(cell.value)


def _merged(source: bytes) -> Iterator[tuple[Place, Place]]:
    """The cells below the first of several that were made one, with that first one.

    To the right of it they stay blank: a heading over several columns says nothing of each.
    """
    for left, top, _right, bottom in MERGED.findall(source):
        column, first, last = _column(left), int(top), int(bottom)
        for row in range(first + 1, min(last, first + MOST_LINES) + 1):
            yield (row, column), (first, column)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
