"""A line is written with what it tells of, or not at all; readers of a case see its own lines."""

import dataclasses
import os
import uuid

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from kla.access.policy import Actor, Role
from kla.core.errors import Unreadable
from kla.crypto.grants import Signer
from kla.crypto.keyring import Keyring
from kla.crypto.sealing import generate_pair
from kla.crypto.signing import generate_signing_pair
from kla.trail import append_only
from kla.trail import services as trail
from kla.trail.history import history_key, open_line
from kla.trail.models import TrailEntry
from kla.trail.verification import verify
from tests.databases import disarm_trail

INSTANCE = "00000000-0000-4000-8000-000000000001"
PAIR = generate_signing_pair()
KID = "ab" * 16


@pytest.fixture
def hasan() -> Actor:
    keys = Keyring(instance=INSTANCE, signer=Signer(KID, PAIR.private))
    return Actor(uuid.uuid4(), Role.SUPERVISOR, keys=keys)


@pytest.fixture
def anchors(tmp_path):
    return tmp_path / "anchors.jsonl"


def check(session, anchors):
    return verify(
        session,
        instance=INSTANCE,
        key_of=lambda kid: PAIR.public if kid == KID else None,
        anchors=anchors,
    ).broken


def write(session, actor, count=3):
    for number in range(count):
        trail.record(session, actor, "case.read", number=number)
    session.commit()


def entries(session):
    return session.scalars(select(TrailEntry).order_by(TrailEntry.seq)).all()


class TestRecord:
    def test_nothing_is_written_when_the_action_fails(self, session, hasan):
        trail.record(session, hasan, "case.read")
        session.rollback()
        session.commit()

        assert entries(session) == []

    def test_a_line_that_cannot_be_written_fails_the_action(self, session, hasan):
        session.execute(text("DROP TABLE trail"))
        trail.record(session, hasan, "case.read")

        with pytest.raises(Exception, match="trail"):
            session.commit()
        session.rollback()

    def test_lines_follow_each_other(self, session, hasan, anchors):
        write(session, hasan)
        write(session, hasan)

        assert [entry.seq for entry in entries(session)] == [1, 2, 3, 4, 5, 6]
        assert check(session, anchors) is None

    def test_the_body_is_sealed_to_the_auditors(self, session, hasan):
        auditors = generate_pair()
        keys = dataclasses.replace(hasan.keys, oversight=auditors.public)
        trail.record(session, dataclasses.replace(hasan, keys=keys), "case.read", case="PLANTED")
        session.commit()

        (entry,) = entries(session)
        assert entry.body[:1] == trail.SEALED
        assert b"PLANTED" not in entry.body
        assert b"PLANTED" in trail.open_body(entry.seq, entry.body, INSTANCE, auditors.private)

    def test_without_auditors_only_the_action_is_in_clear(self, session, hasan):
        trail.record(session, hasan, "case.read", case="PLANTED")
        session.commit()

        assert b"PLANTED" not in entries(session)[0].body


class TestLinesAbout:
    def test_those_who_can_open_the_case_read_its_lines_newest_first(self, session, hasan):
        ours, theirs = history_key(os.urandom(32)), history_key(os.urandom(32))
        trail.record(session, hasan, "case.opened", about=ours)
        trail.record(session, hasan, "case.opened", about=theirs)
        trail.record(session, hasan, "note.added", about=ours, note="7")
        session.commit()

        lines = trail.lines_about(session, ours)
        assert [line.action for line in lines] == ["note.added", "case.opened"]
        assert lines[0].details == {"note": "7"}

    def test_a_line_moved_to_another_place_does_not_open(self, session, hasan):
        ours = history_key(os.urandom(32))
        trail.record(session, hasan, "case.opened", about=ours)
        session.commit()

        (entry,) = entries(session)
        with pytest.raises(Unreadable):
            open_line(ours, entry.seq + 1, entry.case_body)


class TestTheDatabaseItself:
    @pytest.mark.parametrize("table", ["trail", "trail_checkpoint"])
    @pytest.mark.parametrize(
        "statement", ["UPDATE {} SET hash = hash", "DELETE FROM {}", "DELETE FROM {} WHERE seq > 0"]
    )
    def test_refuses_to_change_a_line(self, session, hasan, table, statement):
        write(session, hasan, trail.CHECKPOINT_EVERY)
        before = len(entries(session))

        with pytest.raises(DatabaseError, match="only ever added to"):
            session.execute(text(statement.format(table)))

        session.rollback()
        assert len(entries(session)) == before

    def test_whoever_owns_it_can_take_that_away_and_it_is_seen(self, session):
        assert append_only.missing(session.connection()) == []
        disarm_trail(session)
        assert append_only.missing(session.connection()) == append_only.names()
        append_only.put(session.connection())
        assert append_only.missing(session.connection()) == []


class TestVerify:
    def test_names_the_entry_that_was_edited(self, session, hasan, anchors):
        write(session, hasan, 5)
        disarm_trail(session)
        session.execute(text("UPDATE trail SET area = 'x' WHERE seq = 3"))

        broken = check(session, anchors)
        assert (broken.seq, broken.reason) == (3, "content")

    def test_names_the_entry_that_was_deleted(self, session, hasan, anchors):
        write(session, hasan, 5)
        disarm_trail(session)
        session.execute(text("DELETE FROM trail WHERE seq = 2"))

        assert check(session, anchors).seq == 2

    def test_sees_a_tail_cut_without_its_head(self, session, hasan, anchors):
        write(session, hasan, 5)
        disarm_trail(session)
        session.execute(text("DELETE FROM trail WHERE seq > 3"))

        broken = check(session, anchors)
        assert (broken.seq, broken.reason) == (4, "tail")

    def test_sees_a_tail_cut_with_its_head_by_an_anchor(self, session, hasan, anchors):
        write(session, hasan, 5)
        newest = entries(session)[-1]
        anchors.write_text(f'{{"seq": 5, "hash": "{newest.hash.hex()}"}}\n')
        head = entries(session)[2].hash
        disarm_trail(session)
        session.execute(text("DELETE FROM trail WHERE seq > 3"))
        session.execute(text("UPDATE trail_head SET seq = 3, hash = :hash"), {"hash": head})
        session.expire_all()

        broken = check(session, anchors)
        assert (broken.seq, broken.reason) == (5, "anchor")

    def test_overlooks_an_anchor_torn_by_a_power_cut(self, session, hasan, anchors):
        write(session, hasan, 2)
        newest = entries(session)[-1]
        anchors.write_text(f'{{"seq": 2, "hash": "{newest.hash.hex()}"}}\n{{"seq": 3, "ha')

        assert check(session, anchors) is None

    def test_sees_an_entry_signed_by_nobody_known(self, session, hasan, anchors):
        write(session, hasan, 2)
        stranger = Keyring(instance=INSTANCE, signer=Signer("cd" * 16, PAIR.private))
        write(session, dataclasses.replace(hasan, keys=stranger), 1)

        broken = check(session, anchors)
        assert (broken.seq, broken.reason) == (3, "signature")

    def test_every_hundredth_entry_is_signed_and_handed_out(
        self, session, hasan, instance, anchors
    ):
        (instance / "trail-anchors.jsonl").unlink(missing_ok=True)
        write(session, hasan, 101)

        assert (instance / "trail-anchors.jsonl").read_text().count('"seq": 100') == 1
        assert check(session, anchors) is None
