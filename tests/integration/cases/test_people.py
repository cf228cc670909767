"""The people of a case: kept whole, corrected by several at once, recognised, set aside."""

import uuid
from datetime import date

import pytest

from kla.cases.services import (
    assignment,
    exits,
    intake,
    known_people,
    listing,
    people,
    reading,
)
from kla.cases.types import (
    CaseState,
    ChangeReport,
    LeaveCase,
    ListFilter,
    Perpetrator,
    Reporter,
    SectionName,
)
from kla.cases.types.people import (
    LinkPerson,
    PersonDetails,
    PersonRole,
    PutPerson,
    RemovePerson,
    mark_of,
)
from kla.core.errors import Conflict, Forbidden, Invalid, NotFound
from tests import factories_cases as f

VICTIM, FAMILY = PersonRole.VICTIM, PersonRole.FAMILY
PERPETRATOR, REPORTER = PersonRole.PERPETRATOR, PersonRole.REPORTER
MOTHER = {"name": "Rina Contohwati", "relation": "ibu", "phone": "0800-111-222"}
GIRL = {"name": "Siti Contohwati", "sex": "P", "kelurahan": f.MANGGAR}


def roll_in(session, cast, case_id, who="hasan"):
    return people.read_roll(session, cast.actor(session, who), case_id)


def someone(session, cast, case_id, role, name=""):
    found = roll_in(session, cast, case_id).people
    return next(one for one in found if one.role == role and name in one.name)


def put(session, cast, case_id, role, details, who="ratna", **more):
    command = PutPerson(role=role, details=PersonDetails(**details), **more)
    people.put_person(session, cast.actor(session, who), case_id, command)
    session.commit()
    return command.person


def change(session, cast, case_id, one, details, who="ratna"):
    seen = mark_of(one.facts)
    put(session, cast, case_id, one.role, details, who, person=one.id, seen=seen)


@pytest.fixture
def case_id(session, cast):
    return f.assigned(session, cast)


