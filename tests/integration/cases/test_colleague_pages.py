"""The pages by which a case goes to colleagues, other units and institutions."""

import uuid
from datetime import timedelta

import pytest

from kla.cases.services import referrals
from kla.cases.types import Perpetrator
from kla.cases.types.consents import ConsentPurpose
from kla.core import clock
from tests import factories_cases as f
from tests.integration.cases.colleagues import case_of, consented, id_of, opens, workers
from tests.integration.cases.test_reassignment import renewed

YES = {"decision": "accept", "reason": ""}
LATER = (clock.today() + timedelta(days=7)).isoformat()


@pytest.fixture
def as_(app, cast):
    """A browser in which somebody is signed in."""
    return lambda who: cast.browser(app, who)


@pytest.fixture
def case_id(session, cast):
    suspects = (Perpetrator(relation="guru", name="Pak Guru"),)
    case_id = f.assessed(session, cast, perpetrators=suspects)
    for purpose in (ConsentPurpose.REFERRAL, ConsentPurpose.TRANSFER):
        consented(session, cast, case_id, purpose)
    return case_id


def link_to(browser, text):
    """Where the link that reads so leads."""
    return next(a.get("href") for a in browser.page.iter("a") if text in "".join(a.itertext()))


class TestHandover:
    def offer(self, as_, cast, case_id, **changed):
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}/hand-over")
        typed = {"to": str(id_of(cast, "lestari")), "note": "Mohon dilanjutkan."} | changed
        return ratna, ratna.post(f"/cases/{case_id}/hand-over", typed)

    def test_is_offered_read_and_accepted(self, session, cast, as_, case_id):
        ratna, answer = self.offer(as_, cast, case_id)
        ratna.follow(answer)
        assert "Menunggu jawaban" in ratna.text()

        lestari = as_("lestari")
        lestari.get("/tasks")
        assert "1 kasus ditawarkan" in lestari.text()
        lestari.get("/offers")
        path = link_to(lestari, "Baca dan jawab")
        assert lestari.get(path).status_code == 200
        assert "Mohon dilanjutkan." in lestari.text()
        assert lestari.get(f"/cases/{case_id}").status_code == 404
        lestari.follow(lestari.post(path, YES))
        assert lestari.get(f"/cases/{case_id}").status_code == 200
        assert "Diterima" in lestari.text()
        assert as_("ratna").get(f"/cases/{case_id}").status_code == 404
        assert lestari.get(path).status_code == 404

    def test_is_refused_with_a_reason_beside_the_field(self, session, cast, as_, case_id):
        self.offer(as_, cast, case_id)
        lestari = as_("lestari")
        lestari.get("/offers")
        path = link_to(lestari, "Baca dan jawab")
        assert lestari.post(path, {"decision": "refuse", "reason": ""}).status_code == 422
        assert "Bagian ini wajib diisi." in lestari.text()
        assert lestari.post(path, {"decision": "x"}).status_code == 409
        lestari.follow(lestari.post(path, {"decision": "refuse", "reason": "Penuh."}))
        assert "Tidak ada tawaran" in lestari.text()
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}")
        assert "Penuh." in ratna.text()

    def test_says_what_is_missing(self, cast, as_, case_id):
        ratna, answer = self.offer(as_, cast, case_id, note="")
        assert answer.status_code == 422
        assert "Tulis pesannya." in ratna.text()

    def test_is_taken_back_after_asking(self, session, cast, as_, case_id):
        ratna, _answer = self.offer(as_, cast, case_id)
        assert ratna.get(f"/cases/{case_id}/offer/withdraw").status_code == 200
        ratna.follow(ratna.post(f"/cases/{case_id}/offer/withdraw"))
        assert "Ditarik kembali" in ratna.text()
        assert ratna.get(f"/cases/{case_id}/offer/withdraw").status_code == 404

    def test_who_has_no_colleague_reads_why(self, session, cast, as_):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}/hand-over")
        assert "Tidak ada rekan yang dapat dipilih" in ratna.text()


class TestTransfer:
    def test_goes_to_the_other_unit(self, session, cast, as_, case_id):
        hasan = as_("hasan")
        path = f"/cases/{case_id}/transfer"
        assert hasan.get(path).status_code == 200
        typed = {"unit_id": str(cast.units[1]), "reason": "Pindah rumah."}
        assert hasan.post(path, typed).status_code == 422
        hasan.follow(hasan.post(path, typed | {"confirmed": "y"}))
        assert "Pelimpahan ke unit lain" in hasan.text()

        sari = as_("sari")
        sari.get("/offers")
        answer = link_to(sari, "Baca dan jawab")
        sari.get(answer)
        assert "Pindah rumah." in sari.text()
        sari.follow(sari.post(answer, YES))
        assert sari.get(f"/cases/{case_id}").status_code == 200
        assert as_("hasan").get(f"/cases/{case_id}").status_code == 404
        assert case_of(session, case_id).unit_id == cast.units[1]


