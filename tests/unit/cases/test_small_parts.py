"""Clocks, case numbers, vocabularies."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.cases import clocks, vocabulary
from kla.cases.forms import labels, words
from kla.cases.numbers import case_number, read_number
from kla.cases.types import LATE, OK, SOON, CaseState, SectionName, TaskKind, due_state
from kla.core.errors import Invalid

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class TestClocks:
    @pytest.mark.parametrize(("risk", "hours"), [("tinggi", 0), ("sedang", 6), ("rendah", 24)])
    def test_a_response_is_due_by_risk(self, risk, hours):
        assert clocks.due(TaskKind.RESPOND, START, risk) == START + timedelta(hours=hours)

    def test_the_report_to_the_police_is_due_in_three_days(self):
        assert clocks.due(TaskKind.STATUTORY_REPORT, START) == START + timedelta(hours=72)

    def test_the_response_to_low_risk_waits_for_confirmation(self):
        assert not clocks.is_confirmed(TaskKind.RESPOND, "rendah")
        assert clocks.is_confirmed(TaskKind.RESPOND, "tinggi")
        assert clocks.is_confirmed(TaskKind.STATUTORY_REPORT)

    @pytest.mark.parametrize("kind", TaskKind)
    @pytest.mark.parametrize("risk", ["tinggi", "sedang", "rendah"])
    def test_every_kind_has_a_clock(self, kind, risk):
        assert clocks.due(kind, START, risk) >= START

    @pytest.mark.parametrize(
        ("hours", "state"), [(-1, LATE), (0, LATE), (1, SOON), (24, SOON), (25, OK)]
    )
    def test_a_due_time_is_late_soon_or_neither(self, hours, state):
        assert due_state(START + timedelta(hours=hours), START) == state


class TestNumbers:
    def test_a_number_names_month_and_id(self):
        number = case_number(uuid.UUID("3a8f9c1d2e000000800000000000000a"), "2025-01")
        assert number == "2501-7A7S-R79E"

    @given(st.uuids(), st.integers(2024, 2099), st.integers(1, 12))
    def test_a_number_leads_back_to_its_case(self, case_id, year, month):
        opened = f"{year}-{month:02d}"
        found = read_number(f" {case_number(case_id, opened).lower()} ")
        assert found is not None
        assert found[0] == opened
        assert found[1] <= case_id <= found[2]

    @pytest.mark.parametrize("typed", ["2501 7QF3 M2K9", "25017qf3m2k9", "2501-7QF3-M2K9"])
    def test_it_may_be_typed_in_many_ways(self, typed):
        assert read_number(typed) == read_number("2501-7QF3-M2K9")

    def test_letters_that_look_alike_are_one(self):
        assert read_number("2501-OIL0-0000") == read_number("2501-0110-0000")

    @pytest.mark.parametrize("typed", ["", "siti", "2501", "2501-7QF3", "2501-UUUU-UUUU"])
    def test_anything_else_is_no_number(self, typed):
        assert read_number(typed) is None


class TestVocabulary:
    @pytest.mark.parametrize("name", vocabulary.names())
    def test_every_list_has_a_source_and_the_screen_says_the_same(self, name):
        shown = {code: str(label._args[0]) for code, label in words.LISTS[name].items()}
        assert vocabulary.source(name)
        assert shown == vocabulary.labels(name)

    def test_an_unknown_code_is_refused_with_its_field(self):
        with pytest.raises(Invalid) as refused:
            vocabulary.require("kinds", "gosip", "primary_kind")
        assert (refused.value.reason, refused.value.field) == ("unknown-code", "primary_kind")

    def test_what_may_be_given_is_the_eight_services_and_three_functions(self):
        assert len(vocabulary.labels("services")) == 8
        assert vocabulary.services() > {"mediasi", "penjangkauan", "penampungan"}

    @pytest.mark.parametrize(
        ("kelurahan", "kecamatan"),
        [("64.71.01.1001", "64.71.01"), ("luar", "lainnya"), ("", "lainnya")],
    )
    def test_a_kelurahan_lies_in_its_kecamatan(self, kelurahan, kecamatan):
        assert vocabulary.kecamatan_of(kelurahan) == kecamatan


class TestLabels:
    def test_every_stage_task_and_section_has_a_name(self):
        assert set(labels.STATES) == set(CaseState)
        assert set(labels.TASKS) == set(TaskKind)
        assert set(labels.SECTIONS) == set(SectionName)
