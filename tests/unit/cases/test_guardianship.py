"""Nothing reaches a parent or guardian who is suspected, as whatever they stand in a case."""

import pytest

from kla.cases import guardianship
from kla.cases.guardianship import Purpose, find_refused, may_reach, people_of, printable
from kla.core.errors import Invalid

FATHER = {"person": "aa", "name": "Joko Contoh", "relation": "orang_tua"}
NEIGHBOUR = {"person": "bb", "name": "Andi Contoh", "relation": "tetangga"}
CHILD = {"person": "cc", "name": "Siti Contoh", "address": "Jl. Rekaan 1", "phone": "0800111222"}


def case(*suspects, family=(), victims=(CHILD,), **more):
    persons = {"victims": list(victims), "perpetrators": list(suspects), "family": list(family)}
    return persons | more


def only(persons, role, core=None):
    return next(one for one in people_of(persons, core) if one.role == role)


class TestMayReach:
    @pytest.mark.parametrize("purpose", Purpose)
    def test_nothing_reaches_a_suspected_parent(self, purpose):
        assert not may_reach(only(case(FATHER), "perpetrators"), purpose)

    @pytest.mark.parametrize("purpose", Purpose)
    def test_nor_a_suspected_guardian_who_is_no_parent(self, purpose):
        uncle = {"person": "dd", "name": "Paman", "relation": "keluarga", "is_guardian": True}
        assert not may_reach(only(case(uncle), "perpetrators"), purpose)

    @pytest.mark.parametrize(
        ("purpose", "may"),
        [
            (Purpose.NOTICE, True),
            (Purpose.PRINT, False),
            (Purpose.ACCESS, False),
            (Purpose.REFERRAL, False),
        ],
    )
    def test_another_suspect_may_be_written_to_and_no_more(self, purpose, may):
        assert may_reach(only(case(NEIGHBOUR), "perpetrators"), purpose) is may

    @pytest.mark.parametrize("purpose", Purpose)
    def test_a_mother_who_is_not_suspected_is_reached(self, purpose):
        mother = {"person": "ee", "name": "Rina Contoh", "relation": "ibu"}
        assert may_reach(only(case(FATHER, family=[mother]), "family"), purpose)

    @pytest.mark.parametrize("purpose", Purpose)
    def test_a_victim_is_reached_whoever_is_suspected(self, purpose):
        assert may_reach(only(case(FATHER), "victims"), purpose)


class TestUnderAnotherHeading:
    @pytest.mark.parametrize(
        ("suspect", "member"),
        [
            (FATHER, {"person": "aa", "name": "Bapak"}),
            (FATHER, {"person": "ff", "name": "DJOKO  Tjontoh", "relation": "kerabat_lain"}),
            ({**FATHER, "name": "Joko"}, {"person": "ff", "name": "Djoko", "relation": "ayah"}),
            (
                {**FATHER, "nik": "6471011203800001"},
                {"person": "ff", "name": "J.", "nik": "6471 0112 0380 0001"},
            ),
            ({**FATHER, "phone": "0812-3456-7890"}, {"person": "ff", "phone": "+6281234567890"}),
        ],
    )
    def test_the_same_one_is_found_in_the_family(self, suspect, member):
        persons = case(suspect, family=[member])
        assert not may_reach(only(persons, "family"), Purpose.NOTICE)

    def test_and_as_who_reported(self):
        core = {"reporter_name": "Joko Contoh", "reporter_phone": "", "relation": "keluarga"}
        reporter = only(case(FATHER), "reporter", core)
        assert not may_reach(reporter, Purpose.NOTICE)

    def test_the_family_says_who_a_suspect_of_the_kin_is(self):
        kin = {"person": "aa", "name": "Joko Contoh", "relation": "keluarga"}
        stepfather = {"person": "gg", "name": "Joko Contoh", "relation": "ayah_tiri"}
        assert guardianship.is_guardian_suspected(case(kin, family=[stepfather]))

    def test_one_common_name_makes_nobody_a_suspect(self):
        reporter = {"reporter_name": "Joko", "relation": "tetangga"}
        persons = case({**FATHER, "name": "Joko"})
        assert may_reach(only(persons, "reporter", reporter), Purpose.PRINT)

    def test_nor_do_two_who_are_nameless(self):
        nameless = {**FATHER, "name": ""}
        persons = case(nameless, family=[{"person": "hh", "name": "", "relation": "ibu"}])
        assert may_reach(only(persons, "family"), Purpose.NOTICE)


class TestRequire:
    @pytest.mark.parametrize("typed", ["Joko Contoh", "Kepada Yth. Bapak Djoko Tjontoh, S.Pd."])
    def test_a_letter_to_the_suspect_is_refused_beside_its_field(self, typed):
        with pytest.raises(Invalid) as refused:
            guardianship.require(people_of(case(FATHER)), typed, Purpose.REFERRAL, "to")
        assert (refused.value.reason, refused.value.field) == ("suspect-not-reached", "to")

    def test_so_is_one_to_the_name_that_they_go_by_here(self):
        with pytest.raises(Invalid):
            guardianship.require(people_of(case(FATHER)), "aa", Purpose.PRINT, "person")

    def test_an_institution_is_written_to(self):
        guardianship.require(people_of(case(FATHER)), "RSUD Beriman", Purpose.REFERRAL, "to")
        assert find_refused(people_of(case(FATHER)), "", Purpose.REFERRAL) is None


class TestPrintable:
    def test_no_paper_says_where_a_safe_place_is(self):
        safe = {"address": "Jl. Aman 2", "kelurahan": "64.71.01.1001", "address_hidden": True}
        shown = printable(case(family=[{"name": "Bibi", "phone": "1", **safe}]))
        aunt = shown["family"][0]
        assert (aunt["address"], aunt["kelurahan"], aunt["phone"]) == ("", "", "1")
        assert shown["victims"][0]["address"] == "Jl. Rekaan 1"

    def test_nor_where_the_child_is_if_a_guardian_is_suspected(self):
        shown = printable(case(FATHER))["victims"][0]
        assert (shown["address"], shown["phone"], shown["name"]) == ("", "", "Siti Contoh")

    def test_nor_who_was_set_aside(self):
        assert "removed" not in printable(case(removed=[NEIGHBOUR]))

    def test_the_sealed_section_stays_as_it_was(self):
        persons = case(FATHER)
        printable(persons)
        assert persons["victims"][0]["address"] == "Jl. Rekaan 1"
