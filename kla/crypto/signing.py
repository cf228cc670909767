"""Ed25519 signatures over typed lists of fields."""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kla.core.errors import Untrusted
from kla.crypto.encoding import ID_BYTES, Part, digest, lp

LABEL = lp("kla/v1/sig")
REMEMBERED = 2048


@dataclass(frozen=True, slots=True)
class SigningPair:
    """A private signing key and its public part."""

    private: bytes
    public: bytes

    def __repr__(self) -> str:
        return f"SigningPair({signer_id(self.public)})"


def generate_signing_pair() -> SigningPair:
    """A new Ed25519 pair."""
    return signing_pair(Ed25519PrivateKey.generate().private_bytes_raw())


def signing_pair(private: bytes) -> SigningPair:
    """The pair that belongs to the 32 bytes of a private key."""
    key = Ed25519PrivateKey.from_private_bytes(private)
    return SigningPair(private, key.public_key().public_bytes_raw())


def signer_id(public: bytes) -> str:
    """The name of a signing key that is in no key record: the root's, a voucher's."""
    return digest("kla/v1/pk", public)[:ID_BYTES].hex()


def message(instance: str, kind: str, *fields: Part) -> bytes:
    """The bytes that are signed: the installation, the type of statement, its fields."""
    return LABEL + lp(instance, kind, *fields)


def sign(private: bytes, instance: str, kind: str, *fields: Part) -> bytes:
    """Sign a statement of one type within one installation."""
    return sign_with(load(private), instance, kind, *fields)


def load(private: bytes) -> Ed25519PrivateKey:
    """A private key made ready once, for signing many times."""
    return Ed25519PrivateKey.from_private_bytes(private)


def sign_with(key: Ed25519PrivateKey, instance: str, kind: str, *fields: Part) -> bytes:
    """Sign with a key that is loaded already."""
    return key.sign(message(instance, kind, *fields))


def verify(public: bytes, signature: bytes, instance: str, kind: str, *fields: Part) -> None:
    """Raise `Untrusted` unless the holder of this key signed exactly this statement."""
    try:
        _verify(public, signature, message(instance, kind, *fields))
    except (InvalidSignature, ValueError):
        raise Untrusted(reason="signature") from None


@lru_cache(maxsize=REMEMBERED)
def _verify(public: bytes, signature: bytes, signed: bytes) -> None:
    """Return or raise. Only what returns is remembered, and all of it is public.

    The same certificates are checked in every request; that they hold can't change, while a
    failure is found out anew each time.
    """
    Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
