"""How a case leaves, and how it comes back."""

import pytest

from kla.cases.models import Case
from kla.cases.services import closure, exits, reading, reopening, stages, tasks
from kla.cases.types import (
    EXITS,
    NO_DUE,
    CaseState,
    DecideClosure,
    ProposeClosure,
    Reopen,
    TaskKind,
)
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f
from tests import factories_stages as s
from tests.integration.cases.test_transitions import leaving

MOVED_ON = [CaseState.REFERRED, CaseState.TRANSFERRED]


def leave(session, cast, case_id, who="hasan", **changed):
    exits.leave_case(session, cast.actor(session, who), case_id, leaving(**changed))
    session.commit()


def reopen(session, cast, case_id, who="hasan", reason="Ada keterangan baru."):
    case = reopening.reopen_case(session, cast.actor(session, who), case_id, Reopen(reason=reason))
    session.commit()
    return case


def page_of(session, cast, case_id):
    return reading.read_case(session, cast.actor(session, "hasan"), case_id)


class TestLeaving:
    @pytest.mark.parametrize("outcome", sorted(EXITS))
    def test_stops_all_clocks_and_says_why_and_to_whom(self, session, cast, outcome):
        case_id = f.identified(session, cast)

        leave(session, cast, case_id, who="tini", outcome=outcome, retention_years=3)

        case = session.get(Case, case_id)
        assert (case.state, case.next_due) == (outcome, NO_DUE)
        assert case.retain_month == f"{clock.today().year + 3}-{clock.today().month:02d}"
        assert tasks.open_tasks(session, case_id) == []
        page = page_of(session, cast, case_id)
        assert page.content("exit")["to"] == "Sudah disampaikan."
        assert page.content("exit")["from"] == "identification"
        assert page.content("summary")["accepted"] is False

    @pytest.mark.parametrize("outcome", MOVED_ON)
    @pytest.mark.parametrize("made", [f.assessed, s.planning, s.delivery, s.monitoring])
    def test_a_case_that_was_worked_on_stays_a_case(self, session, cast, outcome, made):
        case_id = made(session, cast)

        leave(session, cast, case_id, outcome=outcome)

        page = page_of(session, cast, case_id)
        assert (page.state, page.content("summary")["accepted"]) == (outcome, True)

    @pytest.mark.parametrize("outcome", [CaseState.OUTSIDE_AUTHORITY, CaseState.INSUFFICIENT])
    def test_some_exits_close_with_identification(self, session, cast, outcome):
        with pytest.raises(InvalidTransition):
            leave(session, cast, f.assessed(session, cast), outcome=outcome)

    @pytest.mark.parametrize("outcome", sorted(EXITS))
    def test_each_wants_its_own_words(self, session, cast, outcome):
        case_id = f.identified(session, cast)
        for word in ("reason", *exits.WANTED[outcome]):
            with pytest.raises(Invalid) as refused:
                leave(session, cast, case_id, outcome=outcome, **{word: " "})
            assert (refused.value.reason, refused.value.field) == ("missing", word)
            session.rollback()

    def test_wants_to_be_confirmed(self, session, cast):
        with pytest.raises(Invalid) as refused:
            leave(session, cast, f.identified(session, cast), confirmed=False)

        assert refused.value.field == "confirmed"

    def test_is_no_way_to_close(self, session, cast):
        with pytest.raises(InvalidTransition):
            leave(session, cast, f.assessed(session, cast), outcome=CaseState.CLOSED)

    def test_is_not_for_a_caseworker_or_another_unit(self, session, cast):
        case_id = f.assessed(session, cast)
        with pytest.raises(Forbidden):
            leave(session, cast, case_id, who="ratna")
        with pytest.raises(NotFound):
            leave(session, cast, case_id, who="sari")


