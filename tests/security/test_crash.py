"""The server is killed in the middle of its work, again and again, and loses nothing it confirmed.

Three people work at once against a real server. Whenever it dies, they do what people do: they
wait until it is back and send the same form again. In the end everything is there exactly once.
"""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from kla.cases.models import (
    Case,
    CaseAttachment,
    CaseGrant,
    CaseNote,
    CasePart,
    CaseSection,
    CaseTask,
)
from kla.cases.services import giving, reading, stray_files
from kla.cases.types import SectionName
from kla.cli.keys import signer_keys
from kla.extensions import db
from kla.trail import verification
from tests import factories_cases as make
from tests.conftest import SEED
from tests.security import pictures, scenario
from tests.security.installation import Installation, installation
from tests.security.serving import Server, serving
from tests.security.visitor import Answer, WireVisitor, encoded, file

KILLS = 4
ENOUGH = 180
ASKED = 409  # a report about a child that may be on record already
PARTS_OF_A_PICTURE = 3  # itself, and two drawn from it
BROKEN_OFF = (OSError, http.client.HTTPException)


@dataclass
class Hand(threading.Thread):
    """Somebody who does the same thing over and over, each time with a word of its own."""

    visitor: WireVisitor
    page: str
    action: str
    typed: Callable[[str], dict]
    name_of_word: str
    stop: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[str] = field(default_factory=list)
    interrupted: int = 0
    failure: Exception | None = None

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Work until told to stop; what was begun is finished."""
        try:
            while not self.stop.is_set() and not self.is_tired:
                self.once(f"{self.name_of_word}-{len(self.acknowledged)}")
        except Exception as failure:
            self.failure = failure

    @property
    def is_tired(self) -> bool:
        """Whether this hand has done enough: a case takes 200 files and no more."""
        return len(self.acknowledged) >= ENOUGH

    def once(self, word: str) -> None:
        """Open the form, fill it in, and send it until somebody says that it is stored."""
        form = self.insist(lambda: self.visitor.get(self.page), 200).form(self.action)
        body, kind = encoded(form.filled(self.typed(word)))
        answer = self.insist(lambda: self.visitor.send("POST", self.action, body, kind), 303, ASKED)
        if answer.status == ASKED:  # is it the same child as before? Later, says this hand
            body, kind = encoded(answer.form(self.action).fields)
            self.insist(lambda: self.visitor.send("POST", self.action, body, kind), 303)
        self.acknowledged.append(word)

    def insist(self, ask: Callable[[], Answer], *statuses: int) -> Answer:
        """Ask until there is an answer."""
        for _ in range(1000):
            try:
                answer = ask()
            except BROKEN_OFF as broken:
                self.interrupted += not isinstance(broken, ConnectionRefusedError)
                time.sleep(0.02)
                continue
            assert answer.status in statuses, (answer.status, answer.words()[:400])
            return answer
        raise AssertionError("the server did not come back")


@dataclass(slots=True)
class Aftermath:
    """What the hands were told, and where it should be."""

    at: Installation
    server: Server
    case_id: UUID
    hands: dict[str, Hand]

    def actor(self, key: str):
        return self.at.cast.actor(db.session(), key)


@pytest.fixture(scope="module")
def aftermath(settings, tmp_path_factory) -> Iterator[Aftermath]:
    folder = tmp_path_factory.mktemp("crash") / "instance"
    folder.mkdir()
    with installation(settings, None, folder, "kla_crash", SEED) as at:
        with at.app.app_context():
            case_id = make.assigned(db.session(), at.cast, "ratna")
            db.session.remove()
            db.engine.dispose()
        with serving(at.settings) as server:
            hands = set_to_work(at, server, f"/cases/{case_id}")
            chance = random.Random(7)  # noqa: S311
            for _ in range(KILLS):
                everybody_goes_on(hands)
                time.sleep(chance.uniform(0, 0.1))
                server.kill()
                server.start()
            everybody_goes_on(hands)
            for hand in hands.values():
                hand.stop.set()
            for hand in hands.values():
                hand.join(timeout=30)
            yield Aftermath(at, server, case_id, hands)


def set_to_work(at: Installation, server: Server, case: str) -> dict[str, Hand]:
    """Tini registers, Ratna writes notes, Hasan adds files, all at the same time."""

    def note(word: str) -> dict:
        return {"text": f"Catatan {word}"}

    def upload(word: str) -> dict:
        return {"file": file(pictures.jpeg(word), f"{word}.jpg"), "label": word}

    def report(word: str) -> dict:
        return scenario.report(**{"chronology": word, "victims-0-name": f"Anak {word}"})

    hands = {
        "notes": ("ratna", case, f"{case}/notes", note),
        "files": ("hasan", f"{case}/files/add", f"{case}/files/add", upload),
        "reports": ("tini", "/cases/register", "/cases/register", report),
    }
    made = {}
    for name, (key, page, action, typed) in hands.items():
        visitor = server.visitor()
        scenario.sign_in(visitor, at.cast.members[key])
        made[name] = Hand(visitor, page, action, typed, name)
    for hand in made.values():
        hand.start()
    return made


def everybody_goes_on(hands: dict[str, Hand]) -> None:
    """Wait until each has got something done since now."""
    before = {name: len(hand.acknowledged) for name, hand in hands.items()}
    give_up = time.monotonic() + 20
    while any(
        len(hand.acknowledged) == before[name] and not hand.is_tired for name, hand in hands.items()
    ):
        assert time.monotonic() < give_up, [hand.failure for hand in hands.values()]
        time.sleep(0.01)


@pytest.fixture
def session(aftermath) -> Iterator:
    with aftermath.at.app.app_context():
        yield db.session()
        db.session.remove()


class TestAfterKills:
    def test_the_server_was_killed_in_the_middle_of_work(self, aftermath):
        assert [hand.failure for hand in aftermath.hands.values()] == [None, None, None]
        assert sum(hand.interrupted for hand in aftermath.hands.values()) >= KILLS
        assert all(len(hand.acknowledged) > KILLS for hand in aftermath.hands.values())

    def test_every_note_is_there_once(self, aftermath, session):
        page = reading.read_case(session, aftermath.actor("ratna"), aftermath.case_id)

        found = Counter(note.text for note in page.notes)

        told = aftermath.hands["notes"].acknowledged
        assert found == Counter(f"Catatan {word}" for word in told)

    def test_every_file_is_there_once_and_whole(self, aftermath, session):
        actor, folder = aftermath.actor("ratna"), aftermath.at.settings.files_path
        page = reading.read_case(session, actor, aftermath.case_id)

        found = Counter(one.label for one in page.files)

        assert found == Counter(aftermath.hands["files"].acknowledged)
        for one in page.files:
            given = giving.give_file(session, actor, aftermath.case_id, one.file_id, folder)
            assert sum(map(len, given.pieces)) == one.size

    def test_no_file_is_kept_for_an_upload_that_broke_off(self, aftermath, session):
        """A kill between writing and commit may leave parts over; they open nothing, and go."""
        folder = aftermath.at.settings.files_path
        rows = {*session.scalars(select(CaseAttachment.stored_as))}
        rows |= {*session.scalars(select(CasePart.stored_as))}
        files = {path.name for path in folder.iterdir()}

        assert rows <= files
        assert len(files - rows) <= KILLS * PARTS_OF_A_PICTURE

        stray_files.delete_strays(session, folder, timedelta(0))
        assert {path.name for path in folder.iterdir()} == rows
        assert list(aftermath.at.settings.temp_path.iterdir()) == []

    def test_every_report_is_one_whole_case(self, aftermath, session):
        actor = aftermath.actor("hasan")
        ids = session.scalars(select(Case.id).where(Case.id != aftermath.case_id)).all()

        pages = [reading.read_case(session, actor, one) for one in ids]

        told = aftermath.hands["reports"].acknowledged
        assert Counter(page.content("core")["chronology"] for page in pages) == Counter(told)
        for page in pages:
            core, persons = page.content("core"), page.content("persons")
            assert persons["victims"][0]["name"] == f"Anak {core['chronology']}"
            assert page.sections[SectionName.SUMMARY].version == 1
            assert len(page.tasks) == 2
            assert len(page.lock.grants) == 4

    def test_every_report_is_found_by_its_name(self, aftermath):
        hasan = aftermath.server.visitor()
        with scenario.soon():
            scenario.sign_in(hasan, aftermath.at.cast.hasan)

        found = scenario.search(hasan, "Anak reports-0")

        assert found.status == 200
        assert "/cases/" in found.text

    def test_no_row_stands_without_its_case(self, aftermath, session):
        for model in (CaseSection, CaseGrant, CaseNote, CaseTask, CaseAttachment):
            lost = select(func.count()).where(model.case_id.not_in(select(Case.id)))
            assert session.scalar(lost) == 0
        sections = select(CaseSection.case_id, func.count()).group_by(CaseSection.case_id)
        assert min(count for _, count in session.execute(sections)) >= 3

    def test_the_trail_is_whole_and_tells_every_step_once(self, aftermath, session):
        settings = aftermath.at.settings

        report = verification.verify(
            session,
            instance=settings.instance_id,
            key_of=signer_keys(session, settings),
            anchors=settings.anchors_path,
        )

        assert report.broken is None
        page = reading.read_case(session, aftermath.actor("ratna"), aftermath.case_id)
        done = Counter(line.action for line in reading.history_of(session, page))
        assert done["case.note_added"] == len(page.notes)
        assert done["case.file_added"] == len(page.files)

    def test_the_server_wrote_no_complaint(self, aftermath):
        assert "fault" not in aftermath.server.output.read_text()