class TestCover:
    def test_is_named_shown_and_ended(self, session, cast, as_, case_id):
        hasan = as_("hasan")
        path = f"/cases/{case_id}/cover"
        assert hasan.get(path).status_code == 200
        typed = {"away": str(id_of(cast, "ratna")), "substitute": str(id_of(cast, "lestari"))}
        assert hasan.post(path, typed).status_code == 422
        hasan.follow(hasan.post(path, typed | {"until": LATER}))
        assert "sampai" in hasan.text()
        assert as_("lestari").get(f"/cases/{case_id}").status_code == 200

        end = f"/cases/{case_id}/covers/{id_of(cast, 'lestari')}/end"
        assert link_to(hasan, "Akhiri: ") == end
        assert hasan.get(end).status_code == 200
        hasan.follow(hasan.post(end))
        assert as_("lestari").get(f"/cases/{case_id}").status_code == 404
        assert hasan.get(end).status_code == 404


class TestReassignment:
    def test_all_cases_go_to_somebody_else(self, session, cast, as_):
        cases = [f.assigned(session, cast) for _ in range(3)]
        over = f.closed(session, cast)
        hasan = as_("hasan")
        hasan.get("/workload")
        path = link_to(hasan, "Ratna Contoh")
        hasan.get(path)
        assert "3 kasus terkunci" in hasan.text()
        assert hasan.post(path, {"way": "move"}).status_code == 422
        hasan.follow(hasan.post(path, {"to": str(id_of(cast, "lestari")), "way": "move"}))
        assert "3 kasus selesai." in hasan.text()
        session.expire_all()
        for case_id in cases:
            assert workers(session, cast, case_id) == [id_of(cast, "lestari")]
        hasan.follow(hasan.post(f"{path}/let-go"))
        assert not opens(session, cast, "ratna", over)
        assert "Tidak ada kasus berjalan" in hasan.text()

    def test_all_cases_are_covered_for_a_time(self, session, cast, as_):
        case_id = f.assigned(session, cast)
        hasan = as_("hasan")
        path = f"/workload/{id_of(cast, 'ratna')}"
        hasan.get(path)
        typed = {"to": str(id_of(cast, "lestari")), "way": "cover"}
        assert hasan.post(path, typed).status_code == 422
        hasan.follow(hasan.post(path, typed | {"until": LATER}))
        session.expire_all()
        assert opens(session, cast, "lestari", case_id)
        assert opens(session, cast, "ratna", case_id)

    def test_one_that_fails_does_not_stop_the_rest(self, session, cast, as_, monkeypatch):
        cases = [f.assigned(session, cast) for _ in range(3)]
        bad = case_of(session, cases[1])
        bad.kcommit = b"x" * 32
        session.commit()
        hasan = as_("hasan")
        path = f"/workload/{id_of(cast, 'ratna')}"
        hasan.get(path)
        hasan.follow(hasan.post(path, {"to": str(id_of(cast, "lestari")), "way": "move"}))
        assert "2 kasus selesai. 1 kasus belum." in hasan.text()

    def test_cases_are_given_back_after_new_keys(self, session, cast, as_):
        f.assigned(session, cast)
        renewed(session, cast)
        hasan = as_("hasan")
        hasan.get("/admissions")
        path = f"/workload/{id_of(cast, 'ratna')}/give-back"
        assert path in [a.get("href") for a in hasan.page.iter("a")]
        hasan.get(path)
        assert "1 kasus masih terkunci" in hasan.text()
        hasan.follow(hasan.post(path))
        assert "Tidak ada yang perlu dikembalikan" in hasan.text()

    def test_people_of_another_unit_are_not_there(self, cast, as_):
        sari = as_("sari")
        for end in ("", "/give-back"):
            assert sari.get(f"/workload/{id_of(cast, 'ratna')}{end}").status_code == 404
            assert sari.get(f"/workload/{uuid.uuid4()}{end}").status_code == 404


