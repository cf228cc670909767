"""The pages of case work, as people use them."""

import io
import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from kla.cases.models import Case, CaseAttachment, CaseNote
from kla.cases.services import reading, tasks
from kla.cases.types import CaseState, TaskKind
from kla.core import clock
from kla.core.clock import WITA
from tests import factories_cases as f
from tests.unit.cases.test_file_kinds import PDF, picture

NAME = "Siti Contohwati"


@pytest.fixture
def as_(app, cast):
    """A browser in which somebody is signed in."""
    return lambda who: cast.browser(app, who)


def typed_report(browser, **changed):
    """The form as intake fills it in, with the hidden fields of the page."""
    browser.get("/cases/register")
    received = (clock.now() - timedelta(hours=1)).astimezone(WITA)
    values = browser.values() | {
        "received_at": received.strftime("%Y-%m-%dT%H:%M"),
        "kanal": "langsung",
        "relation": "keluarga",
        "reporter_name": "Pak Contoh",
        "place": "rumah_tangga",
        "kelurahan": f.MANGGAR,
        "primary_kind": "fisik",
        "chronology": "Kronologi rekaan.",
        "risk": "sedang",
        "victims-0-name": NAME,
        "victims-0-sex": "P",
        "victims-0-age": "12",
        "victims-0-kelurahan": f.MANGGAR,
        "perpetrators-0-relation": "orang_tua",
    }
    values.pop("csrf_token", None)
    return values | changed


def cases_in(session):
    session.expire_all()
    return session.scalars(select(Case)).all()


class TestRegisterPage:
    def test_a_report_becomes_a_case(self, session, as_):
        tini = as_("tini")

        answer = tini.post("/cases/register", typed_report(tini))

        assert answer.status_code == 303
        assert [str(case.id) in answer.location for case in cases_in(session)] == [True]
        tini.follow(answer)
        assert NAME in tini.text()
        assert "Laporan tersimpan" in tini.text()

    def test_the_same_form_sent_twice_is_one_case(self, session, as_):
        tini = as_("tini")
        report = typed_report(tini)

        first = tini.post("/cases/register", report)
        second = tini.post("/cases/register", report)

        assert first.location == second.location
        assert len(cases_in(session)) == 1

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"victims-0-name": ""}, "Isi nama atau sebutan korban."),
            ({"victims-0-sex": "X"}, "Not a valid choice"),
            ({"victims-0-age": "dua"}, ""),
            ({"victims-0-age": "300"}, "Umur harus antara 0 dan 120 tahun."),
            ({"victims-0-born": "2999-01-01"}, "Waktu ini belum terjadi."),
            ({"victims-0-kelurahan": "64.71.99.9999"}, ""),
            ({"kanal": "merpati"}, ""),
            ({"risk": "gawat"}, ""),
            ({"received_at": "2999-01-01T10:00"}, "Waktu ini belum terjadi."),
            ({"received_at": "kemarin"}, ""),
            ({"happened_on": "2999-01-01"}, "Waktu ini belum terjadi."),
            ({"chronology": ""}, "Tulis apa yang terjadi."),
            ({"chronology": "a" * 20_001}, "Paling banyak 20000 karakter."),
            ({"chronology": "a\x07b"}, "karakter yang tidak dapat disimpan"),
            ({"address": "a" * 501}, "Paling banyak 500 karakter."),
        ],
    )
    def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(
        self, session, as_, changed, message
    ):
        tini = as_("tini")

        answer = tini.post("/cases/register", typed_report(tini, **changed))

        assert answer.status_code == 422
        assert cases_in(session) == []
        assert message in tini.text() or message == "Not a valid choice"
        assert 'class="field-error"' in answer.text
        assert tini.value("reporter_name") == "Pak Contoh"
        if "victims-0-name" not in changed:
            assert tini.value("victims-0-name") == NAME

    def test_a_report_without_any_victim_says_so(self, session, as_):
        tini = as_("tini")
        blank = {f"victims-0-{name}": "" for name in ("name", "sex", "age", "kelurahan")}

        answer = tini.post("/cases/register", typed_report(tini, **blank))

        assert answer.status_code == 422
        assert "Isi paling sedikit satu korban." in tini.text()

    def test_rows_are_added_and_taken_away_without_a_script(self, session, as_):
        tini = as_("tini")
        report = typed_report(tini)

        tini.post("/cases/register", report | {"rows": "victim"})
        assert tini.value("victims-0-name") == NAME
        second = {"victims-1-name": "Budi Rekaan", "victims-1-sex": "L"}
        tini.post("/cases/register", report | second | {"rows": "victims-0"})

        assert tini.value("victims-1-name") == "Budi Rekaan"
        assert NAME not in {field.get("value") for field in tini.fields()}
        assert cases_in(session) == []

    def test_several_victims_and_empty_rows(self, session, as_, cast):
        tini = as_("tini")
        second = {
            "victims-1-name": "Budi Rekaan",
            "victims-1-sex": "L",
            "victims-1-kelurahan": "luar",
            "victims-2-name": "",
            "victims-2-sex": "",
            "victims-2-kelurahan": "",
        }

        answer = tini.post("/cases/register", typed_report(tini) | second)

        assert answer.status_code == 303
        case_id = cases_in(session)[0].id
        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        names = [victim["name"] for victim in page.content("persons")["victims"]]
        assert names == [NAME, "Budi Rekaan"]

    def test_an_id_that_is_none_becomes_a_new_one(self, session, as_):
        tini = as_("tini")

        answer = tini.post("/cases/register", typed_report(tini, case_id="../../etc"))

        assert answer.status_code == 303
        assert len(cases_in(session)) == 1


