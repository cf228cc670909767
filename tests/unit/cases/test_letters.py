"""Letters: what people typed is text, and a number counts nothing."""

import io
import subprocess
import sys

import pikepdf
import pytest

from kla.cases import letters
from kla.cases.numbers import new_reference

NASTY = '#read("/etc/passwd") $x$ *tebal* <label> @ref \\ // /* "kutip" [kurung] #{1+1}'


def letter(**changed):
    values = {
        "reference": "R-0000-0000",
        "date": "2026-01-31",
        "office": "UPTD PPA Contoh",
        "institution": "RSUD Contoh",
        "addressee": "",
        "address": "",
        "service": "Kesehatan",
        "purpose": "Visum.",
        "parts": [{"part": "identity", "groups": [[["name", "Siti Contohwati"]]]}],
        "signed_by": "Ratna Contoh",
        "printed": {"by": "Ratna Contoh", "at": "31-01-2026 09.00 WITA"},
        "trail": {"seq": 7, "at": "31-01-2026 08.59 WITA"},
    }
    return letters.render("referral", values | changed)


@pytest.mark.parametrize(
    "where", ["institution", "addressee", "address", "service", "purpose", "signed_by", "date"]
)
def test_nothing_typed_is_markup(where):
    assert letter(**{where: NASTY}).startswith(b"%PDF-")


def test_nothing_known_is_markup():
    parts = [{"part": "report", "groups": [[["chronology", NASTY], ["happened_on", NASTY]], []]}]
    marks = {"by": NASTY, "at": NASTY}
    assert letter(parts=parts, printed=marks).startswith(b"%PDF-")


def test_it_can_be_read_aloud_and_names_its_language():
    with pikepdf.open(io.BytesIO(letter())) as pdf:
        assert str(pdf.Root.Lang) == "id"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"


def test_locked_it_stays_whole():
    locked = letters.lock(letter(), "empat kata acak ini")
    with pikepdf.open(io.BytesIO(locked), password="empat kata acak ini") as pdf:
        assert pdf.encryption.bits == 256
        assert str(pdf.Root.Lang) == "id"


def test_numbers_differ_and_have_a_form():
    drawn = {new_reference() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(one) == 11 and one.startswith("R-") for one in drawn)


def test_who_writes_no_letter_loads_nothing_for_it():
    code = "import sys, kla.cases.services.referrals; print({'typst', 'pikepdf'} & {*sys.modules})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
