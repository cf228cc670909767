"""After an erasure nothing anywhere says who it was about, not with every key of everybody."""

import uuid
from contextlib import suppress
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from kla.cases.models import Erasure
from kla.cases.services import attachments, consents, copies, index, notes, referrals, renewal
from kla.cases.services.index_keys import LIST, MATCH, IndexId
from kla.cases.types import AddNote, Perpetrator, Reporter, UploadFile
from kla.cases.types.consents import ConsentPurpose
from kla.cases.types.copies import MakeCopy, Wording
from kla.cases.types.referrals import Desk, MakeReferral
from kla.core import clock
from kla.core.db import Base
from kla.core.errors import DomainError
from kla.trail.models import TrailEntry
from kla.trail.services import open_body
from tests import factories_cases as f
from tests.integration.cases.colleagues import consented
from tests.integration.cases.indexes import text_of
from tests.integration.cases.test_retention import SIX_YEARS, close, confirm, propose
from tests.integration.cases.test_siaga import answer, ask
from tests.security.pictures import jpeg

NAME = "Zulaikha"


@pytest.fixture
def after_years(monkeypatch):
    """Six years later."""

    def move(by: timedelta = SIX_YEARS):
        moment = clock.now() + by
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda: moment.astimezone(clock.WITA).date())

    return move


@pytest.fixture
def case_id(session, cast, tmp_path):
    """A case in which the name stands wherever a name can stand."""
    case_id = f.assessed(
        session,
        cast,
        victims=(f.victim(name=f"{NAME} Contohwati"),),
        perpetrators=(Perpetrator(relation="guru", name=f"{NAME} Guru"),),
        reporter=Reporter(relation="keluarga", name=f"Ibu {NAME}"),
        chronology=f"{NAME} bercerita.",
    )
    ratna = cast.actor(session, "ratna")
    notes.add_note(session, ratna, case_id, AddNote(text=f"{NAME} lebih tenang."))
    upload = UploadFile(stream=BytesIO(jpeg(NAME)), name=f"{NAME}.jpg", label=NAME, max_bytes=10**6)
    attachments.add_file(session, ratna, case_id, tmp_path, upload)
    for purpose in (ConsentPurpose.REFERRAL, ConsentPurpose.COPY):
        consented(session, cast, case_id, purpose)
    letter = MakeReferral(
        institution=f"Klinik {NAME}",
        service="kesehatan",
        purpose=f"Visum {NAME}.",
        parts=("identity",),
        ask_again=clock.today(),
        confirmed=True,
    )
    referrals.make_referral(session, ratna, case_id, letter, Desk(tmp_path))
    copied = MakeCopy(
        parts=("victims",), to="office", purpose=f"Rapat tentang {NAME}.", confirmed=True
    )
    wording = Wording("id", lambda _list, code: code, str, str, str)
    copies.make_copy(session, ratna, case_id, copied, wording)
    session.commit()
    answer(session, cast, ask(session, cast, case_id, reason=f"{NAME} hilang."))
    close(session, cast, case_id)
    assert consents.read_ledger(session, cast.actor(session, "hasan"), case_id).entries
    return case_id


def everything(session):
    """Every value of every row, as it lies there."""
    session.expire_all()
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            for name, value in zip(table.c.keys(), row, strict=True):
                yield table.name, name, value


def opened(session, cast):
    """What the keys of everybody still open: the indexes, and the trail as auditors read it."""
    for member in list(cast):
        actor = cast.actor(session, member.key)
        for unit_id in cast.units:
            for kind in (MATCH, LIST):
                with suppress(DomainError):
                    yield text_of(session, actor, IndexId(unit_id, kind))
    keys = cast.actor(session, "nur").keys
    for entry in session.scalars(select(TrailEntry)):
        for private in keys.private.values():
            with suppress(DomainError):
                yield open_body(entry.seq, entry.body, keys.instance, private)


def test_nothing_but_the_reference_is_left(session, cast, case_id, tmp_path, after_years):
    index.fold(session, cast.actor(session, "hasan"), cast.units[0])  # into one sealed segment
    session.commit()
    assert any(b"zulai" in text for text in opened(session, cast))
    assert list(tmp_path.iterdir()) != []
    after_years()

    erasure_id = propose(session, cast, case_id)
    confirm(session, cast, tmp_path, erasure_id)
    renewal.renew_due(session, cast.actor(session, "hasan"))
    session.commit()

    for table, column, value in everything(session):
        raw = value if isinstance(value, bytes) else str(value).encode()
        assert NAME.lower().encode() not in raw.lower(), (table, column)
        is_id = value in {case_id, str(case_id), case_id.hex}
        assert not is_id or (table, column) == ("erasure", "case_id"), (table, column)
    for text in opened(session, cast):
        assert b"zulai" not in text.lower()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    row = session.get(Erasure, erasure_id)
    assert isinstance(row.case_id, uuid.UUID)