class TestJourney:
    def test_from_report_to_closure_and_back(self, session, as_, cast):
        tini, hasan, ratna = as_("tini"), as_("hasan"), as_("ratna")
        tini.post("/cases/register", typed_report(tini))
        case_id = cases_in(session)[0].id
        url = f"/cases/{case_id}"

        tini.get(f"{url}/identify")
        values = tini.values() | {"primary_kind": "fisik", "risk": "tinggi"}
        values |= {"kewenangan": "daerah", "outcome": "identification"}
        assert tini.post(f"{url}/identify", values).status_code == 303

        hasan.get(f"{url}/assign")
        assert "Ratna Contoh" in hasan.text()
        chosen = {"workers": str(cast.ratna.account_id)}
        hasan.follow(hasan.post(f"{url}/assign", hasan.values() | chosen))
        assert "Ratna Contoh" in hasan.text()
        assert tini.get(url).status_code == 404

        ratna.get(f"{url}/assessment")
        words = dict.fromkeys(("physical", "psychological", "social", "spiritual", "wishes"), "-")
        words |= {"safety": "Aman.", **f.ANSWERS["sedang"], "assessed_on": f"{clock.today()}"}
        assert ratna.post(f"{url}/assessment", ratna.values() | words).status_code == 303
        assert ratna.post(f"{url}/advance", {"target": "planning"}).status_code == 303

        ratna.get(f"{url}/closure/propose")
        proposal = {"reason": "tujuan_tercapai", "summary": "Selesai.", "risk": "rendah"}
        ratna.post(f"{url}/closure/propose", ratna.values() | proposal)
        hasan.get("/tasks")
        assert "Menunggu keputusan" in hasan.text()
        hasan.get(f"{url}/closure/decide")
        assert "Selesai." in hasan.text()
        answer = hasan.post(f"{url}/closure/decide", {"decision": "return", "remarks": ""})
        assert answer.status_code == 422
        hasan.post(f"{url}/closure/decide", {"decision": "approve", "remarks": ""})

        assert cases_in(session)[0].state is CaseState.CLOSED
        hasan.get(url)
        assert "Kasus ditutup" in hasan.text()
        assert hasan.post(f"{url}/reopen", {"reason": "Terjadi lagi."}).status_code == 303
        assert cases_in(session)[0].state is CaseState.ASSESSMENT

    def test_intake_that_hands_over_is_sent_to_the_list(self, session, as_, cast):
        case_id, tini = f.identified(session, cast), as_("tini")

        answer = tini.post(f"/cases/{case_id}/assign", {"workers": str(cast.ratna.account_id)})

        assert answer.location == "/cases"

    def test_a_step_that_fits_no_more_answers_with_a_page_that_helps(self, session, as_, cast):
        case_id, hasan = f.closed(session, cast), as_("hasan")

        answer = hasan.post(f"/cases/{case_id}/advance", {"target": "planning"})

        assert answer.status_code == 409
        assert "Kembali" in hasan.text()

    @pytest.mark.parametrize("target", ["closed", "nowhere", ""])
    def test_only_stages_of_work_are_advanced_to(self, session, as_, cast, target):
        case_id, ratna = f.assessed(session, cast), as_("ratna")
        assert ratna.post(f"/cases/{case_id}/advance", {"target": target}).status_code == 409

    def test_a_worker_is_removed_after_a_question(self, session, as_, cast):
        case_id, hasan = f.assigned(session, cast, "ratna", "lestari"), as_("hasan")
        url = f"/cases/{case_id}/workers/{cast.ratna.account_id}/remove"

        hasan.get(url)
        assert "Ratna Contoh" in hasan.text()
        assert hasan.post(url).status_code == 303

        assert as_("ratna").get(f"/cases/{case_id}").status_code == 404
        assert as_("lestari").get(f"/cases/{case_id}").status_code == 200


