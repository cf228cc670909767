"""A file as the rows of a register: XLSX or CSV, whatever else it is said to be."""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from kla.cases.register_file import sheets, texts
from kla.cases.register_file.cells import (
    MOST_ROWS,
    NotARegister,
    Raw,
    RawRow,
    RawTable,
    is_blank,
)
from kla.cases.register_file.columns import Headings, find_headings

HEADINGS_WITHIN = 20
ENOUGH_HEADINGS = 3
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
Line = tuple[int, Sequence[Raw]]


def read_register(stream: BinaryIO, most_bytes: int) -> RawTable:
    """Read a register. Its headings may stand in any order, under a title or two.

    Raises `NotARegister` naming the one thing that is wrong with the file as a whole; a cell that
    can't be read is a `Fault` in its row.
    """
    content = _whole(stream, most_bytes)
    if content.startswith(ZIP):
        sheet = sheets.read(content)
    elif content.startswith(OLD_EXCEL):
        raise NotARegister("register-old-excel")
    else:
        sheet = texts.read(content)
    lines = iter(sheet.lines)
    headings = _find(lines)
    rows = tuple(_rows(lines, headings))
    if not rows:
        raise NotARegister("register-empty")
    hidden = sum(row.number in sheet.hidden for row in rows)
    return RawTable(rows, hidden, headings.unknown)


def _whole(stream: BinaryIO, most_bytes: int) -> bytes:
    stream.seek(0)
    content = stream.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise NotARegister("file-too-large")
    if not content.strip():
        raise NotARegister("file-empty")
    return content


def _find(lines: Iterator[Line]) -> Headings:
    """The line of headings: the first that names several columns."""
    for seen, (_number, cells) in enumerate(lines):
        headings = find_headings(cells)
        if len(headings.places) >= ENOUGH_HEADINGS:
            if headings.twice:
                raise NotARegister("register-column-twice", *headings.twice)
            if headings.missing:
                raise NotARegister("register-column-missing", *headings.missing)
            return headings
        if seen >= HEADINGS_WITHIN:
            break
    raise NotARegister("register-no-headings")


def _rows(lines: Iterable[Line], headings: Headings) -> Iterator[RawRow]:
    count = 0
    for number, cells in lines:
        found = {
            column.key: cells[place]
            for place, column in headings.places.items()
            if place < len(cells) and not is_blank(cells[place])
        }
        if found:
            count += 1
            if count > MOST_ROWS:
                raise NotARegister("register-too-long")
            yield RawRow(number, found)
