"""The pages of the stages, as people use them: forms, refusals, sheets for paper, one next step."""

from datetime import timedelta

import pytest

from kla.cases.services import next_step, reading
from kla.cases.services.next_step import Step
from kla.cases.types import CaseState, ServiceStatus
from kla.core import clock
from tests import factories_cases as f
from tests import factories_stages as s
from tests.integration.cases.test_follow_ups import look
from tests.integration.cases.test_plans import set_kinds

SOON = (clock.today() + timedelta(days=7)).isoformat()
TODAY = clock.today().isoformat()
ROW = {
    "rows-0-need": "Merasa aman.",
    "rows-0-kind": "rehabilitasi_sosial",
    "rows-0-intervention": "Sesi.",
    "rows-0-institution": "UPTD PPA",
    "rows-0-by_when": SOON,
    "rows-0-agreed": "anak",
}


@pytest.fixture
def as_(app, cast):
    """A browser in which somebody is signed in."""
    return lambda who: cast.browser(app, who)


def planned_case(session, cast):
    case_id = s.delivery(session, cast)
    s.serve(session, cast, case_id, status=ServiceStatus.PLANNED)
    return case_id


def served_case(session, cast):
    case_id = s.delivery(session, cast)
    s.serve(session, cast, case_id)
    return case_id


def calm_case(session, cast):
    case_id = s.monitoring(session, cast)
    look(session, cast, case_id, risk="rendah")
    return case_id


NEXT = [
    (f.registered, Step.IDENTIFY, "Identifikasi"),
    (f.identified, Step.ASSIGN, "Tugaskan kasus"),
    (f.assigned, Step.ASSESS, "Tulis asesmen"),
    (f.assessed, Step.ADVANCE, "Lanjut ke: Rencana intervensi"),
    (s.planning, Step.PLAN, "Tulis rencana intervensi"),
    (s.submitted, Step.DECIDE_PLAN, "Putuskan rencana"),
    (s.approved, Step.ADVANCE, "Lanjut ke: Pelaksanaan"),
    (s.delivery, Step.SERVE, "Catat layanan"),
    (planned_case, Step.SETTLE, "Catat hasil layanan yang direncanakan"),
    (served_case, Step.ADVANCE, "Lanjut ke: Pemantauan"),
    (s.monitoring, Step.FOLLOW_UP, "Catat pemantauan"),
    (calm_case, Step.PROPOSE, "Usulkan penutupan"),
    (f.proposed, Step.DECIDE, "Putuskan penutupan"),
    (f.closed, Step.KEEP, "Disimpan sampai"),
]


class TestNextStep:
    @pytest.mark.parametrize(("made", "step", "said"), NEXT)
    def test_every_case_waits_for_exactly_one(self, session, cast, as_, made, step, said):
        case_id = made(session, cast)
        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        session.rollback()

        assert next_step.next_step(page).step is step
        readers = {"tini", "hasan"} if step in {Step.IDENTIFY, Step.ASSIGN} else {"ratna", "hasan"}
        for who in sorted(readers):
            browser = as_(who)
            browser.get(f"/cases/{case_id}")
            actions = next(e for e in browser.page.iter("div") if e.get("class") == "page-actions")
            shown = [e for e in actions.iter() if "btn-primary" in (e.get("class") or "").split()]
            waits = f"Langkah berikutnya: {said}" in browser.text()
            assert said in browser.text(), (who, step)
            for link in (e.get("href") for e in shown if e.get("href")):
                assert browser.get(link).status_code == 200, link
            assert len(shown) + waits == (0 if step is Step.KEEP else 1), (who, step)

    def test_a_supervisors_word_is_waited_for_in_words(self, session, cast, as_):
        ratna = as_("ratna")
        ratna.get(f"/cases/{s.submitted(session, cast)}")

        assert "Langkah berikutnya: Putuskan rencana, oleh penyelia." in ratna.text()

    def test_a_case_without_anybody_is_assigned_first(self, session, cast):
        case_id = f.closed(session, cast)
        hasan = cast.actor(session, "hasan")
        f.assignment.remove_worker(session, hasan, case_id, cast.ratna.account_id)
        from kla.cases.services import reopening
        from kla.cases.types import Reopen

        reopening.reopen_case(session, hasan, case_id, Reopen(reason="Terjadi lagi."))
        session.commit()

        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        assert next_step.next_step(page).step is Step.ASSIGN


