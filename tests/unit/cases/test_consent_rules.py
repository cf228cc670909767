"""Whether what was agreed to is enough: who may say yes, how, and what a no does."""

from datetime import date

import pytest

from kla.cases import consent_rules, guardianship, vocabulary
from kla.cases.types.consents import ConsentPurpose, Decision

TODAY = date(2026, 5, 1)
CHILD = {"person": "c1", "name": "Siti Contoh", "age": 12}
WOMAN = {"person": "w1", "name": "Wati Contoh", "age": 30}
MOTHER = {"person": "m1", "name": "Rina Contoh", "relation": "ibu"}
FATHER = {"person": "f1", "name": "Joko Contoh", "relation": "orang_tua"}
REFERRAL, PHOTO = str(ConsentPurpose.REFERRAL), str(ConsentPurpose.PHOTO)


def people(*victims, suspects=(), family=(MOTHER,)):
    persons = {
        "victims": list(victims or (CHILD,)),
        "perpetrators": list(suspects),
        "family": list(family),
    }
    return guardianship.people_of(persons)


def entry(**changed):
    values = {
        "entry": "e1",
        "purpose": REFERRAL,
        "about": ["c1", "w1"],
        "decision": Decision.GIVEN,
        "giver": "orang_tua",
        "giver_ref": "m1",
        "giver_name": "",
        "how": "tertulis",
        "ground": "",
        "on": "2026-04-01",
        "until": "",
    }
    return values | changed


REFUSED = {"decision": Decision.REFUSED}
GROUND = {"decision": Decision.GROUND, "giver": "", "giver_ref": "", "ground": "tugas_publik"}
BY_CHILD = {"giver": "klien", "giver_ref": "c1"}


def status(*entries, who=None, purpose=REFERRAL):
    (found,) = consent_rules.standings(entries, who or people(), purpose, TODAY)
    return found.status


class TestStanding:
    def test_a_mother_who_signed_is_enough(self):
        assert status(entry()) == "ok"

    @pytest.mark.parametrize(
        ("changed", "wrong"),
        [
            ({"purpose": "foto"}, "consent-missing"),
            ({"about": ["someone"]}, "consent-missing"),
            ({"until": "2026-04-30"}, "consent-expired"),
            ({"withdrawn": {"on": "2026-04-02"}}, "consent-withdrawn"),
            ({"how": "lisan"}, "consent-spoken"),
            (REFUSED, "consent-refused"),
            (BY_CHILD, "consent-of-child-only"),
        ],
    )
    def test_each_lack_has_a_name(self, changed, wrong):
        assert status(entry(**changed)) == wrong

    def test_nothing_is_never_a_yes(self):
        assert status() == "consent-missing"

    def test_the_last_day_counts(self):
        assert status(entry(until="2026-05-01")) == "ok"

    @pytest.mark.parametrize("how", ["tertulis", "terekam", "disaksikan"])
    def test_what_is_on_record_is_enough(self, how):
        assert status(entry(how=how)) == "ok"

    def test_every_victim_is_asked_about(self):
        who = people(CHILD, {**CHILD, "person": "c2"})
        found = consent_rules.standings([entry()], who, REFERRAL, TODAY)
        assert [one.status for one in found] == ["ok", "consent-missing"]


class TestWhoMay:
    @pytest.mark.parametrize(("age", "enough"), [(17, False), (18, True), (None, False)])
    def test_an_adult_speaks_for_herself_and_a_child_not_alone(self, age, enough):
        who = people({**WOMAN, "age": age})
        own = entry(giver="klien", giver_ref="w1")
        assert (status(own, who=who) == "ok") is enough

    def test_nobody_else_speaks_for_an_adult(self):
        assert status(entry(), who=people(WOMAN)) != "ok"

    @pytest.mark.parametrize(("born", "child"), [("2008-05-01", False), ("2008-05-02", True)])
    def test_the_birthday_decides(self, born, child):
        assert consent_rules.is_child({"born": born}, TODAY) is child

    def test_a_court_may_for_both(self):
        court = entry(giver="pengadilan", giver_ref="", giver_name="PN Balikpapan")
        assert status(court) == status(court, who=people(WOMAN)) == "ok"


class TestSuspectedGuardian:
    def test_a_suspected_father_agrees_to_nothing(self):
        who = people(suspects=[FATHER])
        assert status(entry(giver_ref="f1"), who=who) == "consent-of-suspect"

    def test_nor_by_name_alone(self):
        who = people(suspects=[FATHER])
        typed = entry(giver_ref="", giver_name="Bapak Djoko Tjontoh")
        assert status(typed, who=who) == "consent-of-suspect"

    def test_nor_does_his_no_bar_what_the_mother_agreed_to(self):
        who = people(suspects=[FATHER])
        assert status(entry(), entry(giver_ref="f1", **REFUSED), who=who) == "ok"

    def test_what_he_agreed_to_before_he_was_suspected_counts_no_more(self):
        kin = {**FATHER, "relation": "keluarga"}
        before, after = people(), people(suspects=[{**kin, "is_guardian": True}])
        assert status(entry(giver_ref="f1"), who=before) == "ok"
        assert status(entry(giver_ref="f1"), who=after) == "consent-of-suspect"

    def test_another_ground_stands_in(self):
        assert status(entry(**GROUND), who=people(suspects=[FATHER])) == "ok"


class TestNo:
    def test_a_child_who_says_no_is_heard(self):
        assert status(entry(), entry(**BY_CHILD, **REFUSED)) == "consent-refused"

    def test_a_newer_yes_takes_the_place_of_a_no(self):
        assert status(entry(**REFUSED), entry()) == "ok"

    def test_what_was_taken_back_brings_no_older_yes_back(self):
        taken = entry(withdrawn={"on": "2026-04-03"})
        assert status(entry(), taken) == "consent-withdrawn"

    def test_a_duty_of_the_law_does_not_wait_for_a_yes(self):
        assert status(entry(**REFUSED), entry(**GROUND)) == "ok"

    def test_but_a_picture_does(self):
        assert status(entry(purpose=PHOTO, **GROUND), purpose=PHOTO) == "consent-missing"


def test_the_purposes_are_those_of_the_list():
    assert [str(one) for one in ConsentPurpose] == list(vocabulary.labels("consent_purposes"))


def test_what_was_said_anew_counts_once():
    older, newer = entry(entry="e1"), entry(entry="e2")
    assert [one["entry"] for one in consent_rules.current([older, newer])] == ["e2"]
