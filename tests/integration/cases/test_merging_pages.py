"""The pages on which like cases are compared, two are made one, and that is undone."""

import uuid
from io import BytesIO

import pytest

from kla.cases.models import Case, CaseNote
from kla.cases.services import attachments, notes
from kla.cases.types import AddNote, CaseState, UploadFile
from tests import factories_cases as f
from tests.integration.cases import merging as m
from tests.integration.cases.test_pages import typed_report
from tests.integration.cases.test_retention import (
    after_years,
    confirm,
    lina,
    propose,
)
from tests.security.pictures import jpeg

__all__ = ["after_years", "lina"]
OTHER = {"name": "Rahma Khayalan", "age": 9, "kelurahan": f.KLANDASAN}


@pytest.fixture
def as_(app, cast):
    """A browser in which somebody is signed in."""
    return lambda who: cast.browser(app, who)


@pytest.fixture
def tini(as_):
    """Intake."""
    return as_("tini")


def two(session, cast):
    own = f.assigned(session, cast)
    return own, f.assigned(session, cast, "lestari", victims=(f.victim(**OTHER),))


def marks(browser):
    """The radio buttons about like cases, by name."""
    return {
        field.get("name")
        for field in browser.fields()
        if (field.get("name") or "").startswith("candidate-")
    }


def count(session):
    session.rollback()
    return session.query(Case).count()


class TestRegistering:
    def test_costs_no_step_more_where_nothing_is_like_it(self, session, cast, tini):
        f.registered(session, cast, victims=(f.victim(**OTHER),))

        answer = tini.post("/cases/register", typed_report(tini))

        assert answer.status_code == 303
        assert count(session) == 2

    def test_shows_what_is_like_it_and_keeps_every_word(self, session, cast, tini):
        f.registered(session, cast)
        typed = typed_report(tini, **{"victims-0-name": "Sitti Tjontohwati", "victims-0-age": "12"})

        answer = tini.post("/cases/register", typed)

        assert answer.status_code == 409
        assert count(session) == 1
        said = tini.text()
        assert "Mungkin anak ini sudah tercatat" in said
        assert "Siti Contohwati" in said
        assert "nama mirip" in said
        assert tini.value("victims-0-name") == "Sitti Tjontohwati"
        assert tini.value("case_id") == typed["case_id"]
        assert typed["chronology"] in tini.value("chronology")

    @pytest.mark.parametrize("choice", ["same", "other", "later"])
    def test_one_answer_saves_it(self, session, cast, tini, choice):
        f.registered(session, cast)
        typed = typed_report(tini, **{"victims-0-name": "Siti Contohwati", "victims-0-age": "12"})
        tini.post("/cases/register", typed)
        answered = typed | dict.fromkeys(marks(tini), choice)

        first, second = (tini.post("/cases/register", answered) for _ in range(2))

        assert first.status_code == second.status_code == 303
        assert count(session) == 2
        tini.follow(first)
        assert ("mungkin tentang anak yang sama" in tini.text()) == (choice != "other")

    def test_it_can_be_added_to_the_case_that_is_there(self, session, cast, tini):
        known = f.registered(session, cast)
        typed = typed_report(tini, **{"victims-0-name": "Siti Contohwati", "victims-0-age": "12"})
        tini.post("/cases/register", typed)

        answer = tini.post("/cases/register", typed | dict.fromkeys(marks(tini), "add"))

        assert answer.location.endswith(str(known))
        assert count(session) == 1
        tini.follow(answer)
        assert typed["chronology"] in tini.text()
        assert "Kronologi:" in tini.text()

    def test_a_supervisor_goes_on_to_the_merge(self, session, cast, as_):
        known, hasan = f.registered(session, cast), as_("hasan")
        typed = typed_report(hasan, **{"victims-0-name": "Siti Contohwati", "victims-0-age": "12"})
        hasan.post("/cases/register", typed)

        answer = hasan.post("/cases/register", typed | dict.fromkeys(marks(hasan), "same"))

        assert answer.location.endswith(f"/cases/{known}/merge/{typed['case_id']}")
        hasan.follow(answer)
        assert "Gabungkan dua kasus" in hasan.text()

    def test_of_another_district_only_the_unit_is_told(self, session, cast, tini):
        hers = f.assigned(
            session,
            cast,
            "made",
            by="sari",
            unit_id=cast.units[1],
            victims=(f.victim(name="Sitti Tjontohwati"),),
        )
        typed = typed_report(tini, **{"victims-0-name": "Siti Contohwati", "victims-0-age": "12"})

        answer = tini.post("/cases/register", typed)

        assert answer.status_code == 409
        assert "Ada kasus di unit Unit Dua" in tini.text()
        assert "Tjontohwati" not in answer.text
        assert str(hers) not in answer.text


