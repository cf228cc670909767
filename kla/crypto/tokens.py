"""Random tokens of login sessions, the codes of phone apps, and words to compare keys by."""

import hashlib
import hmac
import os
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from kla.crypto.encoding import KEY_BYTES, digest, hkdf, lp
from kla.crypto.words import WORDS

TOTP_BYTES, TOTP_DIGITS, TOTP_SECONDS = 20, 6, 30
FINGERPRINT_WORDS = 4
WORD_BITS = 10


def new_token() -> bytes:
    """256 random bits for a cookie."""
    return os.urandom(KEY_BYTES)


def session_ids(token: bytes) -> tuple[bytes, bytes]:
    """What finds the row of a login session, and the key that opens it: the cookie gives both."""
    return (
        hkdf(token, info=lp("kla/v1/session", "sid")),
        hkdf(token, info=lp("kla/v1/session", "enc")),
    )


def token_hash(token: bytes | str) -> bytes:
    """What is stored of a token that is only to be recognised."""
    return hashlib.sha256(lp("kla/v1/token", token)).digest()


def new_totp_secret() -> bytes:
    """A secret for a phone app."""
    return os.urandom(TOTP_BYTES)


def totp_uri(secret: bytes, name: str, issuer: str = "KLA") -> str:
    """What the QR code says."""
    return _totp(secret).get_provisioning_uri(name, issuer)


def totp_code(secret: bytes, at: datetime) -> str:
    """The code that a phone shows at this moment."""
    return _totp(secret).generate(int(at.timestamp())).decode()


def totp_step(secret: bytes, code: str, at: datetime, last_step: int) -> int | None:
    """The time step a code belongs to, to be stored: one step either side, none used before."""
    typed = "".join(code.split()).encode()
    now = int(at.timestamp()) // TOTP_SECONDS
    found = None
    for step in (now - 1, now, now + 1):
        right = _totp(secret).generate(step * TOTP_SECONDS)
        if hmac.compare_digest(right, typed) and step > last_step:
            found = step
    return found


def _totp(secret: bytes) -> TOTP:
    # SHA-1 is what phone apps expect; HMAC does not need it to resist collisions.
    return TOTP(secret, TOTP_DIGITS, hashes.SHA1(), TOTP_SECONDS)  # noqa: S303 -- see above


def fingerprint_words(*keys: bytes) -> list[str]:
    """Four words for public keys, for two people to compare by voice."""
    number = int.from_bytes(digest("kla/v1/fingerprint", *keys)[:8], "big")
    top = 64 - WORD_BITS
    mask = (1 << WORD_BITS) - 1
    return [WORDS[number >> (top - WORD_BITS * i) & mask] for i in range(FINGERPRINT_WORDS)]
