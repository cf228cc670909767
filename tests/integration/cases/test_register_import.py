"""An old register becomes sealed cases, each at the stage that it had reached, and once only."""

import dataclasses
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from kla.accounts.services import directory
from kla.cases import measures
from kla.cases.models import Case, CaseGrant, CaseNote, CaseSection, CaseTask, Erasure
from kla.cases.register_file import columns
from kla.cases.services import (
    assessment,
    identification,
    index,
    index_segments,
    intake,
    listing,
    reading,
    register_import,
    restriction,
    stages,
)
from kla.cases.services.index_keys import LIST, IndexId
from kla.cases.services.next_step import Step, next_step
from kla.cases.types import CaseState, ChangeReport, ListFilter, TaskKind
from kla.cases.types.register_import import ImportRun
from kla.cases.types.restriction import RestrictCase
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Forbidden, NotFound, Unreadable
from kla.core.importing import RowStatus
from kla.crypto.grants import GrantKind
from kla.trail import services as trail
from kla.trail.models import TrailEntry
from tests import factories_cases as f
from tests import registers as r
from tests.registers import over, plan_of, register, row

NIK = "6471014501120001"


@pytest.fixture
def hasan(cast, session):
    return cast.actor(session, "hasan")


@pytest.fixture
def import_(session, hasan):
    """Imports rows as the supervisor; answers the plan with what became of each."""

    def run(*rows, by=None, **values):
        actor, plan = by or hasan, plan_of(register(*rows))
        plan = register_import.examine(session, actor, plan)
        session.commit()
        todo = plan.open_cases
        cases = [plan.cases[place] for place in todo]
        done = register_import.add_cases(session, actor, ImportRun(**values), cases)
        session.commit()
        return plan.with_results(dict(zip(todo, done, strict=True)))

    return run


@pytest.fixture
def only(session):
    """The one case that there is."""
    return lambda: session.scalars(select(Case)).one()


def statuses(plan) -> list[RowStatus]:
    return [report.status for report in plan.reports]


def page_of(session, actor, case):
    return reading.read_case(session, actor, case.id)


