"""The plan of a case: rows, editions, and a supervisor's word."""

from datetime import timedelta

import pytest

from kla.access.policy import Permission
from kla.cases.services import plans, reading, stages, tasks
from kla.cases.types import CaseState, DecidePlan, TaskKind
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f
from tests import factories_stages as s


def plan_of(session, cast, case_id):
    return reading.read_case(session, cast.actor(session, "hasan"), case_id).content("plan")


def write(session, cast, case_id, who="ratna", **changed):
    plans.write_plan(session, cast.actor(session, who), case_id, s.plan(**changed))
    session.commit()


def decide(session, cast, case_id, who="hasan", **changed):
    command = DecidePlan(**({"approve": True, "seen": 1} | changed))
    plans.decide_plan(session, cast.actor(session, who), case_id, command)
    session.commit()


class TestWritePlan:
    def test_a_row_says_what_who_until_when_and_with_whom(self, session, cast):
        case_id = s.submitted(session, cast)

        plan = plan_of(session, cast, case_id)

        assert (plan["status"], plan["edition"]) == ("submitted", 1)
        assert plan["rows"][0] == {
            "row": s.ROW.hex,
            "need": "Merasa aman.",
            "kind": "rehabilitasi_sosial",
            "intervention": "Sesi pendampingan.",
            "institution": "UPTD PPA",
            "by_when": s.row().by_when.isoformat(),
            "agreed": ["anak"],
        }

    def test_submitting_ends_its_clock_and_asks_for_a_word(self, session, cast):
        case_id = s.submitted(session, cast)

        assert tasks.find_open(session, case_id, TaskKind.PLAN) is None
        assert tasks.find_open(session, case_id, TaskKind.APPROVE)

    def test_a_draft_asks_nobody(self, session, cast):
        case_id = s.planning(session, cast)

        write(session, cast, case_id, submit=False)

        assert plan_of(session, cast, case_id)["status"] == "draft"
        assert tasks.find_open(session, case_id, TaskKind.PLAN)
        assert tasks.find_open(session, case_id, TaskKind.APPROVE) is None

    def test_a_plan_that_is_changed_while_it_waits_is_asked_for_once(self, session, cast):
        case_id = s.submitted(session, cast)

        write(session, cast, case_id, seen=1, agreed_note="Bersama nenek.")

        open_tasks = tasks.open_tasks(session, case_id)
        assert [task.kind for task in open_tasks].count(TaskKind.APPROVE) == 1

    def test_of_two_writers_the_second_is_told_and_nothing_is_lost(self, session, cast):
        case_id = s.submitted(session, cast)

        with pytest.raises(Conflict):
            write(session, cast, case_id, who="hasan", seen=0, rows=(s.row(need="Lain."),))
        session.rollback()

        assert plan_of(session, cast, case_id)["rows"][0]["need"] == "Merasa aman."

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"need": " "}, "missing"),
            ({"intervention": ""}, "missing"),
            ({"institution": ""}, "missing"),
            ({"kind": "pijat"}, "unknown-code"),
            ({"agreed": ("polisi",)}, "unknown-code"),
            ({"agreed": ()}, "not-agreed"),
            ({"need": "\x07"}, "control-characters"),
        ],
    )
    def test_a_row_has_to_be_whole(self, session, cast, changed, reason):
        case_id = s.planning(session, cast)

        with pytest.raises(Invalid) as refused:
            write(session, cast, case_id, rows=(s.row(**changed),))

        assert (refused.value.reason, refused.value.field) == (reason, "rows")

    def test_nothing_is_submitted_without_a_row(self, session, cast):
        case_id = s.planning(session, cast)

        with pytest.raises(Invalid) as refused:
            write(session, cast, case_id, rows=())

        assert refused.value.reason == "no-plan-row"

    def test_mediation_is_no_plan_for_sexual_violence(self, session, cast):
        case_id = s.planning(session, cast)
        set_kinds(session, cast, case_id, "seksual")

        with pytest.raises(Invalid) as refused:
            write(session, cast, case_id, rows=(s.row(kind="mediasi"),))

        assert refused.value.reason == "mediation-forbidden"

    @pytest.mark.parametrize("who", ["lestari", "sari"])
    def test_is_for_those_who_have_the_case(self, session, cast, who):
        case_id = s.planning(session, cast)

        with pytest.raises(NotFound):
            write(session, cast, case_id, who=who)

    def test_survives_a_new_secret(self, session, cast):
        case_id = s.approved(session, cast)
        command = f.AssignCase(workers=(cast.lestari.account_id,))
        hasan = cast.actor(session, "hasan")
        f.assignment.assign_case(session, hasan, case_id, command)
        f.assignment.remove_worker(session, hasan, case_id, cast.ratna.account_id)
        session.commit()

        page = reading.read_case(session, cast.actor(session, "lestari"), case_id)
        assert page.content("plan")["status"] == "approved"


