"""A month against the ministry's register: counted, as a locked workbook, list against list."""

import io
from datetime import timedelta

import msoffcrypto
import openpyxl
import pytest
from sqlalchemy import func, select

from kla.cases.numbers import case_number
from kla.cases.services import restriction, simfoni_list, simfoni_month
from kla.cases.simfoni.reconcile import Theirs
from kla.cases.types.restriction import RestrictCase
from kla.core import clock
from kla.core.errors import Forbidden
from kla.core.periods import month_of
from kla.trail.models import TrailEntry
from tests import factories_cases as f
from tests import factories_stages as later
from tests.integration.cases.colleagues import case_of, id_of
from tests.integration.cases.test_simfoni_list import enter

NOW = month_of(clock.today())
PATH = "/simfoni/monthly"


def read(session, cast, who="hasan", month=NOW):
    return simfoni_month.read_month(session, cast.actor(session, who), month)


def number_of(session, case_id):
    return case_number(case_id, case_of(session, case_id).opened_month)


def count(found):
    return found.cases, found.cases_entered, found.victims, found.victims_entered


class TestFigures:
    def test_cases_and_victims_are_counted_apart(self, session, cast):
        two = f.assigned(session, cast, victims=(f.victim(), f.victim(name="Budi Contoh")))
        f.assigned(session, cast)
        f.registered(session, cast)
        enter(session, cast, two, "SIM-1")
        found = read(session, cast)
        assert count(found.total) == count(found.kinds["fisik"]) == (2, 1, 3, 2)
        assert count(found.months[NOW]) == (2, 1, 3, 2)
        assert count(found.kinds["psikis"]) == (0, 0, 0, 0)

    def test_a_case_is_of_the_month_of_its_report(self, session, cast):
        old = clock.now() - timedelta(days=70)
        f.assigned(session, cast, received_at=old)
        found = read(session, cast)
        assert (found.total.cases, found.rows) == (0, [])
        assert found.months[month_of(old.date())].cases == 1
        assert len(found.months) == 12

    def test_kinds_and_months_add_up_to_the_rows(self, session, cast):
        for days in (0, 1, 40, 80):
            f.assigned(session, cast, received_at=clock.now() - timedelta(days=days, hours=1))
        found = read(session, cast)
        assert sum(one.cases for one in found.kinds.values()) == len(found.rows)
        assert found.total.cases == len(found.rows) == found.months[NOW].cases

    def test_what_went_stale_counts_as_entered_and_says_where(self, session, cast):
        case_id = f.assigned(session, cast)
        enter(session, cast, case_id, "SIM-1")
        later.serve(session, cast, case_id)
        found = read(session, cast)
        assert found.total.cases_entered == 1
        (row,) = found.rows
        assert (row.entry_number, row.differs, row.initials) == ("SIM-1", ("layanan",), ("S.C.",))

    @pytest.mark.parametrize("who", ["ratna", "tini", "nur", "wati"])
    def test_are_for_supervisors(self, session, cast, who):
        with pytest.raises(Forbidden):
            read(session, cast, who)

    def test_of_another_unit_are_not_there(self, session, cast):
        f.assigned(session, cast, "made", by="sari", unit_id=cast.units[1])
        assert read(session, cast).total.cases == 0
        assert read(session, cast, "sari").total.cases == 1

    def test_the_rows_are_the_cases_of_the_list(self, session, cast):
        """Also of those that only people by name may open."""
        seen, hidden = f.assigned(session, cast), f.assigned(session, cast)
        named = tuple(id_of(cast, one) for one in ("ratna", "lestari"))
        command = RestrictCase(people=named, reason="Rekan terlibat.", confirmed=True)
        restriction.restrict(session, cast.actor(session, "hasan"), hidden, command)
        session.commit()
        rows = {one.case_id for one in read(session, cast).rows}
        listed = simfoni_list.list_entries(session, cast.actor(session, "hasan")).rows
        assert rows == {one.row.case_id for one in listed} == {seen}

    def test_months_follow_each_other_over_a_new_year(self):
        assert simfoni_month.months_until("2026-02")[0] == "2025-03"
        assert simfoni_month.months_until("2026-12")[0] == "2026-01"


class TestCompare:
    def test_numbers_of_the_unit_are_found_on_the_list(self, session, cast):
        one, other = f.assigned(session, cast), f.assigned(session, cast)
        enter(session, cast, one, "SIM-1")
        enter(session, cast, other, "SIM-2")
        listed = [Theirs("sim 1"), Theirs("SIM-9")]
        hasan = cast.actor(session, "hasan")
        found = simfoni_month.compare_list(session, hasan, listed)
        assert [mine.case for mine, _ in found.both] == [number_of(session, one)]
        assert [mine.case for mine in found.only_ours] == [number_of(session, other)]
        assert [line.number for line in found.only_theirs] == ["SIM-9"]

    def test_is_for_supervisors(self, session, cast):
        with pytest.raises(Forbidden):
            simfoni_month.compare_list(session, cast.actor(session, "ratna"), [])


@pytest.fixture
def hasan(app, cast):
    return cast.browser(app, "hasan")


def unlocked(content, passphrase):
    file, opened = msoffcrypto.OfficeFile(io.BytesIO(content)), io.BytesIO()
    file.load_key(password=passphrase, verify_password=True)
    file.decrypt(opened)
    return openpyxl.load_workbook(opened)


