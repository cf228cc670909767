"""Every endpoint, asked by everybody about every kind of record, answers as `matrix` says."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.routing import Rule

from kla import create_app
from kla.accounts import sessions
from kla.accounts.models import Account
from kla.cases.models import CaseAttachment, CaseTask
from kla.config import Settings
from kla.extensions import db
from kla.trail.models import TrailEntry
from tests.databases import Copies
from tests.security import props
from tests.security.matrix import ENDPOINTS as STAGES
from tests.security.matrix import PEOPLE, Expected
from tests.security.matrix_facilities import PLACES
from tests.security.matrix_files import FILES
from tests.security.matrix_filters import FILTERS
from tests.security.matrix_import import IMPORTS
from tests.security.matrix_leaving import LEAVING
from tests.security.matrix_merging import MERGING
from tests.security.matrix_reports import REPORTS
from tests.security.matrix_simfoni import SIMFONI
from tests.security.matrix_work import READ_MORE, WORK
from tests.security.props import Props
from tests.security.stage import UNKNOWN, Stage, visitor
from tests.security.visitor import Answer, Visitor

ENDPOINTS = STAGES | WORK | SIMFONI | LEAVING | FILES | IMPORTS | FILTERS | REPORTS | MERGING
ENDPOINTS |= PLACES
NONCE = re.compile(r"nonce-[\w-]+")
CASES = ("waiting", "ratnas", "lestaris", "elsewhere")
WORKERS = {"waiting": "ratna", "ratnas": "ratna", "lestaris": "lestari", "elsewhere": "made"}
WORKERS |= {"covered": "lestari"}
# Parts of an address that are words: the sheet of a stage, a way out, what a person is in a case.
WORDS = {"sheet": "identification", "way": "referred", "role": "victims"}
WORDS |= {"name": "darurat", "audience": "anak"}  # a page of the door, whom a poster is for
# Parts that name an entry of the case; what `entry_id` names depends on the page.
ENTRIES = {"person": "person", "entry": "consent", "entry_id": "", "upload_id": "upload"}
KINDS = {
    "cases.show_conference": "conference",
    "cases.show_referral": "referral",
    "cases.change_referral": "referral",
    "cases.give_letter": "referral",
    "cases.give_locked_letter": "referral",
    "cases.ask_settle_copy": "copy",
    "cases.settle_copy": "copy",
    "cases.ask_settle_service": "service",
    "cases.settle_service": "service",
    "cases.show_service": "given",
    "cases.ask_correct_service": "given",
    "cases.correct_service": "given",
}
# Which file of a case an address means, where it is not the one of the stage.
OTHER_FILES = {"cases.play_file": "sound", "cases.give_siaga_file": "urgent"}
OTHER_FILES |= {f"report_desk.{name}_file": "report picture" for name in ("give", "view", "thumb")}
OTHER_FILES["report_desk.play_file"] = "report sound"


@dataclass(slots=True)
class World:
    """The stage under the real application, and a browser for everybody in it."""

    app: Flask
    copies: Copies
    stage: Stage
    visitors: dict[tuple[str, str], Visitor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, uuid.UUID] = field(default_factory=dict)
    files: dict[str, uuid.UUID] = field(default_factory=dict)
    props: Props = field(default_factory=lambda: Props({}))

    def reset(self) -> None:
        """The records as they were at the beginning."""
        with self.app.app_context():
            db.session.remove()
            self.copies.refill(db.engine, "props")

    def visitor(self, row: str, method: str = "GET") -> Visitor:
        """Somebody at a browser. One for looking and one for sending: forms begin with a look."""
        if (row, method) not in self.visitors:
            made = self.visitors[row, method] = visitor(self.app, self.stage, PEOPLE[row])
            if method == "POST":
                path = "/sign-in" if row in {"left", "stranger"} else "/security"
                self.tokens[row] = made.get(path).csrf_token
        return self.visitors[row, method]

    def rule(self, endpoint: str) -> Rule:
        """The address of an endpoint."""
        return next(self.app.url_map.iter_rules(endpoint))

    def ask(self, endpoint: str, row: str, path: str) -> Answer:
        """One request; a POST carries the token and what the button says."""
        methods = self.rule(endpoint).methods
        if "GET" in methods:
            return self.visitor(row).get(path)
        sending = self.visitor(row, "POST")
        if "POST" in methods:
            typed = {"csrf_token": self.tokens[row], **ENDPOINTS[endpoint].sent}
            answer = sending.post(path, typed)
        else:
            more = {"X-CSRFToken": self.tokens[row], "Tus-Resumable": "1.0.0"}
            answer = sending.send(next(iter(methods)), path, b"", "", more)
        if answer.status in {204, 303}:
            if ENDPOINTS[endpoint].changes:
                self.reset()
            for method in ("GET", "POST"):
                self.visitors.pop((row, method), None)
        return answer

    def path(self, endpoint: str, record: str, row: str) -> str:
        """The address of a record under an endpoint."""
        values = {}
        for name in self.rule(endpoint).arguments:
            values[name] = self._value(name, record, row, endpoint)
        built: str = self.app.url_map.bind("localhost").build(endpoint, values)
        return built

    def _value(self, name: str, record: str, row: str, endpoint: str) -> uuid.UUID | str:
        if name in WORDS:
            return WORDS[name]
        if record == "missing":
            return UNKNOWN
        if name in ENTRIES:
            kind = ENTRIES[name] or KINDS[endpoint]
            return self.props.entries[kind].get(record, UNKNOWN)
        if name == "login_id":
            return self._login(row if record == "own" else "supervisor")
        if name == "account_id":
            return self.stage.id_of(WORKERS.get(record, record))
        files = self.props.entries.get(OTHER_FILES.get(endpoint, ""), self.files)
        known = {"case_id": self.props.cases, "task_id": self.tasks, "file_id": files}
        return (known.get(name) or getattr(self.props, name))[record]

    def _login(self, row: str) -> uuid.UUID:
        """A login session of somebody, not the one of their browser here."""
        if row in {"left", "stranger"}:
            return UNKNOWN
        visitor(self.app, self.stage, PEOPLE[row])
        with self.app.test_request_context():
            return sessions.list_logins(self.stage.id_of(PEOPLE[row]))[0].id


@pytest.fixture(scope="module")
def world(app: Flask, copies: Copies, staged: Stage) -> Iterator[World]:
    made = World(app, copies, staged)
    with app.app_context():
        copies.refill(db.engine, "stage")
        for name in CASES:
            case_id = staged.cases[name]
            of_case = select(CaseTask.id).where(CaseTask.case_id == case_id)
            kind = of_case.where(CaseTask.kind == "statutory_report")
            made.tasks[name] = db.session.scalars(kind).one()
            file = select(CaseAttachment.id).where(CaseAttachment.case_id == case_id)
            made.files[name] = db.session.scalars(file).one()
        made.props = props.build(db.session(), staged, app.extensions["settings"].files_path)
        db.session.execute(update(Account).values(totp_last_step=0))
        db.session.commit()
        db.session.remove()
        copies.keep(db.engine, "props")
        db.session.remove()
    yield made
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def endpoints() -> list[str]:
    """All of the application's, from the application itself."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings(instance_path=Path(folder), database_url="sqlite://"))
    return sorted(rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint != "static")


