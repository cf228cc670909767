"""The pages that take an old register in: sent, looked at, added, handed back; and given up."""

import io

import pytest
from sqlalchemy import func, select

from kla.cases.models import Case
from kla.cases.views import register_import as view
from tests import registers as r


@pytest.fixture
def hasan(app, cast):
    """The supervisor's browser. Nothing is left of an import when a test is over."""
    browser = cast.browser(app, "hasan")
    yield browser
    browser.post("/cases/import/drop")


@pytest.fixture
def waiting(app):
    """The files that wait sealed."""
    folder = app.extensions["settings"].temp_path
    others = set(folder.glob("waiting-*"))  # lists of another kind wait here too
    return lambda: sorted({*folder.glob("waiting-*")} - others)


def send(browser, content: bytes, name: str = "lama.xlsx"):
    return browser.post("/cases/import", {"file": (io.BytesIO(content), name)})


def cases_in(session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Case))


class TestSending:
    def test_the_page_offers_the_template(self, hasan):
        hasan.get("/cases/import")

        assert "Unduh templat" in hasan.text()
        given = hasan.get("/cases/import/template")
        assert given.headers["Content-Disposition"] == 'attachment; filename="register.xlsx"'
        assert r.sheet_of(given.data)[0][0] == "Nomor register"

    def test_every_row_is_reported_and_nothing_is_stored(self, hasan, session):
        sent = send(hasan, r.register(r.row("1"), r.row("2", victim_sex="?")))
        hasan.follow(sent)

        assert cases_in(session) == 0
        assert "Semua baris: 2" in hasan.text()
        assert "Akan masuk: 1 Ditolak: 1" in hasan.text()
        assert "Jenis kelamin korban: Nilai ini tidak ada dalam daftar." in hasan.text()
        assert "Masukkan 1 kasus" in hasan.text()

    def test_the_report_is_narrowed_to_what_was_refused(self, hasan):
        send(hasan, r.register(r.row("R-1"), r.row("R-2", victim_sex="?")))
        hasan.get("/cases/import?show=refused")

        assert "R-2" in hasan.text()
        assert "R-1" not in hasan.text()

    def test_a_long_report_has_pages(self, hasan):
        send(hasan, r.register(*r.many(view.ROWS_ON_A_PAGE + 1)))
        page = hasan.get("/cases/import?page=2")

        assert "R-00100" in hasan.text()
        assert "R-00099" not in hasan.text()
        assert len(hasan.get("/cases/import").data) < 60_000
        assert page.status_code == 200

    @pytest.mark.parametrize("query", ["?page=0", "?page=999", "?page=x", "?show=nonsense"])
    def test_an_odd_address_shows_a_page_that_there_is(self, hasan, query):
        send(hasan, r.register(r.row("R-1")))

        assert hasan.get(f"/cases/import{query}").status_code == 200
        assert "R-1" in hasan.text()

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00", b"nama\n"])
    def test_a_wrong_file_is_refused_beside_its_field(self, hasan, waiting, content):
        answer = send(hasan, content)

        assert answer.status_code == 422
        errors = [one for one in hasan.page.iter() if one.get("id") == "file-error"]
        assert errors
        assert waiting() == []

    def test_no_file_is_asked_for(self, hasan):
        assert hasan.post("/cases/import").status_code == 422
        assert "Pilih berkas." in hasan.text()

    def test_hidden_rows_and_unknown_columns_are_said(self, hasan):
        book = r.book([r.row("1"), r.row("2")])
        book.active.row_dimensions[3].hidden = True
        book.active.cell(1, 60).value = "Warna map"
        send(hasan, r.content(book))
        hasan.get("/cases/import")

        assert "1 baris tersembunyi ikut dibaca." in hasan.text()
        assert "Warna map" in hasan.text()