class TestPlanClock:
    def test_runs_two_weeks_from_when_the_case_came_in(self, session, cast):
        received = clock.now() - timedelta(days=5)
        case_id = f.assessed(session, cast, received_at=received)

        due = tasks.find_open(session, case_id, TaskKind.PLAN).due
        assert due - received == timedelta(days=14)


class TestDecidePlan:
    def test_approves(self, session, cast):
        case_id = s.approved(session, cast)

        assert plan_of(session, cast, case_id)["decided_by"] == str(cast.hasan.account_id)
        assert tasks.find_open(session, case_id, TaskKind.APPROVE) is None

    def test_returns_with_remarks_and_starts_its_clock_again(self, session, cast):
        case_id = s.submitted(session, cast)

        decide(session, cast, case_id, approve=False, remarks="Tambah sekolah.")

        assert plan_of(session, cast, case_id)["status"] == "returned"
        again = tasks.find_open(session, case_id, TaskKind.PLAN)
        assert (again.due - clock.now()).days <= 3
        assert again.assignee == cast.ratna.account_id

    def test_wants_remarks_for_a_return(self, session, cast):
        case_id = s.submitted(session, cast)

        with pytest.raises(Invalid) as refused:
            decide(session, cast, case_id, approve=False)

        assert refused.value.field == "remarks"

    def test_a_supervisor_decides_on_what_they_read(self, session, cast):
        case_id = s.submitted(session, cast)
        write(session, cast, case_id, seen=1, agreed_note="Baru.")

        with pytest.raises(Conflict):
            decide(session, cast, case_id, seen=1)

    def test_nothing_is_decided_twice(self, session, cast):
        case_id = s.approved(session, cast)

        with pytest.raises(InvalidTransition):
            decide(session, cast, case_id, seen=2)

    def test_a_caseworker_does_not_approve(self, session, cast):
        case_id = s.submitted(session, cast)

        with pytest.raises(Forbidden) as refused:
            decide(session, cast, case_id, who="ratna")

        assert refused.value.details["refused"] == Permission.CASE_APPROVE_PLAN

    def test_of_a_closure_and_a_plan_each_has_its_own_word(self, session, cast):
        from kla.cases.services import closure
        from kla.cases.types import DecideClosure, ProposeClosure

        case_id = s.submitted(session, cast)
        ratna, hasan = cast.actor(session, "ratna"), cast.actor(session, "hasan")
        proposal = ProposeClosure(reason="pindah_domisili", summary="Pindah.")
        closure.propose_closure(session, ratna, case_id, proposal)
        decision = DecideClosure(approve=False, remarks="Belum.")
        closure.decide_closure(session, hasan, case_id, decision)
        session.commit()

        assert tasks.find_open(session, case_id, TaskKind.APPROVE), "the plan waits still"
        decide(session, cast, case_id)
        assert tasks.find_open(session, case_id, TaskKind.APPROVE) is None


class TestEditions:
    def test_what_was_approved_is_kept_when_it_is_changed(self, session, cast):
        case_id = s.delivery(session, cast)

        write(session, cast, case_id, seen=2, rows=(s.row(need="Sekolah."),))

        plan = plan_of(session, cast, case_id)
        assert (plan["edition"], plan["status"]) == (2, "submitted")
        assert plan["past"][0]["rows"][0]["need"] == "Merasa aman."
        assert plans.approved_rows(plan)[0]["need"] == "Merasa aman."

    def test_going_back_to_planning_begins_the_next_one(self, session, cast):
        case_id = s.monitoring(session, cast)

        s.advance(session, cast, case_id, CaseState.PLANNING)

        plan = plan_of(session, cast, case_id)
        assert (plan["edition"], plan["status"], len(plan["rows"])) == (2, "draft", 1)
        ratna = cast.actor(session, "ratna")
        with pytest.raises(Invalid) as refused:
            stages.advance_case(session, ratna, case_id, CaseState.DELIVERY)
        assert refused.value.reason == "plan-not-approved"


def set_kinds(session, cast, case_id, *kinds, ages=()):
    """Make a case one of these kinds, with alleged perpetrators of these ages."""
    from kla.cases.services import lookup, sections, summaries
    from kla.cases.types import SectionName

    hasan = cast.actor(session, "hasan")
    opened = lookup.open_case(session, hasan, case_id, Permission.CASE_WRITE, to_change=True)
    summaries.change(session, hasan, opened, kinds=list(kinds))
    persons = dict(sections.read(session, opened, SectionName.PERSONS).content)
    persons["perpetrators"] = [
        {"relation": "pacar_teman", "name": "", "sex": "L", "age": age} for age in ages
    ]
    sections.put(session, hasan, opened, {SectionName.PERSONS: persons})
    session.commit()
