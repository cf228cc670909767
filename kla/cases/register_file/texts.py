"""Reading a register that was saved as CSV."""

import csv
import io
from collections import Counter

from kla.cases.register_file.cells import LONGEST_CELL, NotARegister
from kla.cases.register_file.sheets import Sheet

SEPARATORS = ";,\t"
LOOKED_AT = 20_000


def read(content: bytes) -> Sheet:
    """The lines of a CSV file in UTF-8 or Windows' own letters; Excel here separates by ";".

    Raises `NotARegister` for anything that is no text.
    """
    if b"\x00" in content:
        raise NotARegister("register-kind")
    text = _decoded(content)
    head = Counter(text[:LOOKED_AT])
    separator = max(SEPARATORS, key=lambda sign: head[sign])
    if not head[separator]:
        raise NotARegister("register-kind")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        lines = tuple((number, tuple(cells)) for number, cells in enumerate(rows, start=1))
    except csv.Error:
        raise NotARegister("register-kind") from None
    if any(len(cell) > LONGEST_CELL for _number, cells in lines for cell in cells):
        raise NotARegister("register-kind")
    return Sheet(lines, frozenset())


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
