"""Strangers report with a file while the server is killed, again and again.

Whoever was shown a code finds under it what they sent, once and whole; nobody was shown one for
nothing.
"""

import random
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from kla.cases.services import stray_files
from kla.crypto.receipts import Receipt
from kla.extensions import db
from kla.public_reports.models import Report, ReportFile, ReportPart
from kla.public_reports.services import desk, returning
from tests.conftest import SEED
from tests.security.installation import Installation, installation
from tests.security.pictures import jpeg
from tests.security.serving import Server, serving
from tests.security.test_crash import BROKEN_OFF
from tests.security.visitor import WireVisitor, encoded, file

KILLS, STRANGERS, ENOUGH = 4, 3, 120
CODE = re.compile(r'id="code">([0-9A-Z-]{29})<')
PARTS_OF_A_PICTURE = 3
PATH = "/halo/lihat"


@dataclass
class Stranger(threading.Thread):
    """Somebody who reports over and over; each form is sent until its code is shown."""

    visitor: WireVisitor
    name_of_word: str
    photo: bytes
    stop: threading.Event = field(default_factory=threading.Event)
    shown: dict[str, str] = field(default_factory=dict)
    interrupted: int = 0
    failure: Exception | None = None

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Report until told to stop; what was begun is finished."""
        try:
            while not self.stop.is_set() and len(self.shown) < ENOUGH:
                self.once(f"{self.name_of_word}-{len(self.shown)}")
        except Exception as failure:
            self.failure = failure

    def once(self, word: str) -> None:
        """One report with a photo."""
        form = self.insist(lambda: self.visitor.get(PATH)).form(PATH)
        typed = {"story": word, "files": [file(self.photo, "foto.jpg")]}
        body, kind = encoded(form.filled(typed))
        answer = self.insist(lambda: self.visitor.send("POST", PATH, body, kind))
        self.shown[word] = CODE.search(answer.text)[1]

    def insist(self, ask):
        """Ask until there is an answer that says it is stored; "not received" is no such answer."""
        for _ in range(1000):
            try:
                answer = ask()
            except BROKEN_OFF as broken:
                self.interrupted += not isinstance(broken, ConnectionRefusedError)
                time.sleep(0.02)
                continue
            if answer.status == 503:
                assert not CODE.search(answer.text)
                time.sleep(0.02)
                continue
            assert answer.status == 200, (answer.status, answer.words()[:300])
            return answer
        raise AssertionError("the server did not come back")


@dataclass(slots=True)
class Aftermath:
    """What the strangers were shown, and where it should be."""

    at: Installation
    server: Server
    strangers: list[Stranger]
    stored: int


@pytest.fixture(scope="module")
def aftermath(settings, tmp_path_factory) -> Iterator[Aftermath]:
    folder = tmp_path_factory.mktemp("door") / "instance"
    folder.mkdir()
    with (
        installation(settings, None, folder, "kla_door", SEED) as at,
        serving(at.settings) as server,
    ):
        photo = jpeg("kamera")
        strangers = [Stranger(server.visitor(), f"s{n}", photo) for n in range(STRANGERS)]
        for one in strangers:
            one.start()
        chance = random.Random(11)  # noqa: S311
        for _ in range(KILLS):
            everybody_goes_on(strangers)
            time.sleep(chance.uniform(0, 0.1))
            server.kill()
            server.start()
        everybody_goes_on(strangers)
        for one in strangers:
            one.stop.set()
        for one in strangers:
            one.join(timeout=30)
        with at.app.app_context():
            stored = db.session.scalar(select(func.count()).select_from(Report))
            db.session.remove()
        yield Aftermath(at, server, strangers, stored)


def everybody_goes_on(strangers: list[Stranger]) -> None:
    before = [len(one.shown) for one in strangers]
    give_up = time.monotonic() + 30
    while any(len(one.shown) == n < ENOUGH for one, n in zip(strangers, before, strict=True)):
        assert time.monotonic() < give_up, [one.failure for one in strangers]
        time.sleep(0.01)


@pytest.fixture
def session(aftermath) -> Iterator:
    with aftermath.at.app.app_context():
        yield db.session()
        db.session.remove()


class TestAfterKills:
    def test_the_server_was_killed_in_the_middle_of_work(self, aftermath):
        assert [one.failure for one in aftermath.strangers] == [None] * STRANGERS
        assert sum(one.interrupted for one in aftermath.strangers) >= KILLS
        assert all(len(one.shown) > KILLS for one in aftermath.strangers)

    def test_every_code_that_was_shown_opens_what_was_sent_once(self, aftermath, session):
        office, shown = aftermath.at.cast.office, {}
        for one in aftermath.strangers:
            shown |= one.shown

        for word, code in shown.items():
            found = returning.look(session, office, Receipt.read(code))
            assert (found.story, len(found.files), found.messages) == (word, 1, [])
        assert len(set(shown.values())) == len(shown)
        assert aftermath.stored == len(shown)

    def test_every_photo_is_whole_and_no_file_is_left_over(self, aftermath, session):
        folder, tini = aftermath.at.settings.files_path, aftermath.at.cast.actor(session, "tini")
        for row in session.scalars(select(ReportFile)).all():
            given = desk.give_file(session, tini, (row.report_id, row.id), folder)
            assert sum(map(len, given.pieces)) == given.info.size
        named = {*session.scalars(select(ReportFile.stored_as))}
        named |= {*session.scalars(select(ReportPart.stored_as))}
        files = {path.name for path in folder.iterdir()}

        assert named <= files
        assert len(files - named) <= KILLS * STRANGERS * PARTS_OF_A_PICTURE
        stray_files.delete_strays(session, folder, timedelta(0))
        assert {path.name for path in folder.iterdir()} == named


@pytest.mark.parametrize("share", [0.0, 0.2, 0.6, 0.95])
def test_a_line_that_breaks_during_the_upload_leaves_nothing(aftermath, session, share):
    before = session.scalar(select(func.count()).select_from(Report))
    stored = {path.name for path in aftermath.at.settings.files_path.iterdir()}
    session.rollback()
    visitor = aftermath.server.visitor()
    typed = {"story": "terputus", "files": [file(b"ID3\x04" + bytes(400_000), "a.mp3")]}
    body, kind = encoded(visitor.get(PATH).form(PATH).filled(typed))
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )

    with socket.create_connection(("127.0.0.1", aftermath.server.port)) as line:
        line.sendall(head.encode() + body[: int(len(body) * share)])
    time.sleep(0.3)

    assert visitor.get(PATH).status == 200  # the server has not noticed more than a broken line
    assert session.scalar(select(func.count()).select_from(Report)) == before
    assert {path.name for path in aftermath.at.settings.files_path.iterdir()} == stored


def test_two_who_send_one_form_at_once_are_one_report(aftermath, session):
    before = session.scalar(select(func.count()).select_from(Report))
    session.rollback()
    visitors = [aftermath.server.visitor() for _twice in range(2)]
    body, kind = encoded(visitors[0].get(PATH).form(PATH).filled({"story": "bersamaan"}))
    answers = [None, None]

    def send(place: int) -> None:
        answers[place] = visitors[place].send("POST", PATH, body, kind)

    threads = [threading.Thread(target=send, args=(place,)) for place in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    codes = {found[1] for one in answers if (found := CODE.search(one.text))}
    assert len(codes) == 1
    assert {one.status for one in answers} <= {200, 503}
    assert session.scalar(select(func.count()).select_from(Report)) == before + 1
