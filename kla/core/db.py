"""The declarative base, the column types every model shares, and how SQLite begins."""

import enum
import sqlite3
import time
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, ClassVar

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    LargeBinary,
    MetaData,
    String,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Whether the transaction about to begin means to write. A read that turns into a write fails at
# once on SQLite when another writer came first, so whoever may write takes the lock at the start.
WRITES: ContextVar[bool] = ContextVar("writes", default=True)

# How long somebody waits for their turn to write, and how soon SQLite gives the question back.
PATIENCE_S, ASK_AGAIN_MS = 10.0, 3

# So much of a database file is read where the system already holds it, instead of being copied
# four kilobytes at a time: the sealed texts of a search are megabytes.
MAPPED = 2**30


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, also on SQLite, which forgets the zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


# What a column may hold, said once and checked by tests/rules/test_privacy.py.
code = Annotated[str, mapped_column(String(40), info={"privacy": "open"})]
month = Annotated[str, mapped_column(String(7), info={"privacy": "open"})]
word = Annotated[str, mapped_column(String(200), info={"privacy": "open"})]
personal = Annotated[str, mapped_column(String(200), info={"privacy": "personal"})]
cipher = Annotated[bytes, mapped_column(LargeBinary, info={"privacy": "sealed"})]
blob = Annotated[bytes, mapped_column(LargeBinary, info={"privacy": "open"})]


class Base(DeclarativeBase):
    """Every table of the application hangs on this metadata."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            length=40,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


class Entity(Base):
    """A row with an identity that may be shown in a URL."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-10)

    def __init__(self, **values: object) -> None:
        """Give the row its id now: sealing needs the address before the first flush."""
        values.setdefault("id", uuid.uuid4())
        super().__init__(**values)


def prepare(engine: Engine) -> None:
    """Make an engine behave the same on SQLite and PostgreSQL.

    On SQLite: foreign keys checked, write-ahead log, commits that survive a power cut, deleted
    bytes wiped, files mapped for reading, and transactions that begin where the session does
    (pysqlite's own begin is late).
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        f"busy_timeout={int(PATIENCE_S * 1000)}",
        f"mmap_size={MAPPED}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if WRITES.get():
        _wait_for_lock(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _wait_for_lock(connection: Connection) -> None:
    """Begin to write, asking for the lock every millisecond or two.

    SQLite itself asks less and less often, up to ten times a second: while many write, somebody
    who came earlier would find it taken again and again by those who came later.
    """
    raw = connection.connection.dbapi_connection
    assert raw is not None  # noqa: S101 -- a connection that begins is open
    until = time.monotonic() + PATIENCE_S
    raw.execute(f"PRAGMA busy_timeout={ASK_AGAIN_MS}")
    try:
        while time.monotonic() < until:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # says what is wrong as other statements do
    finally:
        raw.execute(f"PRAGMA busy_timeout={int(PATIENCE_S * 1000)}")
