"""What a form of the public's door costs to send: some work for a browser, or some seconds.

A form carries a ticket: when it was shown, how much work it asks for, and a seal over both and
over what it is for. Its browser looks for a number whose hash with the ticket begins with so many
zero bits (Back, "Hashcash", 2002). Without a script nothing is looked for, and the form is taken
once it is some seconds old, which nobody notices who types. Pure: nothing is stored.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Self

LEAST_BITS, MOST_BITS = 14, 19  # an instant; twenty seconds of an old phone
LASTS = timedelta(hours=24)
LONGEST_WAIT_S = 120
PER_STEP = 5  # so many sent from one network in an hour double the work for the next
LONGEST, LONGEST_PROOF = 100, 12


@dataclass(frozen=True, slots=True)
class Ticket:
    """When a form was shown and how many zero bits it asks for, sealed for one purpose."""

    shown: datetime
    bits: int
    seal: str

    @classmethod
    def issue(cls, key: bytes, purpose: str, shown: datetime, bits: int) -> Self:
        """A ticket for a form that is shown now."""
        moment = shown.replace(microsecond=0)
        return cls(moment, bits, _seal(key, purpose, int(moment.timestamp()), bits))

    @classmethod
    def read(cls, key: bytes, purpose: str, text: str) -> Self | None:
        """The ticket that a form brought, or nothing for one that was not issued for this."""
        at, _, rest = text[:LONGEST].partition(".")
        bits, _, seal = rest.partition(".")
        if not (at.isascii() and at.isdecimal() and bits.isascii() and bits.isdecimal()):
            return None
        wanted = _seal(key, purpose, int(at), int(bits))
        if not hmac.compare_digest(wanted.encode(), seal.encode()):
            return None
        return cls(datetime.fromtimestamp(int(at), UTC), int(bits), seal)

    def __str__(self) -> str:
        """As the form carries it."""
        return f"{int(self.shown.timestamp())}.{self.bits}.{self.seal}"

    def harder(self, key: bytes, purpose: str, bits: int) -> "Ticket":
        """The same form asked for more work; it is as old as before."""
        return self.issue(key, purpose, self.shown, max(bits, self.bits))

    def is_proved(self, proof: str) -> bool:
        """Whether the work was done."""
        if not 0 < len(proof) <= LONGEST_PROOF:
            return False
        digest = hashlib.sha256(f"{self.seal}:{proof}".encode()).digest()
        return zero_bits(digest) >= self.bits


def zero_bits(digest: bytes) -> int:
    """How many bits are zero before the first that is not."""
    return len(digest) * 8 - int.from_bytes(digest).bit_length()


def bits_for(lately: int) -> int:
    """How much work is asked of a network that sent so many forms in the last hour."""
    return min(LEAST_BITS + (lately // PER_STEP).bit_length(), MOST_BITS)


def wait_for(bits: int, base: int) -> int:
    """How many seconds old a form has to be that did no work; `base` of them at least."""
    return min(base << (bits - LEAST_BITS), max(LONGEST_WAIT_S, base)) if base else 0


def missing_seconds(
    ticket: Ticket | None, proof: str, now: datetime, lately: int, base: int
) -> int:
    """How long somebody still has to wait before their form is taken; 0 where it is taken now."""
    needed = bits_for(lately)
    if ticket is None or now - ticket.shown > LASTS:
        return wait_for(needed, base)
    if ticket.bits >= needed - 1 and ticket.is_proved(proof):
        return 0
    return max(wait_for(needed, base) - int((now - ticket.shown).total_seconds()), 0)


def solve(ticket: Ticket) -> str:
    """The work itself, as a browser does it: for tests and measurements."""
    return next(str(number) for number in count() if ticket.is_proved(str(number)))


def _seal(key: bytes, purpose: str, at: int, bits: int) -> str:
    said = f"{purpose} {at} {bits}".encode()
    return hmac.new(key, said, hashlib.sha256).hexdigest()[:32]
