"""What time it is, and what day it is in Balikpapan."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WITA = ZoneInfo("Asia/Makassar")

_RETOLD: ContextVar[datetime | None] = ContextVar("retold", default=None)


def now() -> datetime:
    """The moment, aware, in UTC. Tests replace this one function and nothing else."""
    return _RETOLD.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in Balikpapan (WITA, UTC+8)."""
    return now().astimezone(WITA).date()


@contextmanager
def retelling(moment: datetime) -> Iterator[None]:
    """Let it be another moment inside the block. For the demo city, whose past has to be told."""
    mark = _RETOLD.set(moment)
    try:
        yield
    finally:
        _RETOLD.reset(mark)
