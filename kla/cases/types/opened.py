"""What services hand to the pages: sealed content, opened for one reader."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kla.cases.types.states import NO_DUE, CaseState, SectionName, TaskKind
from kla.crypto.grants import Lock
from kla.trail.history import HistoryKey

LATE, SOON, OK = "late", "soon", "ok"
SOON_HOURS = 24


def due_state(due: datetime, now: datetime, soon_hours: int = SOON_HOURS) -> str:
    """How a due time stands: `late`, `soon` (within a day unless said) or `ok`."""
    if due <= now:
        return LATE
    return SOON if due - now <= timedelta(hours=soon_hours) else OK


# Versions of what an older release wrote first, far from every number that counting reaches.
OLDEST = 900_000_000


@dataclass(frozen=True, slots=True)
class OpenedSection:
    """A section's content and how often it was written; never written it is empty, at 0."""

    content: Mapping[str, Any]
    version: int

    @property
    def shown(self) -> int:
        """The version as people read it."""
        return self.version if self.version < OLDEST // 2 else 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of cases. `summary` is empty where this reader can't open the case."""

    case_id: uuid.UUID
    number: str
    state: CaseState
    due: datetime
    summary: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_due(self) -> bool:
        """Whether anything is due at all."""
        return self.due < NO_DUE


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task, with the line of its case. `text` are its sealed words, `about` what they are."""

    task_id: uuid.UUID
    kind: TaskKind
    due: datetime
    done: datetime | None
    row: Row
    stopped: datetime | None = None
    assignee: uuid.UUID | None = None
    text: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """One note of a case, or the words to a task, a step, a decision."""

    note_id: uuid.UUID
    at: datetime
    author: uuid.UUID
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class FileInfo:
    """One sealed file of a case. `number` is its place in the list and in its neutral name."""

    file_id: uuid.UUID
    number: int
    label: str
    name: str
    kind: str
    size: int
    sha256: str
    at: datetime
    author: uuid.UUID
    is_drawn: bool = False

    @property
    def plays(self) -> bool:
        """Whether a page plays it: sound or film."""
        return self.kind.startswith(("audio/", "video/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbed:
    """A case that is a part of another one, as the page of that one tells of it.

    `is_own` is false for a part of a part, which is parted from the case between first.
    """

    case_id: uuid.UUID
    is_own: bool
    number: str
    at: str
    by: str
    reason: str
    core: Mapping[str, Any]
    files: tuple[FileInfo, ...]


@dataclass(frozen=True, slots=True)
class ListLine:
    """One case as measures count it."""

    case_id: uuid.UUID
    opened_month: str
    accepted: bool
    primary_kind: str
    kinds: tuple[str, ...]
    risk: str
    kelurahan: str
    services: tuple[str, ...]
    victims: tuple["VictimLine", ...]
    entry: "EntryLine" = field(default_factory=lambda: EntryLine())


@dataclass(frozen=True, slots=True)
class EntryLine:
    """How a case stands in the ministry's register (SIMFONI): days as in ISO, empty where unknown.

    `received` is the day of its report, `state` as `SimfoniState` has it, `on` when it was entered.
    """

    received: str = ""
    state: str = ""
    number: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class VictimLine:
    """One victim as measures count them; `kecamatan` is a code or "lainnya"."""

    person: str
    sex: str
    age: int | None
    kecamatan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A case as its page shows it, opened for one reader."""

    case_id: uuid.UUID
    number: str
    state: CaseState
    opened_month: str
    retain_month: str | None
    closure_proposed: bool
    due: datetime
    sections: Mapping[SectionName, OpenedSection]
    tasks: tuple[TaskRow, ...]
    notes: tuple[NoteEntry, ...]
    files: tuple[FileInfo, ...]
    history: HistoryKey
    lock: Lock
    absorbed: tuple[Absorbed, ...] = ()

    def content(self, name: str) -> Mapping[str, Any]:
        """The content of a section, empty where it was never written."""
        return self.sections[SectionName(name)].content
