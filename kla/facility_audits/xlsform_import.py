"""An instrument from an edited XLSForm workbook. It is a draft: checking and publishing follow."""

import io
from collections.abc import Iterator, Mapping
from itertools import islice

from kla.core.errors import Invalid
from kla.facility_audits import instrument_checks, relevant
from kla.facility_audits.instrument import (
    COUNT,
    Band,
    Choice,
    Condition,
    Instrument,
    Item,
    Reached,
    Scale,
    Section,
    Source,
)
from kla.facility_audits.xlsform_export import HINT, LABEL, PHOTO

SHEETS = ("survey", "choices", "settings", "instrument")
LARGEST, MOST_ROWS, MOST_COLUMNS = 2_000_000, 5000, 60

Row = Mapping[str, str]
Rows = list[Row]


def read(data: bytes) -> Instrument:
    """The instrument of a workbook.

    Raises `Invalid`: "not-a-workbook", "too-large", "no-sheet" with the sheet as its field,
    "malformed" or "relevant" with the item as its field.
    """
    if len(data) > LARGEST:
        raise Invalid("too-large")
    sheets = _sheets(data)
    for name in SHEETS:
        if not sheets.get(name):
            raise Invalid("no-sheet", field=name)
    with instrument_checks.told_apart(""):
        return _instrument(sheets)


def _sheets(data: bytes) -> dict[str, Rows]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return {one: list(_rows(book[one])) for one in SHEETS if one in book.sheetnames}
    except Invalid:
        raise
    except Exception as error:  # openpyxl raises whatever the bytes led it to
        raise Invalid("not-a-workbook") from error


def _rows(sheet: object) -> Iterator[Row]:
    reader = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)  # type: ignore[attr-defined]
    rows = list(islice(reader, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise Invalid("too-large")
    head = [_cell(one) for one in rows[0]] if rows else []
    for row in rows[1:]:
        found = dict(zip(head, map(_cell, row), strict=False))
        if any(found.values()):
            yield found


def _cell(value: object) -> str:
    """As text; a whole number that a spreadsheet made a float of is whole again."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _number(row: Row, key: str, default: int = 0) -> int:
    return int(row[key]) if row.get(key) else default


def _words(row: Row, columns: Mapping[str, str]) -> dict[str, str]:
    """The words of both languages, or none where both cells are empty."""
    words = {language: row.get(column, "") for language, column in columns.items()}
    return words if any(words.values()) else {}


def _instrument(sheets: Mapping[str, Rows]) -> Instrument:
    ours, settings = sheets["instrument"], sheets["settings"][0]
    scales = {one["name"]: _scale(one, sheets) for one in _of(ours, "scale")}
    first = {row["what"]: row for row in reversed(ours)}
    return Instrument(
        kind=settings["form_id"],
        version=settings["version"],
        title=_words(first["title"], {"id": "id", "en": "en"}),
        about=_words(first["about"], {"id": "id", "en": "en"}),
        sources=tuple(Source(one["name"], one["id"]) for one in _of(ours, "source")),
        facility_kinds=tuple(one["name"] for one in _of(ours, "facility_kind")),
        scales=tuple(scales.values()),
        bands=tuple(_band(one) for one in _of(ours, "band")),
        bands_source=first["bands_source"]["name"],
        sections=tuple(_sections(sheets["survey"], scales)),
        maximum=_number(first["maximum"], "value"),
        fixed_maximum=first["fixed_maximum"]["value"] == "1",
    )


def _of(rows: Rows, what: str) -> Rows:
    return [row for row in rows if row["what"] == what]


def _band(row: Row) -> Band:
    return Band(row["name"], _number(row, "value"), _words(row, {"id": "id", "en": "en"}))


def _scale(row: Row, sheets: Mapping[str, Rows]) -> Scale:
    name = row["name"]
    choices = (
        Choice(one["name"], _number(one, "kla_points"), _words(one, LABEL))
        for one in sheets["choices"]
        if one["list_name"] == name
    )
    steps = (one for one in _of(sheets["instrument"], "reached") if one["name"] == name)
    reached = tuple(Reached(_number(one, "id"), _number(one, "value")) for one in steps)
    return Scale(name, row["id"], tuple(choices), reached)


def _sections(rows: Rows, scales: Mapping[str, Scale]) -> Iterator[Section]:
    """Groups with their questions; a picture's row belongs to the question before it."""
    photos = {row["name"] for row in rows if row["type"] == "image"}
    head: Row | None = None
    items: list[Item] = []
    for row in rows:
        if row["type"] in ("begin_group", "begin group"):
            head, items = row, []
        elif row["type"] in ("end_group", "end group") and head:
            yield _section(head, tuple(items))
            head = None
        elif row["type"] != "image":
            items.append(_item(row, scales, photos))


def _section(row: Row, items: tuple[Item, ...]) -> Section:
    return Section(
        code=row["name"],
        title=_words(row, LABEL),
        items=items,
        maximum=_number(row, "kla_maximum"),
        minimum=_number(row, "kla_minimum"),
        share=_number(row, "kla_share"),
    )


def _item(row: Row, scales: Mapping[str, Scale], photos: set[str]) -> Item:
    with instrument_checks.told_apart(row["name"]):
        return Item(
            id=row["name"],
            text=_words(row, LABEL),
            help=_words(row, HINT),
            scale=_scale_of(row, scales),
            weight=_number(row, "kla_weight", 1),
            least=_number(row, "kla_least"),
            indicator=_number(row, "kla_indicator"),
            photo=row["name"] + PHOTO in photos,
            when=_when(row),
            wording=row.get("kla_wording") or "ours",
            weight_source=row.get("kla_weight_source") or "ours",
        )


def _scale_of(row: Row, scales: Mapping[str, Scale]) -> Scale:
    """The scale of a question: the list of its choices, or the named count."""
    kind, _, listed = row["type"].partition(" ")
    if kind == "select_one":
        return scales[listed.strip()]
    found = scales[row["kla_scale"]]
    if kind != "integer" or found.type != COUNT:
        raise ValueError(row["type"])
    return found


def _when(row: Row) -> Condition | None:
    try:
        return relevant.read(row.get("relevant", ""))
    except Invalid as error:
        raise Invalid("relevant", field=row["name"]) from error
