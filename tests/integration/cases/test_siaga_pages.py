"""Emergency access, keys, restriction and erasure in the browser: who reaches which page."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from kla.cases.models import Case, Erasure, SiagaRequest
from kla.cases.numbers import case_number
from kla.cases.services import lookup
from kla.core import clock
from tests import factories_cases as f

TEXT = "Kronologi rekaan untuk pengujian."


@pytest.fixture
def case_id(session, cast):
    return f.assigned(session, cast)


@pytest.fixture
def later(monkeypatch):
    def move(**by):
        moment = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda: moment.astimezone(clock.WITA).date())

    return move


def number_of(session, case_id):
    case = session.get(Case, case_id)
    return case_number(case.id, case.opened_month)


def asked(app, session, cast, case_id, who="lestari"):
    browser = cast.browser(app, who)
    data = {"number": number_of(session, case_id), "reason": "Anak hilang malam ini."}
    assert browser.post("/siaga/ask", data=data).status_code == 303
    return browser, session.scalars(select(SiagaRequest.id)).one()


def given(app, cast, request_id, *officers):
    for who in officers or ("arif", "bima"):
        browser = cast.browser(app, who)
        answer = browser.post(f"/siaga/{request_id}/answer", data={"spoken": "y"})
        assert answer.status_code == 303


class TestSiagaPages:
    def test_from_the_wish_to_the_page_and_the_review(self, app, session, cast, case_id):
        browser, request_id = asked(app, session, cast, case_id)
        home = cast.browser(app, "hasan").get("/").text
        assert "akses darurat" in home
        waiting = cast.browser(app, "arif").get("/siaga").text
        assert number_of(session, case_id) in waiting
        assert "Anak hilang" not in waiting
        assert browser.get(f"/siaga/{request_id}/case").status_code == 404
        given(app, cast, request_id)

        page = browser.get(f"/siaga/{request_id}/case")

        assert page.status_code == 200
        assert TEXT in page.text
        assert f"/cases/{case_id}/" not in page.text
        hasan = cast.browser(app, "hasan")
        listed = hasan.get("/siaga/reviews").text
        assert "Anak hilang malam ini." in listed
        assert "Lestari Contoh" in listed
        assert "Arif Contoh" in listed
        done = hasan.post(f"/siaga/{request_id}/review", data={"verdict": "justified"})
        assert done.status_code == 303
        assert "akses darurat ke kasus unit Anda" not in hasan.get("/").text

    def test_what_is_opened_shows_to_nobody_else(self, app, session, cast, case_id):
        _, request_id = asked(app, session, cast, case_id)
        given(app, cast, request_id)
        for who, status in (
            *(("ratna", 404), ("hasan", 404), ("made", 404), ("tini", 404)),
            *(("arif", 404), ("bima", 404), ("dimas", 403), ("nur", 403), ("gilang", 403)),
        ):
            browser = cast.browser(app, who)
            assert browser.get(f"/siaga/{request_id}/case").status_code == status, who

    def test_an_officer_alone_opens_nothing(self, app, session, cast, case_id):
        browser, request_id = asked(app, session, cast, case_id, "arif")
        assert browser.get(f"/siaga/{request_id}/case").status_code == 404
        again = browser.post(f"/siaga/{request_id}/answer", data={"spoken": "y"})
        assert again.status_code == 409
        assert browser.get(f"/siaga/{request_id}/case").status_code == 404
        for path in (f"/cases/{case_id}", "/cases", "/tasks", "/keys", "/retention"):
            assert browser.get(path).status_code == 403, path

    def test_an_officer_has_to_have_spoken_with_who_asks(self, app, session, cast, case_id):
        _, request_id = asked(app, session, cast, case_id)
        browser = cast.browser(app, "arif")
        assert browser.post(f"/siaga/{request_id}/answer", data={}).status_code == 422

    def test_it_ends_by_itself_and_with_the_supervisors_next_step(
        self, app, session, cast, case_id, later
    ):
        browser, request_id = asked(app, session, cast, case_id)
        given(app, cast, request_id)
        other = f.registered(session, cast)
        later(hours=24, seconds=1)
        assert cast.browser(app, "lestari").get(f"/siaga/{request_id}/case").status_code == 404
        hasan = cast.browser(app, "hasan")
        assert "kunci harus diperbarui" in hasan.get("/tasks").text
        assert number_of(session, case_id) in hasan.get("/keys").text
        epoch = session.get(Case, case_id).dek_epoch
        session.rollback()

        hasan.post(f"/cases/{other}/notes", data={"text": "Catatan lain."})

        session.expire_all()
        assert session.get(Case, case_id).dek_epoch == epoch + 1
        assert number_of(session, case_id) not in hasan.get("/keys").text
        assert browser is not None

    def test_one_button_renews_what_waits(self, app, session, cast, case_id, later):
        _, request_id = asked(app, session, cast, case_id)
        given(app, cast, request_id)
        later(hours=25)
        hasan = cast.browser(app, "hasan")

        assert hasan.post("/keys", data={}).status_code == 303

        assert "Tidak ada yang menunggu" in hasan.get("/keys").text

    def test_who_asked_ends_it(self, app, session, cast, case_id):
        browser, request_id = asked(app, session, cast, case_id)
        given(app, cast, request_id)
        assert browser.get(f"/siaga/{request_id}/end").status_code == 200
        assert browser.post(f"/siaga/{request_id}/end", data={}).status_code == 303
        assert browser.get(f"/siaga/{request_id}/case").status_code == 404
        assert cast.browser(app, "made").get(f"/siaga/{request_id}/end").status_code == 404

    @pytest.mark.parametrize("number", ["apa saja", "2401-0000-0000"])
    def test_a_wrong_number_is_said_beside_the_field(self, app, session, cast, number):
        data = {"number": number, "reason": "Anak hilang."}
        answer = cast.browser(app, "lestari").post("/siaga/ask", data=data)
        assert answer.status_code == 422


class TestRestriction:
    def test_restricted_and_lifted(self, app, session, cast, case_id):
        hasan = cast.browser(app, "hasan")
        assert hasan.get(f"/cases/{case_id}/restrict").status_code == 200
        people = [str(cast.hasan.account_id), str(cast.ratna.account_id)]
        data = {"people": people, "reason": "Terlapor pegawai.", "confirmed": "y"}
        one = hasan.post(f"/cases/{case_id}/restrict", data=data | {"people": people[:1]})
        assert one.status_code == 422

        assert hasan.post(f"/cases/{case_id}/restrict", data=data).status_code == 303

        assert "Dibatasi" in hasan.get("/cases").text
        assert "Kuorum pemulihan" in hasan.get(f"/cases/{case_id}").text
        ratna = cast.browser(app, "ratna")
        assert ratna.get(f"/cases/{case_id}/restrict").status_code == 403
        assert ratna.get(f"/cases/{case_id}/unrestrict").status_code == 200
        for who in ("lestari", "sari", "made"):
            browser = cast.browser(app, who)
            assert browser.get(f"/cases/{case_id}/unrestrict").status_code == 404
        lifted = ratna.post(f"/cases/{case_id}/unrestrict", data={"reason": "Bukan pegawai."})
        assert lifted.status_code == 303
        assert hasan.get(f"/cases/{case_id}/unrestrict").status_code == 409
        session.expire_all()
        assert not lookup.get_case(session, case_id).is_restricted

    def test_another_units_supervisor_learns_nothing(self, app, cast, case_id):
        sari = cast.browser(app, "sari")
        for page in ("restrict", "unrestrict", "hold", "release", "erase"):
            here = sari.get(f"/cases/{case_id}/{page}")
            nowhere = sari.get(f"/cases/{uuid.uuid4()}/{page}")
            assert here.status_code == nowhere.status_code == 404, page


class TestErasure:
    def test_two_people_erase_and_a_certificate_is_left(self, app, session, cast, later):
        case_id = f.closed(session, cast)
        number = number_of(session, case_id)
        later(days=6 * 366)
        hasan, nur = cast.browser(app, "hasan"), cast.browser(app, "nur")
        assert number in hasan.get("/retention").text
        assert number not in nur.get("/retention").text
        assert hasan.get(f"/cases/{case_id}/erase").status_code == 200
        assert hasan.post(f"/cases/{case_id}/erase", data={}).status_code == 422
        assert hasan.post(f"/cases/{case_id}/erase", data={"confirmed": "y"}).status_code == 303
        erasure_id = session.scalars(select(Erasure.id)).one()
        own = hasan.post(f"/erasures/{erasure_id}/confirm", data={"confirmed": "y"})
        assert own.status_code == 422
        assert hasan.get(f"/erasures/{erasure_id}").status_code == 404
        assert "menunggu orang kedua" in nur.get("/").text
        assert nur.get(f"/erasures/{erasure_id}/confirm").status_code == 200

        done = nur.post(f"/erasures/{erasure_id}/confirm", data={"confirmed": "y"})

        assert done.status_code == 303
        for browser in (hasan, nur):
            page = browser.get(f"/erasures/{erasure_id}").text
            assert "BAP/" in page
            assert "Contohwati" not in page
        assert hasan.get(f"/cases/{case_id}").status_code == 404
        assert "kunci harus diperbarui" in hasan.get("/").text
        assert hasan.post("/keys", data={}).status_code == 303
        assert "disegel ulang" in hasan.get(f"/erasures/{erasure_id}").text
        assert cast.browser(app, "sari").get(f"/erasures/{erasure_id}").status_code == 404

    def test_hold_and_release(self, app, session, cast):
        case_id = f.closed(session, cast)
        hasan = cast.browser(app, "hasan")
        assert hasan.get(f"/cases/{case_id}/release").status_code == 409
        assert hasan.get(f"/cases/{case_id}/hold").status_code == 200
        data = {"reason": "Perkara 12 berjalan.", "seen": "1"}
        assert hasan.post(f"/cases/{case_id}/hold", data=data | {"seen": "0"}).status_code == 409
        assert hasan.post(f"/cases/{case_id}/hold", data=data).status_code == 303
        assert "Perkara 12 berjalan." in hasan.get(f"/cases/{case_id}").text
        assert "Perkara 12" in hasan.get(f"/cases/{case_id}/release").text
        done = hasan.post(f"/cases/{case_id}/release", data={"reason": "Putus.", "seen": "2"})
        assert done.status_code == 303

    def test_a_proposal_is_taken_back(self, app, session, cast, later):
        case_id = f.closed(session, cast)
        later(days=6 * 366)
        hasan = cast.browser(app, "hasan")
        hasan.post(f"/cases/{case_id}/erase", data={"confirmed": "y"})
        erasure_id = session.scalars(select(Erasure.id)).one()
        assert hasan.get(f"/erasures/{erasure_id}/withdraw").status_code == 200
        assert hasan.post(f"/erasures/{erasure_id}/withdraw", data={}).status_code == 303
        assert session.scalars(select(Erasure.id)).all() == []

    @pytest.mark.parametrize("who", ["ratna", "tini", "dimas", "gilang", "arif", "wati"])
    def test_nobody_else_reaches_these_pages(self, app, session, cast, who):
        browser = cast.browser(app, who)
        some = uuid.uuid4()
        for path in ("/retention", f"/erasures/{some}", f"/erasures/{some}/confirm", "/keys"):
            assert browser.get(path).status_code == 403, path
