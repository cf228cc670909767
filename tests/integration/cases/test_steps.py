"""Identification, assessment, stages, notes, services, tasks, closure."""

import uuid
from datetime import date, timedelta

import pytest

from kla.cases.models import Case
from kla.cases.services import (
    assessment,
    closure,
    deliveries,
    identification,
    notes,
    plans,
    reading,
    reopening,
    stages,
    tasks,
    work,
)
from kla.cases.types import (
    EXITS,
    NO_DUE,
    AddNote,
    AddService,
    CaseState,
    DecideClosure,
    DecidePlan,
    FinishTask,
    ProposeClosure,
    Reopen,
    TaskKind,
)
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f
from tests import factories_stages as made


def page_of(session, cast, case_id, who="hasan"):
    return reading.read_case(session, cast.actor(session, who), case_id)


class TestIdentifyCase:
    def test_takes_a_case_on(self, session, cast):
        page = page_of(session, cast, f.identified(session, cast))

        assert page.state is CaseState.IDENTIFICATION
        assert page.content("summary")["accepted"] is True
        assert page.content("identification")["kewenangan"] == "daerah"

    @pytest.mark.parametrize("outcome", sorted(EXITS))
    def test_lets_a_case_leave_with_a_reason_and_stops_its_clocks(self, session, cast, outcome):
        case_id = f.registered(session, cast)
        command = f.identify(outcome=outcome, reason="Bukan di kota ini.", retention_years=5)

        identification.identify_case(session, cast.actor(session, "tini"), case_id, command)
        session.commit()

        case = session.get(Case, case_id)
        assert (case.state, case.next_due) == (outcome, NO_DUE)
        assert case.retain_month == f"{clock.today().year + 5}-{clock.today().month:02d}"
        assert page_of(session, cast, case_id).content("summary")["accepted"] is False

    def test_wants_a_reason_for_an_exit(self, session, cast):
        case_id = f.registered(session, cast)
        command = f.identify(outcome=CaseState.INSUFFICIENT)

        with pytest.raises(Invalid) as refused:
            identification.identify_case(session, cast.actor(session, "tini"), case_id, command)

        assert refused.value.field == "reason"

    def test_moves_the_response_to_the_risk_as_it_is_scored_now(self, session, cast):
        case_id = f.registered(session, cast, risk="rendah")
        before = session.get(Case, case_id).next_due

        command = f.identify(risk="tinggi")
        identification.identify_case(session, cast.actor(session, "tini"), case_id, command)

        assert session.get(Case, case_id).next_due == before - timedelta(hours=24)

    def test_is_for_intake_and_supervisors(self, session, cast):
        case_id = f.registered(session, cast)

        with pytest.raises(Forbidden):
            identification.identify_case(
                session, cast.actor(session, "ratna"), case_id, f.identify()
            )

    def test_comes_before_assignment_only(self, session, cast):
        case_id = f.assigned(session, cast)

        with pytest.raises(InvalidTransition):
            identification.identify_case(
                session, cast.actor(session, "hasan"), case_id, f.identify(seen=1)
            )


class TestAssessCase:
    def test_is_sealed_and_ends_its_task(self, session, cast):
        case_id = f.assessed(session, cast)

        page = page_of(session, cast, case_id)
        done = {task.kind for task in page.tasks if task.done}
        waiting = {task.kind for task in page.tasks if not task.done}

        assert page.content("assessment")["wishes"] == "Ingin sekolah lagi."
        assert TaskKind.ASSESS in done
        assert TaskKind.PLAN in waiting

    def test_the_history_of_the_risk_is_kept(self, session, cast):
        case_id = f.assessed(session, cast)

        assessment.assess_case(
            session, cast.actor(session, "ratna"), case_id, f.assess(risk="tinggi", seen=1)
        )

        page = page_of(session, cast, case_id)
        assert [risk for _, risk in page.content("assessment")["scores"]] == ["sedang", "tinggi"]
        assert page.content("summary")["risk"] == "tinggi"

    def test_of_two_writers_the_second_is_told(self, session, cast):
        case_id = f.assessed(session, cast)

        with pytest.raises(Conflict):
            assessment.assess_case(session, cast.actor(session, "hasan"), case_id, f.assess(seen=0))

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"safety": " "}, "safety"),
            ({"scoring": f.scoring(answers={})}, "immediate_danger"),
            ({"scoring": f.scoring("rendah", level="gawat", reason="Ya.")}, "level"),
            ({"assessed_on": date(2999, 1, 1)}, "assessed_on"),
            ({"social": "a" * 20_001}, "social"),
            ({"wishes": "\x07"}, "wishes"),
        ],
    )
    def test_says_which_field_is_wrong(self, session, cast, changed, field):
        case_id = f.assigned(session, cast)

        with pytest.raises(Invalid) as refused:
            assessment.assess_case(
                session, cast.actor(session, "ratna"), case_id, f.assess(**changed)
            )

        assert refused.value.field == field

    def test_waits_for_assignment(self, session, cast):
        case_id = f.identified(session, cast)

        with pytest.raises(InvalidTransition):
            assessment.assess_case(session, cast.actor(session, "hasan"), case_id, f.assess())