def download(hasan, month=NOW):
    hasan.get(f"{PATH}?month={month}")
    values, shown = hasan.values(), hasan.secret()
    answer = hasan.post(PATH, values | {"month": month})
    assert answer.status_code == 200
    return answer, unlocked(answer.data, shown)


class TestWorkbook:
    def test_opens_by_the_passphrase_that_was_shown_once(self, session, cast, hasan):
        f.assigned(session, cast)
        answer, book = download(hasan)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="rekap-{NOW}.xlsx"'
        assert book.sheetnames == ["Ringkasan", "Per bulan", "Kasus", "Keterangan"]
        shown = hasan.secret()
        hasan.get(PATH)
        assert hasan.secret() != shown

    def test_has_the_rows_of_the_screen_and_no_name(self, session, cast, hasan):
        first, second = f.assigned(session, cast), f.assigned(session, cast)
        enter(session, cast, first, "SIM-1")
        _, book = download(hasan)
        rows = list(book["Kasus"].iter_rows(min_row=2, values_only=True))
        hasan.get(PATH)
        assert f"{len(rows)} kasus." in hasan.text()
        assert {row[0] for row in rows} == {number_of(session, one) for one in (first, second)}
        assert {(row[1], row[4], row[5] or "") for row in rows} == {
            ("S.C.", "Sudah diinput", "SIM-1"),
            ("S.C.", "Belum diinput", ""),
        }
        said = " ".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        )
        assert "Siti" not in said
        assert "Kasus dan korban dihitung terpisah" in said

    def test_initials_that_look_like_a_formula_do_nothing(self, session, cast, hasan):
        f.assigned(session, cast, victims=(f.victim(name="=Hyperlink @Sum"),))
        _, book = download(hasan)
        for sheet in book:
            for row in sheet.iter_rows():
                assert all(cell.data_type in {"s", "n"} for cell in row)

    def test_in_english_its_words_are_english(self, session, cast, hasan):
        f.assigned(session, cast)
        hasan.post("/language", {"lang": "en", "next": PATH})
        _, book = download(hasan)
        assert book.sheetnames[0] == "Summary"

    @pytest.mark.parametrize("passphrase", ["", "x", "1234567890", "satu-dua"])
    def test_under_another_passphrase_there_is_none(self, hasan, passphrase):
        hasan.get(PATH)
        answer = hasan.post(PATH, {"month": NOW, "passphrase": passphrase})
        assert answer.status_code == 422
        assert answer.mimetype == "text/html"

    @pytest.mark.parametrize("month", ["", "x", "2026-13", "1999-01", "2026-1", "=1+1"])
    def test_a_month_that_is_none_is_the_present_one(self, hasan, month):
        assert hasan.get(PATH, query_string={"month": month}).status_code == 200
        assert hasan.values()["month"] == NOW

    def test_leaves_a_line_that_it_left(self, session, hasan):
        def lines():
            session.rollback()
            return session.scalar(select(func.count()).select_from(TrailEntry))

        hasan.get(PATH)
        before, values = lines(), hasan.values()
        assert hasan.post(PATH, values | {"month": NOW}).status_code == 200
        assert lines() == before + 1


def upload(hasan, content, name="daftar.csv", **more):
    hasan.get("/simfoni/compare")
    file = {"file": (io.BytesIO(content), name)}
    values = hasan.values() | file | {"month": ""} | more
    return hasan.post("/simfoni/compare", values, content_type="multipart/form-data")


class TestComparePage:
    def test_tells_both_sides(self, session, cast, hasan):
        enter(session, cast, f.assigned(session, cast), "SIM-1")
        enter(session, cast, f.assigned(session, cast), "SIM-2")
        answer = upload(hasan, b"Nomor registrasi;Tanggal\nSIM-1;01/10/2026\nSIM-7;\n")
        assert answer.status_code == 200
        text = hasan.text()
        for said in (
            "Di kedua daftar: 1",
            "Hanya di catatan kami: 1",
            "Hanya di daftar SIMFONI PPA: 1",
        ):
            assert said in text
        assert "SIM-7" in text

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "Pilih berkas"),
            (b"Nama;Alamat\nx;y\n", "Tidak ada kolom nomor"),
            (b"PK\x03\x04rusak", "rusak atau tidak lengkap"),
        ],
    )
    def test_what_is_no_list_is_refused_beside_its_field(self, hasan, content, said):
        name = "" if not content else "daftar.xlsx"
        assert upload(hasan, content, name).status_code == 422
        assert said in hasan.text()

    def test_what_stands_in_the_list_is_shown_as_text(self, hasan):
        upload(hasan, b"Nomor\n<script>alert(1)</script>\n")
        assert not any("alert" in "".join(one.itertext()) for one in hasan.page.iter("script"))
        assert "<script>alert(1)</script>" in hasan.text()

    def test_a_long_list_says_how_much_of_it_is_shown(self, hasan):
        content = "Nomor\n" + "".join(f"N-{n}\n" for n in range(500))
        answer = upload(hasan, content.encode())
        assert "100 yang pertama dari 500 ditampilkan" in hasan.text()
        assert len(answer.data) < 60_000
