"""Scores of audits: never above the maximum, never lowered by a better answer, explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.core.errors import Invalid
from kla.facility_audits import instrument_files
from kla.facility_audits.instrument import COUNT
from kla.facility_audits.scoring import NOT_ASKED, NOT_YET, score

INSTRUMENTS = [instrument_files.load(name) for name in instrument_files.names()]
RBRA = instrument_files.load("rbra@2026-1")
BY_KIND = {one.kind: one for one in INSTRUMENTS}


def answers_to(item):
    """Every kind of answer that an item takes."""
    if item.scale.type == COUNT:
        return st.integers(0, 1000)
    return st.sampled_from([choice.code for choice in item.scale.choices])


@st.composite
def visits(draw):
    instrument = draw(st.sampled_from(INSTRUMENTS))
    answers = {item.id: answers_to(item) for item in instrument.items}
    return instrument, draw(st.fixed_dictionaries({}, optional=answers))


def best(item):
    """The answer that gives the most."""
    if item.scale.type == COUNT:
        return 1000
    return max(item.scale.choices, key=lambda one: one.points).code


def all_best(instrument):
    return {item.id: best(item) for item in instrument.items}


@given(visits())
def test_a_score_is_the_sum_of_its_lines_and_never_above_the_maximum(visit):
    found = score(*visit)
    lines = [line for part in found.parts for line in part.lines]
    assert 0 <= found.points == sum(line.points for line in lines) <= found.maximum
    assert [line.item for line in lines] == [item.id for item in visit[0].items]
    assert all(line.points <= line.most for line in lines)
    assert score(*visit) == found


@given(visits(), st.data())
def test_a_better_answer_never_lowers(visit, data):
    instrument, answers = visit
    item = data.draw(st.sampled_from([one for one in instrument.items if one.most]))
    before, after = score(instrument, answers), score(instrument, {**answers, item.id: best(item)})
    assert after.points >= before.points
    assert after.maximum == before.maximum
    assert set(after.missing) <= set(before.missing)


@given(visits())
def test_what_is_not_asked_counts_nowhere(visit):
    lines = [line for part in score(*visit).parts for line in part.lines]
    assert all((line.points, line.most) == (0, 0) for line in lines if line.why == NOT_ASKED)


@given(visits())
def test_a_fixed_maximum_always_stands(visit):
    if visit[0].fixed_maximum:
        assert score(*visit).maximum == visit[0].maximum


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
def test_the_best_answers_reach_the_highest_grade_and_none_the_lowest(instrument):
    highest = score(instrument, all_best(instrument))
    assert highest.points == highest.maximum
    assert (highest.grade, highest.missing) == (instrument.bands[-1].code, ())
    nothing = score(instrument, {})
    assert nothing.points == 0
    assert nothing.band == instrument.bands[0].code
    assert set(nothing.missing) == {
        item.id for item in instrument.items if item.is_mandatory and item.when is None
    }


def test_one_unmet_mandatory_item_misses_the_standard_and_is_ranked_all_the_same():
    found = score(RBRA, {**all_best(RBRA), "l_bahaya": "1"})
    assert found.missing == ("l_bahaya",)
    assert (found.grade, found.band) == (NOT_YET, "rbra_paripurna")


def test_a_mandatory_item_is_met_from_its_own_step_on():
    assert score(RBRA, {**all_best(RBRA), "l_bahaya": "3"}).missing == ()
    assert score(RBRA, {**all_best(RBRA), "m_tajam": "3"}).missing == ("m_tajam",)


def test_an_item_is_asked_by_its_condition_and_changes_the_maximum():
    with_room, without = ({**all_best(RBRA), "w_dalam": one} for one in ("yes", "no"))
    assert score(RBRA, with_room).maximum == score(RBRA, without).maximum + 5


@pytest.mark.parametrize(("given", "points"), [(0, 0), (1, 1), (3, 3), (4, 3), (5, 5), ("7", 5)])
def test_a_count_is_worth_what_it_reaches(given, points):
    assert score(RBRA, {"e_jenis": given}).points == points


def test_numbers_and_truth_are_taken_as_answers():
    assert score(RBRA, {"l_bahaya": 5, "u_gratis": True}).points == 10


@pytest.mark.parametrize(
    ("answers", "reason", "field"),
    [
        ({"nothing": "5"}, "unknown-item", "nothing"),
        ({"l_bahaya": "4"}, "unknown-answer", "l_bahaya"),
        ({"l_bahaya": [5]}, "unknown-answer", "l_bahaya"),
        ({"l_bahaya": 5.0}, "unknown-answer", "l_bahaya"),
        ({"e_jenis": -1}, "not-a-number", "e_jenis"),
        ({"e_jenis": True}, "not-a-number", "e_jenis"),
        ({"e_jenis": "5" * 5000}, "not-a-number", "e_jenis"),
        ({"e_jenis": 10**30}, "not-a-number", "e_jenis"),
        ({"e_jenis": "٣"}, "not-a-number", "e_jenis"),
        (["l_bahaya"], "not-an-object", None),
        (None, "not-an-object", None),
    ],
)
def test_an_answer_that_is_none_is_named(answers, reason, field):
    with pytest.raises(Invalid) as refused:
        score(RBRA, answers)
    assert (refused.value.reason, refused.value.field) == (reason, field)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(JSON | st.dictionaries(st.sampled_from([item.id for item in RBRA.items]), JSON))
def test_whatever_comes_scores_or_is_refused_with_a_reason(answers):
    refused = None
    try:
        points = score(RBRA, answers).points
    except Invalid as error:
        points, refused = 0, error.reason
    assert points >= 0
    assert refused != ""