class TestAdvanceCase:
    def test_goes_from_stage_to_stage_and_restarts_the_clock(self, session, cast):
        case_id, ratna = f.assessed(session, cast), cast.actor(session, "ratna")

        for stage, task in (
            (CaseState.PLANNING, TaskKind.PLAN),
            (CaseState.DELIVERY, TaskKind.FOLLOW_UP),
            (CaseState.MONITORING, TaskKind.FOLLOW_UP),
            (CaseState.PLANNING, TaskKind.PLAN),
        ):
            if stage is CaseState.DELIVERY:
                plans.write_plan(session, ratna, case_id, made.plan())
                decision = DecidePlan(approve=True, seen=1)
                plans.decide_plan(session, cast.actor(session, "hasan"), case_id, decision)
            if stage is CaseState.MONITORING:
                made.serve(session, cast, case_id)
            case = stages.advance_case(session, ratna, case_id, stage)
            assert case.state is stage
            assert tasks.find_open(session, case_id, task)

    def test_wants_an_assessment_first(self, session, cast):
        case_id = f.assigned(session, cast)

        with pytest.raises(Invalid):
            stages.advance_case(session, cast.actor(session, "ratna"), case_id, CaseState.PLANNING)

    @pytest.mark.parametrize(
        "target", [stage for stage in CaseState if stage is not CaseState.PLANNING]
    )
    def test_refuses_every_other_step(self, session, cast, target):
        case_id = f.assessed(session, cast)

        with pytest.raises(InvalidTransition):
            stages.advance_case(session, cast.actor(session, "ratna"), case_id, target)


class TestNotes:
    def test_are_added_and_read_newest_first(self, session, cast):
        case_id, ratna = f.assigned(session, cast), cast.actor(session, "ratna")
        for text in ("Pertama.", "Kedua."):
            notes.add_note(session, ratna, case_id, AddNote(text=text))

        page = page_of(session, cast, case_id)

        assert [note.text for note in page.notes] == ["Kedua.", "Pertama."]
        assert page.notes[0].author == cast.ratna.account_id

    def test_the_same_form_sent_twice_is_one_note(self, session, cast):
        case_id, ratna = f.assigned(session, cast), cast.actor(session, "ratna")
        command = AddNote(text="Satu kali.")

        for _ in range(2):
            notes.add_note(session, ratna, case_id, command)
            session.commit()

        assert len(page_of(session, cast, case_id).notes) == 1

    def test_survive_a_new_secret(self, session, cast):
        case_id, tini = f.identified(session, cast), cast.actor(session, "tini")
        notes.add_note(session, tini, case_id, AddNote(text="Sebelum ditugaskan."))
        session.commit()

        command = f.AssignCase(workers=(cast.ratna.account_id,))
        f.assignment.assign_case(session, cast.actor(session, "hasan"), case_id, command)
        session.commit()

        assert page_of(session, cast, case_id, "ratna").notes[0].text == "Sebelum ditugaskan."

    def test_are_for_those_who_have_the_case(self, session, cast):
        case_id = f.assigned(session, cast)

        with pytest.raises(NotFound):
            notes.add_note(session, cast.actor(session, "lestari"), case_id, AddNote(text="Halo."))