class TestPut:
    def test_family_is_kept_with_all_that_is_known(self, session, cast, case_id):
        details = MOTHER | {
            "nik": "6471015203800001",
            "kk": "6471010504190007",
            "address_kk": "Jl. Lama 1",
            "address": "Jl. Baru 2",
            "address_hidden": True,
            "religion": "islam",
            "citizenship": "wni",
            "education": "slta",
            "work": "bekerja",
            "marital": "kawin",
            "disabilities": ("netra", "rungu"),
        }
        put(session, cast, case_id, FAMILY, details)
        facts = someone(session, cast, case_id, FAMILY).facts
        kept = {name: facts[name] for name in details}
        assert kept == details | {"disabilities": ["netra", "rungu"]}

    def test_a_victim_has_hope_and_categories(self, session, cast, case_id):
        girl = someone(session, cast, case_id, VICTIM)
        details = GIRL | {"born": date(2014, 3, 12), "ampk": ("kekerasan",), "hope": "Pulang."}
        change(session, cast, case_id, girl, details)
        facts = someone(session, cast, case_id, VICTIM).facts
        assert (facts["ampk"], facts["hope"], facts["born"]) == (
            ["kekerasan"],
            "Pulang.",
            "2014-03-12",
        )

    def test_lists_and_the_search_follow_a_corrected_name(self, session, cast, case_id):
        girl = someone(session, cast, case_id, VICTIM)
        change(session, cast, case_id, girl, GIRL | {"name": "Nurhaliza Contoh"})
        hasan = cast.actor(session, "hasan")
        found = listing.list_cases(session, hasan, ListFilter(query="nurhaliza")).rows
        assert [row.case_id for row in found] == [case_id]
        assert found[0].summary["initials"] == ["N.C."]

    def test_siblings_stand_in_one_case(self, session, cast, case_id):
        put(session, cast, case_id, VICTIM, GIRL | {"name": "Budi Contoh", "sex": "L"})
        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        assert page.content("summary")["initials"] == ["S.C.", "B.C."]

    def test_odd_numbers_are_no_wall(self, session, cast, case_id):
        put(session, cast, case_id, FAMILY, MOTHER | {"nik": "12", "kk": "tidak tahu"})
        assert someone(session, cast, case_id, FAMILY).facts["nik"] == "12"

    def test_the_reporter_stands_in_the_report_too(self, session, cast, case_id):
        one = someone(session, cast, case_id, REPORTER)
        details = {"name": "Bu Contoh", "relation": "tetangga", "phone": "1", "address": "Jl. 3"}
        change(session, cast, case_id, one, details)
        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        core = page.content("core")
        assert (core["reporter_name"], core["relation"]) == ("Bu Contoh", "tetangga")
        assert core["chronology"]
        assert someone(session, cast, case_id, REPORTER).facts["address"] == "Jl. 3"

    def test_of_one_who_stays_unnamed_nothing_is_kept(self, session, cast, case_id):
        one = someone(session, cast, case_id, REPORTER)
        details = {"name": "Bu Contoh", "relation": "saksi", "address": "Jl.", "anonymous": True}
        change(session, cast, case_id, one, details)
        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        assert page.content("core")["reporter_name"] == ""
        assert "Jl." not in str(page.content("persons"))

    def test_the_same_form_sent_twice_is_one_person(self, session, cast, case_id):
        person = uuid.uuid4()
        put(session, cast, case_id, FAMILY, MOTHER, person=person)
        put(session, cast, case_id, FAMILY, MOTHER, person=person)
        assert (
            len([one for one in roll_in(session, cast, case_id).people if one.role == FAMILY]) == 1
        )

    @pytest.mark.parametrize(
        ("role", "details", "field"),
        [
            (FAMILY, {"name": "", "relation": "ibu"}, "name"),
            (FAMILY, {"name": "A", "relation": ""}, "relation"),
            (FAMILY, {"name": "A", "relation": "tetangga"}, "relation"),
            (FAMILY, MOTHER | {"religion": "x"}, "religion"),
            (FAMILY, MOTHER | {"disabilities": ("x",)}, "disabilities"),
            (FAMILY, MOTHER | {"born": date(2999, 1, 1)}, "born"),
            (FAMILY, MOTHER | {"age": 121}, "age"),
            (FAMILY, MOTHER | {"kelurahan": "x"}, "kelurahan"),
            (FAMILY, MOTHER | {"phone": "1" * 201}, "phone"),
            (FAMILY, MOTHER | {"remarks": "\x00"}, "remarks"),
            (VICTIM, GIRL | {"ampk": ("x",)}, "ampk"),
            (VICTIM, GIRL | {"sex": ""}, "sex"),
            (PERPETRATOR, {"relation": "ibu"}, "relation"),
        ],
    )
    def test_what_cannot_be_is_refused_with_its_field(
        self, session, cast, case_id, role, details, field
    ):
        with pytest.raises(Invalid) as refused:
            put(session, cast, case_id, role, details)
        assert refused.value.field == field

    @pytest.mark.parametrize(
        ("who", "error"), [("lestari", NotFound), ("sari", NotFound), ("dimas", Forbidden)]
    )
    def test_is_for_who_can_open_the_case(self, session, cast, case_id, who, error):
        with pytest.raises(error):
            put(session, cast, case_id, FAMILY, MOTHER, who=who)


class TestTwoAtOnce:
    def test_of_two_who_correct_one_person_the_second_is_told(self, session, cast, case_id):
        girl = someone(session, cast, case_id, VICTIM)
        change(session, cast, case_id, girl, GIRL | {"hope": "Sekolah."})
        with pytest.raises(Conflict):
            change(session, cast, case_id, girl, GIRL | {"hope": "Lupa."}, who="hasan")
        session.rollback()
        assert someone(session, cast, case_id, VICTIM).facts["hope"] == "Sekolah."

    def test_two_who_correct_different_people_do_not_clash(self, session, cast, case_id):
        girl, father = (someone(session, cast, case_id, one) for one in (VICTIM, PERPETRATOR))
        change(session, cast, case_id, girl, GIRL | {"hope": "Sekolah."})
        change(session, cast, case_id, father, {"relation": "orang_tua", "name": "Joko"}, "hasan")
        assert someone(session, cast, case_id, VICTIM).facts["hope"] == "Sekolah."
        assert someone(session, cast, case_id, PERPETRATOR).name == "Joko"

    def test_a_report_written_meanwhile_is_a_conflict_and_loses_nothing(
        self, session, cast, case_id
    ):
        hasan = cast.actor(session, "hasan")
        page = reading.read_case(session, hasan, case_id)
        seen = {
            "seen_core": page.sections[SectionName.CORE].version,
            "seen_persons": page.sections[SectionName.PERSONS].version,
        }
        put(session, cast, case_id, FAMILY, MOTHER)
        with pytest.raises(Conflict):
            intake.change_report(session, hasan, case_id, ChangeReport(report=f.report(), **seen))


