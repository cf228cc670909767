"""What the public's reports are made of, and what services here take and answer."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kla.core.errors import InvalidTransition
from kla.crypto.receipts import Receipt


class ReportState(StrEnum):
    """Where a report stands. In clear: a queue is made of it."""

    NEW = "new"
    READ = "read"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    ABUSE = "abuse"

    def to(self, target: "ReportState") -> "ReportState":
        """The state after a step, or `InvalidTransition`."""
        if target not in TRANSITIONS[self]:
            raise InvalidTransition(state=str(self), target=str(target))
        return target


TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    ReportState.NEW: frozenset({ReportState.READ}),
    ReportState.READ: frozenset({ReportState.HANDED_OVER, ReportState.CLOSED, ReportState.ABUSE}),
    ReportState.HANDED_OVER: frozenset(),
    ReportState.CLOSED: frozenset({ReportState.READ}),
    ReportState.ABUSE: frozenset({ReportState.READ}),
}
# For the desk it is over: nothing of it waits here.
ENDED = frozenset({ReportState.HANDED_OVER, ReportState.CLOSED, ReportState.ABUSE})


# Nobody writes any more. What became a case goes on there.
SILENT = frozenset({ReportState.CLOSED, ReportState.ABUSE})


class Turn(StrEnum):
    """Who has something new to read: in clear, so that nobody has to open what nobody wrote in."""

    OFFICE = "office"
    REPORTER = "reporter"
    NOBODY = "nobody"


class Way(StrEnum):
    """By which door a report came."""

    CHILD = "child"
    WITNESS = "witness"
    EMERGENCY = "emergency"
    STAFF = "staff"
    PARTNER = "partner"


class Channel(StrEnum):
    """How somebody of the office heard of what they type in."""

    TELEPHONE = "telephone"
    EMERGENCY_112 = "112"
    SAPA_129 = "129"
    WALK_IN = "walk_in"
    WHATSAPP = "whatsapp"
    LETTER = "letter"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport:
    """What somebody reports. Only the story is needed; everything else may stay unsaid."""

    receipt: Receipt
    way: Way
    story: str
    in_danger: bool = False
    victim: str = ""
    age: int | None = None
    sex: str = ""
    kinds: tuple[str, ...] = ()
    suspect: str = ""
    relation: str = ""
    when: str = ""
    kelurahan: str = ""
    place: str = ""
    contact: str = ""
    language: str = "id"
    # Where it did not come by the door itself: by which channel, from whose program, named what.
    channel: str = ""
    sender: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeReport:
    """What somebody told the office by telephone or in person, and when: the clock runs since."""

    report: SendReport
    told: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteMessage:
    """A message with an id that its form chose, so that sending it twice is one message."""

    message_id: uuid.UUID
    text: str


@dataclass(frozen=True, slots=True)
class ReportFileInfo:
    """A file with a report. `message` is the message that it came with, 0 for the report itself."""

    file_id: uuid.UUID
    number: int
    kind: str
    size: int
    name: str
    sha256: str
    at: datetime
    message: int
    is_drawn: bool

    @property
    def plays(self) -> bool:
        """Whether a page plays it: sound or film."""
        return self.kind.startswith(("audio/", "video/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EndReport:
    """How and why a report ends here, and which version of it was on the screen."""

    target: ReportState
    reason: str
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenReport:
    """Why an end is taken back, and which version of the report was on the screen."""

    reason: str
    seen: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page of the queue: what waits or what has ended, as it is due or as it came."""

    ended: bool = False
    by_due: bool = True
    page: int = 1
    newest_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PutTogether:
    """Which versions of the two reports were on the screen."""

    seen: int
    seen_main: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation. Of the office's people no name is shown to a reporter."""

    number: int
    at: datetime
    from_reporter: bool
    text: str
    author: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """The outcome of sending: which report, and whether this was all known already."""

    report_id: uuid.UUID
    again: bool


@dataclass(frozen=True, slots=True)
class ReporterView:
    """A report as its reporter sees it, coming back with the receipt."""

    state: ReportState
    received: datetime
    story: str
    messages: Sequence[Message]
    outcome: str = ""
    files: Sequence[ReportFileInfo] = ()


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A report in the queue of the intake desk. `content` is None where it does not open."""

    report_id: uuid.UUID
    state: ReportState
    turn: Turn
    received: datetime
    due: datetime
    content: dict[str, object] | None
    main_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class DeskView:
    """A report as the intake desk reads it."""

    row: QueueRow
    messages: Sequence[Message]
    version: int
    files: Sequence[ReportFileInfo] = ()


@dataclass(frozen=True, slots=True)
class CaseTalk:
    """A conversation on the page of a case. `messages` is None where it does not open.

    `files` is how many came since it became a case: they wait to be made the case's.
    """

    report_id: uuid.UUID
    received: datetime
    said: Mapping[str, object]
    messages: Sequence[Message] | None
    turn: Turn = Turn.NOBODY
    files: int = 0
