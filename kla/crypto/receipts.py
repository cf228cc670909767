"""The code that a reporter writes down: it finds one report and makes the key that opens it.

24 of Crockford's characters: 6 find the row, 17 are secret (85 bits), the last one checks what was
typed. The server keeps the first 6 and a salt; the secret is nowhere but on the paper.
"""

import secrets
from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kla.crypto.crockford import ALPHABET, grouped, normalise
from kla.crypto.encoding import hkdf, lp
from kla.crypto.sealing import KeyPair

FINDER, SECRET, ALL = 6, 17, 24
SALT_BYTES = 16
LABEL = "kla/v1/receipt"
FIELD = 0b100101
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One code in its two parts: what finds the report, and what opens it."""

    finder: str
    secret: str = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """A code that nobody has seen."""
        return cls(_random(FINDER), _random(SECRET))

    @classmethod
    def read(cls, typed: str) -> Self:
        """The code that somebody typed, forgiving case, spaces, hyphens, O, I and L.

        Raises `ValueError` for anything that is no code: most slips are found by its last
        character, without asking the database.
        """
        text = normalise(typed)
        if len(text) != ALL or not set(text) <= set(ALPHABET) or _check(text[:-1]) != text[-1]:
            raise ValueError("not a receipt")
        return cls(text[:FINDER], text[FINDER:-1])

    def __str__(self) -> str:
        """As it is shown and printed: six groups of four."""
        bare = self.finder + self.secret
        return grouped(bare + _check(bare))

    def pair(self, instance: str, salt: bytes) -> KeyPair:
        """The reporter's key pair for one report.

        HKDF and no slow hash: 85 random bits are out of reach of any guessing, and a slow one
        would let a flood of wrong codes occupy the machine.
        """
        info = lp(LABEL, instance, self.finder)
        private = hkdf(self.secret.encode(), salt=salt, info=info)
        key = X25519PrivateKey.from_private_bytes(private)
        return KeyPair(private, key.public_key().public_bytes_raw())


def new_salt() -> bytes:
    """A salt for one report, so that no guess can be tried on two."""
    return secrets.token_bytes(SALT_BYTES)


def _random(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def _check(text: str) -> str:
    """One character over all others. It shows every single slip and every swap of two characters.

    A Reed-Solomon check over GF(32): the weights are the powers of a primitive element, all
    unlike and none of them zero.
    """
    total = 0
    for one in text:
        total = _times_primitive(total) ^ _VALUES[one]
    return ALPHABET[_times_primitive(total)]


def _times_primitive(value: int) -> int:
    """Multiply by x in GF(32) = GF(2)[x] / (x^5 + x^2 + 1)."""
    doubled = value << 1
    return doubled ^ FIELD if doubled & len(ALPHABET) else doubled
