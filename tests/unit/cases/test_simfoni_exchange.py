"""Lists against lists, and workbooks: matched, read, written so that no cell does anything."""

import csv
import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import msoffcrypto
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msoffcrypto.exceptions import InvalidKeyError

from kla.cases.simfoni import exchange, reconcile, workbook
from kla.cases.simfoni.reconcile import Ours, Theirs
from kla.cases.simfoni.workbook import Sheet
from kla.core.errors import Invalid


def ours(number, case="2610-AAAA-AAAA", month="2026-10"):
    return Ours(case, month, number, "2026-10-07")


NUMBERS = st.lists(st.from_regex(r"[A-C]{1,2}[-/ ]?[0-3]{1,2}", fullmatch=True), max_size=12)


class TestCompare:
    def test_finds_what_stands_on_both_and_on_one_side_only(self):
        found = reconcile.compare([ours("A-1"), ours("A-2")], [Theirs("A-2"), Theirs("A-3")])
        assert [one.number for one, _ in found.both] == ["A-2"]
        assert [one.number for one in found.only_ours] == ["A-1"]
        assert [one.number for one in found.only_theirs] == ["A-3"]

    @pytest.mark.parametrize("typed", ["sim-2026/10-42", "SIM 2026 10 42", "SIM2026.10.42"])
    def test_signs_spaces_and_capitals_are_no_other_number(self, typed):
        found = reconcile.compare([ours("SIM-2026/10-42")], [Theirs(typed)])
        assert len(found.both) == 1

    def test_a_list_of_one_month_lacks_other_months_by_right(self):
        mine = [ours("A-1", month="2026-09"), ours("A-2", month="2026-10")]
        found = reconcile.compare(mine, [Theirs("A-9")], "2026-10")
        assert [one.number for one in found.only_ours] == ["A-2"]
        assert len(reconcile.compare(mine, [Theirs("A-9")]).only_ours) == 2

    def test_numbers_that_two_cases_share_are_told(self):
        found = reconcile.compare([ours("A-1", "x"), ours("a1", "y")], [Theirs("B"), Theirs("b")])
        assert [one.case for one in found.doubled_ours] == ["x", "y"]
        assert len(found.doubled_theirs) == len(found.only_theirs) == 1

    @given(NUMBERS, NUMBERS)
    def test_every_number_stands_in_one_place(self, mine, listed):
        found = reconcile.compare([ours(one) for one in mine], [Theirs(one) for one in listed])
        assert len(found.both) + len(found.only_ours) == len(mine)
        told = {reconcile.folded(other.number) for _, other in found.both}
        told |= {reconcile.folded(one.number) for one in found.only_theirs}
        assert told == {reconcile.folded(one) for one in listed}


def as_csv(rows, delimiter=",", encoding="utf-8"):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def as_xlsx(rows):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


HEAD = ["No", "Nomor Registrasi", "Tgl. Lapor"]


