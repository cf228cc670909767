"""Referring somebody to an institution: the letter, what it says, and what became of it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path


class ReferralState(StrEnum):
    """How a referral stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"
    REVOKED = "revoked"


NEXT: Mapping[ReferralState, frozenset[ReferralState]] = {
    ReferralState.SENT: frozenset(
        {ReferralState.ACCEPTED, ReferralState.REFUSED, ReferralState.REVOKED}
    ),
    ReferralState.ACCEPTED: frozenset({ReferralState.DONE, ReferralState.REVOKED}),
    ReferralState.REFUSED: frozenset(),
    ReferralState.DONE: frozenset(),
    ReferralState.REVOKED: frozenset(),
}


class LetterPart(StrEnum):
    """What of a case a letter may tell. Nothing unless somebody ticked it."""

    IDENTITY = "identity"
    NIK = "nik"
    REPORT = "report"
    PERPETRATORS = "perpetrators"
    RISK = "risk"
    ASSESSMENT = "assessment"
    WISHES = "wishes"
    PLAN = "plan"
    SERVICES = "services"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeReferral:
    """To whom, for which service, why, and what they are told.

    `ask_again` is the day to ask what became of it. The form chose `entry`: sent twice, it is one.
    """

    institution: str
    service: str
    purpose: str
    parts: tuple[str, ...]
    ask_again: date
    addressee: str = ""
    address: str = ""
    confirmed: bool = False
    entry: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReferral:
    """What became of a referral, on which day. `seen` is how many steps the writer had in view."""

    entry: uuid.UUID
    state: ReferralState
    on: date
    remark: str = ""
    ask_again: date | None = None
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What letters need of the office: where files lie, and what places are called."""

    folder: Path
    place_name: Callable[[str], str] = str
