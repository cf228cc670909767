"""The door asks for a little work or a little time, bars nobody, and is never filled up."""

import dataclasses
import shutil
import uuid
from collections import namedtuple
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from kla.core import clock
from kla.core.errors import Invalid, NotReady
from kla.crypto.receipts import Receipt
from kla.public_reports import tickets
from kla.public_reports.models import Report
from kla.public_reports.services import desk, quota
from kla.public_reports.tickets import Ticket
from kla.public_reports.views import gate
from kla.public_reports.views.gate import Doorkeeper
from tests import factories_reports as f
from tests.browser import Browser

PATH, MESSAGE = "/halo/lihat", "/halo/kembali/pesan"


@pytest.fixture
def strict(app):
    """The door as it is installed, with nobody counted yet."""
    before, keeper = app.extensions["settings"], app.extensions["doorkeeper"]
    app.extensions["settings"] = dataclasses.replace(before, door_seconds=8)
    app.extensions["doorkeeper"] = Doorkeeper()
    yield app.extensions["doorkeeper"]
    app.extensions["settings"], app.extensions["doorkeeper"] = before, keeper


@pytest.fixture
def stranger(app, session, cast, strict):
    browser = Browser(app.test_client())
    browser.token = "none"  # the door knows no session to have one from
    return browser


def count(session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Report))


def ask(stranger):
    stranger.get(PATH)
    return stranger.values() | {"story": "Ada yang dipukul."}


def guessed(strict) -> None:
    """Many wrong codes came from here lately."""
    for _ in range(gate.FREE):
        strict.wrong.add("127.0.0.1", clock.now())


def proof_of(form) -> str:
    _at, bits, seal = form["ticket"].split(".")
    return tickets.solve(Ticket(clock.now(), int(bits), seal))


class TestTheDoor:
    def test_with_the_work_done_a_report_is_taken_at_once(self, session, stranger):
        form = ask(stranger)

        assert stranger.post(PATH, form | {"proof": proof_of(form)}).status_code == 200
        assert count(session) == 1

    def test_without_scripts_it_is_taken_after_some_seconds_with_all_that_was_typed(
        self, session, stranger
    ):
        form = ask(stranger)
        refused = stranger.post(PATH, form)

        assert refused.status_code == 429
        assert "Tunggu 8 detik, lalu kirim lagi." in stranger.text()
        assert "Ada yang dipukul." in refused.text
        assert count(session) == 0

        again = stranger.values() | {"story": "Ada yang dipukul."}
        with time_machine.travel(clock.now() + timedelta(seconds=9)):
            assert stranger.post(PATH, again).status_code == 200
        assert count(session) == 1

    @pytest.mark.parametrize("ticket", ["", "x", "1.14.00", "9" * 300])
    def test_a_form_without_its_ticket_gets_one_and_loses_nothing(self, stranger, ticket):
        refused = stranger.post(PATH, ask(stranger) | {"ticket": ticket})

        assert refused.status_code == 429
        assert "Ada yang dipukul." in refused.text
        with time_machine.travel(clock.now() + timedelta(seconds=9)):
            sent = stranger.post(PATH, stranger.values() | {"story": "Ada."})
        assert sent.status_code == 200

    def test_a_flood_from_one_network_costs_it_more_and_others_nothing(
        self, session, stranger, strict
    ):
        for _ in range(400):
            strict.sent.add("127.0.0.1", clock.now())

        form = ask(stranger)
        assert int(form["ticket"].split(".")[1]) == tickets.MOST_BITS
        assert stranger.post(PATH, form).status_code == 429
        elsewhere = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.7"}}
        form = self.from_elsewhere(stranger, elsewhere)
        assert form["ticket"].split(".")[1] == str(tickets.LEAST_BITS)

    def from_elsewhere(self, stranger, elsewhere):
        stranger.get(PATH, **elsewhere)
        return stranger.values()

    def test_after_the_longest_wait_a_flooded_network_is_let_in_too(self, stranger, strict):
        for _ in range(400):
            strict.sent.add("127.0.0.1", clock.now())
        form = ask(stranger)

        with time_machine.travel(clock.now() + timedelta(seconds=tickets.LONGEST_WAIT_S + 1)):
            assert stranger.post(PATH, form).status_code == 200

    def test_a_child_waits_on_the_last_page_only(self, session, stranger):
        stranger.get("/halo/anak")
        answers = stranger.values() | {"safe": "yes", "story": "Aku dipukul.", "go": "next"}
        assert stranger.post("/halo/anak", answers | {"step": "safe"}).status_code == 200

        stranger.post("/halo/anak", answers | {"step": "check"})
        assert "Tunggu" in stranger.text()
        assert count(session) == 0

    def test_when_all_turns_are_taken_it_says_so_and_keeps_the_text(
        self, session, stranger, strict, monkeypatch
    ):
        monkeypatch.setattr(gate, "PATIENCE_S", 0.01)
        form = ask(stranger)
        proof = proof_of(form)
        for _ in range(gate.AT_ONCE):
            strict.busy.acquire()

        sent = stranger.post(PATH, form | {"proof": proof})

        assert sent.status_code == 503
        assert "Sedang ramai." in stranger.text()
        assert "Ada yang dipukul." in sent.text
        assert count(session) == 0


