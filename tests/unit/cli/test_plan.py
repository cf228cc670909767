"""The plan of the demo city adds up to the published figures, whatever the seed."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.cases import vocabulary
from kla.cases.measures import published
from kla.cases.types import Identify, RegisterCase
from kla.cli.demo.acts import EXITS, End, Take
from kla.cli.demo.households import figures_of, make_households
from kla.cli.demo.people import BORN, Inventor
from kla.cli.demo.plan import FRESH_FROM, City, plan_part, plan_reports

FIGURES = figures_of(published())
KELURAHAN = {code: [f"{code}.1001", f"{code}.1002"] for code in FIGURES.kecamatan}
NOW = datetime(2026, 3, 10, 4, 30, tzinfo=UTC)
seeds = st.integers(min_value=0, max_value=2**32)


def inventor(seed: int, marker: str = "") -> Inventor:
    return Inventor(Random(seed), KELURAHAN, marker)  # noqa: S311 -- an invented city


def city(seed: int = 1, **values) -> City:
    return City(FIGURES, KELURAHAN, values.pop("now", NOW), seed=seed, **values)


def group_of(victim) -> str:
    if victim.sex == "L":
        return "boys"
    return "women" if victim.born.year <= BORN["women"][1] else "girls"


class TestReports:
    @given(seeds)
    def test_complaints_and_kinds_add_up(self, seed):
        reports = plan_reports(FIGURES, inventor(seed))
        accepted = [report for report in reports if report.end not in EXITS]

        assert len(reports) == 145
        assert Counter(report.kind for report in accepted) == FIGURES.kinds

    @given(seeds)
    def test_victims_are_counted_once_by_group_and_kecamatan(self, seed):
        reports = plan_reports(FIGURES, inventor(seed))
        people = {v.person: v for r in reports if r.end not in EXITS for v in r.victims}
        places = Counter(vocabulary.kecamatan_of(v.kelurahan) for v in people.values())

        assert Counter(map(group_of, people.values())) == FIGURES.groups
        assert places == FIGURES.kecamatan

    @given(seeds)
    def test_eleven_victims_are_still_in_process(self, seed):
        reports = plan_reports(FIGURES, inventor(seed))
        going_on = {
            v.person for r in reports if r.end not in EXITS | {End.CLOSED} for v in r.victims
        }

        assert len(going_on) == FIGURES.in_process

    @given(seeds)
    def test_services_add_up_and_nobody_mediates_sexual_violence(self, seed):
        reports = plan_reports(FIGURES, inventor(seed))

        assert Counter(f for r in reports for f in r.functions) == FIGURES.services
        assert all("mediasi" not in r.functions for r in reports if r.kind == "seksual")

    @given(seeds)
    def test_all_are_reported_in_the_published_months(self, seed):
        moments = [report.received for report in plan_reports(FIGURES, inventor(seed))]

        assert min(moments) >= datetime(2025, 1, 1, tzinfo=UTC)
        assert max(moments) < datetime(2025, 7, 31, 16, tzinfo=UTC)

    def test_some_cases_have_several_victims_and_some_victims_several_cases(self):
        households = make_households(FIGURES, inventor(1).rng)

        assert max(len(household.groups) for household in households) == 3
        assert max(len(household.ended) for household in households) == 2


class TestSteps:
    @given(seeds)
    def test_steps_are_in_order_and_never_ahead_of_the_day(self, seed):
        steps = plan_part(city(seed), 0)
        moments = [step.at for step in steps]

        assert moments == sorted(moments)
        assert moments[-1] <= NOW

    def test_a_case_is_registered_before_anything_else_is_done_in_it(self):
        seen = set()
        for step in plan_part(city(), 0):
            assert isinstance(step.act, RegisterCase) == (step.case not in seen)
            seen.add(step.case)

    def test_fresh_reports_stay_out_of_the_published_months(self):
        steps = plan_part(city(), 0)
        openings = [step for step in steps if isinstance(step.act, RegisterCase)]
        fresh = [step for step in openings if step.act.received_at >= FRESH_FROM]

        assert len(openings) - len(fresh) == 145
        assert any(NOW - step.at < timedelta(days=1) for step in fresh)

    def test_a_demo_made_in_july_2025_has_no_fresh_reports(self):
        steps = plan_part(city(now=datetime(2025, 7, 31, 15, tzinfo=UTC)), 0)

        assert sum(isinstance(step.act, RegisterCase) for step in steps) == 145

    def test_some_reports_wait_for_a_caseworker(self):
        steps = plan_part(city(), 0)
        taken_on = {s.case for s in steps if isinstance(s.act, Identify) and not s.act.reason}
        given = {step.case for step in steps if isinstance(step.act, Take)}

        assert taken_on - given

    def test_the_same_seed_plans_the_same_city(self):
        assert plan_part(city(7), 0) == plan_part(city(7), 0)
        assert plan_part(city(7), 0) != plan_part(city(8), 0)
        assert plan_part(city(7), 0) != plan_part(city(7), 1)

    @pytest.mark.parametrize("field", ["chronology", "address"])
    def test_the_marker_is_in_what_is_told(self, field):
        openings = [
            s.act for s in plan_part(city(marker="ZQX"), 0) if isinstance(s.act, RegisterCase)
        ]

        assert all("ZQX" in getattr(opening, field) for opening in openings)
        assert all("ZQX" in victim.name for o in openings for victim in o.victims)
