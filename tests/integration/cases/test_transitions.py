"""Every step at every stage: what the table allows, and nothing else. Read it like a table."""

import pytest

from kla.cases.models import Case
from kla.cases.services import (
    assessment,
    assignment,
    closure,
    deliveries,
    exits,
    follow_ups,
    identification,
    plans,
    reopening,
    stages,
)
from kla.cases.types import (
    AddFollowUp,
    AssignCase,
    CaseState,
    DecideClosure,
    DecidePlan,
    LeaveCase,
    ProposeClosure,
    Reopen,
    SectionName,
)
from kla.cases.types.actions import ALLOWED_AT, Action
from kla.core import clock
from kla.core.errors import Conflict, DomainError, Invalid, InvalidTransition
from tests import factories_cases as f
from tests import factories_stages as s

# in intake, identification, assessment, planning, delivery, monitoring, closed, and the four exits
TABLE = """
             int ide ass pla del mon clo ref tra out ins
identify      x   x   .   .   .   .   .   .   .   .   .
assign        .   x   x   x   x   x   .   .   .   .   .
assess        .   .   x   x   x   x   .   .   .   .   .
advance       .   .   x   x   x   x   .   .   .   .   .
plan          .   .   .   x   x   x   .   .   .   .   .
decide-plan   .   .   .   x   x   x   .   .   .   .   .
serve         x   x   x   x   x   x   .   .   .   .   .
follow-up     .   .   .   .   x   x   .   .   .   .   .
propose       .   .   x   x   x   x   .   .   .   .   .
decide        .   .   x   x   x   x   .   .   .   .   .
leave         x   x   x   x   x   x   .   .   .   .   .
reopen        .   .   .   .   .   .   x   x   x   x   x
"""
STATES = {state.value[:3]: state for state in CaseState}


def expected() -> dict[Action, set[CaseState]]:
    head, *lines = [line.split() for line in TABLE.strip().splitlines()]
    return {
        Action(name): {
            STATES[column] for column, mark in zip(head, marks, strict=True) if mark == "x"
        }
        for name, *marks in lines
    }


# The other exits, and the stages that they are open from, stand in the table of stages.
STEPS = {
    Action.IDENTIFY: lambda db, by, case: identification.identify_case(
        db, by("hasan"), case, f.identify(seen=1)
    ),
    Action.ASSIGN: lambda db, by, case: assignment.assign_case(
        db, by("hasan"), case, AssignCase(workers=(by("lestari").account_id,))
    ),
    Action.ASSESS: lambda db, by, case: assessment.assess_case(
        db, by("hasan"), case, f.assess(seen=1)
    ),
    Action.ADVANCE: lambda db, by, case: stages.advance_case(
        db, by("hasan"), case, ONWARD.get(db.get(Case, case).state, CaseState.PLANNING)
    ),
    Action.PLAN: lambda db, by, case: plans.write_plan(db, by("hasan"), case, s.plan(seen=1)),
    Action.DECIDE_PLAN: lambda db, by, case: plans.decide_plan(
        db, by("hasan"), case, DecidePlan(approve=True, seen=1)
    ),
    Action.SERVE: lambda db, by, case: deliveries.add_service(
        db, by("hasan"), case, s.service(kind="kesehatan")
    ),
    Action.FOLLOW_UP: lambda db, by, case: follow_ups.add_follow_up(db, by("hasan"), case, visit()),
    Action.PROPOSE: lambda db, by, case: closure.propose_closure(
        db, by("hasan"), case, ProposeClosure(reason="lainnya", summary="Selesai.")
    ),
    Action.DECIDE: lambda db, by, case: closure.decide_closure(
        db, by("hasan"), case, DecideClosure(approve=True)
    ),
    Action.LEAVE: lambda db, by, case: exits.leave_case(db, by("hasan"), case, leaving()),
    Action.REOPEN: lambda db, by, case: reopening.reopen_case(
        db, by("hasan"), case, Reopen(reason="Terjadi lagi.")
    ),
}
ONWARD = assessment.ONWARD


def visit(**changed) -> AddFollowUp:
    values = {"done_on": clock.today(), "how": "telepon", "finding": "Aman.", "risk": "rendah"}
    return AddFollowUp(**(values | changed))


def leaving(**changed) -> LeaveCase:
    said = dict.fromkeys(("reason", "to", "told", "tried", "safety"), "Sudah disampaikan.")
    values = {"outcome": CaseState.REFERRED, "confirmed": True}
    return LeaveCase(**(said | values | changed))


def test_the_table_here_is_the_table_of_the_program():
    assert expected() == {action: set(states) for action, states in ALLOWED_AT.items()}
    assert set(STEPS) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_a_step_is_taken_where_the_table_has_it(session, cast, action):
    """A refusal of the stage is `InvalidTransition`; what else is missing has another name."""
    case_id = a_case(session, cast, action)

    def by(who):
        return cast.actor(session, who)

    for state in CaseState:
        session.get(Case, case_id).state = state
        session.get(Case, case_id).retain_month = "2031-01"
        session.flush()
        is_allowed = state in expected()[action]
        with session.begin_nested() as attempt:
            assert step_is_taken(session, by, action, case_id) == is_allowed, (action, state)
            attempt.rollback()
        session.expire_all()
        session.info.clear()


def step_is_taken(session, by, action, case_id) -> bool:
    try:
        STEPS[action](session, by, case_id)
    except InvalidTransition:
        return False
    except (Invalid, Conflict):
        return True
    return True


def a_case(session, cast, action):
    """A case about which there is something to decide."""
    if action is Action.DECIDE:
        return f.proposed(session, cast)
    if action is Action.DECIDE_PLAN:
        return s.submitted(session, cast)
    return f.assessed(session, cast)


@pytest.mark.parametrize("state", CaseState)
def test_filling_in_dates_never_moves_a_case(session, cast, state):
    case_id = f.assessed(session, cast)
    case = session.get(Case, case_id)
    case.state, case.retain_month = state, "2031-01"
    session.commit()

    for write in (
        lambda: assessment.assess_case(
            session, cast.actor(session, "ratna"), case_id, f.assess(seen=1)
        ),
        lambda: s.serve(session, cast, case_id),
        lambda: plans.write_plan(session, cast.actor(session, "ratna"), case_id, s.plan()),
        lambda: follow_ups.add_follow_up(session, cast.actor(session, "ratna"), case_id, visit()),
    ):
        try:
            write()
        except DomainError:
            session.rollback()
        assert session.get(Case, case_id).state is state


def test_every_section_has_a_word_on_the_screen():
    from kla.cases.forms import labels

    assert set(labels.SECTIONS) >= set(SectionName)
