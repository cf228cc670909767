"""What may be stored in clear is a list, and this is the list."""

import pytest
from sqlalchemy import LargeBinary, String, Text

import kla.accounts.models
import kla.cases.models
import kla.facility_audits.models
import kla.public_reports.api.models
import kla.public_reports.models
import kla.trail.models  # noqa: F401 -- all models, so that all tables are known
from kla.core.db import Base

COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]
WORDS = [column for column in COLUMNS if type(column.type) in {String, Text, LargeBinary}]
KEPT_SEALED = ("case", "search", "siaga", "erasure", "remnant", "saved_filter", "report")
OF_CASES = [column for column in COLUMNS if column.table.name.startswith(KEPT_SEALED)]
# Ids, versions, key names, hashes and signatures; state, unit, months; tasks' kinds and times.
# `next_due` repeats the earliest open task's. No word, no day, no place, no kind of violence.
CLEAR_IN_CASES: dict[str, set[str]] = {
    "case": {
        "id",
        "unit_id",
        "state",
        "opened_month",
        "retain_month",
        "next_due",
        "dek_epoch",
        "kcommit",
    },
    "case_attachment": {"id", "case_id", "dek_epoch", "stored_as"},
    # That there is a draft, of which case, and which drafts are of one unnamed person.
    "case_draft": {"id", "case_id", "owner", "version", "dek_epoch"},
    # Which sealed part is of which file: so that it is deleted with it, by whoever has no keys.
    "case_part": {"stored_as", "case_id", "file_id"},
    "case_upload": {"id", "case_id", "dek_epoch", "expires"},
    "case_grant": {
        "id",
        "case_id",
        "dek_epoch",
        "kind",
        "recipient_kid",
        "recipient_epoch",
        "granter_kid",
        "sig",
        "expires",
    },
    "case_note": {"id", "case_id", "dek_epoch"},
    "case_section": {"id", "case_id", "name", "version", "dek_epoch"},
    "case_task": {"id", "case_id", "kind", "begun", "due", "stopped", "done", "assignee"},
    "search_delta": {"seq", "row", "unit_id", "kind", "generation", "epoch", "signer_kid", "sig"},
    "search_index": {"unit_id", "kind", "generation", "shredded", "pending"},
    "search_segment": {"id", "unit_id", "kind", "number", "version", "epoch"},
    # Who asked for which case, when, until when: the code refuses and reminds by it, with no keys.
    "siaga_request": {
        *("id", "case_id", "requester_kid", "asked", "expires", "opened", "reviewed", "sig"),
    },
    "siaga_share": {"request_id", "kind", "dek_epoch", "officer_kid", "sig"},
    # What is left of an erased case for good: random ids, a digest of ciphertext, who, when, why.
    "erasure": {
        *("id", "case_id", "unit_id", "opened_month", "basis", "seen", "proposed"),
        *("proposer_kid", "proposer_sig", "erased", "confirmer_kid", "confirmer_sig"),
        *("digest", "index_renewed"),
        "with_id",  # that two erased cases had been made one
    },
    "remnant": {"ref"},
    # That a case is on offer, to which key, by whom; that its secret has to be renewed from when.
    "case_offer": {
        *("id", "case_id", "dek_epoch", "recipient_kid", "recipient_epoch", "granter_kid", "sig"),
    },
    # That somebody keeps a filter; its name and what it asks for are sealed to them.
    "saved_filter": {"id", "account_id", "version"},
    "case_key_task": {"id", "case_id", "dek_epoch", "due"},
    # Of a report: the half of the receipt that finds it, where it stands, whose turn it is, times.
    "report": {
        "case_id",  # of which case it is a part now, so that it is erased with it
        "main_id",  # that two reports were put together
        *("id", "finder", "salt", "state", "turn", "received", "due", "handle"),
        *("epoch", "kcommit", "version"),
    },
    "report_grant": {"report_id", "epoch", "recipient_kid", "purpose", "recipient_epoch"},
    "report_message": {"id", "report_id", "number", "epoch"},
    "report_file": {"id", "report_id", "number", "epoch", "stored_as"},
    "report_part": {"stored_as", "report_id", "file_id"},
    # Which offices' programs may send, how many each sent, on which day the last. Not which: what
    # a sender calls a report, and what it said, are keyed hashes, the second one cut short.
    "report_sender": {"id", "name", "received", "last_day"},
    "report_sender_key": {"kid", "sender_id", "public", "added", "stopped"},
    "report_sender_nonce": {"mark", "sender_id", "at"},
    "report_sent": {"mark", "content", "report_id"},
}


@pytest.mark.parametrize("column", WORDS, ids=str)
def test_column_says_what_it_may_hold(column):
    assert column.info.get("privacy") in {"open", "personal", "sealed"}


@pytest.mark.parametrize("column", OF_CASES, ids=str)
def test_nothing_else_about_a_case_is_in_clear(column):
    in_clear = column.name in CLEAR_IN_CASES.get(column.table.name, set())
    assert in_clear or column.info.get("privacy") == "sealed"
