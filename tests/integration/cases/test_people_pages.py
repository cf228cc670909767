"""The pages about the people of a case, as workers use them."""

import uuid

import pytest

from kla.cases.services import people
from kla.cases.types import Perpetrator
from kla.cases.types.people import PersonDetails, PersonRole, PutPerson
from tests import factories_cases as f

FATHER = Perpetrator(relation="orang_tua", name="Joko Contoh")
SAFE = "Jl. Tempat Aman 9"


@pytest.fixture
def as_(app, cast):
    """A browser in which somebody is signed in."""
    return lambda who: cast.browser(app, who)


@pytest.fixture
def case_id(session, cast):
    return f.assigned(session, cast, perpetrators=(FATHER,))


def someone(session, cast, case_id, role):
    roll = people.read_roll(session, cast.actor(session, "hasan"), case_id)
    return next(one for one in roll.people if one.role == role)


def typed(browser, **changed):
    """The form as it came, with what is typed into it."""
    fields = {
        str(one.get("name")): one.get("value") or one.text or ""
        for one in browser.fields()
        if one.get("name") and one.get("type") not in {"checkbox", "radio", "submit"}
    }
    for select in browser.page.iter("select"):
        chosen = [one for one in select.iter("option") if one.get("selected") is not None]
        fields[str(select.get("name"))] = chosen[0].get("value") if chosen else ""
    fields.pop("csrf_token", None)
    return fields | changed


