"""Instruments as XLSForm: what comes back from a workbook is what went into it."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyxform import xls2xform

from kla.core.errors import Invalid
from kla.facility_audits import instrument_files, relevant, xlsform_import
from kla.facility_audits.instrument import Condition
from kla.facility_audits.xlsform_export import export

NAMES = instrument_files.names()
RBRA = instrument_files.load("rbra@2026-1")


def edited(change) -> bytes:
    """The workbook of playgrounds after somebody changed it."""
    book = openpyxl.load_workbook(io.BytesIO(export(RBRA)))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cell(book, name: str, column: str):
    """The cell of an item in the survey."""
    sheet = book["survey"]
    head = [one.value for one in sheet[1]]
    row = next(row for row in sheet.iter_rows() if row[1].value == name)
    return row[head.index(column)]


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_reads_as_the_same_instrument(name):
    found = instrument_files.load(name)
    assert xlsform_import.read(export(found)) == found


@pytest.mark.parametrize("name", NAMES)
def test_pyxform_makes_a_form_of_every_instrument(name):
    found = instrument_files.load(name)

    form = xls2xform.convert(io.BytesIO(export(found)), validate=False, file_type=".xlsx").xform

    assert f'version="{found.version}"' in form
    assert all(f"/{item.id}" in form for item in found.items)


def test_an_edited_cell_is_taken_over():
    def change(book):
        cell(book, "s_cctv", "label::English (en)").value = "Cameras work"
        cell(book, "s_cctv", "kla_weight").value = 2.0
        cell(book, "s_cctv", "relevant").value = "${w_dalam} = 'yes'"

    items = {item.id: item for item in xlsform_import.read(edited(change)).items}
    assert items["s_cctv"].text["en"] == "Cameras work"
    assert items["s_cctv"].weight == 2
    assert items["s_cctv"].when == Condition(item="w_dalam", values=("yes",))


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("kla_weight", "much", "malformed"),
        ("type", "select_one nothing", "malformed"),
        ("type", "text", "malformed"),
        ("relevant", "${w_dalam} > 3", "relevant"),
    ],
)
def test_a_cell_that_cannot_be_taken_names_its_item(column, value, reason):
    def change(book):
        cell(book, "s_cctv", column).value = value

    with pytest.raises(Invalid) as refused:
        xlsform_import.read(edited(change))
    assert (refused.value.reason, refused.value.field) == (reason, "s_cctv")


def test_a_sheet_that_is_missing_is_named():
    with pytest.raises(Invalid) as refused:
        xlsform_import.read(edited(lambda book: book.remove(book["choices"])))
    assert (refused.value.reason, refused.value.field) == ("no-sheet", "choices")


@given(st.binary(max_size=200))
def test_other_bytes_are_no_workbook(data):
    with pytest.raises(Invalid):
        xlsform_import.read(data)


def test_a_workbook_that_is_too_large_is_not_opened():
    with pytest.raises(Invalid) as refused:
        xlsform_import.read(b"PK" + bytes(xlsform_import.LARGEST))
    assert refused.value.reason == "too-large"


LOOKS = st.builds(
    lambda item, values: Condition(item=item, values=tuple(values)),
    st.sampled_from(["a", "b2", "c_d"]),
    st.lists(st.sampled_from(["yes", "no", "5"]), min_size=1, max_size=3, unique=True),
)


@given(LOOKS, LOOKS, LOOKS)
def test_a_condition_holds_as_before_once_it_was_an_expression(one, two, three):
    inner = Condition(joined="any", parts=(two, three))
    before = Condition(joined="all", parts=(one, inner))
    after = relevant.read(relevant.write(before))
    assert after is not None
    for a in ("yes", "no", "5"):
        for b in ("yes", "no", "5"):
            answers = {"a": a, "b2": b, "c_d": "no"}
            assert after.holds(answers) == before.holds(answers)


@pytest.mark.parametrize(
    "text", ["${a}", "(", "${a} = 'x' or", "${a} = 'x')", "(" * 900, "a and b"]
)
def test_other_expressions_are_refused(text):
    with pytest.raises(Invalid):
        relevant.read(text)
