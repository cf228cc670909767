"""Reading registers as offices keep them: headings, days, numbers, codes, and what is refused."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kla.cases import vocabulary
from kla.cases.register_file import columns, kept, sheets, table, workbook
from kla.cases.register_file.cells import MOST_ROWS, NotARegister, RawRow
from kla.cases.register_file.columns import all_columns, by_key, find_headings
from kla.cases.register_file.reading import read_register
from kla.cases.register_file.rows import read_rows
from kla.cases.register_file.values import Reader
from kla.core import clock
from kla.core.importing import RowStatus
from tests import registers as r
from tests.registers import over, plan_of, reasons, register, row

READER = Reader(r.CITY)


def value_of(key: str, cell: object):
    """What a cell of a column is read as; the code of its refusal where it is refused."""
    read = read_rows([RawRow(2, {key: cell})], READER)[0]
    return read.problems[0].code if read.problems else read.values[key]


def why_not(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Why a file is no register."""
    with pytest.raises(NotARegister) as caught:
        read_register(io.BytesIO(content), r.LARGE)
    return caught.value.reason, caught.value.words


class TestColumns:
    def test_every_heading_means_one_column(self):
        names = [name for one in all_columns() for name in (one.header, *one.also)]
        folded = [columns.fold(name) for name in names]

        assert sorted(set(folded)) == sorted(folded)

    def test_every_code_of_a_list_has_one_meaning(self):
        for name in {one.list for one in all_columns() if one.list}:
            for code, label in columns.labels(name).items():
                known = columns.spellings(name)
                assert known[columns.fold(label)] == known[columns.fold(code)] == code

    def test_synonyms_name_codes_that_there_are(self):
        for name in {one.list for one in all_columns() if one.list}:
            assert set(columns.spellings(name).values()) == set(columns.labels(name))

    def test_what_a_blank_means_is_in_the_list(self):
        for one in all_columns():
            assert not one.default or one.default in columns.labels(one.list)
            assert not (one.default and one.required)

    def test_headings_in_any_order_and_spelling(self):
        headings = ["TGL. LAPOR", "  no. register ", "jk korban", "Nama Anak", None, "Warna map"]
        found = find_headings(headings)

        assert {place: one.key for place, one in found.places.items()} == {
            0: "reported",
            1: "number",
            2: "victim_sex",
            3: "victim_name",
        }
        assert found.unknown == ("Warna map",)
        assert "Kanal" in found.missing

    def test_the_column_of_reasons_is_passed_over(self):
        assert find_headings([columns.REASONS]).unknown == ()


def test_the_guide_has_the_columns_as_they_are():
    guide = table.GUIDE.read_text()

    assert table.in_guide(guide) == guide
    assert all(f"| {column.header} |" in guide for column in all_columns())


DAYS = [
    (date(2024, 3, 5), date(2024, 3, 5)),
    (datetime(2024, 3, 5, 14, 30, tzinfo=UTC), date(2024, 3, 5)),
    ("05/03/2024", date(2024, 3, 5)),
    ("5-3-2024", date(2024, 3, 5)),
    ("05.03.2024", date(2024, 3, 5)),
    ("2024-03-05", date(2024, 3, 5)),
    ("2024-03-05 00:00:00", date(2024, 3, 5)),
    ("5 Maret 2024", date(2024, 3, 5)),
    ("Selasa, 5 Maret 2024", date(2024, 3, 5)),
    ("5 Agt 2024", date(2024, 8, 5)),
    ("17 agustus 2024", date(2024, 8, 17)),
    ("3 nopember 2023", date(2023, 11, 3)),
    ("1-Jan-2024", date(2024, 1, 1)),
    (45356, date(2024, 3, 5)),
    (45356.0, date(2024, 3, 5)),
    ("31/02/2024", "date-unknown"),
    ("5 Foo 2024", "date-unknown"),
    ("kemarin", "date-unknown"),
    ("05/03/24", "year-two-digits"),
    ("05/03/1824", "date-too-old"),
    (7, "date-unknown"),
]


@pytest.mark.parametrize(("cell", "day"), DAYS, ids=str)
def test_days(cell, day):
    found = value_of("reported", cell.date() if isinstance(cell, datetime) else cell)

    assert found == day


def test_a_day_that_has_not_come_is_refused():
    assert value_of("reported", clock.today()) == clock.today()
    assert value_of("reported", clock.today() + timedelta(days=1)) == "in-future"


