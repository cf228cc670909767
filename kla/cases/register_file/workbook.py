"""Writing registers: the blank one to fill in, and the refused rows of one, to be corrected."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kla.cases.register_file.cells import Fault, Raw, RawRow
from kla.cases.register_file.columns import REASONS, Column, all_columns, labels
from kla.cases.register_file.sheets import WANTED
from kla.regions.places import City

# In memory only: the library would write the sheets in clear into the temporary folder. Text
# stays text: what looks like a formula or an address is neither.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
TO_FILL = 5000
DAY = "dd/mm/yyyy"
AS_TEXT = frozenset({"number", "text", "nik", "phone", "services", "codes"})
WIDTHS = {"text": 26, "services": 34, "codes": 24, "age": 9, "date": 14}
KINDS = {
    "number": "Teks",
    "text": "Teks",
    "date": "Tanggal",
    "age": "Angka",
    "nik": "16 angka, sebagai teks",
    "phone": "Teks",
    "kelurahan": "Nama kelurahan",
}
NOTES_HEAD = ("Kolom", "Wajib", "Isi", "Keterangan")
TITLES = {"example": "Contoh", "notes": "Petunjuk", "lists": "Daftar"}
INVENTED = "Semua baris di lembar ini rekaan. Lembar ini tidak diimpor."
OUTSIDE_CITY = "Luar kota"


def template(city: City) -> bytes:
    """A blank register: its headings with the lists to choose from, an example, and notes."""
    file = io.BytesIO()
    book = _book(file)
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DDEBF7", "border": 1})
    sheet = book.add_worksheet(WANTED)
    _head(book, sheet, head, all_columns())
    _example(book, head)
    _notes(book, head)
    _offer_lists(book, sheet, city)
    book.close()
    return file.getvalue()


def rejects(rows: Iterable[tuple[RawRow, str]]) -> bytes:
    """Refused rows as they were read, each with the reasons in a last column.

    Corrected, the file is imported as it is. Nothing in it is a formula, whatever it begins with.
    """
    file = io.BytesIO()
    book = _book(file)
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DDEBF7", "border": 1})
    sheet = book.add_worksheet(WANTED)
    columns = all_columns()
    _head(book, sheet, head, columns)
    sheet.write_string(0, len(columns), REASONS, head)
    sheet.set_column(len(columns), len(columns), 60)
    text, day = _formats(book)
    for line, (row, why) in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            _write(sheet, (line, place), row.cells.get(column.key), (text, day))
        _write(sheet, (line, len(columns)), why, (text, day))
    book.close()
    return file.getvalue()


def what_stands_in(column: Column) -> str:
    """What may stand in a column, in a few words."""
    if column.kind == "services":
        return "Layanan: tanggal; dipisah titik koma"
    if column.list:
        among = ", ".join(labels(column.list).values())
        return f"Beberapa dari: {among}" if column.kind == "codes" else f"Salah satu: {among}"
    return KINDS[column.kind]


def remarks_on(column: Column) -> str:
    """What is to be known of a column, and what a blank in it means."""
    blank = labels(column.list)[column.default] if column.default else ""
    said = f"Kosong berarti {blank}." if blank else ""
    return " ".join(filter(None, (column.note, said)))


def _book(file: io.BytesIO) -> Any:  # noqa: ANN401 -- the library has no types
    from xlsxwriter import Workbook

    return Workbook(file, OPTIONS)


def _formats(book: Any) -> tuple[Any, Any]:  # noqa: ANN401 -- likewise
    """For text, marked as such for whoever edits it or saves it as CSV; and for days."""
    return book.add_format({"num_format": "@", "quote_prefix": True}), book.add_format(
        {"num_format": DAY}
    )


def _head(book: Any, sheet: Any, head: Any, columns: Sequence[Column]) -> None:  # noqa: ANN401
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": DAY})
    by_kind = dict.fromkeys(AS_TEXT, text) | {"date": day}
    for place, column in enumerate(columns):
        width = WIDTHS.get(column.kind, 18)
        sheet.set_column(place, place, width, by_kind.get(column.kind))
        sheet.write_string(0, place, column.header, head)
    sheet.freeze_panes(1, 1)


def _write(sheet: Any, at: tuple[int, int], raw: Raw, formats: tuple[Any, Any]) -> None:  # noqa: ANN401
    text, day = formats
    if isinstance(raw, date):
        sheet.write_datetime(*at, raw, day)
    elif isinstance(raw, int | float):
        sheet.write_number(*at, raw)
    elif raw is not None and not isinstance(raw, Fault):
        sheet.write_string(*at, raw, text)


def _example(book: Any, head: Any) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(TITLES["example"])
    sheet.write_string(0, 0, INVENTED)
    for place, column in enumerate(all_columns()):
        sheet.write_string(1, place, column.header, head)
        sheet.set_column(place, place, WIDTHS.get(column.kind, 18))
        for line, words in enumerate(column.example, start=2):
            sheet.write_string(line, place, words)


def _notes(book: Any, head: Any) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(TITLES["notes"])
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (words, width) in enumerate(zip(NOTES_HEAD, (24, 8, 60, 80), strict=True)):
        sheet.write_string(0, place, words, head)
        sheet.set_column(place, place, width, wrapped)
    for line, column in enumerate(all_columns(), start=1):
        required = "ya" if column.required else "tidak"
        said = (column.header, required, what_stands_in(column), remarks_on(column))
        for place, words in enumerate(said):
            sheet.write_string(line, place, words, wrapped)
    sheet.freeze_panes(1, 0)


def _offer_lists(book: Any, sheet: Any, city: City) -> None:  # noqa: ANN401
    """One list to choose from for each column that takes one of a list."""
    held = book.add_worksheet(TITLES["lists"])
    for place, column in enumerate(all_columns()):
        if column.kind not in {"code", "kelurahan"}:
            continue
        words = _choices(column, city)
        for line, label in enumerate(words):
            held.write_string(line, place, label)
        letters = _letters(place)
        source = f"={TITLES['lists']}!${letters}$1:${letters}${len(words)}"
        # A warning only: the reader knows more spellings than the list does.
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, place, TO_FILL, place, rule)
    held.hide()


def _choices(column: Column, city: City) -> list[str]:
    if column.kind == "kelurahan":
        return [place.local for place in city.kelurahan] + [OUTSIDE_CITY]
    return list(labels(column.list).values())


def _letters(place: int) -> str:
    first, last = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)
