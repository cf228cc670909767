"""Every figure of the clocks has a source, says whether it is confirmed, and warns in time."""

from datetime import UTC, datetime, timedelta

import pytest

from kla.cases import clocks
from kla.cases.forms import labels
from kla.cases.types import OK, SOON, TaskKind, due_state

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ALL = list(clocks.all_clocks())


@pytest.mark.parametrize("clock", ALL, ids=lambda one: f"{one.kind}-{one.risk}")
def test_a_figure_has_a_source_and_warns_before_it_ends(clock):
    assert len(clock.source.split()) >= 4
    assert clock.soon < clock.hours or clock.hours in {0, 6, 24}


def test_every_kind_of_task_has_a_figure_and_a_name():
    assert {clock.kind for clock in ALL} == set(TaskKind) | {"shelter"}
    assert set(labels.TASKS) == set(TaskKind)


@pytest.mark.parametrize("kind", [TaskKind.REVIEW, TaskKind.OTHER])
def test_what_ends_by_itself_is_due_then(kind):
    assert clocks.due(kind, START, "tinggi") == START


def test_a_higher_risk_is_never_given_more_time():
    for kind in filter(clocks.goes_by_risk, TaskKind):
        hours = [clocks.find(kind, risk).hours for risk in ("tinggi", "sedang", "rendah")]
        assert hours == sorted(hours)


def test_a_review_is_warned_of_a_week_ahead():
    soon = clocks.soon_hours(TaskKind.REVIEW)
    assert due_state(START + timedelta(days=7), START, soon) == SOON
    assert due_state(START + timedelta(days=8), START, soon) == OK
    assert due_state(START + timedelta(days=7), START) == OK


def test_a_stay_lasts_a_week_and_waits_for_confirmation():
    assert clocks.lasting("shelter") == timedelta(days=7)
    assert not next(clock for clock in ALL if clock.kind == "shelter").official