class TestStages:
    def test_one_that_goes_on_waits_to_be_assigned(self, import_, only, session, hasan):
        import_(row())
        page = page_of(session, hasan, only())

        assert page.state is CaseState.IDENTIFICATION
        assert page.opened_month == "2024-03"
        assert next_step(page).step is Step.ASSIGN
        assert page.content("identification")["primary_kind"] == "fisik"

    def test_intake_holds_it_until_then(self, import_, only, session, cast):
        import_(row())

        assert page_of(session, cast.actor(session, "tini"), only()).content("core")

    def test_one_with_its_worker_is_theirs(self, import_, only, session, cast, hasan):
        import_(row(worker="ratna contoh"))
        case = only()
        page = page_of(session, cast.actor(session, "ratna"), case)

        assert page.state is CaseState.ASSESSMENT
        assert next_step(page).step is Step.ASSESS
        assert [one["name"] for one in page.content("summary")["workers"]] == ["Ratna Contoh"]
        for other in ("lestari", "tini"):
            with pytest.raises(NotFound):
                page_of(session, cast.actor(session, other), case)

    def test_a_worker_may_stand_there_by_user_name(self, import_, only, session, cast):
        import_(row(worker="ratna"))

        assert page_of(session, cast.actor(session, "ratna"), only()).content("core")

    @pytest.mark.parametrize("name", ["Orang Lain", "Made Contoh", "Hasan Contoh"])
    def test_anybody_else_is_a_note(self, import_, only, session, hasan, name):
        plan = import_(row(worker=name, note="Map biru."))
        page = page_of(session, hasan, only())

        assert page.state is CaseState.IDENTIFICATION
        assert [one.code for one in plan.reports[0].remarks] == ["worker-unknown"]
        texts = [note.text for note in page.notes if note.about == "import"]
        assert texts == [f"Map biru.\n\nPetugas menurut register lama: {name}."]

    def test_one_that_is_over_is_closed_as_the_register_says(self, import_, only, session, hasan):
        import_(over(closing="Klien pindah domisili"), retention_years=5)
        page = page_of(session, hasan, only())

        assert (page.state, page.retain_month) == (CaseState.CLOSED, "2029-06")
        assert page.content("retention")["month"] == "2029-06"
        ended = page.content("closure")
        assert ended["reason"] == "pindah_domisili"
        assert ended["decided_at"].startswith("2024-06-01")
        assert page.tasks == ()

    def test_supervision_alone_holds_what_is_over(self, import_, only, session, cast):
        import_(over(worker="Ratna Contoh"))
        case = only()
        kinds = [grant.kind for grant in session.scalars(select(CaseGrant))]

        assert sorted(kinds) == sorted([GrantKind.CIRCLE, GrantKind.SHARE_A, GrantKind.SHARE_B])
        for other in ("ratna", "tini", "sari"):
            with pytest.raises(NotFound):
                page_of(session, cast.actor(session, other), case)

    def test_what_the_register_says_of_people_is_there(self, import_, only, session, hasan):
        import_(
            row(
                victim_nik=NIK,
                victim_education="SD",
                victim_disabilities="Fisik",
                victim_address="Jalan Contoh",
                suspect_relation="Ayah",
                suspect_age=40,
                reporter_name="Pak Contoh",
                services="Kesehatan: 06/03/2024; Penampungan sementara: 07/03/2024",
            )
        )
        page = page_of(session, hasan, only())
        victim = page.content("persons")["victims"][0]

        assert (victim["nik"], victim["education"], victim["address"]) == (
            NIK,
            "sd",
            "Jalan Contoh",
        )
        assert victim["disabilities"] == ["fisik"]
        assert page.content("persons")["perpetrators"][0]["age"] == 40
        assert page.content("core")["reporter_name"] == "Pak Contoh"
        assert [one["kind"] for one in page.content("services")["given"]] == [
            "kesehatan",
            "penampungan",
        ]

    def test_a_case_goes_on_from_there_like_any_other(self, import_, only, session, cast):
        import_(row(worker="Ratna Contoh"))
        case_id, ratna = only().id, cast.actor(session, "ratna")
        assessment.assess_case(session, ratna, case_id, f.assess())
        stages.advance_case(session, ratna, case_id, CaseState.PLANNING)
        session.commit()

        assert only().state is CaseState.PLANNING


class TestClocks:
    def test_those_long_over_stand_still_and_say_why(self, import_, only, session, hasan):
        import_(row())
        page = page_of(session, hasan, only())

        assert {task.kind for task in page.tasks} == {TaskKind.RESPOND, TaskKind.STATUTORY_REPORT}
        assert all(task.stopped and not task.done for task in page.tasks)
        assert page.due.year == 9999
        said = {note.about: note.text for note in page.notes}
        assert said == dict.fromkeys(
            ("stop:respond", "stop:statutory_report"), columns.text("stopped")
        )

    def test_nothing_old_is_counted_as_late(self, import_, session, hasan):
        import_(*[row(f"{n}", worker="Ratna Contoh") for n in range(3)])
        late = listing.list_cases(session, hasan, ListFilter(overdue=True)).rows

        assert list(late) == []

    def test_a_report_of_today_has_running_clocks(self, import_, only, session, hasan):
        afternoon = datetime.combine(clock.today(), time(13), WITA)
        with time_machine.travel(afternoon):
            import_(row(reported=clock.today()))
            page = page_of(session, hasan, only())

            assert all(task.stopped is None for task in page.tasks)
            assert page.due < datetime.now(UTC) + timedelta(days=4)

    def test_the_worker_has_an_assessment_to_do(self, import_, only, session, cast):
        import_(row(worker="Ratna Contoh"))
        tasks = session.scalars(select(CaseTask).where(CaseTask.kind == TaskKind.ASSESS)).all()

        assert [task.assignee for task in tasks] == [cast.ratna.account_id]
        assert only().next_due == tasks[0].due > clock.now()