class TestServices:
    def add(self, session, cast, case_id, **changed):
        values = {"kind": "kesehatan", "given_on": clock.today(), "institution": "Puskesmas"}
        command = AddService(**(values | changed))
        deliveries.add_service(session, cast.actor(session, "ratna"), case_id, command)
        session.commit()

    def test_are_logged_and_listed(self, session, cast):
        case_id = f.assigned(session, cast)

        self.add(session, cast, case_id)
        self.add(session, cast, case_id, kind="penjangkauan")

        page = page_of(session, cast, case_id)
        assert [e["kind"] for e in page.content("services")["given"]] == [
            "kesehatan",
            "penjangkauan",
        ]
        assert page.content("summary")["services"] == ["kesehatan", "penjangkauan"]

    def test_the_same_form_sent_twice_is_one_entry(self, session, cast):
        case_id, entry = f.assigned(session, cast), uuid.uuid4()

        for _ in range(2):
            self.add(session, cast, case_id, entry=entry)

        assert len(page_of(session, cast, case_id).content("services")["given"]) == 1

    def test_mediation_is_refused_for_sexual_violence(self, session, cast):
        case_id = f.registered(session, cast)
        command = f.identify(primary_kind="fisik", kinds=("fisik", "seksual"))
        identification.identify_case(session, cast.actor(session, "tini"), case_id, command)
        assign = f.AssignCase(workers=(cast.ratna.account_id,))
        f.assignment.assign_case(session, cast.actor(session, "hasan"), case_id, assign)

        with pytest.raises(Invalid) as refused:
            self.add(session, cast, case_id, kind="mediasi")

        assert (refused.value.reason, refused.value.field) == ("mediation-forbidden", "kind")

    def test_mediation_is_logged_where_it_is_allowed(self, session, cast):
        case_id = f.assigned(session, cast)
        self.add(session, cast, case_id, kind="mediasi")
        assert page_of(session, cast, case_id).content("summary")["services"] == ["mediasi"]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [({"kind": "pijat"}, "kind"), ({"given_on": date(2999, 1, 1)}, "given_on")],
    )
    def test_say_which_field_is_wrong(self, session, cast, changed, field):
        case_id = f.assigned(session, cast)

        with pytest.raises(Invalid) as refused:
            self.add(session, cast, case_id, **changed)

        assert refused.value.field == field

    def test_are_not_added_to_a_closed_case(self, session, cast):
        case_id = f.closed(session, cast)

        with pytest.raises(InvalidTransition):
            self.add(session, cast, case_id)


class TestClosure:
    def propose(self, session, cast, case_id, who="ratna"):
        command = ProposeClosure(reason="tujuan_tercapai", summary="Selesai.")
        return closure.propose_closure(session, cast.actor(session, who), case_id, command)

    def decide(self, session, cast, case_id, who="hasan", **changed):
        command = DecideClosure(**({"approve": True} | changed))
        case = closure.decide_closure(session, cast.actor(session, who), case_id, command)
        session.commit()
        return case

    def test_is_proposed_by_the_caseworker_and_approved_by_the_supervisor(self, session, cast):
        case_id = f.proposed(session, cast)
        assert tasks.find_open(session, case_id, TaskKind.APPROVE)

        case = self.decide(session, cast, case_id, retention_years=7)

        assert (case.state, case.next_due) == (CaseState.CLOSED, NO_DUE)
        assert case.retain_month == f"{clock.today().year + 7}-{clock.today().month:02d}"
        assert tasks.open_tasks(session, case_id) == []
        page = page_of(session, cast, case_id, "ratna")
        assert page.content("closure")["approved"] is True

    def test_is_returned_with_remarks_and_may_be_proposed_again(self, session, cast):
        case_id = f.proposed(session, cast)

        case = self.decide(session, cast, case_id, approve=False, remarks="Kunjungi sekali lagi.")

        assert case.state is CaseState.ASSESSMENT
        page = page_of(session, cast, case_id, "ratna")
        assert page.content("closure")["remarks"] == "Kunjungi sekali lagi."
        again = ProposeClosure(reason="tujuan_tercapai", summary="Sudah.", seen=2)
        closure.propose_closure(session, cast.actor(session, "ratna"), case_id, again)
        session.commit()
        assert len(page_of(session, cast, case_id).content("closure")["history"]) == 1

    def test_a_return_wants_remarks(self, session, cast):
        case_id = f.proposed(session, cast)

        with pytest.raises(Invalid) as refused:
            self.decide(session, cast, case_id, approve=False)

        assert refused.value.field == "remarks"

    def test_is_not_proposed_twice(self, session, cast):
        case_id = f.proposed(session, cast)

        with pytest.raises(Conflict):
            self.propose(session, cast, case_id)

    def test_nothing_is_decided_that_nobody_proposed(self, session, cast):
        case_id = f.assessed(session, cast)

        with pytest.raises(InvalidTransition):
            self.decide(session, cast, case_id)

    def test_a_caseworker_does_not_approve(self, session, cast):
        case_id = f.proposed(session, cast)

        with pytest.raises(Forbidden):
            self.decide(session, cast, case_id, who="ratna")

    @pytest.mark.parametrize("who", ["lestari", "sari"])
    def test_is_for_those_who_have_the_case(self, session, cast, who):
        case_id = f.assessed(session, cast)

        with pytest.raises(NotFound):
            self.propose(session, cast, case_id, who=who)

    @pytest.mark.parametrize(
        "stage", [CaseState.PLANNING, CaseState.DELIVERY, CaseState.MONITORING]
    )
    def test_may_be_proposed_from_any_stage_of_work(self, session, cast, stage):
        case_id = f.assessed(session, cast)
        session.get(Case, case_id).state = stage
        session.commit()

        self.propose(session, cast, case_id)

        assert self.decide(session, cast, case_id).state is CaseState.CLOSED

    @pytest.mark.parametrize("made", [f.registered, f.identified, f.closed])
    def test_may_not_be_proposed_before_or_after(self, session, cast, made):
        case_id = made(session, cast)

        with pytest.raises(InvalidTransition):
            self.propose(session, cast, case_id, who="hasan")

    def test_a_closed_case_is_reopened_with_a_reason(self, session, cast):
        case_id = f.closed(session, cast)

        case = reopening.reopen_case(
            session, cast.actor(session, "hasan"), case_id, Reopen(reason="Terjadi lagi.")
        )
        session.commit()

        assert (case.state, case.retain_month) == (CaseState.ASSESSMENT, None)
        assert tasks.find_open(session, case_id, TaskKind.ASSESS)
        assert page_of(session, cast, case_id, "ratna").notes[0].text == "Terjadi lagi."

    def test_only_a_closed_case_is_reopened_and_only_by_a_supervisor(self, session, cast):
        running, ended = f.assessed(session, cast), f.closed(session, cast)

        with pytest.raises(InvalidTransition):
            reopening.reopen_case(
                session, cast.actor(session, "hasan"), running, Reopen(reason="Salah.")
            )
        with pytest.raises(Forbidden):
            reopening.reopen_case(
                session, cast.actor(session, "ratna"), ended, Reopen(reason="Salah.")
            )