NIKS = [
    ("6471014501120001", "6471014501120001"),
    ("6471 0145 0112 0001", "6471014501120001"),
    ("'6471014501120001", "6471014501120001"),
    (6471014501120001, "6471014501120001"),
    (6471014501120000, "nik-lost-digits"),
    (6.47101450112e15, "nik-lost-digits"),
    ("6.47101E+15", "nik-lost-digits"),
    ("6,47101E+15", "nik-lost-digits"),
    ("64710145011200", "nik-length"),
    ("64710145O1120001", "nik-not-digits"),
    (date(2024, 1, 1), "nik-not-digits"),
]


@pytest.mark.parametrize(("cell", "number"), NIKS, ids=str)
def test_niks(cell, number):
    assert value_of("victim_nik", cell) == number


CELLS = [
    ("number", 12, "12"),
    ("number", 12.0, "12"),
    ("number", " 12 /  PPA ", "12 / PPA"),
    ("number", date(2024, 1, 12), "number-is-date"),
    ("victim_age", "12 tahun", 12),
    ("victim_age", 12.0, 12),
    ("victim_age", 12.5, "age-unknown"),
    ("victim_age", "dua belas", "age-unknown"),
    ("victim_age", "٣", "age-unknown"),
    ("victim_age", 121, "age-out-of-range"),
    ("victim_age", -1, "age-unknown"),
    ("victim_age", "9" * 400, "age-out-of-range"),
    ("reporter_phone", 81234567890, "081234567890"),
    ("reporter_phone", "0542-123", "0542-123"),
    ("victim_sex", "perempuan", "P"),
    ("victim_sex", "L", "L"),
    ("victim_sex", "X", "code-unknown"),
    ("primary", "Kekerasan fisik; PSIKIS", ("fisik", "psikis")),
    ("primary", "fisik;fisik", ("fisik",)),
    ("victim_disabilities", "Tidak ada", ()),
    ("victim_disabilities", "Fisik; tuna rungu", ("fisik", "rungu")),
    ("victim_kelurahan", "kel. manggar", "64.71.01.1001"),
    ("victim_kelurahan", "64.71.01.1001", "64.71.01.1001"),
    ("victim_kelurahan", "Luar Kota", vocabulary.OUTSIDE),
    ("victim_kelurahan", "Antah Berantah", "kelurahan-unknown"),
    ("services", "Kesehatan: 06/03/2024", (("kesehatan", "2024-03-06"),)),
    ("services", "Kesehatan", "service-without-day"),
    ("services", "Sihir: 06/03/2024", "code-unknown"),
    ("victim_name", "x" * 201, "too-long"),
    ("chronology", "x" * 20_000, "x" * 20_000),
    ("chronology", "x" * 20_001, "too-long"),
    ("victim_name", "nol\x00nama", "control-characters"),
]


@pytest.mark.parametrize(("key", "cell", "wanted"), CELLS, ids=lambda one: str(one)[:24])
def test_cells(key, cell, wanted):
    assert value_of(key, cell) == wanted


def test_both_spellings_of_every_kelurahan_are_known():
    for one in r.CITY.kelurahan:
        assert value_of("victim_kelurahan", one.name) == one.code
        assert value_of("victim_kelurahan", one.local.upper()) == one.code