class TestRead:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_csv_as_programs_write_it(self, delimiter, encoding):
        content = as_csv([HEAD, ["1", "SIM-42", "07/10/2026"]], delimiter, encoding)
        assert exchange.read(content) == [Theirs("SIM-42", "2026-10-07")]

    def test_xlsx_with_titles_above_numbers_as_numbers_and_days_as_days(self):
        rows = [["Rekap"], [], HEAD, [1, 42.0, datetime(2026, 10, 7)], [2, " 43 ", "8-10-2026"]]  # noqa: DTZ001
        assert exchange.read(as_xlsx(rows)) == [
            Theirs("42", "2026-10-07"),
            Theirs("43", "2026-10-08"),
        ]

    def test_a_list_without_days_is_read(self):
        assert exchange.read(as_xlsx([["Kode Kasus"], ["A-1"], [None]])) == [Theirs("A-1")]

    def test_a_day_that_is_none_stays_empty(self):
        assert exchange.read(as_csv([HEAD, ["1", "A-1", "kemarin"]])) == [Theirs("A-1")]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "list-no-number"),
            (as_csv([["Nama", "Alamat"], ["x", "y"]]), "list-no-number"),
            (as_csv([HEAD]), "list-empty"),
            (as_csv([HEAD, ["1", "  ", ""]]), "list-empty"),
            (b"\xd0\xcf\x11\xe0 old", "list-kind"),
            (b"%PDF\0\0", "list-kind"),
            (b"PK\x03\x04 cut", "list-broken"),
            (as_xlsx([HEAD, [1, "A-1", ""]])[:-400], "list-broken"),
            (b"x" * (exchange.MOST_BYTES + 1), "list-too-large"),
            (as_csv([HEAD, *[["1", "A-1", ""]] * (exchange.MOST_ROWS + 1)]), "list-too-long"),
            (as_csv([HEAD, ["1", "y" * 200_000, ""]]), "list-broken"),
        ],
    )
    def test_what_is_no_list_is_refused(self, content, reason):
        with pytest.raises(Invalid) as refused:
            exchange.read(content)
        assert (refused.value.reason, refused.value.field) == (reason, "file")

    def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("xl/workbook.xml", b" " * (exchange.MOST_UNPACKED + 1))
        with pytest.raises(Invalid) as refused:
            exchange.read(file.getvalue())
        assert refused.value.reason == "list-too-large"

    @given(st.binary(max_size=300))
    def test_whatever_it_is_it_is_read_or_refused(self, content):
        with suppress(Invalid):
            assert exchange.read(content)

    def test_no_path_of_the_machine_is_asked_for(self):
        entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///tidak-ada">]>'
        content = as_xlsx([HEAD, [1, "A-1", ""]])
        file = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
            for part in old.namelist():
                data = old.read(part)
                if part.endswith("sheet1.xml"):
                    data = data.replace(b"<worksheet", entity + b"<worksheet", 1)
                new.writestr(part, data)
        with pytest.raises(Invalid):
            exchange.read(file.getvalue())


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1+1", "=HYPERLINK(1)", "http://x.id"]


class TestWorkbook:
    def read_back(self, content):
        return openpyxl.load_workbook(io.BytesIO(content))

    def test_no_cell_does_anything_whatever_it_begins_with(self):
        rows = [[one, "x"] for one in DANGEROUS]
        sheet = self.read_back(workbook.write([Sheet("A", DANGEROUS[:2], rows)])).active
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type == "s"
                assert cell.hyperlink is None
        assert [cell.value for cell in sheet["A"]][1:] == DANGEROUS
        assert all(cell.quotePrefix for cell in sheet["A"][1:])

    def test_holds_every_row_and_numbers_as_numbers(self):
        rows = [[f"2610-{n:08}", n] for n in range(5000)]
        sheet = self.read_back(workbook.write([Sheet("A", ["Nomor", "Jumlah"], rows)])).active
        assert sheet.max_row == 5001
        assert (sheet["A5001"].value, sheet["B5001"].value) == ("2610-00004999", 4999)

    def test_writes_nothing_into_a_temporary_folder(self, tmp_path, monkeypatch):
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        kept = []
        monkeypatch.setattr("tempfile.mkstemp", lambda *_a, **_k: kept.append(1))
        workbook.lock(workbook.write([Sheet("A", ["x"], [["rahasia"]])]), "satu-dua")
        assert (kept, list(tmp_path.iterdir())) == ([], [])

    def test_locked_it_opens_by_its_passphrase_alone(self):
        locked = workbook.lock(workbook.write([Sheet("A", ["x"], [["rahasia"]])]), "satu-dua")
        assert b"rahasia" not in locked
        file = msoffcrypto.OfficeFile(io.BytesIO(locked))
        with pytest.raises(InvalidKeyError):
            file.load_key(password="satu-tiga", verify_password=True)
        file.load_key(password="satu-dua", verify_password=True)
        opened = io.BytesIO()
        file.decrypt(opened)
        assert self.read_back(opened.getvalue()).active["A2"].value == "rahasia"


def test_a_day_of_a_spreadsheet_is_the_day():
    assert exchange.read(as_xlsx([HEAD, [1, "A", date(2026, 1, 2)]])) == [Theirs("A", "2026-01-02")]