class TestReopening:
    def test_who_left_before_assignment_comes_back_as_a_report(self, session, cast):
        case_id = f.identified(session, cast)
        leave(session, cast, case_id, outcome=CaseState.INSUFFICIENT)

        case = reopen(session, cast, case_id)

        assert (case.state, case.retain_month) == (CaseState.INTAKE, None)
        kinds = {task.kind for task in tasks.open_tasks(session, case_id)}
        assert kinds == {TaskKind.RESPOND, TaskKind.STATUTORY_REPORT}
        past = page_of(session, cast, case_id).content("exit")["history"]
        assert past[0]["reopened_because"] == "Ada keterangan baru."

    def test_a_referral_that_failed_goes_on_from_assessment(self, session, cast):
        case_id = s.delivery(session, cast)
        leave(session, cast, case_id)

        case = reopen(session, cast, case_id)

        assert (case.state, case.retain_month) == (CaseState.ASSESSMENT, None)
        assert tasks.find_open(session, case_id, TaskKind.ASSESS)

    def test_a_closed_case_is_assessed_anew_and_its_plan_is_a_draft(self, session, cast):
        case_id = closed_with_plan(session, cast)

        reopen(session, cast, case_id)

        page = page_of(session, cast, case_id)
        assert page.content("plan")["status"] == "draft"
        assert page.content("closure")["history"][-1]["approved"] is True
        assert not page.closure_proposed
        ratna = cast.actor(session, "ratna")
        with pytest.raises(Invalid) as refused:
            stages.advance_case(session, ratna, case_id, CaseState.PLANNING)
        assert refused.value.reason == "not-assessed"
        session.rollback()
        f.assessment.assess_case(session, cast.actor(session, "ratna"), case_id, f.assess(seen=1))
        s.advance(session, cast, case_id, CaseState.PLANNING)

    def test_a_proposal_that_was_open_is_put_aside(self, session, cast):
        case_id = f.proposed(session, cast)
        leave(session, cast, case_id)
        assert not page_of(session, cast, case_id).closure_proposed

        reopen(session, cast, case_id)

        page = page_of(session, cast, case_id)
        assert not page.closure_proposed
        assert tasks.find_open(session, case_id, TaskKind.APPROVE) is None
        assert page.content("closure")["history"][0]["summary"] == "Anak kembali bersekolah."

    def test_wants_a_supervisor_and_a_reason(self, session, cast):
        case_id = f.closed(session, cast)
        with pytest.raises(Forbidden):
            reopen(session, cast, case_id, who="ratna")
        with pytest.raises(Invalid):
            reopen(session, cast, case_id, reason=" ")
        with pytest.raises(NotFound):
            reopen(session, cast, case_id, who="sari")

    def test_is_for_what_is_over(self, session, cast):
        with pytest.raises(InvalidTransition):
            reopen(session, cast, f.assessed(session, cast))


class TestClosureWithPlan:
    def test_each_row_of_the_plan_has_an_outcome(self, session, cast):
        case_id = s.monitoring(session, cast)
        ratna = cast.actor(session, "ratna")
        for outcomes in ({}, {"ff" * 16: "tercapai"}, {s.ROW.hex: "entah"}):
            command = ProposeClosure(reason="lainnya", summary="Selesai.", outcomes=outcomes)
            with pytest.raises(Invalid) as refused:
                closure.propose_closure(session, ratna, case_id, command)
            assert refused.value.field == "outcomes"

    def test_a_supervisor_closes_what_they_read(self, session, cast):
        case_id = f.proposed(session, cast)
        hasan = cast.actor(session, "hasan")

        with pytest.raises(Conflict):
            closure.decide_closure(session, hasan, case_id, DecideClosure(approve=True, seen=0))


def closed_with_plan(session, cast):
    case_id = s.monitoring(session, cast)
    command = ProposeClosure(
        reason="tujuan_tercapai",
        summary="Selesai.",
        risk="rendah",
        outcomes={s.ROW.hex: "tercapai"},
    )
    closure.propose_closure(session, cast.actor(session, "ratna"), case_id, command)
    hasan = cast.actor(session, "hasan")
    closure.decide_closure(session, hasan, case_id, DecideClosure(approve=True, seen=1))
    session.commit()
    return case_id