class TestTasks:
    def finish(self, session, cast, case_id, kind=TaskKind.RESPOND, **changed):
        task = tasks.find_open(session, case_id, kind)
        values = {"done_at": clock.now(), "text": "Dihubungi lewat telepon."}
        command = FinishTask(**(values | changed))
        work.finish_task(session, cast.actor(session, "ratna"), case_id, task.id, command)
        session.commit()

    def test_are_done_with_words_and_the_next_one_is_due(self, session, cast):
        case_id = f.assigned(session, cast)

        self.finish(session, cast, case_id)

        page = page_of(session, cast, case_id)
        left = min(task.due for task in page.tasks if not task.done)
        assert session.get(Case, case_id).next_due == left
        assert (page.notes[0].about, page.notes[0].text) == (
            "task:respond",
            "Dihubungi lewat telepon.",
        )

    def test_are_not_done_twice_or_tomorrow_or_without_words(self, session, cast):
        case_id = f.assigned(session, cast)
        task = tasks.find_open(session, case_id, TaskKind.RESPOND)
        ratna = cast.actor(session, "ratna")
        for changed, field in (
            ({"text": ""}, "text"),
            ({"done_at": clock.now() + timedelta(hours=1)}, "done_at"),
        ):
            with pytest.raises(Invalid) as refused:
                self.finish(session, cast, case_id, **changed)
            assert refused.value.field == field

        self.finish(session, cast, case_id)

        again = FinishTask(done_at=clock.now(), text="Lagi.")
        with pytest.raises(Conflict):
            work.finish_task(session, ratna, case_id, task.id, again)

    def test_an_approval_is_not_done_by_hand(self, session, cast):
        with pytest.raises(Invalid):
            self.finish(session, cast, f.proposed(session, cast), kind=TaskKind.APPROVE)

    def test_of_another_case_are_not_found(self, session, cast):
        one, other = f.assigned(session, cast), f.assigned(session, cast)
        task = tasks.find_open(session, other, TaskKind.RESPOND)

        with pytest.raises(NotFound):
            work.finish_task(
                session,
                cast.actor(session, "ratna"),
                one,
                task.id,
                FinishTask(done_at=clock.now(), text="Salah kasus."),
            )

    def test_a_caseworkers_list_holds_own_cases_only(self, session, cast):
        mine = f.assigned(session, cast, "ratna")
        f.assigned(session, cast, "lestari")

        found = work.list_tasks(session, cast.actor(session, "ratna"))

        assert {task.row.case_id for task in found.tasks} == {mine}
        assert (found.unassigned, found.approvals) == ([], [])

    def test_a_supervisor_sees_what_waits_for_them(self, session, cast):
        unassigned, proposed = f.identified(session, cast), f.proposed(session, cast)

        found = work.list_tasks(session, cast.actor(session, "hasan"))

        assert [row.case_id for row in found.unassigned] == [unassigned]
        assert [task.row.case_id for task in found.approvals] == [proposed]
        dues = [task.due for task in found.tasks]
        assert dues == sorted(dues)

    def test_another_unit_sees_nothing_of_it(self, session, cast):
        f.identified(session, cast)

        found = work.list_tasks(session, cast.actor(session, "sari"))

        assert (found.tasks, found.unassigned, found.approvals) == ([], [], [])
