"""The secret of one case: sealed to circles and to people by name, split for emergencies."""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kla.core import clock
from kla.core.errors import Unreadable
from kla.crypto import signing
from kla.crypto.encoding import KEY_BYTES, Part, digest, hkdf, lp
from kla.crypto.sealing import Context, LoadedKey, Purpose, recipient_id, seal_to


class GrantKind(StrEnum):
    """To whom, and how much: the shares are half a secret each, nothing alone."""

    CIRCLE = "circle"
    USER = "user"
    SHARE_A = "share_a"
    SHARE_B = "share_b"
    RECOVERY = "recovery"


SHARES = frozenset({GrantKind.SHARE_A, GrantKind.SHARE_B})

PURPOSES: Mapping[GrantKind, Purpose] = {
    GrantKind.CIRCLE: Purpose.CASE_CIRCLE,
    GrantKind.USER: Purpose.CASE_USER,
    GrantKind.SHARE_A: Purpose.CASE_SHARE,
    GrantKind.SHARE_B: Purpose.CASE_SHARE,
    GrantKind.RECOVERY: Purpose.RECOVERY,
}


@dataclass(frozen=True)
class Signer:
    """Who signs: the id of their key record and the private signing key, loaded once."""

    kid: str
    private: bytes

    def __repr__(self) -> str:
        return f"Signer({self.kid})"

    def sign(self, instance: str, kind: str, *fields: Part) -> bytes:
        """Sign a statement of one type within one installation."""
        return signing.sign_with(self._key, instance, kind, *fields)

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return signing.load(self.private)


@dataclass(frozen=True, slots=True)
class Grant:
    """A case's secret, or half of it, sealed to one key and signed by who gave it."""

    kind: GrantKind
    recipient_kid: str
    recipient_epoch: int
    sealed: bytes
    granter_kid: str
    sig: bytes
    expires: datetime | None = None

    def is_living(self, at: datetime) -> bool:
        """Whether it has not run out yet."""
        return self.expires is None or at < self.expires


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is granted: the case and its epoch, to which kind of key, and until when."""

    instance: str
    case_id: UUID
    dek_epoch: int
    kind: GrantKind
    recipient_epoch: int = 0
    expires: datetime | None = None

    @property
    def context(self) -> Context:
        """What the seal is bound to."""
        return Context(
            self.instance,
            PURPOSES[self.kind],
            self.case_id.bytes,
            self.dek_epoch,
            self.recipient_epoch,
        )


@dataclass(frozen=True, slots=True)
class Lock:
    """What a keyring needs to know about one case: its living epoch and who holds its secret."""

    case_id: UUID
    dek_epoch: int
    kcommit: bytes
    grants: tuple[Grant, ...] = ()

    @property
    def ref(self) -> str:
        """Where the case's handle lies in the shred store."""
        return handle_ref(self.case_id)

    @property
    def kids(self) -> frozenset[str]:
        """The keys that open the whole secret at this moment. Shares alone open nothing."""
        at = clock.now()
        return frozenset(
            grant.recipient_kid
            for grant in self.grants
            if grant.kind not in SHARES and grant.is_living(at)
        )

    def terms(self, grant: Grant, instance: str) -> Terms:
        """The terms of one of its grants."""
        return Terms(
            instance=instance,
            case_id=self.case_id,
            dek_epoch=self.dek_epoch,
            kind=grant.kind,
            recipient_epoch=grant.recipient_epoch,
            expires=grant.expires,
        )

    def open(self, key: LoadedKey, grant: Grant, instance: str) -> bytes:
        """Open one grant: the secret or, of a share, its half. Commitment is another step."""
        context = Context(
            instance,
            PURPOSES[grant.kind],
            self.case_id.bytes,
            self.dek_epoch,
            grant.recipient_epoch,
        )
        return key.open(grant.sealed, context)

    def check(self, secret: bytes) -> bytes:
        """Give the secret back if it is the one that the case is committed to."""
        expected = commit(self.case_id, self.dek_epoch, secret)
        if not hmac.compare_digest(expected, self.kcommit):
            raise Unreadable(reason="commitment")
        return secret


def handle_ref(case_id: UUID) -> str:
    """The name of a case's handle in the shred store."""
    return f"case/{case_id.hex}"


def new_secret() -> bytes:
    """A new secret, for a new case or for the next epoch of one."""
    return os.urandom(KEY_BYTES)


def commit(case_id: UUID, dek_epoch: int, secret: bytes) -> bytes:
    """What a case keeps in clear so that no other secret can be slipped in."""
    return digest("kla/v1/commit", case_id, dek_epoch, secret)


def dek(secret: bytes, handle: bytes, case_id: UUID, dek_epoch: int) -> bytes:
    """The key that sections are sealed under: needs the secret and the handle."""
    return hkdf(secret, salt=handle, info=lp("kla/v1/case-dek", case_id, dek_epoch))


def grant_secret(secret: bytes, recipient_public: bytes, terms: Terms, signer: Signer) -> Grant:
    """Seal a secret (for shares: one half) to a key that the directory vouches for, and sign it."""
    kid = recipient_id(recipient_public)
    sealed = seal_to(recipient_public, secret, terms.context)
    bare = Grant(terms.kind, kid, terms.recipient_epoch, sealed, signer.kid, b"", terms.expires)
    statement = _statement(bare, terms.case_id, terms.dek_epoch)
    sig = signer.sign(terms.instance, "grant", *statement)
    return Grant(terms.kind, kid, terms.recipient_epoch, sealed, signer.kid, sig, terms.expires)


def verify_grant(
    grant: Grant, case_id: UUID, dek_epoch: int, granter_epk: bytes, instance: str
) -> None:
    """Raise `Untrusted` unless the holder of this signing key gave this grant on this case."""
    statement = _statement(grant, case_id, dek_epoch)
    signing.verify(granter_epk, grant.sig, instance, "grant", *statement)


def _statement(grant: Grant, case_id: UUID, dek_epoch: int) -> tuple[Part, ...]:
    expires = 0 if grant.expires is None else int(grant.expires.timestamp())
    return (
        case_id,
        dek_epoch,
        grant.kind,
        bytes.fromhex(grant.recipient_kid),
        grant.recipient_epoch,
        grant.sealed,
        bytes.fromhex(grant.granter_kid),
        expires,
    )


def split(secret: bytes) -> tuple[bytes, bytes]:
    """Two halves that must meet: each alone is random."""
    share = os.urandom(len(secret))
    return share, _xor(share, secret)


def combine(a: bytes, b: bytes) -> bytes:
    """Put two halves together. The result still has to pass `Lock.check`."""
    if len(a) != len(b) or a == b:
        raise Unreadable(reason="shares")
    return _xor(a, b)


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))
