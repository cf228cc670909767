"""The registry: each place once, nothing overwritten unseen, and everybody sees their own part."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from kla.core.errors import Conflict, Forbidden, Invalid, NotFound
from kla.facility_audits.models import Facility, FacilityKey
from kla.facility_audits.services import facilities, volunteers
from kla.facility_audits.types import FacilityFilter, FacilityKind, Point
from tests.factories_facilities import CODES, LAMARU, MANGGAR, described


def names(listing) -> list[str]:
    return [one.name for one in listing.rows]


class TestAdding:
    def test_the_same_form_sent_twice_is_one_place(self, session, vina):
        new = uuid.uuid4()
        for _twice in range(2):
            facilities.add(session, vina, new, described())

        assert session.scalar(select(func.count()).select_from(Facility)) == 1

    @pytest.mark.parametrize(
        "twin",
        [
            {"name": "sd uji 1."},
            {"name": "Nama Lain", "code": "10-01"},
        ],
    )
    def test_a_place_that_is_there_is_named_instead(self, session, vina, twin):
        first = facilities.add(session, vina, uuid.uuid4(), described(code="1001"))

        with pytest.raises(Conflict) as refused:
            facilities.add(session, vina, uuid.uuid4(), described(**twin))

        assert refused.value.details["facility"] == str(first.id)

    def test_the_same_name_in_another_kelurahan_is_another_place(self, session, vina, school):
        facilities.add(session, vina, uuid.uuid4(), described(kelurahan=LAMARU))

        assert facilities.find(session, vina).total == 2

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", " "),
            ("name", "!"),
            ("name", "a" * 201),
            ("address", "a\x00b"),
            ("kelurahan", "Manggar"),
            ("code", "9" * 41),
            ("operator", "a" * 201),
        ],
    )
    def test_what_cannot_be_a_place_is_refused(self, session, vina, field, value):
        with pytest.raises(Invalid) as refused:
            facilities.add(session, vina, uuid.uuid4(), described(**{field: value}))

        assert refused.value.field == field


class TestChanging:
    def test_it_is_described_anew_under_its_new_names(self, session, vina, school):
        new = replace(described("SD Baru"), point=Point(-1.2, 116.9))
        facilities.change(session, vina, school.id, 1, new)

        assert (school.described, school.version) == (new, 2)
        assert session.scalar(select(func.count()).select_from(FacilityKey)) == 1
        facilities.add(session, vina, uuid.uuid4(), described())  # its old name is free

    def test_what_somebody_changed_meanwhile_is_not_overwritten(self, session, vina, school):
        facilities.change(session, vina, school.id, 1, described("SD Baru"))

        with pytest.raises(Conflict):
            facilities.change(session, vina, school.id, 1, described("SD Lain"))

        assert school.name == "SD Baru"

    def test_it_does_not_take_the_name_of_another(self, session, vina, school):
        other = facilities.add(session, vina, uuid.uuid4(), described("SD Uji 2"))

        with pytest.raises(Conflict):
            facilities.change(session, vina, other.id, 1, described("SD UJI 1"))

    def test_changing_nothing_is_no_change(self, session, vina, school):
        facilities.change(session, vina, school.id, 1, described())

        assert school.version == 1


class TestReach:
    def test_a_volunteer_sees_the_places_of_their_kelurahan(self, session, vina, dimas, school):
        other = facilities.add(session, vina, uuid.uuid4(), described(kelurahan=LAMARU))

        assert names(facilities.find(session, dimas)) == ["SD Uji 1"]
        assert facilities.get(session, dimas, school.id) is school
        with pytest.raises(NotFound):
            facilities.get(session, dimas, other.id)

    def test_without_a_kelurahan_there_is_nothing_to_see(self, session, vina, dimas, school):
        volunteers.assign(session, vina, dimas.account_id, [], CODES)

        assert facilities.find(session, dimas).total == 0

    def test_a_volunteer_describes_nothing(self, session, dimas, school):
        with pytest.raises(Forbidden):
            facilities.add(session, dimas, uuid.uuid4(), described("Lain"))
        with pytest.raises(Forbidden):
            facilities.change(session, dimas, school.id, 1, described("Lain"))
        with pytest.raises(Forbidden):
            volunteers.assign(session, dimas, dimas.account_id, CODES, CODES)

    @pytest.mark.parametrize("name", ["ratna", "tini", "gilang", "arif"])
    def test_who_has_nothing_to_do_with_places_is_refused(self, session, cast, school, name):
        with pytest.raises(Forbidden):
            facilities.find(session, cast.actor(session, name))

    def test_only_a_volunteer_gets_a_kelurahan(self, session, vina):
        with pytest.raises(NotFound):
            volunteers.assign(session, vina, vina.account_id, [MANGGAR], CODES)

    def test_a_kelurahan_of_another_city_is_refused(self, session, vina, dimas):
        with pytest.raises(Invalid):
            volunteers.assign(session, vina, dimas.account_id, ["64.72.01.1001"], CODES)


class TestFinding:
    @pytest.fixture
    def several(self, session, vina):
        for name, kind, kelurahan in (
            ("Puskesmas Uji", FacilityKind.PUSKESMAS, MANGGAR),
            ("SD Uji 1", FacilityKind.SCHOOL, MANGGAR),
            ("Taman 100% Uji", FacilityKind.PLAY_SPACE, LAMARU),
        ):
            facilities.add(
                session, vina, uuid.uuid4(), described(name, kind=kind, kelurahan=kelurahan)
            )

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (FacilityFilter(kind="puskesmas"), ["Puskesmas Uji"]),
            (FacilityFilter(kelurahan=LAMARU), ["Taman 100% Uji"]),
            (FacilityFilter(status="closed"), []),
            (FacilityFilter(query="uji TAMAN"), ["Taman 100% Uji"]),
            (FacilityFilter(query="%"), ["Puskesmas Uji", "SD Uji 1", "Taman 100% Uji"]),
        ],
    )
    def test_by_kind_place_state_and_parts_of_the_name(self, session, vina, several, wanted, found):
        assert names(facilities.find(session, vina, wanted)) == found

    def test_pages_follow_one_another(self, session, vina):
        for number in range(facilities.PAGE + 3):
            facilities.add(session, vina, uuid.uuid4(), described(f"SD Uji {number:03}"))

        first, second = (facilities.find(session, vina, page=page) for page in (1, 2))

        assert (len(first.rows), first.has_more) == (facilities.PAGE, True)
        assert (names(second)[0], second.has_more) == (f"SD Uji {facilities.PAGE:03}", False)

    @pytest.mark.parametrize("asked", ["", "?kind=puskesmas", "?kind=kantor&page=x"])
    def test_the_list_complains_only_of_what_no_list_offers(self, app, cast, session, asked):
        session.commit()
        vina = cast.browser(app, "vina")

        answer = vina.get(f"/facilities{asked}")

        assert ("field-error" in answer.text) == ("kantor" in asked)
