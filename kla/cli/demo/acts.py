"""The words of the demo's plan: a report to be told, and the steps that tell it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kla.cases.types import (
    AddFollowUp,
    AddNote,
    AddService,
    Assess,
    CaseState,
    CorrectService,
    DecideClosure,
    DecidePlan,
    Identify,
    ProposeClosure,
    RegisterCase,
    TaskKind,
    Victim,
    WritePlan,
)
from kla.cases.types.consents import ConsentPurpose, Decision
from kla.cases.types.risk import ScoreRisk

INTAKE = "intake"
WORKERS = ("caseworker-1", "caseworker-2")
SUPERVISORS = ("supervisor-1", "supervisor-2")


class End(StrEnum):
    """How far a case has come by the last day of the demo."""

    NEW = "new"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    ASSESSED = "assessed"
    PROPOSED = "proposed"
    CLOSED = "closed"
    REFERRED = "referred"
    TRANSFERRED = "transferred"
    OUTSIDE_AUTHORITY = "outside_authority"
    INSUFFICIENT = "insufficient"


EXITS = frozenset({End.REFERRED, End.TRANSFERRED, End.OUTSIDE_AUTHORITY, End.INSUFFICIENT})
WITH_WORKER = frozenset({End.ASSIGNED, End.ASSESSED, End.PROPOSED, End.CLOSED})
ASSESSED = WITH_WORKER - {End.ASSIGNED}


@dataclass(frozen=True, slots=True)
class Report:
    """A report to be told: what happened to whom, and how far it gets.

    `pause` is how long a case that is still open rested after its assessment.
    """

    received: datetime
    kind: str
    victims: tuple[Victim, ...]
    end: End
    functions: tuple[str, ...] = ()
    pause: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Take:
    """A caseworker is given the case."""

    worker: str


@dataclass(frozen=True, slots=True)
class Advance:
    """The case goes on to its next stage."""

    target: CaseState


@dataclass(frozen=True, slots=True)
class Finish:
    """The open task of this kind is done."""

    kind: TaskKind
    text: str


@dataclass(frozen=True, slots=True)
class Attach:
    """A small file is added."""

    name: str
    label: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Enter:
    """The case is entered in the ministry's register, on the ground that the law obliges to."""

    number: str


@dataclass(frozen=True, slots=True)
class Agree:
    """The family decides about all victims for some purposes."""

    purposes: tuple[ConsentPurpose, ...]
    decision: Decision
    giver: str
    entry: uuid.UUID


@dataclass(frozen=True, slots=True)
class Refer:
    """A letter goes to an institution."""

    purpose: str
    entry: uuid.UUID


@dataclass(frozen=True, slots=True)
class Meet:
    """A conference, with a guest and a step that was agreed."""

    guest: str
    discussed: str
    decided: str
    step: str
    due: date
    entry: uuid.UUID


@dataclass(frozen=True, slots=True)
class CallOff:
    """A planned service is called off."""

    entry: uuid.UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Cover:
    """One caseworker stands in for another for some days."""

    away: str
    substitute: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A caseworker offers a case to a colleague."""

    to: str
    note: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A case is not to be erased."""

    reason: str


Act = (
    RegisterCase
    | Identify
    | Take
    | Advance
    | Finish
    | Assess
    | WritePlan
    | DecidePlan
    | AddService
    | AddFollowUp
    | AddNote
    | Attach
    | Enter
    | ProposeClosure
    | DecideClosure
    | Agree
    | Refer
    | Meet
    | CallOff
    | CorrectService
    | ScoreRisk
    | Cover
    | Offer
    | Hold
)


@dataclass(frozen=True, slots=True)
class Step:
    """One act by one of the demo's people, in the case that has this number in the plan."""

    at: datetime
    by: str
    case: int
    act: Act
