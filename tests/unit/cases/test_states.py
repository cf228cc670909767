"""Every step from every stage to every stage: what the table allows, and nothing else."""

import itertools

import pytest

from kla.cases.types import ACTIVE, EXITS, STAGES, TRANSITIONS, CaseState
from kla.cases.types.actions import ALLOWED_AT, exits_from
from kla.core.errors import InvalidTransition

S = CaseState
ALLOWED = {
    (S.INTAKE, S.IDENTIFICATION),
    (S.INTAKE, S.REFERRED),
    (S.INTAKE, S.TRANSFERRED),
    (S.INTAKE, S.OUTSIDE_AUTHORITY),
    (S.INTAKE, S.INSUFFICIENT),
    (S.IDENTIFICATION, S.ASSESSMENT),
    (S.IDENTIFICATION, S.REFERRED),
    (S.IDENTIFICATION, S.TRANSFERRED),
    (S.IDENTIFICATION, S.OUTSIDE_AUTHORITY),
    (S.IDENTIFICATION, S.INSUFFICIENT),
    (S.ASSESSMENT, S.PLANNING),
    (S.ASSESSMENT, S.CLOSED),
    (S.ASSESSMENT, S.REFERRED),
    (S.ASSESSMENT, S.TRANSFERRED),
    (S.PLANNING, S.DELIVERY),
    (S.PLANNING, S.CLOSED),
    (S.PLANNING, S.REFERRED),
    (S.PLANNING, S.TRANSFERRED),
    (S.DELIVERY, S.MONITORING),
    (S.DELIVERY, S.CLOSED),
    (S.DELIVERY, S.REFERRED),
    (S.DELIVERY, S.TRANSFERRED),
    (S.MONITORING, S.PLANNING),
    (S.MONITORING, S.CLOSED),
    (S.MONITORING, S.REFERRED),
    (S.MONITORING, S.TRANSFERRED),
    (S.CLOSED, S.ASSESSMENT),
    (S.REFERRED, S.INTAKE),
    (S.REFERRED, S.ASSESSMENT),
    (S.TRANSFERRED, S.INTAKE),
    (S.TRANSFERRED, S.ASSESSMENT),
    (S.OUTSIDE_AUTHORITY, S.INTAKE),
    (S.INSUFFICIENT, S.INTAKE),
}
# Whatever its stage, a case can be merged into another one, and be given back to where it was.
ALLOWED |= {(stage, S.MERGED) for stage in S if stage is not S.MERGED}
ALLOWED |= {(S.MERGED, stage) for stage in S if stage is not S.MERGED}


@pytest.mark.parametrize(("source", "target"), [*itertools.product(CaseState, CaseState)])
def test_a_step_is_taken_only_where_the_table_has_it(source, target):
    if (source, target) in ALLOWED:
        assert source.to(target) is target
    else:
        with pytest.raises(InvalidTransition):
            source.to(target)


def test_every_stage_has_a_line_in_the_table():
    assert set(TRANSITIONS) == set(CaseState)


def test_every_stage_can_be_reached_from_intake():
    reached, left = set(), [CaseState.INTAKE]
    while left:
        stage = left.pop()
        reached.add(stage)
        left += TRANSITIONS[stage] - reached
    assert reached == set(CaseState)


def test_a_case_is_on_its_way_or_has_left():
    assert set(STAGES) | EXITS | {CaseState.MERGED} == set(CaseState)
    assert not ACTIVE & (EXITS | {CaseState.CLOSED, CaseState.MERGED})


def test_a_merged_case_allows_no_step():
    assert all(CaseState.MERGED not in stages for stages in ALLOWED_AT.values())
    assert exits_from(CaseState.MERGED) == []


def test_a_stage_that_is_required_is_required():
    with pytest.raises(InvalidTransition):
        CaseState.CLOSED.require(frozenset({CaseState.INTAKE}))
