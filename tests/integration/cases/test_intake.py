"""Registering a report."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from kla.cases.models import Case, CaseGrant, CaseSection, CaseTask
from kla.cases.services import intake, reading
from kla.cases.types import CaseState, ChangeReport, Reporter, SectionName, TaskKind
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, NotFound, NotReady
from kla.crypto.grants import GrantKind
from tests import factories_cases as f


class TestRegisterCase:
    def test_intake_and_the_supervisor_read_what_was_reported(self, session, cast):
        case_id = f.registered(session, cast, chronology="Dipukul di rumah.")

        for reader in ("tini", "hasan"):
            page = reading.read_case(session, cast.actor(session, reader), case_id)
            assert page.content("core")["chronology"] == "Dipukul di rumah."
            assert page.content("persons")["victims"][0]["name"] == "Siti Contohwati"
            assert page.state is CaseState.INTAKE

    def test_it_is_sealed_to_intake_supervision_and_both_shares(self, session, cast):
        case_id = f.registered(session, cast)

        kinds = session.scalars(select(CaseGrant.kind).where(CaseGrant.case_id == case_id)).all()

        assert sorted(kinds) == [
            GrantKind.CIRCLE,
            GrantKind.CIRCLE,
            GrantKind.SHARE_A,
            GrantKind.SHARE_B,
        ]

    def test_nothing_that_was_typed_stands_in_any_row(self, session, cast):
        marker = "Penandarahasia"
        person = f.victim(name=f"{marker} Nama", nik=f"{marker}-nik")
        reporter = Reporter(relation="keluarga", name=f"{marker} Pelapor", phone=marker)
        f.registered(
            session,
            cast,
            chronology=f"{marker} kronologi",
            address=f"{marker} alamat",
            victims=(person,),
            reporter=reporter,
        )

        raw = session.connection().connection.driver_connection
        if hasattr(raw, "iterdump"):
            dump = "\n".join(raw.iterdump()).lower()
            hexed = marker.encode().hex()
            assert marker.lower() not in dump
            assert hexed not in dump

    def test_the_same_form_sent_twice_is_one_case(self, session, cast):
        tini, case_id, command = cast.actor(session, "tini"), uuid.uuid4(), f.report()

        first = intake.register_case(session, tini, case_id, command)
        session.flush()
        second = intake.register_case(session, tini, case_id, command)

        assert first is second
        assert len(session.scalars(select(Case)).all()) == 1
        assert len(session.scalars(select(CaseSection)).all()) == 3

    def test_an_id_of_somebody_elses_case_is_refused(self, session, cast):
        case_id = f.assigned(session, cast)

        with pytest.raises(Conflict):
            intake.register_case(session, cast.actor(session, "tini"), case_id, f.report())

    @pytest.mark.parametrize("who", ["ratna", "dimas", "wati", "nur", "gilang", "arif"])
    def test_refuses_everybody_else(self, session, cast, who):
        with pytest.raises(Forbidden):
            intake.register_case(session, cast.actor(session, who), uuid.uuid4(), f.report())

    @pytest.mark.parametrize(("risk", "hours"), [("tinggi", 0), ("sedang", 6), ("rendah", 24)])
    def test_starts_the_clocks(self, session, cast, risk, hours):
        received = clock.now() - timedelta(hours=2)
        case_id = f.registered(session, cast, risk=risk, received_at=received)

        tasks = session.scalars(select(CaseTask).where(CaseTask.case_id == case_id)).all()
        due = {task.kind: task.due - received for task in tasks}

        assert due == {
            TaskKind.RESPOND: timedelta(hours=hours),
            TaskKind.STATUTORY_REPORT: timedelta(hours=72),
        }
        assert session.get(Case, case_id).next_due == min(task.due for task in tasks)

    def test_every_case_has_the_same_tasks_whatever_happened(self, session, cast):
        one = f.registered(session, cast, primary_kind="seksual", kinds=("seksual",))
        other = f.registered(session, cast)

        kinds = [
            sorted(session.scalars(select(CaseTask.kind).where(CaseTask.case_id == case_id)))
            for case_id in (one, other)
        ]

        assert kinds[0] == kinds[1]

    def test_an_anonymous_reporter_leaves_no_name(self, session, cast):
        reporter = Reporter(relation="tetangga", anonymous=True, name="Bu Bocor", phone="0811")
        case_id = f.registered(session, cast, reporter=reporter)

        core = reading.read_case(session, cast.actor(session, "hasan"), case_id).content("core")

        assert (core["reporter_name"], core["reporter_phone"]) == ("", "")

    def test_the_month_is_that_of_the_report_in_balikpapan(self, session, cast):
        received = clock.now().replace(year=2025, month=1, day=31, hour=20)
        case_id = f.registered(session, cast, received_at=received)

        assert session.get(Case, case_id).opened_month == "2025-02"

    @pytest.mark.parametrize(
        ("changed", "field", "reason"),
        [
            ({"victims": ()}, "victims", "no-victim"),
            ({"victims": (f.victim(name="  "),)}, "victims", "missing"),
            ({"victims": (f.victim(sex="X"),)}, "victims", "unknown-code"),
            ({"victims": (f.victim(age=121),)}, "victims", "age-out-of-range"),
            ({"victims": (f.victim(name="a" * 201),)}, "victims", "too-long"),
            ({"victims": (f.victim(born=date(2999, 1, 1)),)}, "victims", "in-future"),
            ({"kanal": "merpati"}, "kanal", "unknown-code"),
            ({"place": "bulan"}, "place", "unknown-code"),
            ({"risk": "gawat"}, "risk", "unknown-code"),
            ({"kelurahan": "Manggar"}, "kelurahan", "unknown-code"),
            ({"primary_kind": "psikis"}, "primary_kind", "primary-not-among-kinds"),
            ({"kinds": ("fisik", "gosip")}, "kinds", "unknown-code"),
            ({"chronology": ""}, "chronology", "missing"),
            ({"chronology": "a" * 20_001}, "chronology", "too-long"),
            ({"chronology": "a\x00b"}, "chronology", "control-characters"),
            ({"happened_on": date(2999, 1, 1)}, "happened_on", "in-future"),
        ],
    )
    def test_says_which_field_is_wrong_and_writes_nothing(
        self, session, cast, changed, field, reason
    ):
        tini = cast.actor(session, "tini")

        with pytest.raises(Invalid) as refused:
            intake.register_case(session, tini, uuid.uuid4(), f.report(**changed))

        assert (refused.value.field, refused.value.reason) == (field, reason)
        assert session.scalars(select(Case)).all() == []

    def test_a_report_from_tomorrow_is_refused(self, session, cast):
        command = f.report(received_at=clock.now() + timedelta(days=1))

        with pytest.raises(Invalid) as refused:
            intake.register_case(session, cast.actor(session, "tini"), uuid.uuid4(), command)

        assert refused.value.field == "received_at"

    def test_waits_for_the_circles_that_a_case_needs(self, session, cast):
        tini = cast.actor(session, "tini")

        with pytest.raises(NotReady):
            intake.register_case(session, tini, uuid.uuid4(), f.report(unit_id=uuid.uuid4()))


class TestChangeReport:
    def change(self, session, cast, case_id, who="hasan", **changed):
        page = reading.read_case(session, cast.actor(session, who), case_id)
        seen = {name: page.sections[SectionName(name)].version for name in ("core", "persons")}
        command = ChangeReport(
            report=f.report(**changed), seen_core=seen["core"], seen_persons=seen["persons"]
        )
        intake.change_report(session, cast.actor(session, who), case_id, command)
        session.commit()

    def test_corrects_facts_and_people(self, session, cast):
        case_id = f.registered(session, cast)

        self.change(session, cast, case_id, chronology="Diralat.", victims=(f.victim(name="Ani"),))

        page = reading.read_case(session, cast.actor(session, "tini"), case_id)
        assert page.content("core")["chronology"] == "Diralat."
        assert page.content("summary")["initials"] == ["A."]

    def test_keeps_what_came_after_the_report(self, session, cast):
        case_id = f.assigned(session, cast)

        self.change(session, cast, case_id, who="ratna")

        summary = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        assert summary.content("summary")["accepted"] is True
        assert len(summary.content("summary")["workers"]) == 1

    def test_of_two_writers_the_second_is_told_and_overwrites_nothing(self, session, cast):
        case_id = f.registered(session, cast)
        stale = ChangeReport(report=f.report(chronology="Kedua."), seen_core=1, seen_persons=1)
        self.change(session, cast, case_id, chronology="Pertama.")

        with pytest.raises(Conflict):
            intake.change_report(session, cast.actor(session, "tini"), case_id, stale)
        session.rollback()

        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        assert page.content("core")["chronology"] == "Pertama."

    def test_knows_no_case_out_of_reach(self, session, cast):
        case_id = f.assigned(session, cast)
        command = ChangeReport(report=f.report(), seen_core=1, seen_persons=1)

        with pytest.raises(NotFound):
            intake.change_report(session, cast.actor(session, "lestari"), case_id, command)
