"""Sealing a few bytes to the holder of an X25519 key: HPKE, bound to what and whom it is for."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kla.core.errors import Unreadable, Untrusted
from kla.crypto.encoding import ID_BYTES, lp

# Suite 2, MLKEM768-X25519, is reserved until its draft is an RFC; its public keys are kept already.
VERSION_AND_SUITE = b"\x01\x01"
HEADER_BYTES = 2 + ID_BYTES
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
LABEL = lp("kla/v1/seal")
PK_LABEL = lp("kla/v1/pk")


class Purpose(StrEnum):
    """What a seal is for. One made for one purpose does not open for another."""

    CIRCLE_KEY = "circle-key"
    CASE_CIRCLE = "case-circle"
    CASE_USER = "case-user"
    CASE_SHARE = "case-share"
    SIAGA = "siaga"
    RECOVERY = "recovery"
    DELTA = "delta"
    TRAIL = "trail"
    FACT = "fact"
    OFFER = "offer"
    REPORT_CIRCLE = "report-circle"
    REPORT_REPORTER = "report-reporter"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key, as it is kept in a bundle, and its public part."""

    private: bytes
    public: bytes

    def __repr__(self) -> str:
        return f"KeyPair({recipient_id(self.public)})"


@dataclass(frozen=True, slots=True)
class Context:
    """What a seal is bound to, beside its recipient."""

    instance: str
    purpose: Purpose
    object_id: bytes
    dek_epoch: int
    recipient_epoch: int

    def info(self, public: bytes) -> bytes:
        """The bytes that go into the key schedule."""
        return LABEL + lp(
            self.instance,
            self.purpose,
            public,
            self.object_id,
            self.dek_epoch,
            self.recipient_epoch,
        )


@dataclass(frozen=True, slots=True)
class LoadedKey:
    """A private key made ready once, for opening many seals."""

    private: X25519PrivateKey
    public: bytes
    header: bytes

    @classmethod
    def load(cls, private: bytes) -> Self:
        """Make the raw bytes of a private key ready for use."""
        key = X25519PrivateKey.from_private_bytes(private)
        public = key.public_key().public_bytes_raw()
        return cls(key, public, VERSION_AND_SUITE + _recipient(public))

    def open(self, sealed: bytes, context: Context) -> bytes:
        """Open a seal made to this key in exactly this context, or raise `Unreadable`."""
        if sealed[:HEADER_BYTES] != self.header:
            raise Unreadable(reason="other-recipient")
        try:
            return SUITE.decrypt(
                memoryview(sealed)[HEADER_BYTES:], self.private, info=context.info(self.public)
            )
        except (InvalidTag, ValueError):
            raise Unreadable(reason="seal") from None


def generate_pair() -> KeyPair:
    """A new X25519 key pair."""
    key = X25519PrivateKey.generate()
    return KeyPair(key.private_bytes_raw(), key.public_key().public_bytes_raw())


def generate_kem_pair() -> KeyPair:
    """A new ML-KEM-768 pair, kept for the day when seals become hybrid. Private: a 64-byte seed."""
    key = MLKEM768PrivateKey.generate()
    return KeyPair(key.private_bytes_raw(), key.public_key().public_bytes_raw())


def public_of(private: bytes) -> bytes:
    """The public part of an X25519 private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def recipient_id(public: bytes) -> str:
    """The name of a public key, in hexadecimal: what grants and seals are addressed to."""
    return _recipient(public).hex()


def recipient_of(sealed: bytes) -> str:
    """To which key something is sealed, by the name that it says itself."""
    return sealed[2:HEADER_BYTES].hex()


def _recipient(public: bytes) -> bytes:
    return hashlib.sha256(PK_LABEL + lp(public)).digest()[:ID_BYTES]


def seal_to(public: bytes, data: bytes, context: Context) -> bytes:
    """Seal to a public key that the directory has vouched for.

    A key that can't be one (wrong length, low order) is `Untrusted`.
    """
    try:
        key = X25519PublicKey.from_public_bytes(public)
        sealed = SUITE.encrypt(data, key, info=context.info(public))
    except ValueError:
        raise Untrusted(reason="not-a-key") from None
    return VERSION_AND_SUITE + _recipient(public) + sealed


def open_with(private: bytes, sealed: bytes, context: Context) -> bytes:
    """Open one seal. For many with the same key, load it once: `LoadedKey`."""
    return LoadedKey.load(private).open(sealed, context)
