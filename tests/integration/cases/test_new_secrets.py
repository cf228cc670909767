"""Whoever kept a secret to which they have no right any more opens nothing written afterwards."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from kla.access.policy import Permission
from kla.cases.models import Case, CaseAttachment, CaseNote, CaseSection
from kla.cases.services import (
    attachments,
    clockwork,
    covers,
    giving,
    key_tasks,
    lookup,
    notes,
    siaga,
    siaga_reading,
)
from kla.cases.types import AddNote, UploadFile
from kla.cases.types.offers import CoverCase
from kla.core import clock
from kla.core.errors import Unreadable
from kla.crypto.envelope import unseal
from kla.trail import services as trail
from tests import factories_cases as f
from tests.integration.cases.colleagues import id_of, opens, workers
from tests.integration.cases.test_siaga import answer, ask
from tests.security.pictures import jpeg


@pytest.fixture
def later(monkeypatch):
    """Put the clock forward."""

    def move(**by):
        moment = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda: moment.astimezone(clock.WITA).date())

    return move


@pytest.fixture
def case_id(session, cast):
    return f.assigned(session, cast)


def keep_key(session, cast, case_id):
    """The key of a case as somebody who opened it in an emergency can keep it."""
    request_id = ask(session, cast, case_id)
    answer(session, cast, request_id)
    request = siaga.get_request(session, request_id)
    lestari = cast.actor(session, "lestari")
    return siaga_reading._key(lestari, request, lookup.get_case(session, case_id))


def opened_by(session, case_id, key):
    """What of a case is stored so that a key opens it."""
    session.expire_all()
    found = []
    for table, column in ((CaseSection, "ct"), (CaseNote, "ct"), (CaseAttachment, "meta_ct")):
        for row in session.scalars(select(table).where(table.case_id == case_id)):
            try:
                unseal(key, getattr(row, column), row.address)
            except Unreadable:
                continue
            found.append(row)
    return found


def write(session, cast, case_id, who="ratna"):
    notes.add_note(session, cast.actor(session, who), case_id, AddNote(text="Ditulis sesudahnya."))
    session.commit()


def test_while_it_lasts_the_kept_key_opens_the_case(session, cast, case_id):
    key = keep_key(session, cast, case_id)
    write(session, cast, case_id)
    assert opened_by(session, case_id, key)


@pytest.mark.parametrize("who", ["ratna", "hasan"])
def test_after_it_whoever_writes_gives_the_case_a_new_secret(session, cast, case_id, later, who):
    key = keep_key(session, cast, case_id)
    later(hours=25)
    write(session, cast, case_id, who)
    assert opened_by(session, case_id, key) == []
    assert key_tasks.waiting_ids(session, cast.actor(session, "hasan")) == []
    assert opens(session, cast, "ratna", case_id)
    assert opens(session, cast, "hasan", case_id)
    assert workers(session, cast, case_id) == [id_of(cast, "ratna")]
    opened = lookup.open_case(session, cast.actor(session, "hasan"), case_id, Permission.CASE_READ)
    actions = [line.action for line in trail.lines_about(session, opened.history)]
    assert "case.key_renewed" in actions
    assert [one.text for one in notes.notes_of(session, opened)] == ["Ditulis sesudahnya."]


def test_a_file_too_is_sealed_under_the_new_secret(session, cast, case_id, later, tmp_path):
    key = keep_key(session, cast, case_id)
    later(hours=25)
    upload = UploadFile(stream=BytesIO(jpeg()), name="a.jpg", max_bytes=10**6)
    ratna = cast.actor(session, "ratna")
    file_id = attachments.add_file(session, ratna, case_id, tmp_path, upload)
    session.commit()
    assert opened_by(session, case_id, key) == []
    given = giving.give_file(session, ratna, case_id, file_id, tmp_path)
    assert b"".join(given.pieces)


def test_reading_renews_nothing(session, cast, case_id, later):
    keep_key(session, cast, case_id)
    later(hours=25)
    epoch = session.get(Case, case_id).dek_epoch
    lookup.open_case(session, cast.actor(session, "ratna"), case_id, Permission.CASE_READ)
    session.commit()
    assert session.get(Case, case_id).dek_epoch == epoch


def test_what_is_undone_renews_nothing(session, cast, case_id, later):
    keep_key(session, cast, case_id)
    later(hours=25)
    epoch = session.get(Case, case_id).dek_epoch
    notes.add_note(session, cast.actor(session, "ratna"), case_id, AddNote(text="Batal."))
    session.rollback()
    session.commit()
    assert session.get(Case, case_id).dek_epoch == epoch


def test_a_substitute_whose_day_is_over_reads_nothing_that_is_written_then(
    session, cast, case_id, later
):
    hasan = cast.actor(session, "hasan")
    cover = CoverCase(
        away=id_of(cast, "ratna"), substitute=id_of(cast, "lestari"), until=clock.today()
    )
    covers.cover_case(session, hasan, case_id, cover)
    session.commit()
    lock = lookup.get_case(session, case_id).lock
    key = cast.actor(session, "lestari").keys.key_for(lock)
    later(days=2)
    write(session, cast, case_id)
    assert opened_by(session, case_id, key) == []
    assert not opens(session, cast, "lestari", case_id)
    takers = dict(clockwork.list_takers(session, cast.actor(session, "ratna"), case_id))
    assert id_of(cast, "lestari") not in takers


def test_a_case_that_was_tampered_with_is_still_written_to_and_goes_on_waiting(
    session, cast, case_id, later
):
    keep_key(session, cast, case_id)
    notes.add_note(session, cast.actor(session, "ratna"), case_id, AddNote(text="Rusak."))
    session.commit()
    row = session.scalars(select(CaseNote)).one()
    row.ct = bytes(len(row.ct))
    session.commit()
    later(hours=25)
    write(session, cast, case_id)
    assert key_tasks.waiting_ids(session, cast.actor(session, "hasan")) == [case_id]