class TestStaleForm:
    def test_the_second_writer_sees_both_versions_and_saves_again(self, session, as_, cast):
        case_id = f.assessed(session, cast)
        url, ratna, hasan = f"/cases/{case_id}/assessment", as_("ratna"), as_("hasan")
        hasan.get(url)
        ratna.get(url)
        words = {"safety": "Dari Ratna.", **f.LOWEST, "assessed_on": f"{clock.today()}"}
        mine, seen_by_hasan = ratna.values() | words, hasan.values()
        assert ratna.post(url, mine).status_code == 303

        theirs = seen_by_hasan | words | {"safety": "Dari Hasan."}
        answer = hasan.post(url, theirs)

        assert answer.status_code == 409
        assert hasan.value("safety") == "Dari Hasan."
        assert "Dari Ratna." in hasan.text()
        page = reading.read_case(session, cast.actor(session, "ratna"), case_id)
        assert page.content("assessment")["safety"] == "Dari Ratna."
        session.rollback()

        again = hasan.post(url, hasan.values() | words | {"safety": "Dari keduanya."})
        assert again.status_code == 303

    def test_the_report_too(self, session, as_, cast):
        case_id = f.registered(session, cast)
        url, tini, hasan = f"/cases/{case_id}/report", as_("tini"), as_("hasan")
        base = typed_report(tini)
        tini.get(url)
        hasan.get(url)
        seen = {"tini": tini.values(), "hasan": hasan.values()}
        assert tini.post(url, base | seen["tini"] | {"address": "Jalan Satu"}).status_code == 303

        answer = hasan.post(url, base | seen["hasan"] | {"address": "Jalan Dua"})

        assert answer.status_code == 409
        assert hasan.value("address") == "Jalan Dua"
        assert "Jalan Satu" in hasan.text()

    def test_identification_too(self, session, as_, cast):
        case_id = f.identified(session, cast)
        url, hasan = f"/cases/{case_id}/identify", as_("hasan")
        hasan.get(url)
        values = {"primary_kind": "fisik", "risk": "rendah", "kewenangan": "daerah"}
        values |= {"outcome": "identification", "seen": "0"}

        answer = hasan.post(url, values)

        assert answer.status_code == 409
        assert "Yang tersimpan sekarang" in hasan.text()


class TestReach:
    PATHS = (
        "",
        "/report",
        "/assessment",
        "/closure/propose",
        "/services/add",
        "/files/add",
    )

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("who", ["lestari", "made"])
    def test_a_foreign_case_looks_like_none(self, session, as_, cast, path, who):
        case_id, browser = f.assigned(session, cast), as_(who)

        foreign = browser.get(f"/cases/{case_id}{path}")
        missing = browser.get(f"/cases/{uuid.uuid4()}{path}")

        assert foreign.status_code == missing.status_code == 404
        assert without_tokens(foreign.text) == without_tokens(missing.text)

    @pytest.mark.parametrize(
        "path", ["/notes", "/services/add", "/assessment", "/closure/propose", "/report"]
    )
    def test_a_form_about_it_answers_alike_whatever_is_in_it(self, session, as_, cast, path):
        case_id, lestari = f.assigned(session, cast), as_("lestari")
        for fields in ({}, {"text": "Halo"}, {"rows": "victim"}):
            assert lestari.post(f"/cases/{case_id}{path}", fields).status_code == 404

    def test_without_the_permission_it_is_forbidden(self, session, as_, cast):
        case_id = f.assigned(session, cast)
        assert as_("dimas").get(f"/cases/{case_id}").status_code == 403
        assert as_("ratna").get(f"/cases/{case_id}/assign").status_code == 403


