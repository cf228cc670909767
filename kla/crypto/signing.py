"""Ed25519 signatures over typed lists of fields."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kla.core.errors import Untrusted
from kla.crypto.encoding import ID_BYTES, Part, digest, lp

LABEL = lp("kla/v1/sig")


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
    return Ed25519PrivateKey.from_private_bytes(private).sign(message(instance, kind, *fields))


def verify(public: bytes, signature: bytes, instance: str, kind: str, *fields: Part) -> None:
    """Raise `Untrusted` unless the holder of this key signed exactly this statement."""
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(signature, message(instance, kind, *fields))
    except (InvalidSignature, ValueError):
        raise Untrusted(reason="signature") from None
