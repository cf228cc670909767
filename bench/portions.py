"""Many cases in little time: each processor registers portions of them, and one puts them together.

A portion is a copy of the office's empty database in which the real services register cases. Three
things differ from a clerk at a form, none of which changes what is stored: rows are written a
thousand at a time, handles too, and the lines of the trail wait until the portions are put
together, because the trail has one order.
"""

import dataclasses
import os
import pickle
import shutil
import sqlite3
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bench import plain_rows
from bench.content import Reports
from kla.access.policy import Actor
from kla.cases.services import folding, index, intake
from kla.core.db import prepare
from kla.trail import services as trail

COMMIT_EVERY = 1000
MERGED = ("case", "case_grant", "case_section", "case_task", "search_delta")
COUNTED = {("plain_victim", "id"), ("plain_perpetrator", "id")}
PLAIN = ("plain_case", "plain_victim", "plain_perpetrator")


class HeldSession(Session):
    """A session that writes when it is told to, not row by row."""

    held = False

    def flush(self, objects: Any = None) -> None:  # noqa: ANN401 -- as SQLAlchemy has it
        """Write what waits, unless that shall wait longer."""
        if not self.held:
            super().flush(objects)


@dataclass
class KeptHandles:
    """Handles of a portion: kept in memory, written to the instance's store with the rest."""

    made: dict[str, bytes] = field(default_factory=dict)

    def get(self, ref: str) -> bytes:
        """One handle."""
        return self.made[ref]

    def get_many(self, refs: Collection[str]) -> dict[str, bytes]:
        """All of these."""
        return {ref: self.get(ref) for ref in refs}

    def add(self, ref: str) -> bytes:
        """Make a handle, or return the one that has this name already."""
        return self.made.setdefault(ref, os.urandom(32))

    def delete(self, ref: str) -> None:
        """Nothing is destroyed in a portion."""


@dataclass(frozen=True)
class Order:
    """What a processor is to make."""

    number: int
    cases: int
    empty: Path
    seed: int
    actor: Actor

    @property
    def database(self) -> Path:
        """Where it puts its rows."""
        return self.empty.with_name(f"portion-{self.number}.db")


@dataclass(frozen=True)
class Portion:
    """What came of it: rows in a database of its own, handles, and lines of the trail."""

    database: Path
    cases: int
    handles: dict[str, bytes]
    lines: list[list[trail.Pending]]


def make_all(orders: list[Order]) -> Iterator[Portion]:
    """Make portions on every processor, and hand them over in order."""
    context = get_context("fork")  # keys go to the children in memory, by no file
    orders = [
        dataclasses.replace(order, actor=with_handles(order.actor, KeptHandles()))
        for order in orders
    ]
    with context.Pool(min(os.cpu_count() or 1, len(orders))) as pool:
        for dumped in pool.imap(_make_dumped, orders):
            yield pickle.loads(dumped)  # noqa: S301 -- made by our own child a moment ago


def _make_dumped(order: Order) -> bytes:
    return pickle.dumps(make(order))


def make(order: Order) -> Portion:
    """Register the cases of one portion."""
    shutil.copy(order.empty, order.database)
    _begin_generation(order)
    engine = create_engine(f"sqlite:///{order.database}")
    prepare(engine)
    handles = KeptHandles()
    actor = with_handles(order.actor, handles)
    reports, lines = Reports(order.seed + order.number), []
    folding.FOLD_ABOVE = 10**9  # folded once, when the portions are together
    with HeldSession(engine, autoflush=False) as session:
        for start in range(0, order.cases, COMMIT_EVERY):
            count = min(COMMIT_EVERY, order.cases - start)
            lines.append(_register(session, actor, reports, count))
    engine.dispose()
    return Portion(order.database, order.cases, handles.made, lines)


def _begin_generation(order: Order) -> None:
    """Let index lines wait under the handle that will be due when this portion is folded in."""
    connection = sqlite3.connect(order.database)
    connection.execute("UPDATE search_index SET generation = ?", (order.number + 1,))
    connection.commit()
    connection.close()


def _register(
    session: HeldSession, actor: Actor, reports: Reports, count: int
) -> list[trail.Pending]:
    rows = plain_rows.Rows()
    session.held = True
    for _ in range(count):
        report = reports.report()
        case = intake.register_case(session, actor, reports.uuid(), report)
        rows.add_report(case, report)
    session.held = False
    session.flush()
    rows.insert(session.connection())
    waiting = [dataclasses.replace(line, actor=None) for line in trail.take_pending(session)]
    session.commit()
    return waiting


def with_handles(actor: Actor, handles: KeptHandles) -> Actor:
    """The same person with another store of handles, and no key loaded: those can't be sent."""
    assert actor.keys.signer is not None
    signer = dataclasses.replace(actor.keys.signer)
    keys = dataclasses.replace(actor.keys, handles=handles, signer=signer)
    return dataclasses.replace(actor, keys=keys)


def merge(database: Path, shred: Path, portion: Portion, tables: tuple[str, ...]) -> None:
    """Copy a portion's rows and handles into the instance."""
    with sqlite3.connect(shred, timeout=30) as connection:
        rows = portion.handles.items()
        connection.executemany("INSERT OR IGNORE INTO handle (ref, h) VALUES (?, ?)", rows)
    connection.close()
    connection = sqlite3.connect(database, timeout=30, isolation_level=None)
    connection.execute("ATTACH ? AS portion", (str(portion.database),))
    connection.execute("BEGIN IMMEDIATE")
    for table in tables:
        columns = _columns(connection, table)
        connection.execute(
            f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM portion."{table}"'  # noqa: S608 -- names of our own tables
        )
    connection.execute("COMMIT")
    connection.close()


def _columns(connection: sqlite3.Connection, table: str) -> str:
    """The columns to copy: numbers that only say in which order rows came are given anew."""
    names = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    kept = [name for name in names if name != "seq" and (table, name) not in COUNTED]
    return ", ".join(f'"{name}"' for name in kept)


def fold(session: Session, actor: Actor, unit_id: uuid.UUID) -> None:
    """Fold the index lines of a portion that was just merged."""
    index.fold(session, actor, unit_id)
    session.commit()


def append_lines(session: Session, actor: Actor, portion: Portion) -> None:
    """Write the lines that a portion left to the trail."""
    for lines in portion.lines:
        trail.put_pending(session, [dataclasses.replace(line, actor=actor) for line in lines])
        session.commit()