EVERY = endpoints()


def test_every_endpoint_is_in_the_matrix_and_nothing_else():
    assert sorted(ENDPOINTS) == EVERY


def test_everybody_on_the_stage_has_a_row(staged):
    assert {*PEOPLE.values()} == {*staged.cast.members, "stranger"}


@pytest.mark.parametrize("endpoint", EVERY)
def test_answers_as_written(world, endpoint):
    expected: Expected = ENDPOINTS[endpoint]
    got, wanted = {}, {}
    for row, cells in expected.table.items():
        for column, status in cells.items():
            if expected.column not in {"", column}:
                continue
            record = "" if expected.column else column
            path = world.path(endpoint, record, row)
            got[row, column] = world.ask(endpoint, row, path).status
            wanted[row, column] = status

    assert got == wanted


@pytest.mark.parametrize("record", READ_MORE["stranger"])
def test_what_is_open_about_a_case_opens_it_to_nobody_else(world, record):
    path = world.path("cases.show", record, "supervisor")
    got = {row: world.ask("cases.show", row, path).status for row in PEOPLE}

    assert got == {row: cells[record] for row, cells in READ_MORE.items()}


OF_CASES = [one for one in EVERY if one in ENDPOINTS and "ratnas" in ENDPOINTS[one].table["intake"]]


@pytest.mark.parametrize("endpoint", OF_CASES)
@pytest.mark.parametrize("row", ["intake", "colleague", "removed", "supervisor2"])
def test_a_foreign_case_is_byte_for_byte_a_missing_one(world, endpoint, row):
    if ENDPOINTS[endpoint].table[row]["ratnas"] == 403:
        assert set(ENDPOINTS[endpoint].table[row].values()) == {403}

    foreign = world.ask(endpoint, row, world.path(endpoint, "ratnas", row))
    missing = world.ask(endpoint, row, world.path(endpoint, "missing", row))

    assert shown(foreign) == shown(missing)


@pytest.mark.parametrize("endpoint", OF_CASES)
def test_both_leave_one_line_in_the_trail(world, endpoint):
    with world.app.app_context():
        before = lines()
        world.ask(endpoint, "colleague", world.path(endpoint, "ratnas", "colleague"))
        between = lines()
        world.ask(endpoint, "colleague", world.path(endpoint, "missing", "colleague"))

        assert (between - before, lines() - between) == (1, 1)


@pytest.mark.parametrize("endpoint", ["cases.give_file", "cases.ask_finish_task"])
@pytest.mark.parametrize("theirs", ["waiting", "lestaris", "elsewhere"])
def test_a_record_of_another_case_is_not_found_under_ones_own(world, endpoint, theirs):
    """Ratna knows the address of her case, and writes the id of somebody else's record behind."""
    path = world.path(endpoint, "ratnas", "assigned")
    own, foreign = (
        str(getattr(world, "files" if "file" in endpoint else "tasks")[name])
        for name in ("ratnas", theirs)
    )
    assert world.ask(endpoint, "assigned", path).status == 200

    swapped = world.ask(endpoint, "assigned", path.replace(own, foreign))
    missing = world.ask(endpoint, "assigned", path.replace(own, str(UNKNOWN)))

    assert swapped.status == 404
    assert shown(swapped) == shown(missing)


def test_a_page_that_may_be_opened_does_not_tell_of_a_foreign_case(world):
    """The number of a foreign case stands on no page of those who do not hold it."""
    number = world.visitor("supervisor").get(f"/cases/{world.stage.elsewhere}")
    assert number.status == 404
    for row in ("assigned", "colleague", "supervisor", "removed"):
        for path in ("/cases", "/tasks", "/"):
            page = world.visitor(row).get(path)
            assert str(world.stage.elsewhere) not in page.text


def lines() -> int:
    """How many lines the trail has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(TrailEntry))


def shown(answer: Answer) -> tuple[int, list[tuple[str, str]], bytes]:
    """What reaches the browser, without what differs between any two answers."""
    headers = [
        (name, NONCE.sub("nonce", value))
        for name, value in answer.headers
        if name not in {"Date", "Set-Cookie"}
    ]
    return answer.status, headers, answer.body