class TestPlanPage:
    def test_a_plan_is_written_submitted_and_approved(self, session, cast, as_):
        case_id = s.planning(session, cast)
        ratna, hasan = as_("ratna"), as_("hasan")
        ratna.get(f"/cases/{case_id}/plan")

        sent = ratna.values() | ROW | {"decision": "submit"}
        assert ratna.post(f"/cases/{case_id}/plan", sent).status_code == 303
        hasan.get(f"/cases/{case_id}/plan/decide")
        assert "Merasa aman." in hasan.text()
        sent = hasan.values() | {"decision": "approve"}
        hasan.follow(hasan.post(f"/cases/{case_id}/plan/decide", sent))

        assert "Rencana disetujui." in hasan.text()
        ratna.get(f"/cases/{case_id}")
        assert "Lanjut ke: Pelaksanaan" in ratna.text()

    def test_rows_are_added_and_removed_without_scripts(self, session, cast, as_):
        case_id = s.planning(session, cast)
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}/plan")

        answer = ratna.post(f"/cases/{case_id}/plan", ratna.values() | ROW | {"rows": "add"})
        assert (answer.status_code, "Baris 2" in ratna.text()) == (422, True)
        assert ratna.value("rows-0-need") == "Merasa aman."
        sent = ratna.values() | ROW | {"rows-1-need": "Kedua", "rows": "remove-0"}
        ratna.post(f"/cases/{case_id}/plan", sent)
        assert "Baris 2" not in ratna.text()

    def test_says_beside_the_field_what_is_missing(self, session, cast, as_):
        case_id = s.planning(session, cast)
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}/plan")

        sent = ratna.values() | ROW | {"rows-0-institution": "", "decision": "submit"}
        sent.pop("rows-0-agreed")
        answer = ratna.post(f"/cases/{case_id}/plan", sent)

        assert answer.status_code == 422
        assert "Tulis siapa yang melakukannya." in ratna.text()
        assert "Pilih dengan siapa ini disepakati." in ratna.text()

    def test_two_writers_see_both_versions(self, session, cast, as_):
        case_id = s.planning(session, cast)
        ratna, hasan = as_("ratna"), as_("hasan")
        for browser in (ratna, hasan):
            browser.get(f"/cases/{case_id}/plan")
        ratna.post(f"/cases/{case_id}/plan", ratna.values() | ROW | {"decision": "draft"})

        mine = hasan.values() | ROW | {"rows-0-need": "Pulih.", "decision": "draft"}
        answer = hasan.post(f"/cases/{case_id}/plan", mine)

        assert answer.status_code == 409
        assert "Merasa aman." in hasan.text()
        assert hasan.value("rows-0-need") == "Pulih."
        assert hasan.post(f"/cases/{case_id}/plan", mine | hasan.values()).status_code == 303

    def test_a_supervisor_is_told_that_it_changed(self, session, cast, as_):
        case_id = s.submitted(session, cast)
        ratna, hasan = as_("ratna"), as_("hasan")
        hasan.get(f"/cases/{case_id}/plan/decide")
        decided = hasan.values() | {"decision": "approve"}
        ratna.get(f"/cases/{case_id}/plan")
        sent = ratna.values() | ROW | {"rows-0-need": "Baru.", "decision": "submit"}
        ratna.post(f"/cases/{case_id}/plan", sent)

        answer = hasan.post(f"/cases/{case_id}/plan/decide", decided)

        assert answer.status_code == 409
        assert "Baru." in hasan.text()