class TestCases:
    def test_rows_of_one_number_are_one_case(self):
        more = {"number": "r-001/2024", "victim_name": "Budi Contohwan", "victim_sex": "L"}
        plan = plan_of(register(row(), row("lain"), more | {"victim_kelurahan": "Manggar"}))

        assert [len(case.report.victims) for case in plan.cases] == [2, 1]
        assert plan.cases[0].rows == (0, 2)

    def test_a_row_may_add_only_somebody_accused(self):
        more = {"number": "R-001/2024", "suspect_name": "Orang Rekaan", "suspect_relation": "Guru"}
        case = plan_of(register(row(suspect_relation="Ayah"), more)).cases[0]

        assert [one.relation for one in case.report.perpetrators] == ["orang_tua", "guru"]
        assert len(case.report.victims) == 1

    def test_the_same_child_in_two_rows_is_one(self):
        twice = row(suspect_relation="Guru"), row(suspect_relation="Tetangga")
        case = plan_of(register(*twice)).cases[0]

        assert (len(case.report.victims), len(case.report.perpetrators)) == (1, 2)

    def test_one_refused_row_refuses_its_case_and_no_other(self):
        plan = plan_of(register(row(), row(victim_name="Budi Contohwan", victim_sex="?"), row("x")))

        assert [one.status for one in plan.reports] == [
            RowStatus.REFUSED,
            RowStatus.REFUSED,
            RowStatus.OK,
        ]
        assert reasons(plan) == [
            ("", "other-row-refused"),
            ("Jenis kelamin korban", "code-unknown"),
        ]

    @pytest.mark.parametrize(
        ("rows", "why"),
        [
            ([row(number=None)], [("Nomor register", "missing")]),
            ([row(victim_name=None)], [("Nama korban", "missing")]),
            ([row(status=None)], [("Status", "missing")]),
            ([row(primary="Tidak")], [("Jenis kasus", "missing")]),
            ([over(closed=None)], [("Tanggal selesai", "missing")]),
            ([row(closed=date(2024, 4, 1))], [("Tanggal selesai", "closed-but-running")]),
            ([over(closed=date(2024, 1, 1))], [("Tanggal selesai", "before-report")]),
            ([row(happened=date(2024, 3, 6))], [("Tanggal kejadian", "after-report")]),
            ([row(victim_born=date(2024, 3, 6))], [("Tanggal lahir korban", "after-report")]),
            (
                [row(primary="Seksual", services="Mediasi: 06/03/2024")],
                [("Layanan yang diberikan", "mediation-forbidden")],
            ),
            ([row(), row()], [("", "other-row-refused"), ("", "row-twice")]),
            (
                [row(), {"number": "R-001/2024", "kanal": "Datang langsung"}],
                [("", "other-row-refused"), ("", "row-without-person")],
            ),
            (
                [row(), row(victim_name="Budi Contohwan", reported=date(2024, 3, 6))],
                [("", "other-row-refused"), ("Tanggal lapor", "differs-from-first-row")],
            ),
        ],
        ids=str,
    )
    def test_what_can_not_be_together(self, rows, why):
        assert reasons(plan_of(register(*rows))) == why

    def test_two_children_do_not_have_one_nik(self):
        nik = {"victim_nik": "6471014501120001"}
        plan = plan_of(register(row(**nik), row(victim_name="Budi Contohwan", **nik)))

        assert reasons(plan)[0] == ("NIK korban", "nik-twice")

    def test_an_odd_nik_goes_in_with_a_remark(self):
        plan = plan_of(register(row(victim_nik="9999999999999999")))

        assert [one.code for one in plan.reports[0].remarks] == ["nik-odd"]
        assert plan.reports[0].status is RowStatus.OK

    def test_more_people_than_a_report_holds_are_refused(self):
        rows = [row(victim_name=f"Anak Contoh {n}") for n in range(31)]

        assert ("", "too-many") in reasons(plan_of(register(*rows)))

    def test_what_is_blank_has_its_meaning(self):
        report = plan_of(register(row())).cases[0].report

        assert report.reporter.relation == "lainnya"
        assert (report.place, report.risk, report.kelurahan) == (
            "lainnya",
            "sedang",
            "64.71.01.1001",
        )
        assert report.chronology == columns.text("chronology")
        assert report.perpetrators == ()

    def test_a_digest_is_of_what_is_said_and_not_of_how(self):
        second = row(victim_name="Budi Contohwan", victim_sex="L")
        one = plan_of(register(row(), second)).cases[0]
        other = plan_of(register(second, row(victim_sex="perempuan", primary="fisik"))).cases[0]
        third = plan_of(register(row(), row(victim_name="Budi Contohwati"))).cases[0]

        assert one.digest == other.digest != third.digest