class TestReferral:
    def make(self, browser, case_id, **changed):
        path = f"/cases/{case_id}/referrals/add"
        browser.get(path)
        typed = {
            "institution": "RSUD Contoh",
            "service": "kesehatan",
            "purpose": "Mohon visum.",
            "parts": ["identity"],
            "ask_again": LATER,
            "confirmed": "y",
            "entry": browser.value("entry"),
        }
        return browser.post(path, typed | changed)

    def test_is_made_given_out_and_followed(self, cast, as_, case_id):
        ratna = as_("ratna")
        ratna.follow(self.make(ratna, case_id))
        assert "RSUD Contoh" in ratna.text()
        path = link_to(ratna, "R-")
        ratna.get(path)
        for name in ("letter", "locked"):
            answer = ratna.get(f"{path}/{name}.pdf")
            assert answer.mimetype == "application/pdf"
            assert answer.data.startswith(b"%PDF-")
            assert "RSUD" not in answer.headers["Content-Disposition"]
        ratna.get(path)
        step = {"state": "accepted", "on": clock.today().isoformat(), "seen": "1"}
        ratna.follow(ratna.post(path, step))
        assert "Diterima lembaga" in ratna.text()
        assert ratna.post(path, step | {"state": "done"}).status_code == 409
        assert "Seseorang mencatat keadaan lain lebih dulu" in ratna.text()

    def test_without_consent_says_what_to_do(self, session, cast, as_):
        ratna = as_("ratna")
        answer = self.make(ratna, f.assessed(session, cast))
        assert answer.status_code == 422
        assert "Belum ada persetujuan" in ratna.text()
        assert ratna.value("purpose").strip() == "Mohon visum."

    def test_wants_something_ticked(self, cast, as_, case_id):
        ratna = as_("ratna")
        assert self.make(ratna, case_id, parts=[]).status_code == 422
        assert "Pilih paling sedikit satu bagian." in ratna.text()

    def test_is_nothing_to_others(self, cast, as_, case_id):
        ratna = as_("ratna")
        ratna.follow(self.make(ratna, case_id))
        path = link_to(ratna, "R-")
        lestari = as_("lestari")
        for end in ("", "/letter.pdf", "/locked.pdf"):
            assert lestari.get(f"{path}{end}").status_code == 404
        assert lestari.get(f"/cases/{case_id}/referrals/add").status_code == 404

    def test_a_letter_that_may_not_leave_any_more_says_so(self, cast, as_, case_id, monkeypatch):
        ratna = as_("ratna")
        ratna.follow(self.make(ratna, case_id))
        path = link_to(ratna, "R-")

        def refuse(*_args):
            raise referrals.Invalid("consent-withdrawn")

        monkeypatch.setattr(referrals.consents, "require", refuse)
        ratna.follow(ratna.get(f"{path}/letter.pdf"))
        assert "sudah dicabut" in ratna.text()


class TestConference:
    def typed(self, browser, **changed):
        values = {
            "entry": browser.value("entry"),
            "held_on": clock.today().isoformat(),
            "participants-0-name": "Ibu Contoh",
            "participants-0-institution": "Dinas Sosial",
            "discussed": "Keadaan di rumah.",
            "decided": "Tinggal bersama nenek.",
            "steps-0-what": "Kunjungan bersama",
            "steps-0-due": LATER,
            "steps-0-assignee": "",
        }
        return values | changed

    def test_minutes_are_kept_shown_and_become_tasks(self, session, cast, as_, case_id):
        consented(session, cast, case_id, ConsentPurpose.CONFERENCE)
        ratna = as_("ratna")
        path = f"/cases/{case_id}/conferences/add"
        ratna.get(path)
        ratna.follow(ratna.post(path, self.typed(ratna)))
        assert "Kunjungan bersama" in ratna.text()
        ratna.get(
            next(
                a.get("href")
                for a in ratna.page.iter("a")
                if "/conferences/" in a.get("href") and "add" not in a.get("href")
            )
        )
        assert "Dinas Sosial" in ratna.text()
        assert "Ratna Contoh" in ratna.text()

    def test_without_consent_nothing_typed_is_lost(self, cast, as_, case_id):
        ratna = as_("ratna")
        path = f"/cases/{case_id}/conferences/add"
        ratna.get(path)
        assert ratna.post(path, self.typed(ratna)).status_code == 422
        assert "Belum ada persetujuan" in ratna.text()
        assert ratna.value("discussed").strip() == "Keadaan di rumah."
        assert "override" not in [one.get("name") for one in ratna.fields()]

    def test_rows_are_added_and_removed_without_losing_words(self, cast, as_, case_id):
        ratna = as_("ratna")
        path = f"/cases/{case_id}/conferences/add"
        ratna.get(path)
        answer = ratna.post(path, self.typed(ratna, rows="add-steps"))
        assert answer.status_code == 422
        assert ratna.value("steps-0-what").strip() == "Kunjungan bersama"
        assert ratna.value("steps-1-what").strip() == ""
        ratna.post(path, self.typed(ratna, rows="remove-participants-0"))
        ratna.post(path, self.typed(ratna, rows="x"))
        assert ratna.value("participants-0-name") == "Ibu Contoh"

    def test_says_what_is_missing(self, cast, as_, case_id):
        ratna = as_("ratna")
        path = f"/cases/{case_id}/conferences/add"
        ratna.get(path)
        lacking = self.typed(ratna, decided="") | {"steps-0-due": "", "participants-0-name": ""}
        assert ratna.post(path, lacking).status_code == 422
        for said in ("Tulis apa yang diputuskan.", "Isi tanggal.", "Tulis namanya."):
            assert said in ratna.text()

    def test_is_nothing_to_others(self, cast, as_, case_id):
        lestari = as_("lestari")
        assert lestari.get(f"/cases/{case_id}/conferences/add").status_code == 404
        assert lestari.get(f"/cases/{case_id}/conferences/{uuid.uuid4()}").status_code == 404