class TestServicePages:
    def test_a_planned_service_is_settled(self, session, cast, as_):
        case_id, ratna = s.delivery(session, cast), as_("ratna")
        ratna.get(f"/cases/{case_id}/services/add")
        planned = {"kind": "kesehatan", "status": "planned", "given_on": SOON, "row": s.ROW.hex}
        sent = ratna.values() | planned
        assert ratna.post(f"/cases/{case_id}/services/add", sent).status_code == 303

        ratna.get(f"/cases/{case_id}")
        link = next(a.get("href") for a in ratna.page.iter("a") if "/settle" in a.get("href", ""))
        assert ratna.get(link).status_code == 200
        refused = ratna.post(link, {"status": "not_delivered", "given_on": TODAY})
        assert refused.status_code == 422
        done = {"status": "not_delivered", "given_on": TODAY, "reason": "Antre."}
        ratna.follow(ratna.post(link, done))
        assert "Tidak jadi diberikan" in ratna.text()

        again = ratna.post(link, done | {"reason": "Lagi."})
        assert again.status_code == 409
        assert "Layanan ini sudah diputuskan" in ratna.text()
        assert "Lagi." in ratna.text()

    def test_a_given_service_is_corrected_and_its_past_can_be_read(self, session, cast, as_):
        case_id, ratna = s.delivery(session, cast), as_("ratna")
        entry = s.serve(session, cast, case_id, outcome="Sesi pertama.")
        service = f"/cases/{case_id}/services/{entry}"
        ratna.get(f"/cases/{case_id}")
        assert f"{service}/correct" in {a.get("href") for a in ratna.page.iter("a")}

        ratna.get(f"{service}/correct")
        assert ratna.value("outcome") == "Sesi pertama."
        values = ratna.values() | {"kind": "kesehatan", "status": "delivered", "given_on": TODAY}
        assert ratna.post(f"{service}/correct", values).status_code == 422
        assert "Tulis alasan koreksi." in ratna.text()
        sent = values | {"outcome": "Diperiksa dokter.", "why": "Salah pilih layanan."}
        ratna.follow(ratna.post(f"{service}/correct", sent))
        assert "Pernah dikoreksi" in ratna.text()

        ratna.get(service)
        for word in ("Diperiksa dokter.", "Sesi pertama.", "Salah pilih layanan.", "Ratna Contoh"):
            assert word in ratna.text()

    def test_a_stale_correction_shows_both(self, session, cast, as_):
        case_id, ratna, hasan = s.delivery(session, cast), as_("ratna"), as_("hasan")
        entry = s.serve(session, cast, case_id)
        path = f"/cases/{case_id}/services/{entry}/correct"
        logged = {"kind": "kesehatan", "status": "delivered", "given_on": TODAY, "why": "Keliru."}
        ratna.get(path)
        hasan.get(path)
        hers = ratna.values() | logged | {"outcome": "Kata Ratna."}
        his = hasan.values() | logged | {"outcome": "Kata Hasan."}
        ratna.post(path, hers)

        answer = hasan.post(path, his)

        assert answer.status_code == 409
        assert "Kata Ratna." in hasan.text()
        assert hasan.value("outcome") == "Kata Hasan."
        assert hasan.post(path, his | hasan.values()).status_code == 303

    def test_the_article_is_shown_where_mediation_is_forbidden(self, session, cast, as_):
        case_id, ratna = f.assigned(session, cast), as_("ratna")
        set_kinds(session, cast, case_id, "seksual", ages=(40,))
        path = f"/cases/{case_id}/services/add"

        ratna.get(path)
        assert "UU 12/2022 pasal 23" in ratna.text()
        assert "mediation_confirmed" not in {field.get("name") for field in ratna.fields()}
        sent = ratna.values() | {"kind": "mediasi", "given_on": TODAY, "mediation_confirmed": "y"}
        assert ratna.post(path, sent).status_code == 422

    def test_it_is_confirmed_for_children(self, session, cast, as_):
        case_id, ratna = f.assigned(session, cast), as_("ratna")
        set_kinds(session, cast, case_id, "seksual", ages=(16,))
        path = f"/cases/{case_id}/services/add"
        ratna.get(path)

        sent = ratna.values() | {"kind": "mediasi", "given_on": TODAY}
        assert ratna.post(path, sent).status_code == 422
        assert "Centang kotak ini" in ratna.text()
        assert ratna.post(path, sent | {"mediation_confirmed": "y"}).status_code == 303

    def test_no_article_where_it_does_not_matter(self, session, cast, as_):
        ratna = as_("ratna")
        ratna.get(f"/cases/{f.assigned(session, cast)}/services/add")
        assert "pasal 23" not in ratna.text()


class TestFollowUpPage:
    def test_a_look_is_noted_and_the_latest_day_is_said(self, session, cast, as_):
        case_id, ratna = s.monitoring(session, cast), as_("ratna")
        path = f"/cases/{case_id}/follow-ups/add"
        ratna.get(path)
        assert "Paling lambat menurut risiko" in ratna.text()

        typed = {"how": "telepon", "finding": "Tenang.", "risk": "rendah", "done_on": TODAY}
        late = typed | {"next_on": (clock.today() + timedelta(days=90)).isoformat()}
        assert ratna.post(path, ratna.values() | late).status_code == 422
        assert "Terlalu lama untuk risiko ini" in ratna.text()
        ratna.follow(ratna.post(path, ratna.values() | typed))

        assert "Tenang." in ratna.text()