class TestEntries:
    def test_a_note_sent_twice_is_one(self, session, as_, cast):
        case_id, ratna = f.assigned(session, cast), as_("ratna")
        ratna.get(f"/cases/{case_id}")
        note = {"entry": ratna.value("entry"), "text": "Kunjungan."}

        for _ in range(2):
            assert ratna.post(f"/cases/{case_id}/notes", note).status_code == 303

        assert len(session.scalars(select(CaseNote)).all()) == 1

    def test_an_empty_note_is_asked_for_again(self, session, as_, cast):
        case_id, ratna = f.assigned(session, cast), as_("ratna")

        answer = ratna.post(f"/cases/{case_id}/notes", {"text": ""})

        assert answer.status_code == 422
        assert "Tulis catatannya." in ratna.text()

    def test_mediation_in_a_sexual_case_names_the_article(self, session, as_, cast):
        case_id = f.registered(session, cast, primary_kind="seksual", kinds=("seksual",))
        tini = as_("tini")

        answer = tini.post(
            f"/cases/{case_id}/services/add",
            {"kind": "mediasi", "given_on": f"{clock.today()}"},
        )

        assert answer.status_code == 422
        assert "UU 12/2022 pasal 23" in tini.text()

    def test_a_task_is_done_from_the_list(self, session, as_, cast):
        case_id, ratna = f.assigned(session, cast), as_("ratna")
        task = tasks.find_open(session, case_id, TaskKind.RESPOND)
        ratna.get("/tasks")
        assert f"/cases/{case_id}/tasks/{task.id}/done" in {
            link.get("href") for link in ratna.page.iter("a")
        }
        url = f"/cases/{case_id}/tasks/{task.id}/done"
        ratna.get(url)

        now = clock.now().astimezone(WITA).strftime("%Y-%m-%dT%H:%M")
        answer = ratna.post(url, {"done_at": now, "text": "Sudah ditelepon."})

        assert answer.status_code == 303
        ratna.follow(answer)
        assert "Sudah ditelepon." in ratna.text()


class TestFiles:
    def send(self, browser, case_id, content, name="foto Siti.jpg"):
        browser.get(f"/cases/{case_id}/files/add")
        form = browser.values() | {"label": "Visum", "file": (io.BytesIO(content), name)}
        return browser.post(f"/cases/{case_id}/files/add", form, content_type="multipart/form-data")

    @pytest.mark.parametrize("content", [PDF, picture("JPEG"), picture("PNG", (600, 600))])
    def test_go_in_and_come_out_whole(self, session, as_, cast, content):
        case_id, ratna = f.assigned(session, cast), as_("ratna")

        assert self.send(ratna, case_id, content).status_code == 303

        file_id = session.scalars(select(CaseAttachment.id)).one()
        answer = ratna.client.get(f"/cases/{case_id}/files/{file_id}")
        assert answer.data == content
        assert re.fullmatch(
            r'attachment; filename="berkas-1\.\w+"', answer.headers["Content-Disposition"]
        )
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "kosong"),
            (b"MZ\x90\0", "Pakai foto, rekaman suara"),
            (picture("JPEG", (500, 500))[:-4000], "rusak atau terpotong"),
        ],
    )
    def test_a_wrong_one_is_said_beside_the_field(
        self, session, as_, cast, instance, content, message
    ):
        case_id, ratna = f.assigned(session, cast), as_("ratna")
        before = sorted((instance / "files").iterdir())

        answer = self.send(ratna, case_id, content)

        assert answer.status_code == 422
        assert message in ratna.text()
        assert ratna.value("label") == "Visum"
        assert sorted((instance / "files").iterdir()) == before

    def test_none_at_all_is_asked_for(self, session, as_, cast):
        case_id, ratna = f.assigned(session, cast), as_("ratna")
        answer = ratna.post(f"/cases/{case_id}/files/add", {"label": "Visum"})
        assert answer.status_code == 422
        assert "Pilih berkas." in ratna.text()

    def test_a_foreign_one_is_not_found(self, session, as_, cast):
        case_id, ratna = f.assigned(session, cast), as_("ratna")
        self.send(ratna, case_id, PDF)
        file_id = session.scalars(select(CaseAttachment.id)).one()
        assert as_("lestari").get(f"/cases/{case_id}/files/{file_id}").status_code == 404


