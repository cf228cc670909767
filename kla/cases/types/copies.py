"""Copies of a whole case that leave on paper or as a file: of what, for whom, where they are."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kla.cases.types.consents import ConsentPurpose


class CopyPart(StrEnum):
    """What of a case a copy may tell, in the order of its pages."""

    REPORT = "report"
    REPORTER = "reporter"
    VICTIMS = "victims"
    FAMILY = "family"
    PERPETRATORS = "perpetrators"
    NUMBERS = "numbers"
    IDENTIFICATION = "identification"
    RISK = "risk"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    SERVICES = "services"
    MONITORING = "monitoring"
    REFERRALS = "referrals"
    CONFERENCES = "conferences"
    CONSENTS = "consents"
    CLOSURE = "closure"
    EXIT = "exit"
    NOTES = "notes"
    FILES = "files"
    EVENTS = "events"
    TRAIL = "trail"


class Recipient(StrEnum):
    """What kind of recipient a copy is for."""

    OFFICE = "office"
    POLICE = "police"
    COURT = "court"
    INSTITUTION = "institution"
    LAWYER = "lawyer"
    FAMILY = "family"


# What has to be agreed to before a copy goes there; the office itself reads the case anyway.
CONSENT_FOR: Mapping[Recipient, ConsentPurpose | None] = {
    Recipient.OFFICE: None,
    Recipient.POLICE: ConsentPurpose.POLICE,
    Recipient.COURT: ConsentPurpose.COPY,
    Recipient.INSTITUTION: ConsentPurpose.COPY,
    Recipient.LAWYER: ConsentPurpose.COPY,
    Recipient.FAMILY: ConsentPurpose.COPY,
}


class Fate(StrEnum):
    """What became of a copy."""

    RETURNED = "returned"
    DESTROYED = "destroyed"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCopy:
    """Which parts, for whom, why. `person` is somebody of the case, where it is for the family.

    Without `passphrase` the file is for printing at once. `override` is why it leaves although
    consent is missing. The form chose `entry`: sent twice within minutes, it is one copy.
    """

    parts: tuple[str, ...]
    to: str
    purpose: str
    recipient: str = ""
    person: str = ""
    passphrase: str = ""
    override: str = ""
    confirmed: bool = False
    entry: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleCopy:
    """What became of a copy, on which day."""

    entry: uuid.UUID
    fate: str
    on: date
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """How codes, places, days and moments are said in the language of a paper."""

    language: str
    say: Callable[[str, str], str]
    place: Callable[[str], str]
    day: Callable[[str], str]
    moment: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy on its way out. Its name says nothing of anybody."""

    pdf: bytes
    name: str
