"""What is measured: an instance of its own with many sealed cases, and a peer in clear."""

import dataclasses
import os
import shutil
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import update
from sqlalchemy.orm import Session

from bench import hello, measure, peer_pages, people, plain, plain_rows, portions, stories
from bench.browser import Browser
from bench.content import Reports
from bench.people import Staff
from bench.portions import MERGED, PLAIN, Order, Portion
from kla import create_app
from kla.access.policy import Actor
from kla.accounts.models import Account
from kla.accounts.types import Office
from kla.cases.services import folding, intake
from kla.cases.services.index_keys import KINDS, IndexId, index_row
from kla.config import Settings
from kla.crypto import recovery
from kla.crypto.passwords import KdfParams
from kla.extensions import db

SEED = bytes(range(32))
CHEAP = KdfParams(64, 1, 1)
PORTION = 5000
PAGE = 50


@dataclass(frozen=True)
class Scale:
    """How much is measured."""

    cases: int = 100_000
    small: int = 10_000  # the smaller world that growth is measured against
    full: int = 60  # cases with every field filled, opened one after another
    turns: int = 60
    reports: int = 1000  # of the public, by fifty clients at once
    assigned: int = 2 * PAGE  # of the most urgent ones, most are given to somebody


@dataclass
class World:
    """One instance with its cases."""

    app: Flask
    staff: Staff
    reports: Reports
    cases: int = 0
    filled: list[uuid.UUID] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The settings of the instance."""
        found: Settings = self.app.extensions["settings"]
        return found

    @property
    def supervisor(self) -> Actor:
        """Who looks and registers here."""
        assert self.staff.supervisor.actor is not None
        actor = self.staff.supervisor.actor
        keys = dataclasses.replace(actor.keys, handles=self.app.extensions["shred"])
        return dataclasses.replace(actor, keys=keys)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A database session outside any request."""
        with self.app.app_context():
            yield db.session()
            db.session.remove()

    def take(self, portion: Portion) -> None:
        """Put a portion of cases in: rows, handles, lines of the index and of the trail."""
        folder = self.settings.instance_path
        tables = (*MERGED, *PLAIN)
        portions.merge(folder / "kla.db", self.settings.shred_path, portion, tables)
        with self.session() as session:
            portions.append_lines(session, self.supervisor, portion)
            portions.fold(session, self.supervisor, self.staff.unit_id)
        self.cases += portion.cases

    def finish(self, scale: Scale) -> None:
        """Give the most urgent cases to caseworkers, fill some to the last field, copy in clear.

        Half as many lines wait for the index as may, as in the middle of a day.
        """
        with self.session() as session:
            listed = stories.most_urgent(session, 0, scale.assigned)
            self.filled = stories.most_urgent(session, scale.assigned, scale.full)
            assigned = [one for one in listed if self.reports.rng.random() < 0.7]
            for case_id in assigned:
                stories.assign(session, self.staff, case_id, self.reports)
            for case_id in self.filled:
                stories.fill(session, self.staff, case_id, self.reports)
            portions.fold(session, self.supervisor, self.staff.unit_id)
            self._register_some(session, min(folding.FOLD_ABOVE // 2, scale.cases // 4))
            for case_id in (*assigned, *self.filled):
                stories.copy_in_clear(session, self.staff, case_id)
            session.execute(plain_rows.COPY_TASKS)
            session.commit()
        checkpoint(self.settings.instance_path / "kla.db")

    def _register_some(self, session: Session, count: int) -> None:
        rows = plain_rows.Rows()
        for _ in range(count):
            report = self.reports.report()
            case = intake.register_case(session, self.supervisor, self.reports.uuid(), report)
            rows.add_report(case, report)
        rows.insert(session.connection())
        session.commit()


def settings_in(folder: Path) -> Settings:
    """Settings of a throw-away instance: real keys, cheap passphrases, SQLite as by default."""
    return Settings(
        instance_path=folder,
        database_url=f"sqlite:///{folder / 'kla.db'}",
        https=False,
        instance_id="00000000-0000-4000-8000-00000000be9c",
        root_public_key=recovery.root_from_seed(SEED).public,
        recovery_public_key=recovery.recovery_from_seed(SEED).public,
        argon2_memory_kib=CHEAP.memory_kib,
        argon2_iterations=CHEAP.iterations,
        secret_key=os.urandom(32),
        pepper=os.urandom(32),
    )


def build(folder: Path, scale: Scale, seed: int) -> tuple[World, World]:
    """The large world and the small one: the same people, the same first cases."""
    settings = settings_in(folder / "large")
    large = _found(settings, seed)
    size = max(1, min(PORTION, scale.small, scale.cases // 4))
    empty = folder / "empty.db"
    checkpoint(settings.instance_path / "kla.db")
    shutil.copy(settings.instance_path / "kla.db", empty)
    small = _twin(large, folder / "small", seed)
    orders = [
        Order(number, size, empty, seed, large.supervisor) for number in range(scale.cases // size)
    ]
    started = time.monotonic()
    for portion in portions.make_all(orders):
        large.take(portion)
        if small.cases < scale.small:
            small.take(portion)
        portion.database.unlink()
        spent = time.monotonic() - started
        measure.say(f"{large.cases} of {scale.cases} cases after {spent:.0f} s")
    for world in (large, small):
        world.finish(scale)
    return large, small


def enter(world: World) -> Browser:
    """The supervisor signs in by the page that people sign in on.

    Hiring used all codes of these half minutes; they are good once more, as if time had passed.
    """
    person = world.staff.supervisor
    with world.session() as session:
        session.execute(update(Account).values(totp_last_step=0))
        session.commit()
    person.phone.used = 0
    browser = Browser(world.app)
    page = browser.get("/sign-in").text
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    form = {
        "csrf_token": token,
        "username": person.username,
        "passphrase": person.passphrase,
        "code": person.phone.code(),
    }
    answer = browser.post("/sign-in", form.items())
    if answer.status != 303:
        raise RuntimeError(f"signing in answered {answer.status}")
    return browser


def checkpoint(database: Path) -> None:
    """Bring the write-ahead log into the database, as it is on a quiet morning."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _app(settings: Settings) -> Flask:
    """The whole application, and beside its pages the peer's."""
    app = create_app(settings)
    peer_pages.register(app)
    app.register_blueprint(hello.bp)
    return app


def _found(settings: Settings, seed: int) -> World:
    settings.instance_path.mkdir(parents=True)
    app = _app(settings)
    with app.app_context():
        upgrade()
        session = db.session()
        office: Office = app.extensions["office"]
        staff = people.hire(session, office, SEED)
        for kind in KINDS:
            index_row(session, IndexId(staff.unit_id, kind))
        session.commit()
        office.handles.get_many([])  # makes the file
        plain.create(db.engine)
        db.session.remove()
        db.engine.dispose()
    return World(app, staff, Reports(seed - 1))


def _twin(world: World, folder: Path, seed: int) -> World:
    """The same office, in a folder of its own."""
    shutil.copytree(world.settings.instance_path, folder)
    settings = dataclasses.replace(
        world.settings, instance_path=folder, database_url=f"sqlite:///{folder / 'kla.db'}"
    )
    return World(_app(settings), dataclasses.replace(world.staff), Reports(seed - 1))