class TestCodes:
    def test_work_for_one_code_is_none_for_another(self, stranger, strict):
        guessed(strict)
        form = self.refused(stranger, Receipt.new())
        proved = form | {"proof": proof_of(form)}

        other = stranger.post("/halo/kembali", proved | {"receipt": str(Receipt.new())})
        assert other.status_code == 429
        assert stranger.post("/halo/kembali", proved).status_code == 422

    def refused(self, stranger, receipt):
        stranger.get("/halo/kembali")
        form = stranger.values() | {"receipt": str(receipt)}
        assert stranger.post("/halo/kembali", form).status_code == 429
        return stranger.values() | {"receipt": str(receipt)}

    def test_codes_guessed_under_a_message_count_and_wait_too(self, stranger, strict):
        message = {"text": "Halo.", "entry": str(uuid.uuid4())}
        for _ in range(gate.FREE):
            guess = message | {"receipt": str(Receipt.new())}
            assert stranger.post(MESSAGE, guess).status_code == 404

        assert stranger.post(MESSAGE, guess).status_code == 429
        assert stranger.values()["text"] == "Halo."

    def test_a_message_of_a_network_that_guesses_comes_in_after_a_while(
        self, session, cast, stranger, strict
    ):
        _, receipt = f.received(session, cast)
        stranger.post("/halo/kembali", {"receipt": str(receipt)})
        form = stranger.values() | {"text": "Masih ada satu hal."}
        guessed(strict)

        assert stranger.post(MESSAGE, form).status_code == 429
        with time_machine.travel(clock.now() + timedelta(seconds=tickets.LONGEST_WAIT_S)):
            assert stranger.post(MESSAGE, stranger.values()).status_code == 200
        assert "Masih ada satu hal." in stranger.text()

    def test_many_wrong_codes_have_to_wait_and_the_right_one_always_comes_in(
        self, session, cast, stranger
    ):
        _, receipt = f.received(session, cast)
        for _ in range(gate.FREE):
            stranger.get("/halo/kembali")
            assert stranger.post("/halo/kembali", {"receipt": "salah"}).status_code == 422

        stranger.get("/halo/kembali")
        form = stranger.values() | {"receipt": str(receipt)}
        assert stranger.post("/halo/kembali", form).status_code == 429
        form = stranger.values() | {"receipt": str(receipt)}
        answer = stranger.post("/halo/kembali", form | {"proof": proof_of(form)})
        assert answer.status_code == 200


class TestRoom:
    @pytest.fixture
    def small(self, app, cast):
        """Room for two unread reports and for almost no file."""
        before = app.extensions["settings"]
        app.extensions["settings"] = dataclasses.replace(
            before, reports_unread=2, reports_unread_mb=1
        )
        yield app.extensions["settings"]
        app.extensions["settings"] = before

    def test_what_came_first_stays_and_what_comes_is_told(
        self, app, session, cast, stranger, small
    ):
        app.extensions["settings"] = dataclasses.replace(small, door_seconds=0)
        for _ in range(2):
            f.received(session, cast)

        sent = stranger.post(PATH, ask(stranger))

        assert sent.status_code == 503
        assert "Belum kami terima" in stranger.text()
        assert 'href="tel:112"' in sent.text
        assert count(session) == 2

    def test_whoever_sends_again_what_is_stored_gets_the_code(self, app, session, stranger, small):
        app.extensions["settings"] = dataclasses.replace(small, door_seconds=0, reports_unread=1)
        form = ask(stranger)
        for _twice in range(2):
            assert stranger.post(PATH, form).status_code == 200
        assert count(session) == 1

    def test_what_was_read_makes_room(self, session, cast, small):
        tini = cast.actor(session, "tini")
        ids = [f.received(session, cast)[0] for _ in range(2)]
        with pytest.raises(NotReady):
            quota.check_text(session, small)

        desk.take_up(session, tini, ids[0])
        session.flush()

        quota.check_text(session, small)

    def test_files_are_refused_before_texts(self, session, cast, small):
        f.received(session, cast, f.sealed(small.files_path, b"ID3\x04" + bytes(900_000)))

        quota.check_text(session, small)
        with pytest.raises(Invalid):
            quota.check_files(session, small, 200_000)

    def test_a_disk_that_is_nearly_full_is_left_to_the_office(self, session, small, monkeypatch):
        usage = namedtuple("Usage", "total used free")
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 0, 10**8))

        with pytest.raises(Invalid):
            quota.check_files(session, small, 1)

    def test_the_last_of_the_disk_is_not_even_for_words(
        self, app, session, cast, stranger, small, monkeypatch
    ):
        app.extensions["settings"] = dataclasses.replace(small, door_seconds=0)
        _, receipt = f.received(session, cast)
        stranger.post("/halo/kembali", {"receipt": str(receipt)})
        message, form = stranger.values() | {"text": "Halo."}, ask(stranger)
        usage = namedtuple("Usage", "total used free")
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 0, 10**7))

        assert stranger.post(PATH, form).status_code == 503
        assert stranger.post(MESSAGE, message).status_code == 503
        assert count(session) == 1

    def test_the_desk_is_told_before_it_is_full(self, app, session, cast, small):
        for _ in range(2):
            f.received(session, cast)
        tini = cast.browser(app, "tini")

        tini.get("/")

        assert "hampir penuh" in tini.text()
