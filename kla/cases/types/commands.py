"""What the forms hand to the services."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from kla.cases.types.plans import Outcomes, ServiceStatus
from kla.cases.types.risk import ScoreRisk
from kla.cases.types.states import CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who brought the report; nothing but the relation where they wish to stay unnamed."""

    relation: str
    anonymous: bool = False
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Victim:
    """Someone who was harmed. `person` is the same for one human being in all their cases."""

    name: str
    sex: str
    born: date | None = None
    age: int | None = None
    kelurahan: str
    nik: str = ""
    person: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Perpetrator:
    """Someone who is said to have done it, as far as is known."""

    relation: str
    name: str = ""
    sex: str = ""
    age: int | None = None
    person: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCase:
    """A report, as the intake form hands it over. `kinds` holds `primary_kind` too.

    `unit_id` is the unit that is to work on it: for intake to choose, supervisors stay in theirs.
    """

    received_at: datetime
    kanal: str
    reporter: Reporter
    place: str
    kelurahan: str
    primary_kind: str
    kinds: tuple[str, ...]
    chronology: str
    risk: str
    victims: tuple[Victim, ...]
    perpetrators: tuple[Perpetrator, ...] = ()
    address: str = ""
    happened_on: date | None = None
    immediate_danger: bool = False
    unit_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReport:
    """A corrected report, and the versions of its two sections that the writer had in view."""

    report: RegisterCase
    seen_core: int
    seen_persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Identify:
    """The three criteria (kind, risk, authority) and what follows from them.

    `outcome` is `CaseState.IDENTIFICATION` for a case that is taken on, or one of the exits.
    """

    primary_kind: str
    kinds: tuple[str, ...]
    risk: str
    kewenangan: str
    outcome: CaseState
    reason: str = ""
    seen: int = 0
    retention_years: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCase:
    """Who takes the case on, by name."""

    workers: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assess:
    """The biopsychosocial assessment with a scoring of the risk: there is none without.

    `seen` is the version of the assessment that the writer had in view; the scoring brings its own.
    """

    physical: str
    psychological: str
    social: str
    spiritual: str
    safety: str
    wishes: str
    scoring: ScoreRisk
    assessed_on: date
    support: str = ""
    recommendation: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """A note. It is added, never changed. The form chose its id: sent twice, it is one.

    `about` says what it is to: nothing in particular, a task, a step.
    """

    text: str
    about: str = "note"
    note_id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddService:
    """A service that was given, is planned, or was not to be had. It never costs anything.

    `given_on` is the day it was given, or is planned for. `row` is the row of the plan that it
    answers. The form chose `entry`: sent twice, it is one.
    """

    kind: str
    given_on: date
    institution: str = ""
    outcome: str = ""
    status: ServiceStatus = ServiceStatus.DELIVERED
    reason: str = ""
    row: str = ""
    mediation_confirmed: bool = False
    entry: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectService:
    """How a decided service should have been logged, and why it is changed now.

    `service.entry` says which one; `seen` is how many corrections of it the writer had in view.
    The form chose `correction`: sent twice, it is one.
    """

    service: AddService
    why: str
    seen: int = 0
    correction: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadFile:
    """A file to be kept sealed. `stream` stands at its beginning."""

    stream: BinaryIO
    name: str
    max_bytes: int
    label: str = ""
    file_id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeClosure:
    """Why the case may end, for a supervisor to decide.

    `risk` is the risk that is left, `outcomes` what became of each row of the plan, by its id.
    """

    reason: str
    summary: str
    risk: str = ""
    outcomes: Outcomes = field(default_factory=dict)
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideClosure:
    """The supervisor's word on a proposed closure; `seen` is the version that they had in view."""

    approve: bool
    seen: int | None = None
    remarks: str = ""
    retention_years: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """Why a closed case goes on."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishTask:
    """What was done, so that a task is done."""

    done_at: datetime
    text: str
