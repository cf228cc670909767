"""An instrument as an XLSForm workbook, which pyxform, ODK and Kobo read and an office can edit.

What XLSForm has no word for (weights, points, what is official) stands in columns that begin with
`kla_` and in a sheet of its own, `instrument`; pyxform passes over both.
"""

import io
from collections.abc import Iterator

from kla.facility_audits import relevant
from kla.facility_audits.instrument import COUNT, Instrument, Item, Section, Words

LABEL = {"id": "label::Bahasa Indonesia (id)", "en": "label::English (en)"}
HINT = {"id": "hint::Bahasa Indonesia (id)", "en": "hint::English (en)"}
PLAIN = ("type", "name", *LABEL.values(), *HINT.values(), "required", "relevant")
BOUNDS = ("constraint", "parameters")
NUMBERS = ("kla_weight", "kla_least", "kla_indicator", "kla_maximum", "kla_minimum", "kla_share")
SURVEY = (*PLAIN, *BOUNDS, "kla_scale", "kla_wording", "kla_weight_source", *NUMBERS)
CHOICES = ("list_name", "name", *LABEL.values(), "kla_points")
SETTINGS = ("form_title", "form_id", "version", "default_language")
KLA = ("what", "name", "value", "id", "en")
PHOTO = "_foto"
PHOTO_OF = {"id": "Foto", "en": "Picture"}
PIXELS = "max-pixels=1600"  # enough to see a crack in a wall, small enough for a weak signal

Row = dict[str, object]


def export(instrument: Instrument) -> bytes:
    """The workbook. Cells are text or numbers and never formulas."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, head, rows in _sheets(instrument):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, head)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows, start=1):
                _write(sheet, number, [row.get(key, "") for key in head])
    return target.getvalue()


def _write(sheet: object, number: int, cells: list[object]) -> None:
    for column, cell in enumerate(cells):
        write = "write_number" if isinstance(cell, int) else "write_string"
        getattr(sheet, write)(number, column, cell)


def _sheets(instrument: Instrument) -> Iterator[tuple[str, tuple[str, ...], list[Row]]]:
    settings: Row = {
        "form_title": instrument.title["id"],
        "form_id": instrument.kind,
        "version": instrument.version,
        "default_language": "Bahasa Indonesia (id)",
    }
    yield "survey", SURVEY, list(_survey(instrument))
    yield "choices", CHOICES, list(_choices(instrument))
    yield "settings", SETTINGS, [settings]
    yield "instrument", KLA, list(_kla(instrument))


def _in(columns: dict[str, str], words: Words) -> Row:
    return {columns[language]: words[language] for language in columns if words}


def _survey(instrument: Instrument) -> Iterator[Row]:
    for section in instrument.sections:
        yield _group(section)
        for item in section.items:
            yield _question(item)
            if item.photo:
                yield _photo(item)
        yield {"type": "end_group"}


def _group(section: Section) -> Row:
    numbers = {"kla_maximum": section.maximum, "kla_minimum": section.minimum}
    row: Row = {"type": "begin_group", "name": section.code, "kla_share": section.share}
    return {**row, **_in(LABEL, section.title), **numbers}


def _question(item: Item) -> Row:
    is_count = item.scale.type == COUNT
    row: Row = {
        "type": "integer" if is_count else f"select_one {item.scale.name}",
        "name": item.id,
        "required": "yes" if item.is_mandatory else "",
        "relevant": relevant.write(item.when),
        "constraint": ". >= 0 and . <= 1000000" if is_count else "",
        "kla_scale": item.scale.name,
        "kla_wording": item.wording,
        "kla_weight_source": item.weight_source,
        "kla_weight": item.weight,
        "kla_least": item.least,
        "kla_indicator": item.indicator,
    }
    return {**row, **_in(LABEL, item.text), **_in(HINT, item.help)}


def _photo(item: Item) -> Row:
    label = {one: f"{PHOTO_OF[one]}: {item.text[one]}" for one in PHOTO_OF}
    row: Row = {"type": "image", "name": item.id + PHOTO, "parameters": PIXELS}
    return {**row, **_in(LABEL, label), "relevant": relevant.write(item.when)}


def _choices(instrument: Instrument) -> Iterator[Row]:
    for scale in instrument.scales:
        for one in scale.choices:
            row: Row = {"list_name": scale.name, "name": one.code, "kla_points": one.points}
            yield {**row, **_in(LABEL, one.text)}


def _kla(instrument: Instrument) -> Iterator[Row]:
    yield {"what": "title", **instrument.title}
    yield {"what": "about", **instrument.about}
    yield {"what": "maximum", "value": instrument.maximum}
    yield {"what": "fixed_maximum", "value": int(instrument.fixed_maximum)}
    yield {"what": "bands_source", "name": instrument.bands_source}
    for kind in instrument.facility_kinds:
        yield {"what": "facility_kind", "name": kind}
    for source in instrument.sources:
        yield {"what": "source", "name": source.title, "id": source.url}
    for band in instrument.bands:
        yield {"what": "band", "name": band.code, "value": band.least, **band.title}
    for scale in instrument.scales:
        yield {"what": "scale", "name": scale.name, "id": scale.type}
        for one in scale.reached:
            yield {"what": "reached", "name": scale.name, "value": one.points, "id": one.least}