class TestOnce:
    def test_a_second_time_adds_nothing(self, import_, session):
        rows = row("1"), over("2"), row("3", victim_sex="?")
        first, second = import_(*rows), import_(*rows)

        assert statuses(first) == [RowStatus.ADDED, RowStatus.ADDED, RowStatus.REFUSED]
        assert statuses(second) == [RowStatus.PRESENT, RowStatus.PRESENT, RowStatus.REFUSED]
        assert session.scalar(select(func.count()).select_from(Case)) == 2

    def test_another_spelling_of_a_number_is_the_same_one(self, import_):
        import_(row("R-7 / 2024"))

        assert statuses(import_(row(" r-7  /  2024"))) == [RowStatus.PRESENT]

    def test_other_content_is_said_and_overwrites_nothing(self, import_, only, session, hasan):
        import_(row("1"))
        before = session.scalars(select(CaseSection.ct).order_by(CaseSection.id)).all()
        plan = import_(row("1", victim_name="Nama Lain Contoh"))

        assert statuses(plan) == [RowStatus.DIFFERS]
        assert r.reasons(plan) == [("", "differs-from-stored")]
        assert session.scalars(select(CaseSection.ct).order_by(CaseSection.id)).all() == before

    def test_a_case_that_was_worked_on_is_still_the_same_one(self, import_, only, session, hasan):
        import_(row("1"))
        identification.identify_case(session, hasan, only().id, f.identify(risk="tinggi", seen=1))
        session.commit()

        assert statuses(import_(row("1"))) == [RowStatus.PRESENT]

    def test_one_that_the_importer_can_not_open_is_there_and_that_is_all(
        self, import_, only, session, cast, hasan
    ):
        import_(row("1"))
        named = (cast.ratna.account_id, cast.lestari.account_id)
        restriction.restrict(
            session, hasan, only().id, RestrictCase(people=named, reason="Rekaan.", confirmed=True)
        )
        session.commit()

        assert statuses(import_(row("1", victim_name="Nama Lain"))) == [RowStatus.PRESENT]

    def test_a_run_that_is_repeated_counts_its_own_as_added(self, session, hasan):
        plan, run = plan_of(register(row("1"), row("2"))), ImportRun()
        register_import.add_cases(session, hasan, run, plan.cases[:1])
        session.commit()
        again = register_import.add_cases(session, hasan, run, plan.cases)
        session.commit()

        assert again == [(RowStatus.ADDED, "")] * 2
        assert session.scalar(select(func.count()).select_from(Case)) == 2

    def test_an_erased_case_does_not_come_back(self, import_, only, session, hasan):
        import_(over("1"))
        case = only()
        session.add(
            Erasure(
                case_id=case.id,
                unit_id=case.unit_id,
                opened_month=case.opened_month,
                basis="pdp",
                seen=1,
                proposed=clock.now(),
                proposer_kid="",
                proposer_sig=b"",
                erased=clock.now(),
            )
        )
        for model in (CaseSection, CaseGrant, CaseNote, CaseTask):
            session.execute(model.__table__.delete())
        session.execute(Case.__table__.delete())
        session.commit()
        plan = import_(over("1"))

        assert statuses(plan) == [RowStatus.REFUSED]
        assert r.reasons(plan) == [("", "erased-before")]

    def test_ids_do_not_tell_register_numbers(self, import_, only, session, cast):
        import_(row("1"))
        id_of = register_import.Ids(b"\0" * 32).of_case
        other = register_import.ids_of(session, cast.actor(session, "sari")).of_case
        old = plan_of(register(row("1"))).cases[0]

        assert only().id not in {id_of(old), other(old)}
        assert only().id.version == 4