class TestComparing:
    def test_the_answers_are_kept_and_shown(self, session, cast, as_):
        one, _other = f.assigned(session, cast), f.assigned(session, cast)
        ratna = as_("ratna")
        ratna.get(f"/cases/{one}/duplicates")
        sent = ratna.values() | dict.fromkeys(marks(ratna), "other")

        answer = ratna.post(f"/cases/{one}/duplicates", sent)
        assert answer.status_code == 303
        ratna.get(f"/cases/{one}/duplicates")
        assert "Sudah dinyatakan bukan orang yang sama" in ratna.text()

        stale = ratna.post(f"/cases/{one}/duplicates", sent)
        assert stale.status_code == 409
        assert "Orang lain memutuskan lebih dulu" in ratna.text()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"candidate-000000000000000000000000": "same"},
            {"candidate-" + "x" * 5000: "same"},
            {"candidate-": "add"},
        ],
    )
    def test_a_pair_that_is_none_is_refused(self, session, cast, as_, wrong):
        one = f.assigned(session, cast)
        ratna = as_("ratna")
        ratna.get(f"/cases/{one}/duplicates")

        answer = ratna.post(f"/cases/{one}/duplicates", {"seen": "0", **wrong})

        assert answer.status_code == 422

    def test_a_list_tells_the_supervisor_what_waits(self, session, cast, as_, tini):
        f.registered(session, cast)
        typed = typed_report(tini, **{"victims-0-name": "Siti Contohwati", "victims-0-age": "12"})
        tini.post("/cases/register", typed)
        tini.post("/cases/register", typed | dict.fromkeys(marks(tini), "later"))
        hasan = as_("hasan")

        hasan.get("/duplicates")

        assert typed["case_id"] in {
            (link.get("href") or "").split("/")[2]
            for link in hasan.page.iter("a")
            if (link.get("href") or "").endswith("/duplicates") and "/cases/" in link.get("href")
        }


