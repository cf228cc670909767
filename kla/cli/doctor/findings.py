"""How the doctor says what it found."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    ADVICE = "advice"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, what was seen, and what to do about it."""

    check: str
    level: Level
    found: str
    todo: str = ""

    def as_row(self) -> dict[str, str]:
        """For `--json`."""
        return {name: str(value) for name, value in asdict(self).items()}


def fine(check: str, found: str) -> Finding:
    """Nothing to do."""
    return Finding(check, Level.OK, found)


def advise(check: str, found: str, todo: str) -> Finding:
    """Better done, but nothing is broken."""
    return Finding(check, Level.ADVICE, found, todo)


def mend(check: str, found: str, todo: str) -> Finding:
    """Has to be mended."""
    return Finding(check, Level.MEND, found, todo)
