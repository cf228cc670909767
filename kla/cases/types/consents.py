"""What was agreed to, by whom and how; what was refused; on what other ground it is done."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class ConsentPurpose(StrEnum):
    """For what something that is known may be used. The same codes as the list of the words."""

    SERVICE = "layanan"
    REFERRAL = "rujukan"
    POLICE = "kepolisian"
    SIMFONI = "simfoni"
    TRANSFER = "pelimpahan"
    CONFERENCE = "pembahasan"
    COPY = "salinan"
    PHOTO = "foto"
    RESEARCH = "penelitian"


class Decision(StrEnum):
    """What an entry says: a yes, a no, or that the law allows it without one."""

    GIVEN = "given"
    REFUSED = "refused"
    GROUND = "ground"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent:
    """What somebody decided for some victims and purposes, or the ground that stands in for it.

    `until` is the last day on which it counts. The form chose `entry`: sent twice, it is one.
    """

    purposes: tuple[str, ...]
    about: tuple[uuid.UUID, ...]
    decision: Decision
    on: date
    giver: str = ""
    giver_person: uuid.UUID | None = None
    giver_name: str = ""
    how: str = ""
    witness: str = ""
    ground: str = ""
    reason: str = ""
    until: date | None = None
    entry: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent:
    """That a consent was taken back: when, and why as it was told."""

    on: date
    reason: str