class TestRunning:
    def test_rows_go_in(self, hasan, session, waiting):
        send(hasan, r.register(r.row("1"), r.over("2")))
        hasan.follow(hasan.post("/cases/import/run"))

        assert cases_in(session) == 2
        assert "Impor selesai." in hasan.text()
        assert "Masuk: 2" in hasan.text()
        assert len(waiting()) == 1

    def test_it_stops_in_time_and_goes_on(self, hasan, session, monkeypatch):
        monkeypatch.setattr(view, "SECONDS", 0.0001)
        monkeypatch.setattr(view, "CASES_AT_ONCE", 2)
        send(hasan, r.register(*r.many(5)))
        seen = []
        for _ in range(3):
            hasan.follow(hasan.post("/cases/import/run"))
            seen.append((cases_in(session), "Lanjutkan" in hasan.text()))

        assert seen == [(2, True), (4, True), (5, False)]
        assert "Masuk: 5" in hasan.text()

    def test_a_closed_page_is_found_again(self, hasan, monkeypatch):
        monkeypatch.setattr(view, "SECONDS", 0.0001)
        monkeypatch.setattr(view, "CASES_AT_ONCE", 1)
        send(hasan, r.register(*r.many(3)))
        hasan.post("/cases/import/run")
        hasan.get("/cases")
        hasan.get("/cases/import")

        assert "1 dari 3 kasus sudah masuk." in hasan.text()
        bars = list(hasan.page.iter("progress"))
        assert [(bar.get("value"), bar.get("max")) for bar in bars] == [("1", "3")]

    def test_the_same_press_twice_counts_once(self, hasan, session):
        send(hasan, r.register(*r.many(3)))
        hasan.post("/cases/import/run")
        hasan.follow(hasan.post("/cases/import/run"))

        assert cases_in(session) == 3
        assert "Masuk: 3" in hasan.text()

    def test_the_same_register_again_adds_nothing(self, hasan, session):
        for _ in range(2):
            send(hasan, r.register(r.row("1")))
            hasan.post("/cases/import/run")
        hasan.get("/cases/import")

        assert cases_in(session) == 1
        assert "Sudah ada: 1" in hasan.text()

    def test_what_somebody_else_brought_in_meanwhile_is_said(self, app, cast, hasan, session):
        send(hasan, r.register(r.row("1"), r.row("2")))
        other = cast.browser(app, "hasan")
        send(other, r.register(r.row("1"), r.row("2", victim_age=13)))
        other.post("/cases/import/run")
        other.post("/cases/import/drop")
        hasan.follow(hasan.post("/cases/import/run"))

        assert cases_in(session) == 2
        assert "Sudah ada: 1 Berbeda: 1" in hasan.text()


class TestHandingBack:
    def test_refused_rows_come_back_with_their_reasons(self, hasan):
        send(hasan, r.register(r.row("1"), r.row("2", victim_sex="?"), r.row("3", reported="?")))
        hasan.post("/cases/import/run")
        back = r.sheet_of(hasan.get("/cases/import/refused").data)

        assert [line[0] for line in back[1:]] == ["2", "3"]
        assert back[0][-1] == "Alasan ditolak"
        assert all(line[-1] for line in back[1:])

    def test_there_is_nothing_to_hand_back_where_nothing_was_refused(self, hasan):
        send(hasan, r.register(r.row("1")))

        assert hasan.get("/cases/import/refused").status_code == 404


class TestGivingUp:
    def test_what_waits_is_deleted(self, hasan, session, waiting):
        send(hasan, r.register(r.row("1")))
        assert len(waiting()) == 1
        hasan.follow(hasan.post("/cases/import/drop"))

        assert waiting() == []
        assert "Periksa berkas" in hasan.text()
        assert cases_in(session) == 0

    def test_a_new_file_takes_the_place_of_the_old_one(self, hasan, waiting):
        send(hasan, r.register(r.row("1")))
        send(hasan, r.register(r.row("2")))

        assert len(waiting()) == 1

    def test_stopped_in_the_middle_keeps_what_is_in(self, hasan, session, monkeypatch):
        monkeypatch.setattr(view, "SECONDS", 0.0001)
        monkeypatch.setattr(view, "CASES_AT_ONCE", 1)
        send(hasan, r.register(*r.many(3)))
        hasan.post("/cases/import/run")
        hasan.follow(hasan.post("/cases/import/drop"))

        assert cases_in(session) == 1
        assert "Kasus yang sudah masuk tetap ada." in hasan.text()

    def test_rows_that_are_gone_begin_anew(self, hasan, waiting):
        send(hasan, r.register(r.row("1")))
        waiting()[0].unlink()
        hasan.get("/cases/import")

        assert "Periksa berkas" in hasan.text()
        assert hasan.post("/cases/import/run").status_code == 303

    def test_what_waits_names_nobody(self, hasan, waiting):
        send(hasan, r.register(r.row("1", victim_name="Zqnama Contoh")))

        assert b"Zqnama" not in waiting()[0].read_bytes()


def test_a_case_page_shows_its_old_number(hasan, session):
    send(hasan, r.register(r.row("K-77/2024")))
    hasan.post("/cases/import/run")
    case_id = session.scalars(select(Case.id)).one()
    hasan.get(f"/cases/{case_id}")

    assert "Nomor register lama K-77/2024" in hasan.text()
    assert "Diimpor dari register lama" in hasan.text()


def test_the_list_leads_supervisors_here(app, cast, hasan):
    hasan.get("/cases")
    assert "Impor register lama" in hasan.text()
    tini = cast.browser(app, "tini")
    tini.get("/cases")
    assert "Impor register lama" not in tini.text()
