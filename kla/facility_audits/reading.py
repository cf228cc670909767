"""A list of facilities as a CSV file: UTF-8 or what Excel exports, with commas or semicolons. Pure.

Nothing is guessed about a row: what can't be read is said, with the column, and the row goes back.
"""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kla.core.errors import Invalid
from kla.core.importing import Problem, RowStatus
from kla.core.texts import CONTROL
from kla.facility_audits import identity
from kla.facility_audits.types import (
    LONGEST_ADDRESS,
    LONGEST_CODE,
    LONGEST_NAME,
    DescribeFacility,
    FacilityKind,
    ImportRow,
    Point,
)
from kla.regions.places import City

COLUMNS = ("kind", "name", "kelurahan", "address", "lat", "lon", "operator", "code")
NEEDED = ("kind", "name", "kelurahan")
# The same columns as an office writes them.
ALSO = {
    "jenis": "kind",
    "nama": "name",
    "alamat": "address",
    "lintang": "lat",
    "bujur": "lon",
    "pengelola": "operator",
    "kode": "code",
    "npsn": "code",
}
LONGEST = {"name": LONGEST_NAME, "address": LONGEST_ADDRESS, "operator": LONGEST_NAME}
LONGEST["code"] = LONGEST_CODE
MOST_ROWS = 100_000
# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection); we write ' before it.
FORMULA = ("=", "+", "@", "\t", "\r")
REASON = "alasan"


def read_list(content: bytes, city: City) -> tuple[ImportRow, ...]:
    """Every row of a file with what it says or what is wrong with it; blank rows are passed over.

    Raises `Invalid` where the file as a whole can't be read: its encoding, its heading, its size.
    """
    lines = _lines(_decode(content))
    heading = next(lines, None)
    if heading is None:
        raise Invalid("empty-file", field="file")
    places = _places(heading[1])
    rows: list[ImportRow] = []
    for number, cells in lines:
        if len(rows) >= MOST_ROWS:
            raise Invalid("too-many-rows", field="file")
        rows.append(_read_row(number, cells, places, city))
    if not rows:
        raise Invalid("empty-file", field="file")
    return tuple(_without_twins(rows))


def write_rows(rows: Iterable[tuple[Sequence[str], str]]) -> bytes:
    """Rows to correct, each with its reasons, as a file that can be imported as it is."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([*COLUMNS, REASON])
    for cells, why in rows:
        writer.writerow([*(_harmless(cell) for cell in cells), _harmless(why)])
    return out.getvalue().encode("utf-8-sig")


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Invalid("encoding", field="file")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, with the number of their last line in the file."""
    first = text.split("\n", 1)[0]
    sign = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [_clean(cell) for cell in cells]
    except csv.Error as error:
        raise Invalid("broken-file", field="file", line=reader.line_num) from error


def _clean(cell: str) -> str:
    """A cell without blanks around it, nor the sign that keeps a spreadsheet from computing it."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _places(heading: Sequence[str]) -> dict[str, int]:
    """Which column stands where. Raises `Invalid` for one that is missing or stands twice."""
    places: dict[str, int] = {}
    for place, title in enumerate(heading):
        word = title.strip().casefold()
        column = ALSO.get(word, word)
        if column in COLUMNS and column in places:
            raise Invalid("column-twice", field="file", column=column)
        if column in COLUMNS:
            places[column] = place
    for column in NEEDED:
        if column not in places:
            raise Invalid("column-missing", field="file", column=column)
    return places


def _read_row(
    number: int, cells: Sequence[str], places: Mapping[str, int], city: City
) -> ImportRow:
    said = dict.fromkeys(COLUMNS, "")
    said |= {column: cells[place] for column, place in places.items() if place < len(cells)}
    row = ImportRow(number, tuple(said[column] for column in COLUMNS))
    problems, kelurahan, point = list(_problems(said)), _kelurahan(said["kelurahan"], city), None
    if said["kelurahan"] and not kelurahan:
        problems.append(Problem("kelurahan", "unknown-kelurahan"))
    try:
        point = read_point(said["lat"], said["lon"])
    except Invalid as error:
        problems.append(Problem(error.field or "lat", error.reason))
    if problems:
        return row.stands(RowStatus.REFUSED, *problems)
    described = DescribeFacility(
        kind=FacilityKind(said["kind"].casefold()),
        name=said["name"],
        kelurahan=kelurahan,
        address=said["address"],
        point=point,
        operator=said["operator"],
        code=said["code"],
    )
    return replace(row, facility=described)


def _problems(said: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with single cells."""
    yield from (Problem(column, "missing") for column in NEEDED if not said[column])
    if said["kind"].casefold() not in {"", *FacilityKind}:
        yield Problem("kind", "unknown-kind")
    if said["name"] and not identity.fold(said["name"]):
        yield Problem("name", "no-name")
    for column, text in said.items():
        yield from _unfit(column, text)


def _unfit(column: str, text: str) -> Iterator[Problem]:
    if len(text) > LONGEST.get(column, len(text)):
        yield Problem(column, "too-long")
    if CONTROL.search(text):
        yield Problem(column, "control-characters")


def _kelurahan(said: str, city: City) -> str:
    found = city.kelurahan_by_code(said) or city.find_kelurahan(said)
    return found.code if found else ""


def read_point(lat: str, lon: str) -> Point | None:
    """A point as somebody typed it, with a decimal point or comma; none where both are blank.

    Raises `Invalid` naming the part: a number that is none, one without the other, off the globe,
    or the two in each other's place.
    """
    if not lat and not lon:
        return None
    north, east = _degrees(lat, "lat"), _degrees(lon, "lon")
    if abs(north) > 90 >= abs(east):
        raise Invalid("point-swapped", field="lat")
    if abs(north) > 90 or abs(east) > 180:
        raise Invalid("point-off-the-globe", field="lat" if abs(north) > 90 else "lon")
    return Point(north, east)


def _degrees(text: str, field: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError as error:
        raise Invalid("point-incomplete" if not text else "no-number", field=field) from error
    if not math.isfinite(value):
        raise Invalid("no-number", field=field)
    return value


def _without_twins(rows: Iterable[ImportRow]) -> Iterator[ImportRow]:
    """A place that stands twice in one file is taken once; another row for it goes back."""
    seen: dict[str, ImportRow] = {}
    for row in rows:
        if row.facility is None:
            yield row
            continue
        keys = identity.keys_of(row.facility)
        twin = next((seen[key] for key in keys if key in seen), None)
        if twin is None:
            seen |= dict.fromkeys(keys, row)
            yield row
        elif twin.facility and identity.differences(twin.facility, row.facility):
            yield row.stands(RowStatus.REFUSED, Problem("name", "twice-in-file"))
        else:
            yield row.stands(RowStatus.PRESENT)