def corrected(session, cast, case_id, **changed):
    hasan = cast.actor(session, "hasan")
    page = reading.read_case(session, hasan, case_id)
    command = ChangeReport(
        report=f.report(**changed),
        seen_core=page.sections[SectionName.CORE].version,
        seen_persons=page.sections[SectionName.PERSONS].version,
    )
    intake.change_report(session, hasan, case_id, command)
    session.commit()


class TestCorrectedReport:
    def test_what_else_is_known_of_people_stays(self, session, cast, case_id):
        girl, father = (someone(session, cast, case_id, one) for one in (VICTIM, PERPETRATOR))
        change(session, cast, case_id, girl, GIRL | {"hope": "Sekolah.", "age": 12})
        change(session, cast, case_id, father, {"relation": "orang_tua", "age": 40})
        put(session, cast, case_id, FAMILY, MOTHER)

        corrected(
            session,
            cast,
            case_id,
            victims=(f.victim(name="Siti Baru", person=girl.id),),
            perpetrators=(Perpetrator(relation="orang_tua", person=father.id),),
        )

        girl = someone(session, cast, case_id, VICTIM)
        assert (girl.name, girl.facts["hope"]) == ("Siti Baru", "Sekolah.")
        assert someone(session, cast, case_id, PERPETRATOR).facts["age"] == 40
        assert someone(session, cast, case_id, FAMILY).name == MOTHER["name"]

    def test_whom_it_names_no_more_is_set_aside(self, session, cast, case_id):
        corrected(session, cast, case_id, victims=(f.victim(name="Anak Lain"),))
        roll = roll_in(session, cast, case_id)
        assert [one.name for one in roll.people if one.role == VICTIM] == ["Anak Lain"]
        assert "Siti Contohwati" in {one["name"] for one in roll.removed}


def remove(session, cast, case_id, one, **changed):
    values = {"role": one.role, "person": one.id, "reason": "Salah orang."}
    command = RemovePerson(**(values | {"seen": mark_of(one.facts)} | changed))
    people.remove_person(session, cast.actor(session, "ratna"), case_id, command)
    session.commit()


class TestRemove:
    def test_somebody_is_set_aside_with_the_reason(self, session, cast, case_id):
        put(session, cast, case_id, FAMILY, MOTHER)
        remove(session, cast, case_id, someone(session, cast, case_id, FAMILY))
        roll = roll_in(session, cast, case_id)
        assert FAMILY not in {one.role for one in roll.people}
        assert [(one["name"], one["reason"]) for one in roll.removed] == [
            (MOTHER["name"], "Salah orang.")
        ]

    @pytest.mark.parametrize("role", [VICTIM, REPORTER])
    def test_the_last_victim_and_the_reporter_stay(self, session, cast, case_id, role):
        one = someone(session, cast, case_id, role)
        with pytest.raises(Invalid) as refused:
            remove(session, cast, case_id, one, role=PersonRole(role))
        assert refused.value.reason == "cannot-be-removed"

    def test_not_after_somebody_corrected_them(self, session, cast, case_id):
        one = someone(session, cast, case_id, PERPETRATOR)
        change(session, cast, case_id, one, {"relation": "tetangga"}, who="hasan")
        with pytest.raises(Conflict):
            remove(session, cast, case_id, one)


def link(session, cast, case_id, one, known_case, known, who="ratna"):
    command = LinkPerson(role=one.role, person=one.id, known_case=known_case, known=known)
    known_people.link_person(session, cast.actor(session, who), case_id, command)
    session.commit()


