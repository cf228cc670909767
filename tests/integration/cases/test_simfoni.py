"""Entering cases in the ministry's register: the sheet, what is noted, what went stale since."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from kla.cases.models import CaseSection
from kla.cases.services import (
    assignment,
    closure,
    index,
    intake,
    people,
    reading,
    restriction,
    simfoni,
)
from kla.cases.types import ChangeReport, SectionName
from kla.cases.types.consents import ConsentPurpose
from kla.cases.types.people import PersonDetails, PersonRole, PutPerson, mark_of
from kla.cases.types.restriction import RestrictCase
from kla.cases.types.simfoni import (
    CompleteSimfoni,
    EnterSimfoni,
    SimfoniState,
    UndoSimfoni,
)
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, InvalidTransition, NotFound
from kla.trail import services as trail
from tests import factories_cases as f
from tests import factories_stages as later
from tests.integration.cases.colleagues import consented, id_of, summary_of

NUMBER = "SIM-2026/10-0042"


def places(code):
    return "Balikpapan Timur", f"Kelurahan {code[-4:]}"


@pytest.fixture
def case_id(session, cast):
    return consented(session, cast, f.assigned(session, cast), ConsentPurpose.SIMFONI)


def read(session, cast, case_id, who="ratna"):
    found = simfoni.read_sheet(session, cast.actor(session, who), case_id, places)
    session.commit()
    return found


def enter(session, cast, case_id, who="ratna", **changed):
    stored = reading.read_sections(
        session, cast.actor(session, "hasan"), case_id, SectionName.SIMFONI
    )
    seen = stored[SectionName.SIMFONI].version
    values = {"number": NUMBER, "on": clock.today(), "seen": seen}
    command = EnterSimfoni(**(values | changed))
    simfoni.enter(session, cast.actor(session, who), case_id, command)
    session.commit()
    return command.entry


def flag(session, cast, case_id):
    return summary_of(session, cast, case_id).get("simfoni", {})


def line(session, cast, case_id):
    (found,) = index.list_lines(session, cast.actor(session, "hasan"), cast.units[0], {case_id})
    return found.entry


def correct(session, cast, case_id, **changed):
    """Somebody corrects the victim."""
    hasan = cast.actor(session, "hasan")
    (victim,) = [
        one for one in people.read_roll(session, hasan, case_id).people if one.role == "victims"
    ]
    details = PersonDetails(**({"name": victim.name, "sex": "P", "kelurahan": f.MANGGAR} | changed))
    command = PutPerson(
        role=PersonRole.VICTIM, details=details, seen=mark_of(victim.facts), person=victim.id
    )
    people.put_person(session, hasan, case_id, command)
    session.commit()


def said(found, where):
    code, name = where.split(".")
    block = next(one for one in found.blocks if one.code == code)
    return [one.text for row in block.lines if row.field.code == name for one in row.values]


class TestSheet:
    def test_tells_the_case_in_the_ministrys_words(self, session, cast, case_id):
        found = read(session, cast, case_id)
        assert said(found, "aduan-1.kanal") == ["Pengaduan langsung"]
        assert said(found, "aduan-1.tempat") == ["Rumah Tangga"]
        assert said(found, "korban-1.nama") == ["Siti Contohwati"]
        assert said(found, "terlapor-1.hubungan") == ["Orang tua"]
        assert found.state is SimfoniState.WAITING

    def test_leaves_a_line_and_nothing_else(self, session, cast, case_id):
        before = session.scalars(select(CaseSection.version)).all()
        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        read(session, cast, case_id)
        actions = [one.action for one in trail.lines_about(session, page.history)]
        assert {"case.simfoni_read", "case.consent_relied_on"} <= set(actions)
        assert session.scalars(select(CaseSection.version)).all() == before

    def test_is_not_shown_without_a_consent_or_another_ground(self, session, cast):
        found = read(session, cast, f.assigned(session, cast))
        assert (found.refused, found.blocks) == ("consent-missing", ())

    def test_is_for_who_has_the_case(self, session, cast, case_id):
        for who in ("lestari", "made", "sari"):
            with pytest.raises(NotFound):
                read(session, cast, case_id, who)
        for who in ("tini", "nur", "wati", "gilang"):
            with pytest.raises(Forbidden):
                read(session, cast, case_id, who)

    def test_of_a_restricted_case_is_for_those_named(self, session, cast, case_id):
        named = (id_of(cast, "hasan"), id_of(cast, "lestari"))
        command = RestrictCase(people=named, reason="Rekan terlibat.", confirmed=True)
        restriction.restrict(session, cast.actor(session, "hasan"), case_id, command)
        session.commit()
        assert read(session, cast, case_id, "lestari").blocks
        with pytest.raises(NotFound):
            read(session, cast, case_id, "ratna")

    def test_what_no_other_form_has_is_kept_and_told(self, session, cast, case_id):
        command = CompleteSimfoni(time="14.30", way_here="Diantar keluarga.")
        simfoni.complete(session, cast.actor(session, "ratna"), case_id, command)
        session.commit()
        found = read(session, cast, case_id)
        assert said(found, "aduan-1.jam_kejadian") == ["14.30"]
        with pytest.raises(Conflict):
            simfoni.complete(session, cast.actor(session, "hasan"), case_id, command)

    @pytest.mark.parametrize("text", ["a" * 501, "\x00"])
    def test_what_no_keyboard_types_is_refused(self, session, cast, case_id, text):
        with pytest.raises(Invalid) as refused:
            simfoni.complete(
                session, cast.actor(session, "ratna"), case_id, CompleteSimfoni(route=text)
            )
        assert refused.value.field == "route"


class TestEntered:
    def test_is_noted_with_number_and_day(self, session, cast, case_id):
        enter(session, cast, case_id)
        found = read(session, cast, case_id)
        assert (found.state, found.entered["number"]) == (SimfoniState.ENTERED, NUMBER)
        assert flag(session, cast, case_id)["state"] == "entered"
        entry = line(session, cast, case_id)
        assert (entry.state, entry.number, entry.on) == ("entered", NUMBER, f"{clock.today()}")

    def test_needs_no_consent_since_it_has_happened(self, session, cast):
        case_id = f.assigned(session, cast)
        enter(session, cast, case_id)
        assert read(session, cast, case_id).state is SimfoniState.ENTERED

    @pytest.mark.parametrize(
        ("changed", "field", "reason"),
        [
            ({"number": " "}, "number", "missing"),
            ({"number": "1" * 41}, "number", "too-long"),
            ({"number": "Siti"}, "number", "simfoni-number"),
            ({"number": "12|34"}, "number", "simfoni-number"),
            ({"number": "=1+1"}, "number", "simfoni-number"),
            ({"number": "1,2"}, "number", "simfoni-number"),
            ({"number": "1\x00"}, "number", "control-characters"),
            ({"number": "१२"}, "number", "simfoni-number"),
            ({"on": clock.today() + timedelta(days=1)}, "on", "in-future"),
            ({"on": clock.today() - timedelta(days=2)}, "on", "before-report"),
        ],
    )
    def test_what_cant_be_so_is_refused(self, session, cast, case_id, changed, field, reason):
        with pytest.raises(Invalid) as refused:
            enter(session, cast, case_id, **changed)
        assert (refused.value.field, refused.value.reason) == (field, reason)
        session.rollback()
        assert flag(session, cast, case_id) == {}

    def test_the_same_form_twice_is_one(self, session, cast, case_id):
        entry = enter(session, cast, case_id)
        enter(session, cast, case_id, entry=entry, seen=0)
        found = read(session, cast, case_id)
        assert (found.version, found.past) == (1, ())

    def test_of_two_at_once_the_second_is_told(self, session, cast, case_id):
        enter(session, cast, case_id)
        with pytest.raises(Conflict):
            enter(session, cast, case_id, who="hasan", number="SIM-9", seen=0)
        session.rollback()
        assert read(session, cast, case_id).entered["number"] == NUMBER

    def test_a_corrected_number_keeps_the_older_one_and_who_noted_it(self, session, cast, case_id):
        enter(session, cast, case_id)
        enter(session, cast, case_id, who="hasan", number="SIM-9")
        found = read(session, cast, case_id)
        (old,) = found.past
        assert (found.entered["number"], old["number"]) == ("SIM-9", NUMBER)
        assert (old["by"], old["ended_by"]) == (
            str(id_of(cast, "ratna")),
            str(id_of(cast, "hasan")),
        )
        assert "snapshot" not in old

    def test_can_be_taken_back_for_a_reason(self, session, cast, case_id):
        enter(session, cast, case_id)
        ratna = cast.actor(session, "ratna")
        with pytest.raises(Invalid):
            simfoni.undo(session, ratna, case_id, UndoSimfoni(reason=" ", seen=1))
        with pytest.raises(Conflict):
            simfoni.undo(session, ratna, case_id, UndoSimfoni(reason="Salah.", seen=7))
        simfoni.undo(session, ratna, case_id, UndoSimfoni(reason="Salah kasus.", seen=1))
        session.commit()
        found = read(session, cast, case_id)
        assert found.state is SimfoniState.WAITING
        assert [(one["how"], one["reason"]) for one in found.past] == [("undone", "Salah kasus.")]
        assert (flag(session, cast, case_id), line(session, cast, case_id).state) == ({}, "")
        with pytest.raises(InvalidTransition):
            simfoni.undo(session, ratna, case_id, UndoSimfoni(reason="Lagi.", seen=2))

    def test_nothing_of_it_is_in_clear(self, session, cast, case_id):
        enter(session, cast, case_id)
        blobs = session.scalars(select(CaseSection.ct)).all()
        assert all(NUMBER.encode() not in blob for blob in blobs)

    def test_is_for_who_has_the_case(self, session, cast, case_id):
        with pytest.raises(NotFound):
            enter(session, cast, case_id, who="lestari")
        with pytest.raises(Forbidden):
            enter(session, cast, case_id, who="tini")


class TestStale:
    def test_a_corrected_person_makes_it_stale_and_is_named(self, session, cast, case_id):
        enter(session, cast, case_id)
        correct(session, cast, case_id, age=13)
        found = read(session, cast, case_id)
        assert found.state is SimfoniState.STALE
        assert [(one.label, one.before, one.now) for one in found.differences] == [
            ("Umur saat lapor", ("12",), ("13",)),
            ("Kelompok umur", ("12",), ("13",)),
        ]
        assert flag(session, cast, case_id) == {
            "state": "stale",
            "number": NUMBER,
            "on": f"{clock.today()}",
            "differs": ["korban"],
        }
        assert line(session, cast, case_id).state == "stale"

    def test_what_is_put_right_again_is_up_to_date(self, session, cast, case_id):
        enter(session, cast, case_id)
        correct(session, cast, case_id, age=13)
        correct(session, cast, case_id, age=12)
        assert flag(session, cast, case_id)["state"] == "entered"

    def test_what_was_brought_up_to_date_there_is_up_to_date(self, session, cast, case_id):
        enter(session, cast, case_id)
        correct(session, cast, case_id, age=13)
        enter(session, cast, case_id)
        found = read(session, cast, case_id)
        assert (found.state, len(found.past)) == (SimfoniState.ENTERED, 1)

    def test_a_corrected_report_makes_it_stale(self, session, cast, case_id):
        enter(session, cast, case_id)
        roll = people.read_roll(session, cast.actor(session, "hasan"), case_id)
        (ref,) = [one.id for one in roll.people if one.role == "victims"]
        report = f.report(place="sekolah", victims=(f.victim(person=ref),))
        stored = reading.read_sections(
            session, cast.actor(session, "hasan"), case_id, SectionName.CORE, SectionName.PERSONS
        )
        command = ChangeReport(
            report=report,
            seen_core=stored[SectionName.CORE].version,
            seen_persons=stored[SectionName.PERSONS].version,
        )
        intake.change_report(session, cast.actor(session, "hasan"), case_id, command)
        session.commit()
        assert "aduan" in flag(session, cast, case_id)["differs"]

    def test_a_service_and_the_end_make_it_stale(self, session, cast):
        case_id = later.delivery(session, cast)
        enter(session, cast, case_id)
        later.serve(session, cast, case_id)
        assert flag(session, cast, case_id)["differs"] == ["layanan"]
        enter(session, cast, case_id)
        command = f.ProposeClosure(
            reason="tujuan_tercapai", summary="Selesai.", outcomes={later.ROW.hex: "tercapai"}
        )
        closure.propose_closure(session, cast.actor(session, "ratna"), case_id, command)
        session.commit()
        assert flag(session, cast, case_id)["state"] == "entered"
        decision = f.DecideClosure(approve=True)
        closure.decide_closure(session, cast.actor(session, "hasan"), case_id, decision)
        session.commit()
        assert flag(session, cast, case_id)["differs"] == ["status"]

    def test_a_new_secret_keeps_what_was_noted(self, session, cast, case_id):
        enter(session, cast, case_id)
        hasan = cast.actor(session, "hasan")
        two = f.AssignCase(workers=(id_of(cast, "lestari"),))
        assignment.assign_case(session, hasan, case_id, two)
        assignment.remove_worker(session, hasan, case_id, id_of(cast, "ratna"))
        session.commit()
        assert read(session, cast, case_id, "lestari").entered["number"] == NUMBER
        with pytest.raises(NotFound):
            read(session, cast, case_id, "ratna")


class TestPages:
    @pytest.fixture
    def ratna(self, app, cast):
        return cast.browser(app, "ratna")

    def path(self, case_id, more=""):
        return f"/cases/{case_id}/simfoni{more}"

    def test_every_value_can_be_selected_without_a_script(self, ratna, case_id):
        ratna.get(self.path(case_id))
        outputs = ["".join(one.itertext()) for one in ratna.page.iter("output")]
        assert {"Pengaduan langsung", "Siti Contohwati", "Kronologi rekaan untuk pengujian."} <= {
            *outputs
        }
        assert "belum diisi" in ratna.text()

    def test_a_gap_leads_to_the_form_that_fills_it_and_to_the_next_gap(self, ratna, case_id):
        ratna.get(self.path(case_id))
        row = next(one for one in ratna.page.iter("tr") if one.get("id") == "korban-1.agama")
        fill, following = [one.get("href") for one in row.iter("a")]
        assert ratna.get(fill).status_code == 200
        assert following == "#korban-1.kewarganegaraan"

    def test_without_consent_it_says_what_to_do(self, session, cast, ratna):
        case_id = f.assigned(session, cast)
        ratna.get(self.path(case_id))
        assert "Lembar belum dapat ditampilkan" in ratna.text()
        assert "Kronologi rekaan" not in ratna.text()
        assert "Kronologi rekaan" not in self.printed(ratna, case_id)

    def printed(self, ratna, case_id):
        ratna.get(self.path(case_id, "/print"))
        return ratna.text()

    def test_on_paper_it_names_who_printed_it(self, ratna, case_id):
        text = self.printed(ratna, case_id)
        assert "Siti Contohwati" in text
        assert "oleh Ratna Contoh" in text

    def test_noting_it_from_the_page(self, session, cast, ratna, case_id):
        ratna.get(self.path(case_id))
        typed = ratna.values() | {"number": NUMBER, "on": f"{clock.today()}"}
        answer = ratna.post(self.path(case_id), typed)
        ratna.follow(answer)
        assert "Sudah diinput" in ratna.text()
        assert NUMBER in ratna.text()
        ratna.get(f"/cases/{case_id}")
        assert NUMBER in ratna.text()

    def test_what_is_wrong_stands_beside_its_field_with_all_that_was_typed(self, ratna, case_id):
        ratna.get(self.path(case_id))
        typed = ratna.values() | {"number": "Siti", "on": f"{clock.today()}"}
        assert ratna.post(self.path(case_id), typed).status_code == 422
        assert ratna.value("number") == "Siti"
        assert "tidak seperti nomor SIMFONI" in ratna.text()

    def test_who_comes_second_sees_both(self, session, cast, ratna, case_id):
        ratna.get(self.path(case_id))
        typed = ratna.values() | {"number": "SIM-9", "on": f"{clock.today()}"}
        enter(session, cast, case_id, who="hasan")
        assert ratna.post(self.path(case_id), typed).status_code == 409
        assert ratna.value("number") == "SIM-9"
        assert NUMBER in ratna.text()
        again = ratna.values() | {"number": "SIM-9", "on": f"{clock.today()}"}
        assert ratna.post(self.path(case_id), again).status_code == 303

    def test_taking_it_back_asks_first(self, session, cast, ratna, case_id):
        enter(session, cast, case_id)
        ratna.get(self.path(case_id, "/undo"))
        assert NUMBER in ratna.text()
        values = ratna.values()
        assert ratna.post(self.path(case_id, "/undo"), values).status_code == 422
        answer = ratna.post(self.path(case_id, "/undo"), values | {"reason": "Salah kasus."})
        ratna.follow(answer)
        assert "Belum diinput" in ratna.text()
        assert "Salah kasus." in ratna.text()
        assert ratna.get(self.path(case_id, "/undo")).status_code == 409

    def test_what_changed_is_shown_with_both_values(self, session, cast, ratna, case_id):
        enter(session, cast, case_id)
        correct(session, cast, case_id, age=13)
        ratna.get(self.path(case_id))
        text = ratna.text()
        assert "Berubah sejak diinput" in text
        assert "Perlu diperbarui" in text
        assert "Umur saat lapor 12 13" in text

    def test_the_form_for_what_is_left_keeps_what_another_saved(
        self, session, cast, ratna, case_id
    ):
        ratna.get(self.path(case_id, "/complete"))
        values = ratna.values()
        other = CompleteSimfoni(time="09.00")
        simfoni.complete(session, cast.actor(session, "hasan"), case_id, other)
        session.commit()
        answer = ratna.post(self.path(case_id, "/complete"), values | {"time": "10.00"})
        assert answer.status_code == 409
        assert ratna.value("time") == "10.00"
        assert "09.00" in ratna.text()
        again = ratna.post(self.path(case_id, "/complete"), ratna.values() | {"time": "10.00"})
        ratna.follow(again)
        assert "10.00" in ratna.text()

    def test_of_a_foreign_case_there_is_nothing(self, app, cast, case_id):
        made = cast.browser(app, "made")
        for more in ("", "/print", "/undo", "/complete"):
            assert made.get(self.path(case_id, more)).status_code == 404
        assert made.get(self.path(uuid.uuid4())).status_code == 404

    def test_a_page_with_three_victims_is_small(self, session, cast, ratna):
        three = tuple(f.victim(name=f"Anak {name}") for name in ("Satu", "Dua", "Tiga"))
        case_id = f.assigned(session, cast, victims=three)
        consented(session, cast, case_id, ConsentPurpose.SIMFONI)
        assert len(ratna.get(self.path(case_id)).data) < 60_000
        ratna.post("/language", {"lang": "en", "next": "/"})
        assert len(ratna.get(self.path(case_id)).data) < 60_000
        assert "Note as entered" in ratna.text()
        assert "Pengaduan langsung" in ratna.text()  # the ministry's word stays