class TestPeoplePage:
    def test_shows_everybody_and_the_band_with_its_ground(self, as_, case_id):
        ratna = as_("ratna")
        assert ratna.get(f"/cases/{case_id}/people").status_code == 200
        said = ratna.text()
        assert "Korban: Siti Contohwati" in said
        assert "Terlapor: Joko Contoh" in said
        assert "Terlapor adalah orang tua atau wali" in said
        assert "UU 27/2022 pasal 33" in said

    def test_the_page_of_the_case_has_the_band_too(self, as_, case_id):
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}")
        assert "Jangan beri tahu, cetak untuk" in ratna.text()

    def test_no_band_where_nobody_of_the_kind_is_suspected(self, session, cast, as_):
        case_id = f.assigned(session, cast, perpetrators=(Perpetrator(relation="guru"),))
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}")
        assert "Jangan beri tahu" not in ratna.text()

    def test_where_the_child_is_is_not_printed(self, session, cast, as_, case_id):
        ratna, girl = as_("ratna"), someone(session, cast, case_id, PersonRole.VICTIM)
        ratna.get(f"/cases/{case_id}/people/victims/{girl.id}")
        sent = typed(ratna, address=SAFE)
        assert ratna.post(f"/cases/{case_id}/people/victims/{girl.id}", sent).status_code == 303
        ratna.get(f"/cases/{case_id}/people")
        shown = [one for one in ratna.page.iter("span") if SAFE in "".join(one.itertext())]
        assert shown
        assert all("no-print" in one.get("class", "") for one in shown)

    @pytest.mark.parametrize("role", PersonRole)
    def test_each_has_a_form_that_keeps_what_is_typed(self, session, cast, as_, case_id, role):
        family = PutPerson(
            role=PersonRole.FAMILY, details=PersonDetails(name="Rina", relation="ibu")
        )
        people.put_person(session, cast.actor(session, "ratna"), case_id, family)
        session.commit()
        ratna, one = as_("ratna"), someone(session, cast, case_id, role)
        path = f"/cases/{case_id}/people/{role}/{one.id}"
        assert ratna.get(path).status_code == 200
        assert ratna.post(path, typed(ratna, birthplace="Samarinda")).status_code == 303
        again = someone(session, cast, case_id, role)
        assert again.facts["birthplace"] == "Samarinda"
        assert again.name == one.name

    def test_an_odd_number_is_saved_and_warned_of(self, as_, case_id):
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}/people/family/add")
        sent = typed(ratna, name="Rina", relation="ibu", sex="P", nik="6471011203800001")
        answer = ratna.post(f"/cases/{case_id}/people/family/add", sent)
        ratna.follow(answer)
        assert "NIK menunjukkan jenis kelamin yang lain." in ratna.text()

    def test_what_is_missing_is_said_beside_its_field(self, as_, case_id):
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}/people/family/add")
        answer = ratna.post(f"/cases/{case_id}/people/family/add", typed(ratna, nik="12"))
        assert answer.status_code == 422
        assert "Bagian ini wajib diisi." in ratna.text()
        assert "Nomor ini tidak 16 angka." in ratna.text()
        assert ratna.value("nik") == "12"

    def test_ten_clicks_are_one_person(self, session, cast, as_, case_id):
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}/people/family/add")
        sent = typed(ratna, name="Rina", relation="ibu")
        for _ in range(3):
            assert ratna.post(f"/cases/{case_id}/people/family/add", sent).status_code == 303
        roll = people.read_roll(session, cast.actor(session, "hasan"), case_id)
        assert [one.name for one in roll.people if one.role == PersonRole.FAMILY] == ["Rina"]

    def test_of_two_at_once_the_second_sees_both(self, session, cast, as_, case_id):
        ratna, hasan = as_("ratna"), as_("hasan")
        girl = someone(session, cast, case_id, PersonRole.VICTIM)
        path = f"/cases/{case_id}/people/victims/{girl.id}"
        ratna.get(path)
        hasan.get(path)
        first, second = typed(ratna, hope="Sekolah lagi."), typed(hasan, hope="Pulang.")
        assert ratna.post(path, first).status_code == 303
        assert hasan.post(path, second).status_code == 409
        assert "Sekolah lagi." in hasan.text()
        assert hasan.value("hope").strip() == "Pulang."
        again = typed(hasan)
        assert hasan.post(path, again).status_code == 303

    def test_removing_asks_first_and_wants_a_reason(self, session, cast, as_, case_id):
        ratna, one = as_("ratna"), someone(session, cast, case_id, PersonRole.PERPETRATOR)
        path = f"/cases/{case_id}/people/perpetrators/{one.id}/remove"
        assert ratna.get(path).status_code == 200
        assert ratna.post(path, typed(ratna)).status_code == 422
        assert ratna.post(path, typed(ratna, reason="Salah nama.")).status_code == 303
        ratna.get(f"/cases/{case_id}/people")
        assert "Salah nama." in ratna.text()

    def test_a_known_person_is_chosen_from_what_the_worker_can_open(
        self, session, cast, as_, case_id
    ):
        other = f.assigned(session, cast)
        ratna, girl = as_("ratna"), someone(session, cast, case_id, PersonRole.VICTIM)
        known = someone(session, cast, other, PersonRole.VICTIM)
        path = f"/cases/{case_id}/people/victims/{girl.id}/known"
        assert ratna.get(path).status_code == 200
        assert "nama serupa" in ratna.text()
        assert ratna.post(path, {}).status_code == 422
        assert ratna.post(path, {"known": "x/y"}).status_code == 422
        ratna.follow(ratna.post(path, {"known": f"{other}/{known.ref}"}))
        assert "Juga tercatat dalam:" in ratna.text()

    @pytest.mark.parametrize(
        "path",
        [
            "people",
            "people/family/add",
            "people/victims/{person}",
            "people/victims/{person}/remove",
            "people/victims/{person}/known",
        ],
    )
    def test_a_foreign_case_is_like_none(self, session, cast, as_, case_id, path):
        girl = someone(session, cast, case_id, PersonRole.VICTIM)
        lestari = as_("lestari")
        for one in (case_id, uuid.uuid4()):
            answer = lestari.get(f"/cases/{one}/{path.format(person=girl.id)}")
            assert answer.status_code == 404

    @pytest.mark.parametrize("path", ["reporter/add", "pets/add", f"victims/{uuid.uuid4()}"])
    def test_nobody_of_that_kind(self, as_, case_id, path):
        assert as_("ratna").get(f"/cases/{case_id}/people/{path}").status_code == 404


class TestReportForm:
    def test_warns_of_an_odd_number_and_keeps_who_the_suspect_is(self, session, cast, as_, case_id):
        father = someone(session, cast, case_id, PersonRole.PERPETRATOR)
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}/report")
        assert ratna.value("perpetrators-0-person") == father.ref
        sent = typed(ratna, risk="sedang", **{"victims-0-nik": "12", "chronology": ""})
        assert ratna.post(f"/cases/{case_id}/report", sent).status_code == 422
        assert "Nomor ini tidak 16 angka." in ratna.text()
        sent["chronology"] = "Kronologi rekaan."
        assert ratna.post(f"/cases/{case_id}/report", sent).status_code == 303
        assert someone(session, cast, case_id, PersonRole.PERPETRATOR).ref == father.ref