class TestListPage:
    def test_search_and_filters_travel_by_post_and_are_shown(self, session, as_, cast):
        f.assigned(session, cast)
        hasan = as_("hasan")

        answer = hasan.post("/cases/filter", {"query": NAME, "risk": "sedang"})

        assert answer.location == "/cases"
        hasan.follow(answer)
        assert f"Cari: {NAME}" in hasan.text()
        assert "Risiko: Sedang" in hasan.text()
        assert len(next(hasan.page.iter("tbody"))) == 1

    def test_a_part_of_the_filter_is_taken_away(self, session, as_, cast):
        f.assigned(session, cast)
        hasan = as_("hasan")
        hasan.post("/cases/filter", {"query": "zulaikha", "risk": "sedang"})
        hasan.get("/cases")
        assert "Tidak ada yang cocok" in hasan.text()

        hasan.follow(hasan.post("/cases/filter/clear", {"part": "query"}))
        assert "zulaikha" not in hasan.text()
        assert "Risiko: Sedang" in hasan.text()

        hasan.follow(hasan.post("/cases/filter/clear", {"part": ""}))
        assert "Risiko: Sedang" not in hasan.text()

    def test_a_query_that_is_too_short_is_explained(self, session, as_, cast):
        f.assigned(session, cast)
        hasan = as_("hasan")

        hasan.follow(hasan.post("/cases/filter", {"query": "a"}))

        assert "paling sedikit dua huruf" in hasan.text()

    @pytest.mark.parametrize("page", ["0", "-1", "nol", "99999999999999999999"])
    def test_any_page_number_answers(self, session, as_, cast, page):
        f.assigned(session, cast)
        assert as_("hasan").get(f"/cases?page={page}").status_code == 200

    def test_a_choice_that_is_none_is_refused_in_words(self, session, as_, cast):
        hasan = as_("hasan")
        answer = hasan.post("/cases/filter", {"risk": "gawat", "query": NAME})

        assert answer.status_code == 422
        assert "Periksa kembali isian berikut" in hasan.text()
        assert hasan.value("query") == NAME

    def test_intake_is_told_of_a_case_that_may_be_about_the_same_child(self, session, as_, cast):
        f.assigned(session, cast)
        tini = as_("tini")

        tini.follow(tini.post("/cases/filter", {"query": NAME}))

        assert "Mungkin anak yang sama" in tini.text()


class TestSecrecy:
    def test_names_stand_in_the_body_and_nowhere_else(self, session, as_, cast, caplog):
        hasan = as_("hasan")
        case_id = f.assigned(session, cast)
        found = [hasan.get(path) for path in ("/cases", "/tasks", f"/cases/{case_id}")]
        found.append(hasan.post("/cases/filter", {"query": NAME}))
        found.append(hasan.get("/cases"))

        for answer in found:
            title = re.search("<title>(.*?)</title>", answer.text, re.DOTALL)
            assert "Siti" not in (title.group(1) if title else "")
            assert "Siti" not in str(answer.headers)
            assert not re.search(r'(href|action)="[^"]*Siti', answer.text)
        assert "Siti" not in caplog.text

    def test_a_list_shows_initials_only(self, session, as_, cast):
        f.assigned(session, cast)
        hasan = as_("hasan")
        for path in ("/cases", "/tasks"):
            hasan.get(path)
            assert "S.C." in hasan.text()
            assert "Siti" not in hasan.text()


def without_tokens(page: str) -> str:
    return re.sub(r'(nonce|content|value)="[^"]{16,}"', "", page)
