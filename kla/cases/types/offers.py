"""Giving a case on: to a colleague, for the time of a leave, or to another unit."""

import uuid
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class OfferKind(StrEnum):
    """To whom a case is offered."""

    HANDOVER = "handover"
    TRANSFER = "transfer"


class OfferState(StrEnum):
    """How an offer stands. `VOID` is worked out: the case got a new secret in between."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCase:
    """A caseworker's offer to a colleague; `keep` where both go on with it together."""

    to: uuid.UUID
    note: str
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTransfer:
    """A supervisor's offer to another unit, and why."""

    unit_id: uuid.UUID
    reason: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOffer:
    """Yes or no to an offer; a no has a reason."""

    accept: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverCase:
    """Who stands in for whom, up to and including which day."""

    away: uuid.UUID
    substitute: uuid.UUID
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCase:
    """From whom a case goes to whom, for good."""

    leaving: uuid.UUID
    to: uuid.UUID
