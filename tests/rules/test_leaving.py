"""Whatever lets something of a case leave stands in the table of `kla/cases/leaving.py`."""

import re

import pytest

from kla.cases.leaving import WAYS_OUT
from kla.cases.services import copy_parts
from kla.cases.types import SectionName
from kla.cases.types.copies import CopyPart

# How a program lets something out: files, spreadsheets, letters, mail; and pages made for paper.
IN_CODE = re.compile(
    r"\bResponse\([^)s]|send_file|csv\.writer|openpyxl|xlsxwriter|letters\.render|import smtplib"
    r"|Content-Disposition|import icalendar"
)
IN_TEMPLATES = re.compile(r"printed_at|Cetak lewat menu|window\.print")
# Answers of the application itself; nothing in them is about a case.
NOT_ABOUT_CASES = ("kla/web/", "kla/accounts/", "kla/regions/")


def found(root):
    code = [p for p in (root / "kla").rglob("*.py") if IN_CODE.search(p.read_text())]
    pages = [p for p in (root / "templates").rglob("*.html") if IN_TEMPLATES.search(p.read_text())]
    names = {str(p.relative_to(root)) for p in code + pages}
    return {name for name in names if not name.startswith(NOT_ABOUT_CASES)}


def test_every_way_out_has_a_row(root):
    named = {place for way in WAYS_OUT for place in way.places}
    assert found(root) - named == set(), "say in kla/cases/leaving.py what it waits for, or why not"


def test_the_rows_name_files_that_are_there(root):
    assert [p for way in WAYS_OUT for p in way.places if not (root / p).is_file()] == []


@pytest.mark.parametrize("way", WAYS_OUT, ids=lambda way: way.name)
def test_every_row_has_a_reason(way):
    assert len(way.because.split()) >= 6


def test_what_a_copy_tells_of_each_section_is_said():
    assert set(SectionName) - set(copy_parts.PART_OF) == set(), (
        "say in kla/cases/services/copy_parts.py which part of a copy tells of it, or why none"
    )
    told = {one for one in copy_parts.PART_OF.values() if one in set(CopyPart)}
    assert told <= set(copy_parts.WRITERS)
