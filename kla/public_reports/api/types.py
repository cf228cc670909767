"""What other programs send, and what they are answered."""

import uuid
from dataclasses import dataclass
from datetime import date

from kla.crypto.receipts import Receipt
from kla.public_reports.types import SendReport


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """The parts of a request that its signature covers, and the headers that carry it."""

    method: str
    authority: str
    path: str
    content_digest: str
    signature_input: str
    signature: str
    body: bytes


@dataclass(frozen=True, slots=True)
class KnownSender:
    """Who sent a request, after its signature was checked."""

    sender_id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A report as its sender's program gave it: under the sender's own name for it."""

    own_id: str
    content: str
    report: SendReport


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: the receipt only the first time, as nothing here keeps it."""

    report_id: uuid.UUID
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class SenderRow:
    """A sender as the IT admin sees it, one row for each key."""

    name: str
    kid: str
    added: date
    stopped: date | None
    received: int
    last_day: date | None
