"""Defects that other case systems have shown, each with the tests here that would catch it.

What is named has to exist. Where nothing is named yet, it says why.
"""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

CASES, SECURITY = "tests/integration/cases", "tests/security"


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect: what went wrong elsewhere, and where it would be caught here."""

    what: str
    caught_by: tuple[str, ...] = ()
    not_yet: str = ""


DEFECTS = (
    Defect(
        "an export has more rows than its maker's list, or ignores its filters",
        (
            f"{CASES}/test_simfoni_month.py::TestWorkbook::test_has_the_rows_of_the_screen_and_no_name",
            f"{CASES}/test_simfoni_month.py::TestFigures::test_the_rows_are_the_cases_of_the_list",
            f"{CASES}/test_filters.py::TestReach::test_a_filter_widens_nobodys_reach",
        ),
    ),
    Defect(
        "an export or import ends short, or fails without saying so",
        (
            f"{CASES}/test_register_pages.py::TestSending::test_every_row_is_reported_and_nothing_is_stored",
            f"{CASES}/test_register_pages.py::TestHandingBack::test_refused_rows_come_back_with_their_reasons",
            f"{SECURITY}/test_import_crash.py::test_killed_in_the_middle_and_repeated",
        ),
    ),
    Defect(
        "a cell of a spreadsheet runs as a formula",
        (
            "tests/unit/cases/test_register_file.py::TestHandingBack::test_nothing_in_it_is_a_formula",
            f"{CASES}/test_simfoni_month.py::TestWorkbook::test_initials_that_look_like_a_formula_do_nothing",
        ),
    ),
    Defect(
        "a side screen shows what the main screen hides",
        (
            f"{SECURITY}/test_matrix.py::test_answers_as_written",
            f"{SECURITY}/test_matrix.py::test_a_foreign_case_is_byte_for_byte_a_missing_one",
            f"{SECURITY}/test_matrix.py::test_a_page_that_may_be_opened_does_not_tell_of_a_foreign_case",
        ),
    ),
    Defect(
        "somebody gains a right by their own profile, or by editing a role",
        (
            f"{SECURITY}/test_rights.py::test_whatever_somebody_sends_about_rights_nobody_has_more",
            f"{SECURITY}/test_rights.py::test_whoever_makes_accounts_makes_nobody_who_opens_anything",
        ),
    ),
    Defect(
        "a right that was withdrawn goes on from a cache",
        (
            f"{CASES}/at_once/test_every_form.py::test_somebody_from_whom_the_case_was_taken_writes_nothing_and_reads_what_they_typed",
            "tests/integration/accounts/test_account_pages.py::*::test_an_ended_account_is_out_at_once_and_its_key_taken_back",
            f"{CASES}/test_uploads.py::TestWhoGoesOn::test_whoever_lost_the_case_goes_on_no_more",
        ),
    ),
    Defect(
        "whoever was removed kept the key, and it still fits",
        (
            f"{SECURITY}/test_access_by_mathematics.py::*::test_the_old_grant_opens_nothing",
            f"{SECURITY}/test_access_by_mathematics.py::*::test_the_whole_case_row_put_back_opens_none_of_the_sections",
            f"{CASES}/at_once/test_races.py::test_a_note_and_a_new_key",
        ),
    ),
    Defect(
        "a search opens every record",
        (f"{CASES}/test_filters.py::TestCost::test_opens_no_more_records_than_a_page",),
    ),
    Defect(
        "encryption is a setting",
        (
            "tests/integration/cli/test_doctor.py::TestConfiguration::test_keys_of_a_demo_outside_a_demo",
            "tests/unit/core/test_config.py::test_an_instance_without_a_ceremony_has_no_keys",
            f"{SECURITY}/test_theft.py::TestTheft::test_no_word_lies_anywhere",
            f"{CASES}/test_copies.py::TestPages::test_the_passphrase_alone_opens_it",
        ),
    ),
    Defect(
        "a hidden name is still found by search, order or count",
        (
            f"{CASES}/test_filters.py::TestRestricted::test_is_not_there_for_another_supervisor",
            f"{CASES}/test_listing.py::*::test_another_unit_finds_nothing",
        ),
    ),
    Defect(
        "the line of the trail is written after the deed, and may be missing",
        (
            f"{CASES}/test_lines_of_work.py::test_where_no_line_can_be_written_nothing_is_done",
            "tests/integration/trail/test_record.py::*::test_a_line_that_cannot_be_written_fails_the_action",
            "tests/integration/trail/test_record.py::TestTheDatabaseItself::test_refuses_to_change_a_line",
        ),
    ),
    Defect(
        "the trail can't be read, or emergency access leaves no line",
        (
            f"{CASES}/test_siaga_oversight.py::*::test_every_step_and_every_look_leaves_one",
            f"{CASES}/test_siaga_oversight.py::*::test_it_is_paged",
            f"{CASES}/test_siaga_oversight.py::*::test_where_no_line_can_be_written_nothing_is_shown",
        ),
    ),
    Defect(
        "what was erased is still there",
        (
            f"{CASES}/test_retention.py::TestErasing::test_every_row_and_file_of_the_case_goes",
            f"{CASES}/test_retention.py::TestErasing::test_what_is_left_names_nobody",
            f"{CASES}/test_retention.py::TestOldBackup::test_it_opens_for_nobody_with_all_keys_of_all_people",
        ),
    ),
    Defect(
        "the stage of a case follows from which dates were filled in",
        (
            "tests/unit/cases/test_states.py::test_a_step_is_taken_only_where_the_table_has_it",
            f"{CASES}/test_transitions.py::test_a_step_is_taken_where_the_table_has_it",
            f"{CASES}/test_transitions.py::test_filling_in_dates_never_moves_a_case",
        ),
    ),
    Defect(
        "a form that comes late changes a closed case",
        (
            f"{CASES}/at_once/test_every_form.py::test_a_form_that_comes_after_the_end_leaves_the_case_closed",
        ),
    ),
    Defect(
        "consent is asked for at some exits only",
        (
            "tests/rules/test_leaving.py::test_every_way_out_has_a_row",
            f"{CASES}/test_leaving.py::test_without_consent_it_stays_and_with_it_it_goes",
        ),
    ),
    Defect(
        "the same child is not recognised in another district or year",
        (
            "tests/unit/cases/name_matching/test_pairs.py::test_names_are_found_and_not_mistaken",
            f"{CASES}/test_listing.py::*::test_intake_learns_that_the_same_child_may_be_known_and_no_more",
        ),
    ),
    Defect(
        "a query of a letter or two scans everything",
        (f"{CASES}/test_filters.py::TestCost::test_a_query_that_is_too_short_runs_no_scan",),
    ),
    Defect(
        "a file lies whole in memory, as text inside text",
        (
            f"{CASES}/test_uploads.py::TestSequences::test_a_file_in_pieces_is_the_file",
            f"{CASES}/test_uploads.py::TestStored::test_a_part_is_closed_after_some_seconds_of_a_slow_line",
        ),
    ),
    Defect(
        "a table has a hundred indexes",
        ("tests/rules/test_indexes.py::test_a_table_has_at_most_twenty_indexes",),
    ),
    Defect(
        "a page asks the database once for every row",
        (
            f"{CASES}/test_listing.py::*::test_the_number_of_queries_does_not_grow",
            f"{CASES}/test_filters.py::TestCost::test_asks_as_often_for_many_cases_as_for_few",
            f"{CASES}/test_workload.py::TestReadWorkload::test_more_cases_mean_no_more_queries",
        ),
    ),
    Defect(
        "one function stands in two places, and one of them is wrong",
        ("tests/rules/test_duplicates.py::test_no_function_stands_in_two_places",),
    ),
    Defect(
        "recovery rests on one person",
        (
            "tests/unit/crypto/test_recovery.py::test_one_too_few_is_not_enough",
            "tests/integration/cli/test_init.py::*::test_two_sheets_do_not",
            f"{CASES}/at_once/test_lost_passphrase.py::test_what_was_typed_is_given_back_and_sent_again_once_the_keys_are_confirmed",
        ),
    ),
    Defect(
        "of two edits of one field the later wins, and nobody is told",
        (
            f"{CASES}/at_once/test_every_form.py::test_two_who_send_it_at_once",
            f"{CASES}/at_once/test_races.py::test_two_who_assess_in_the_same_instant",
        ),
    ),
    Defect(
        "a form sent again after its answer was lost makes a second entry",
        (
            f"{CASES}/at_once/test_every_form.py::test_sent_twice_it_is_done_once",
            f"{CASES}/test_uploads.py::TestOnce::test_begun_twice_under_one_id_it_is_one",
        ),
    ),
    Defect(
        "work that was refused is deleted with the refusal",
        (f"{CASES}/at_once/test_every_form.py::test_two_who_send_it_at_once",),
    ),
    Defect("a queue on the device stalls, gives up, or is wiped", not_yet="nothing works offline"),
    Defect("records lie on the device in clear after logout", not_yet="nothing is kept on it"),
    Defect("an answer of a captive portal counts as sent", not_yet="nothing is sent later"),
    Defect("an id is made up by the server", not_yet="there is no wire contract for devices"),
    Defect("a changed code breaks old drafts of an instrument", not_yet="no visits are made yet"),
    Defect("many devices in first sync starve the others", not_yet="there is no sync"),
)


@cache
def named_in(path: Path) -> frozenset[str]:
    """The tests of a file, with and without the class that they stand in."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            names = [one.name for one in node.body if isinstance(one, ast.FunctionDef)]
            found |= {f"{node.name}::{name}" for name in names} | {f"*::{name}" for name in names}
    return frozenset(found)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.what)
def test_what_would_catch_it_is_there(root: Path, defect: Defect):
    for named in defect.caught_by:
        path, _, test = named.partition("::")
        assert test.rpartition("::")[2].startswith("test_")
        assert test in named_in(root / path), named


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.what)
def test_it_is_caught_or_has_a_reason(defect: Defect):
    assert bool(defect.caught_by) != bool(defect.not_yet)
