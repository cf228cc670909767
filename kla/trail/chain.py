"""How entries are linked, and where a chain is broken. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kla.crypto.encoding import lp

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What the hash of an entry covers."""

    seq: int
    prev: bytes
    day: date
    actor_kid: str
    area: str
    body: bytes
    case_tag: bytes = b""
    case_body: bytes = b""

    def digest(self) -> bytes:
        """SHA-256 over every part, each with its length, so that no two entries hash alike."""
        parts = (self.seq, self.prev, self.day.isoformat(), self.actor_kid, self.area)
        sealed = (self.body, self.case_tag, self.case_body)
        return hashlib.sha256(lp("kla/v1/trail", *parts, *sealed)).digest()


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not fit, and what is wrong with it."""

    seq: int
    reason: str  # "gap", "link", "content", "signature", "anchor", "tail"


def first_break(entries: Iterable[tuple[Link, bytes]]) -> Break | None:
    """Walk entries in order, each with its stored hash; answer the first that does not fit."""
    expected, prev = 1, GENESIS
    for link, stored in entries:
        if link.seq != expected:
            return Break(expected, "gap")
        if link.prev != prev:
            return Break(link.seq, "link")
        if link.digest() != stored:
            return Break(link.seq, "content")
        expected, prev = link.seq + 1, stored
    return None