class TestMerging:
    def test_from_the_number_to_one_case_and_back(self, session, cast, as_):
        own, other = two(session, cast)
        number = m.preview(session, cast, own, other).other.number
        session.rollback()
        hasan = as_("hasan")
        hasan.get(f"/cases/{own}/merge")
        hasan.follow(hasan.post(f"/cases/{own}/merge", {"number": number}))
        assert "Siti Contohwati" not in hasan.page.find("head/title").text
        sent = hasan.values() | {"reason": "Satu keluarga.", "confirmed": "y"}

        hasan.follow(hasan.post(f"/cases/{own}/merge/{other}", sent))
        assert f"Digabungkan: kasus {number}" in hasan.text()
        hasan.get(f"/cases/{other}")
        assert "Digabungkan ke kasus" in hasan.text()
        assert [one for one in hasan.page.iter("form") if "/cases/" in one.get("action", "")] == []
        hasan.get(f"/cases/{own}/unmerge/{other}")
        back = hasan.values() | {"reason": "Ternyata bukan.", "confirmed": "y"}
        answer = hasan.post(f"/cases/{own}/unmerge/{other}", back)

        assert answer.status_code == 303
        session.expire_all()
        assert session.get(Case, other).state is CaseState.ASSESSMENT

    def test_the_same_form_twice_is_one_merge(self, session, cast, as_):
        own, other = two(session, cast)
        hasan = as_("hasan")
        hasan.get(f"/cases/{own}/merge/{other}")
        sent = hasan.values() | {"reason": "Satu keluarga.", "confirmed": "y"}

        answers = [hasan.post(f"/cases/{own}/merge/{other}", sent) for _ in range(2)]

        assert [one.status_code for one in answers] == [303, 303]

    def test_a_note_written_meanwhile_is_shown_and_not_passed_over(self, session, cast, as_):
        own, other = two(session, cast)
        hasan = as_("hasan")
        hasan.get(f"/cases/{own}/merge/{other}")
        sent = hasan.values() | {"reason": "Satu keluarga.", "confirmed": "y"}
        notes.add_note(session, cast.actor(session, "lestari"), other, AddNote(text="Baru."))
        session.commit()

        answer = hasan.post(f"/cases/{own}/merge/{other}", sent)

        assert answer.status_code == 409
        assert "berubah sejak Anda melihatnya" in hasan.text()
        assert hasan.value("reason") == "Satu keluarga."
        again = hasan.values() | {"reason": "Satu keluarga.", "confirmed": "y"}
        assert hasan.post(f"/cases/{own}/merge/{other}", again).status_code == 303

    def test_a_note_that_comes_too_late_is_given_back_to_its_writer(self, session, cast, as_):
        own, other = two(session, cast)
        lestari = as_("lestari")
        lestari.get(f"/cases/{other}")
        m.merge(session, cast, own, other)
        sent = lestari.values() | {"text": "Ibu korban menelepon lagi."}

        answer = lestari.post(f"/cases/{other}/notes", sent)

        assert answer.status_code == 409
        assert "Ibu korban menelepon lagi." in lestari.text()
        assert session.query(CaseNote).filter_by(case_id=other).count() == 0
        lestari.get(f"/cases/{other}")
        assert "Digabungkan ke kasus" in lestari.text()

    def test_files_of_the_merged_case_are_reached(self, app, session, cast, as_):
        own, other = two(session, cast)
        picture = jpeg()
        command = UploadFile(
            stream=BytesIO(picture),
            name="bukti.jpg",
            label="Bukti",
            file_id=uuid.uuid4(),
            max_bytes=10**7,
        )
        lestari = cast.actor(session, "lestari")
        folder = app.extensions["settings"].files_path
        attachments.add_file(session, lestari, other, folder, command)
        session.commit()
        m.merge(session, cast, own, other)
        ratna = as_("ratna")

        ratna.get(f"/cases/{own}")
        (link,) = [
            one.get("href")
            for one in ratna.page.iter("a")
            if f"/cases/{other}/files/" in (one.get("href") or "")
        ]

        assert ratna.client.get(link).data == picture

    @pytest.mark.parametrize(
        ("typed", "status"), [("", 422), ("x" * 500, 422), ("2501-0000-0000", 422), ("\0", 422)]
    )
    def test_a_number_that_is_none_is_refused(self, session, cast, as_, typed, status):
        own = f.assigned(session, cast)
        hasan = as_("hasan")
        hasan.get(f"/cases/{own}/merge")

        assert hasan.post(f"/cases/{own}/merge", {"number": typed}).status_code == status

    @pytest.mark.parametrize(
        "wrong",
        [
            {"reason": ""},
            {"confirmed": ""},
            {"same": "kosong"},
            {"same": "/"},
            {"reason": "x" * 30_000},
        ],
    )
    def test_a_wrong_form_says_so_and_keeps_what_was_typed(self, session, cast, as_, wrong):
        own, other = two(session, cast)
        hasan = as_("hasan")
        hasan.get(f"/cases/{own}/merge/{other}")
        sent = hasan.values() | {"reason": "Satu keluarga.", "confirmed": "y"} | wrong

        answer = hasan.post(f"/cases/{own}/merge/{other}", sent)

        assert answer.status_code == 422
        session.expire_all()
        assert session.get(Case, other).state is CaseState.ASSESSMENT

    def test_a_sheet_says_what_becomes_of_both(self, session, cast, as_):
        own, other = f.assigned(session, cast), f.assigned(session, cast)
        hasan = as_("hasan")

        hasan.get(f"/cases/{own}/merge/{other}")

        said = hasan.text()
        for word in ("Sesudah digabung", "Tahap", "Petugas", "Catatan", "Orang yang sama"):
            assert word in said
        (same,) = [one for one in hasan.fields() if one.get("name") == "same"]
        assert same.get("checked") is not None

    def test_one_that_is_over_can_only_be_the_part(self, session, cast, as_):
        over, own = f.closed(session, cast), f.assigned(session, cast)
        hasan = as_("hasan")

        hasan.get(f"/cases/{over}/merge/{own}")

        assert "belum dapat digabung" in hasan.text()
        assert f"/cases/{own}/merge/{over}" in {one.get("href") for one in hasan.page.iter("a")}


class TestErasing:
    def test_the_part_goes_with_the_whole(self, app, session, cast, lina, after_years):
        own, other = f.closed(session, cast), f.closed(session, cast)
        m.merge(session, cast, own, other)
        after_years()
        proposal = propose(session, lina, own)

        confirm(session, lina, app.extensions["settings"].files_path, proposal, "lina")

        assert session.get(Case, own) is None
        assert session.get(Case, other) is None
        assert session.query(CaseNote).count() == 0

    def test_the_certificate_names_both(self, app, session, cast, as_, lina, after_years):
        own, other = f.closed(session, cast), f.closed(session, cast)
        numbers = m.preview(session, cast, own, other)
        m.merge(session, cast, own, other)
        after_years()
        proposal = propose(session, lina, own)
        confirm(session, lina, app.extensions["settings"].files_path, proposal, "lina")

        hasan = as_("hasan")
        hasan.get(f"/erasures/{proposal}")

        assert numbers.other.number in hasan.text()
        assert numbers.own.number in hasan.text()
