"""What time it is, and what day it is in Balikpapan."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WITA = ZoneInfo("Asia/Makassar")


def now() -> datetime:
    """The moment, aware, in UTC. Tests replace this one function and nothing else."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in Balikpapan (WITA, UTC+8)."""
    return now().astimezone(WITA).date()