class TestSheets:
    def test_the_sheet_is_found_by_its_name(self):
        book = r.book([row()])
        book.create_sheet("Sampul", 0).append(["Laporan tahunan"])

        assert len(plan_of(r.content(book)).rows) == 1

    def test_without_that_name_it_is_the_first(self):
        assert len(plan_of(r.content(r.book([row()], title="Data 2024"))).rows) == 1

    def test_headings_may_stand_under_a_title(self):
        book = r.book([row()])
        book.active.insert_rows(1, 3)
        book.active["A1"] = "REGISTER KASUS REKAAN 2024"

        assert plan_of(r.content(book)).rows[0].number == 5

    def test_blank_rows_and_cells_are_passed_over(self):
        book = r.book([row("1"), {}, {"number": " ", "note": "-"}, row("2")])
        book.active.append([None] * 40)
        plan = plan_of(r.content(book))

        assert [one.number for one in plan.rows] == [2, 5]

    def test_hidden_rows_are_read_and_counted(self):
        book = r.book([row("1"), row("2")])
        book.active.row_dimensions[3].hidden = True
        plan = plan_of(r.content(book))

        assert (len(plan.cases), plan.hidden) == (2, 1)

    def test_cells_made_one_hold_the_same_down_their_column(self):
        more = {"victim_name": "Budi Contohwan", "victim_sex": "L", "victim_kelurahan": "Manggar"}
        book = r.book([row("1"), more])
        book.active.merge_cells("A2:A3")
        plan = plan_of(r.content(book))

        assert [len(case.report.victims) for case in plan.cases] == [2]

    def test_a_formula_without_its_value_is_refused_by_its_cell(self):
        book = r.book([row("1"), row("2")])
        book.active.cell(2, r.place("victim_age")).value = "=YEAR(TODAY())-2012"
        plan = plan_of(r.content(book))

        assert reasons(plan) == [("Umur korban", "formula-uncounted")]

    def test_a_formula_with_its_value_is_read(self):
        content = edited(
            register(row("1", victim_age=5)), b"<v>5</v>", b"<f>2+3</f><v>5</v>", "sheet1.xml"
        )

        assert plan_of(content).cases[0].report.victims[0].age == 5

    def test_an_error_of_excel_is_refused_by_its_cell(self):
        book = r.book([row("1")])
        book.active.cell(2, r.place("note")).value = "#REF!"

        assert reasons(plan_of(r.content(book))) == [("Catatan", "cell-error")]

    def test_numbers_kept_as_text_and_texts_kept_as_numbers(self):
        plan = plan_of(register(row(17, victim_age="12", reporter_phone=81200000000)))

        assert plan.cases[0].number == "17"
        assert plan.cases[0].report.victims[0].age == 12
        assert plan.cases[0].report.reporter.phone == "081200000000"

    def test_what_a_file_says_of_its_size_is_not_believed(self):
        content = register(row("1"), row("2"))
        ref = f'ref="{load_workbook(io.BytesIO(content)).active.dimensions}"'.encode()

        assert len(plan_of(edited(content, ref, b'ref="A1:B2"', "sheet1.xml")).rows) == 2

    def test_csv_is_read_too(self):
        keys = list(row())
        lines = [[by_key()[key].header for key in keys], [str(row()[key]) for key in keys]]
        for sign in ";,\t":
            content = "\r\n".join(sign.join(line) for line in lines)
            assert len(plan_of(content.encode("utf-8-sig")).cases) == 1
            assert len(plan_of(content.encode("cp1252")).cases) == 1


