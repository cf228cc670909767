"""A case conference, as its minutes are handed over."""

import uuid
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who took part, and from where."""

    name: str
    institution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedStep:
    """What was agreed: what, by whom, by when. `assignee` where it is somebody with the case."""

    what: str
    due: date
    who: str = ""
    assignee: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConference:
    """The minutes. They are added and never changed. The form chose `entry`: twice, it is one.

    `override` is why others took part although consent is missing.
    """

    held_on: date
    participants: tuple[Participant, ...]
    discussed: str
    decided: str
    steps: tuple[AgreedStep, ...] = ()
    place: str = ""
    override: str = ""
    entry: uuid.UUID = field(default_factory=uuid.uuid4)