class TestKnown:
    def test_a_child_of_another_case_is_offered_with_what_they_share(self, session, cast, case_id):
        other = f.assigned(session, cast, victims=(f.victim(name="Sitti Tjontohwati"),))
        girl = someone(session, cast, case_id, VICTIM)
        ratna = cast.actor(session, "ratna")
        _, found = known_people.find_known(session, ratna, case_id, VICTIM, girl.id)
        assert [(one.case_id, one.reasons) for one in found] == [(other, ("name",))]

    def test_not_from_a_case_that_the_worker_cannot_open(self, session, cast, case_id):
        f.assigned(session, cast, "lestari")
        girl = someone(session, cast, case_id, VICTIM)
        ratna = cast.actor(session, "ratna")
        assert known_people.find_known(session, ratna, case_id, VICTIM, girl.id)[1] == []

    def test_one_person_stands_in_two_cases(self, session, cast, case_id):
        other = f.assigned(session, cast)
        girl, known = (someone(session, cast, one, VICTIM) for one in (case_id, other))
        link(session, cast, case_id, girl, other, known.id)
        roll = roll_in(session, cast, case_id)
        again = roll.find(VICTIM, known.id)
        hasan = cast.actor(session, "hasan")
        assert again.name == girl.name
        assert known_people.cases_with(session, hasan, roll, again) == [str(other)]
        summary = reading.read_case(session, hasan, case_id).content("summary")
        assert summary["victims"][0]["person"] == known.ref

    def test_a_mother_who_reported_is_one_person_of_the_case(self, session, cast):
        reporter = Reporter(relation="keluarga", name=MOTHER["name"], phone="0800111222")
        case_id = f.assigned(session, cast, reporter=reporter)
        mother = put(session, cast, case_id, FAMILY, MOTHER)
        one = someone(session, cast, case_id, REPORTER)
        ratna = cast.actor(session, "ratna")
        _, found = known_people.find_known(session, ratna, case_id, REPORTER, one.id)
        assert [(known.person.id, known.reasons) for known in found] == [
            (mother, ("phone", "name"))
        ]
        link(session, cast, case_id, one, case_id, mother)
        assert someone(session, cast, case_id, REPORTER).id == mother

    def test_not_with_two_of_the_same_role(self, session, cast, case_id):
        put(session, cast, case_id, VICTIM, GIRL)
        one, other = (one for one in roll_in(session, cast, case_id).people if one.role == VICTIM)
        with pytest.raises(Invalid) as refused:
            link(session, cast, case_id, one, case_id, other.id)
        assert refused.value.reason == "same-role-twice"

    def test_not_with_anybody_out_of_reach(self, session, cast, case_id):
        other = f.assigned(session, cast, "lestari")
        known = someone(session, cast, other, VICTIM)
        girl = someone(session, cast, case_id, VICTIM)
        with pytest.raises(NotFound):
            link(session, cast, case_id, girl, other, known.id)
        session.rollback()
        with pytest.raises(NotFound):
            link(session, cast, case_id, girl, case_id, uuid.uuid4())


class TestWhomNothingReaches:
    def test_a_case_is_not_referred_to_the_suspected_father(self, session, cast):
        father = Perpetrator(relation="orang_tua", name="Joko Contoh")
        case_id = f.assigned(session, cast, perpetrators=(father,))
        command = LeaveCase(
            outcome=CaseState.REFERRED,
            reason="Pindah.",
            to="Bapak Djoko Tjontoh",
            told="Sudah.",
            safety="Aman.",
            confirmed=True,
        )
        with pytest.raises(Invalid) as refused:
            exits.leave_case(session, cast.actor(session, "hasan"), case_id, command)
        assert (refused.value.reason, refused.value.field) == ("suspect-not-reached", "to")

    def test_everything_of_people_survives_a_new_key(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        put(session, cast, case_id, FAMILY, MOTHER)
        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, cast.lestari.account_id)
        session.commit()
        assert someone(session, cast, case_id, FAMILY).name == MOTHER["name"]
        with pytest.raises(NotFound):
            put(session, cast, case_id, FAMILY, MOTHER, who="lestari")

    def test_nothing_of_people_is_in_clear(self, session, cast, case_id):
        put(session, cast, case_id, FAMILY, MOTHER | {"nik": "6471015203800001"})
        stored = session.connection().exec_driver_sql("select * from case_section").all()
        said = b"".join(value for row in stored for value in row if isinstance(value, bytes))
        assert b"Rina" not in said
        assert b"6471015203800001" not in said