def edited(content: bytes, old: bytes, new: bytes, part: str) -> bytes:
    """A workbook in which something stands that no library writes."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as made:
        for name in source.namelist():
            text = source.read(name)
            if name.endswith(part):
                assert old in text
                text = text.replace(old, new, 1)
            made.writestr(name, text)
    return file.getvalue()


class TestWrongFiles:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "file-empty"),
            (b"   \n", "file-empty"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "register-old-excel"),
            (b"PK\x03\x04 cut off", "register-broken"),
            (b"%PDF-1.7 \x00", "register-kind"),
            (b"hanya satu kolom\nsaja\n", "register-kind"),
            (b"a;b;c\n1;2;3\n", "register-no-headings"),
            (b"nama korban;status;kanal\nSiti;Berjalan;Surat\n", "register-column-missing"),
        ],
        ids=lambda one: str(one)[:20],
    )
    def test_each_has_its_reason(self, content, reason):
        assert why_not(content)[0] == reason

    def test_a_zip_that_is_no_workbook(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            package.writestr("foto.txt", "bukan register")

        assert why_not(file.getvalue())[0] == "register-kind"

    def test_a_workbook_that_unpacks_to_too_much(self, monkeypatch):
        monkeypatch.setattr(sheets, "MOST_UNPACKED", 1000)

        assert why_not(register(row()))[0] == "register-bomb"

    def test_a_bomb_is_not_unpacked(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(sheets.WORKBOOK, b"")
            with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
                for _ in range(201):
                    part.write(bytes(1024 * 1024))

        assert len(file.getvalue()) < 300_000
        assert why_not(file.getvalue())[0] == "register-bomb"

    def test_entities_are_not_read(self):
        old, new = b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'

        assert why_not(edited(register(row()), old, new, "sheet1.xml"))[0] == "register-broken"

    def test_a_damaged_sheet(self):
        content = edited(register(row()), b"</sheetData>", b"", "sheet1.xml")

        assert why_not(content)[0] == "register-broken"

    def test_a_workbook_without_rows(self):
        assert why_not(register())[0] == "register-empty"

    def test_a_column_that_is_there_twice(self):
        book = r.book([row()])
        book.active.cell(1, 50).value = "no. register"

        assert why_not(r.content(book)) == ("register-column-twice", ("Nomor register",))

    def test_a_missing_column_is_named(self):
        book = r.book([row()])
        book.active.cell(1, r.place("status")).value = None

        assert why_not(r.content(book)) == ("register-column-missing", ("Status",))

    def test_too_many_rows(self):
        head = ";".join(column.header for column in all_columns())
        content = "\n".join([head, *(f"R-{n}" for n in range(MOST_ROWS + 1))])

        assert why_not(content.encode())[0] == "register-too-long"

    def test_a_file_that_is_too_large(self):
        with pytest.raises(NotARegister, match="invalid") as caught:
            read_register(io.BytesIO(register(row())), 100)
        assert caught.value.reason == "file-too-large"


class TestTemplate:
    @pytest.fixture
    def book(self):
        return load_workbook(io.BytesIO(workbook.template(r.CITY)))

    def test_has_every_column_in_order(self, book):
        head = [cell.value for cell in book["Register"][1]]

        assert head == [column.header for column in all_columns()]

    def test_offers_the_lists(self, book):
        rules = book["Register"].data_validations.dataValidation
        lists = [one for one in all_columns() if one.kind in {"code", "kelurahan"}]

        assert len(rules) == len(lists)
        assert all(rule.formula1.startswith("Daftar!") for rule in rules)
        assert book["Daftar"].sheet_state == "hidden"

    def test_every_choice_that_it_offers_is_understood(self, book):
        for place, column in enumerate(all_columns(), start=1):
            for line in book["Daftar"].iter_rows(min_col=place, max_col=place, values_only=True):
                if line[0] is not None:
                    assert value_of(column.key, line[0]) in {
                        *columns.labels(column.list or "sexes"),
                        *(one.code for one in r.CITY.kelurahan),
                        vocabulary.OUTSIDE,
                    }

    def test_its_example_is_marked_and_can_be_imported(self, book):
        sheet = book["Contoh"]
        assert "rekaan" in sheet["A1"].value
        book["Register"].title = "Kosong"
        sheet.title = "Register"
        plan = plan_of(r.content(book))

        assert [one.status for one in plan.reports] == [RowStatus.OK] * 3
        assert len(plan.cases) == 2

    def test_says_what_each_column_wants(self, book):
        said = [line[0].value for line in book["Petunjuk"].iter_rows(min_row=2)]

        assert said == [column.header for column in all_columns()]


def cell_of(column: columns.Column) -> st.SearchStrategy:
    """What somebody may have written into a column, readable or not."""
    text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
    days = st.dates(date(1905, 1, 1), date(2026, 1, 1))
    of_kind = {"date": days, "age": st.integers(0, 120)}
    return st.one_of(st.none(), text.map(str.strip), of_kind.get(column.kind, text.map(str.strip)))


ROWS = st.lists(
    st.fixed_dictionaries({one.key: cell_of(one) for one in all_columns()}), min_size=1, max_size=5
)


class TestHandingBack:
    @given(ROWS)
    def test_rows_written_are_the_rows_that_were_read(self, rows):
        given = [
            RawRow(n, {k: v for k, v in one.items() if v not in {None, "", "-", "–", "—"}})  # noqa: RUF001
            for n, one in enumerate(rows, start=2)
        ]
        given = [one for one in given if one.cells]
        if not given:
            return
        file = workbook.rejects([(one, "Alasan.") for one in given])
        back = read_register(io.BytesIO(file), r.LARGE)

        assert [one.cells for one in back.rows] == [one.cells for one in given]

    @pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", " =", "\r=", "=cmd|' /C x'!A"])
    def test_nothing_in_it_is_a_formula(self, begin):
        text = f"{begin}1+1"
        file = workbook.rejects([(RawRow(2, {"victim_name": text, "note": text}), text)])
        sheet = load_workbook(io.BytesIO(file))["Register"]
        cells = [cell for cell in sheet[2] if cell.value is not None]

        assert len(cells) == 3
        assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
        assert all(cell.quotePrefix for cell in cells)
        with zipfile.ZipFile(io.BytesIO(file)) as package:
            assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")

    @given(ROWS)
    def test_a_register_waits_as_it_was_read(self, rows):
        given = tuple(
            RawRow(n, {k: v for k, v in one.items() if v}) for n, one in enumerate(rows, start=2)
        )
        plan = plan_of(register(row()))
        plan = type(plan)(given, plan.reports, (), 3, ("Warna map",))

        assert kept.from_bytes(kept.to_bytes(plan)) == plan