class TestFinding:
    def test_by_the_old_number_and_by_name(self, import_, session, hasan):
        import_(row("012/PPA/2024"), row("112/PPA/2024", victim_name="Budi Contohwan"))

        for query, name in (("012/ppa/2024", "S.C."), ("112/PPA", "B.C."), ("budi", "B.C.")):
            rows = listing.list_cases(session, hasan, ListFilter(query=query)).rows
            assert [one.summary["initials"] for one in rows] == [[name]], query

    def test_its_worker_finds_it_too(self, import_, session, cast):
        import_(row("012/PPA/2024", worker="Ratna Contoh"))
        ratna = cast.actor(session, "ratna")

        assert len(listing.list_cases(session, ratna, ListFilter(query="012/PPA")).rows) == 1

    def test_by_sealed_filters(self, import_, session, hasan):
        import_(row("1"), row("2", primary="Seksual", risk="Tinggi"))
        found = listing.list_cases(
            session, hasan, ListFilter(kinds=("seksual",), risk=("tinggi",))
        ).rows

        assert [one.summary["old_number"] for one in found] == ["2"]

    def test_correcting_the_report_keeps_the_number(self, import_, only, session, hasan):
        import_(row("012/PPA/2024"))
        change = ChangeReport(report=f.report(), seen_core=1, seen_persons=1)
        intake.change_report(session, hasan, only().id, change)
        session.commit()

        assert len(listing.list_cases(session, hasan, ListFilter(query="012/PPA")).rows) == 1

    def test_more_lines_than_a_segment_holds(self, import_, session, cast, hasan, monkeypatch):
        monkeypatch.setattr(index_segments, "LINES_PER_SEGMENT", 4)
        import_(*r.many(11))
        import_(row("terakhir"))
        f.registered(session, cast)

        lines = list(index.list_lines(session, hasan, hasan.unit_id))
        assert len({line.case_id for line in lines}) == len(lines) == 13


class TestCounting:
    def test_cases_are_counted_in_the_month_of_their_report(self, import_, session, hasan):
        import_(row("1"), over("2", reported=date(2024, 4, 2), services="Kesehatan: 03/04/2024"))
        march = measures.count(session, hasan, "2024-03", "2024-03")
        april = measures.count(session, hasan, "2024-04", "2024-04")

        assert march["case", "total", "total"] == april["case", "total", "total"] == 1
        assert april["service", "service", "kesehatan"] == 1
        assert april["victim", "status", "finished"] == 1

    def test_a_child_with_a_nik_is_one_in_all_cases(self, import_, session, hasan):
        import_(row("1", victim_nik=NIK), over("2", victim_nik=NIK), over("3"))
        counted = measures.count(session, hasan, "2024-01", "2024-12")

        assert counted["victim", "total", "total"] == 2


class TestWhoMay:
    @pytest.mark.parametrize("who", ["tini", "ratna", "nur", "gilang", "dimas", "wati"])
    def test_nobody_but_a_supervisor(self, session, cast, who):
        plan = plan_of(register(row()))
        actor = cast.actor(session, who)
        with pytest.raises(Forbidden):
            register_import.examine(session, actor, plan)
        with pytest.raises(Forbidden):
            register_import.add_cases(session, actor, ImportRun(), plan.cases)

        assert session.scalar(select(func.count()).select_from(Case)) == 0

    def test_into_their_own_unit_also_without_the_key_of_its_names(
        self, import_, only, session, cast
    ):
        """As long as intake has not handed it over, lines for that index wait to be folded."""
        sari, tini = cast.actor(session, "sari"), cast.actor(session, "tini")
        import_(row(), by=sari)
        found = index.search_names(session, tini, cast.units[1], "contohwati")

        assert only().unit_id == cast.units[1]
        assert page_of(session, sari, only()).content("core")
        assert found == [only().id]

    def test_not_without_the_first_key_of_the_index(self, session, hasan):
        kids = directory.kids_of(session, IndexId(hasan.unit_id, LIST).circle)
        private = {k: v for k, v in hasan.keys.private.items() if k != kids[1]}
        keys = dataclasses.replace(hasan.keys, private=private)
        with pytest.raises(Unreadable):
            register_import.ids_of(session, dataclasses.replace(hasan, keys=keys))


class TestTrail:
    def test_each_case_says_where_it_came_from(self, import_, only, session, hasan):
        run = ImportRun()
        import_(row(), import_id=run.import_id)
        page = page_of(session, hasan, only())
        line = trail.lines_about(session, page.history)[-1]

        assert line.action == "case.imported"
        assert line.details["run"] == str(run.import_id)
        origin = page.content("import")
        assert (origin["number"], origin["run"]) == ("R-001/2024", str(run.import_id))

    def test_a_dry_run_leaves_a_line_and_nothing_else(self, session, hasan):
        register_import.examine(session, hasan, plan_of(register(row())))
        session.commit()
        assert session.scalars(select(TrailEntry.area).order_by(TrailEntry.seq)).all()[-1] == "case"
        assert session.scalar(select(func.count()).select_from(Case)) == 0
