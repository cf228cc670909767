"""Writing tables as an XLSX workbook in memory, and locking it with a passphrase."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

# In memory: else the library writes the sheets in clear into the temporary folder. Text stays text:
# what looks like a formula or an address is neither.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
NARROWEST, WIDEST = 8, 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its title, its heads, its rows. A cell is a text or a whole number."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | int]]


def write(sheets: Sequence[Sheet]) -> bytes:
    """The workbook. No cell is a formula, whatever it begins with."""
    from xlsxwriter import Workbook

    file = BytesIO()
    book = Workbook(file, OPTIONS)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top"})
    for one in sheets:
        sheet = book.add_worksheet(one.title)
        for row, cells in enumerate([one.head, *one.rows]):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(row, column, cell)
                else:
                    sheet.write_string(row, column, cell, plain if row else bold)
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(_widths(one)):
            sheet.set_column(column, column, width)
    book.close()
    return file.getvalue()


def lock(workbook: bytes, passphrase: str) -> bytes:
    """The same workbook under a passphrase (AES, as spreadsheet programs ask for it)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    locked = BytesIO()
    OOXMLFile(BytesIO(workbook)).encrypt(passphrase, locked)
    return locked.getvalue()


def _widths(one: Sheet) -> list[int]:
    """As wide as the longest cell, within reason."""
    longest = [len(cell) for cell in one.head]
    for cells in one.rows:
        longest = [max(pair) for pair in zip(longest, map(len, map(str, cells)), strict=False)]
    return [min(max(length + 2, NARROWEST), WIDEST) for length in longest]