class TestExitPages:
    def test_an_exit_asks_before_it_ends_a_case(self, session, cast, as_):
        case_id, tini = f.identified(session, cast), as_("tini")
        path = f"/cases/{case_id}/leave/insufficient"
        tini.get(f"/cases/{case_id}")
        assert path in {a.get("href") for a in tini.page.iter("a")}

        tini.get(path)
        typed = {"reason": "Pelapor tidak ingat.", "tried": "Ditelepon tiga kali."}
        assert tini.post(path, typed).status_code == 422
        tini.follow(tini.post(path, typed | {"confirmed": "y"}))

        assert "Informasi tidak cukup" in tini.text()
        assert "Ditelepon tiga kali." in tini.text()

    def test_a_supervisor_takes_a_case_back(self, session, cast, as_):
        case_id, hasan = s.monitoring(session, cast), as_("hasan")
        typed = dict.fromkeys(("to", "reason", "told", "safety"), "Sudah.")
        sent = typed | {"confirmed": "y"}
        assert hasan.post(f"/cases/{case_id}/leave/transferred", sent).status_code == 303

        hasan.get(f"/cases/{case_id}")
        assert "Buka kembali kasus" in hasan.text()
        reopened = hasan.post(f"/cases/{case_id}/reopen", {"reason": "Ditolak daerah itu."})
        hasan.follow(reopened)
        assert "Tulis asesmen" in hasan.text()

    def test_an_exit_that_does_not_exist_is_not_found(self, session, cast, as_):
        hasan = as_("hasan")
        case_id = f.identified(session, cast)
        assert hasan.get(f"/cases/{case_id}/leave/closed").status_code == 404


class TestRefusals:
    def test_says_where_the_case_is_and_what_is_missing(self, session, cast, as_):
        case_id, ratna = s.planning(session, cast), as_("ratna")

        answer = ratna.post(f"/cases/{case_id}/advance", {"target": "delivery"})

        assert answer.status_code == 409
        assert "Rencana intervensi belum disetujui penyelia." in ratna.text()
        assert "Tulis rencana intervensi" in ratna.text()

    def test_says_at_which_stages_a_step_is_taken(self, session, cast, as_):
        case_id, ratna = f.assessed(session, cast), as_("ratna")

        assert ratna.get(f"/cases/{case_id}/follow-ups/add").status_code == 409
        assert "Pelaksanaan, Pemantauan" in ratna.text()

    def test_keeps_what_was_typed_while_the_case_was_closed(self, session, cast, as_):
        case_id, ratna = f.closed(session, cast), as_("ratna")

        answer = ratna.post(f"/cases/{case_id}/plan", ROW | {"rows-0-need": "Teks yang panjang."})

        assert answer.status_code == 409
        assert "Teks yang panjang." in ratna.text()

    @pytest.mark.parametrize("path", ["plan", "follow-ups/add"])
    def test_a_foreign_case_is_not_found_at_any_stage(self, session, cast, as_, path):
        for made in (f.assessed, s.monitoring):
            assert as_("lestari").get(f"/cases/{made(session, cast)}/{path}").status_code == 404

    def test_leaves_a_line_that_the_case_was_looked_at(self, session, cast, as_):
        case_id = f.assessed(session, cast)
        as_("ratna").get(f"/cases/{case_id}/plan")

        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        session.rollback()
        assert "case.read" in {line.action for line in reading.history_of(session, page)}


class TestSheets:
    SHEETS = ("identification", "assessment", "plan", "services", "monitoring", "closure")

    def test_every_stage_has_one_with_number_and_trail(self, session, cast, as_):
        from tests.integration.cases.test_exits import closed_with_plan

        case_id, ratna = closed_with_plan(session, cast), as_("ratna")
        look_page = reading.read_case(session, cast.actor(session, "ratna"), case_id)
        session.rollback()
        for sheet in (one for one in self.SHEETS if one != "monitoring"):
            assert ratna.get(f"/cases/{case_id}/print/{sheet}").status_code == 200
            assert look_page.number in ratna.text()
            assert "Baris jejak" in ratna.text()
            assert "Dibuka untuk dicetak" in ratna.text()
        assert ratna.get(f"/cases/{case_id}/print/monitoring").status_code == 404

    def test_of_monitoring_and_of_an_exit(self, session, cast, as_):
        case_id, hasan = calm_case(session, cast), as_("hasan")
        assert hasan.get(f"/cases/{case_id}/print/monitoring").status_code == 200
        typed = dict.fromkeys(("to", "reason", "told", "safety"), "Sudah.")
        hasan.post(f"/cases/{case_id}/leave/referred", typed | {"confirmed": "y"})
        assert hasan.get(f"/cases/{case_id}/print/exit").status_code == 200
        assert hasan.get(f"/cases/{case_id}/print/closure").status_code == 404

    def test_leave_a_line_of_their_own_and_are_for_those_who_have_the_case(
        self, session, cast, as_
    ):
        case_id = f.assessed(session, cast)
        as_("ratna").get(f"/cases/{case_id}/print/assessment")
        assert as_("lestari").get(f"/cases/{case_id}/print/assessment").status_code == 404

        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        session.rollback()
        assert "case.printed" in {line.action for line in reading.history_of(session, page)}


def test_a_stage_bar_ends_where_a_case_left():
    from kla.cases.views.show import stages_of

    bar = stages_of(CaseState.REFERRED, "delivery")
    assert [one["state"] for one in bar] == ["done"] * 5 + ["current"]
