"""Signed statements about keys: whose they are, what they may hold, that they count no more."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from kla.core.errors import Untrusted
from kla.crypto import signing
from kla.crypto.encoding import ID_BYTES, Part, digest, hkdf, lp
from kla.crypto.passwords import KdfParams, normalise, stretch
from kla.crypto.phrases import ACTIVATION
from kla.crypto.sealing import recipient_id
from kla.crypto.signing import SigningPair, signer_id, signing_pair

SUPERVISOR = "supervisor"
COMPROMISED = 0  # a revocation from the beginning: nothing that the key ever signed counts


def principal_kid(xpk: bytes, epk: bytes) -> str:
    """The name of a person's pair of public keys."""
    return digest("kla/v1/principal", xpk, epk)[:ID_BYTES].hex()


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A person's public keys with the role, unit and emergency half that are certified for them.

    `kid` names the record and signs; grants are addressed to `recipient_kid`. `not_before` is in
    seconds since 1970; `siaga` is `-`, `a` or `b`.
    """

    kid: str
    user: UUID
    role: str
    siaga: str
    unit: str
    xpk: bytes
    epk: bytes
    mlkem_pk: bytes
    not_before: int
    issuer_kid: str = ""
    cert: bytes = b""

    @property
    def recipient_kid(self) -> str:
        """The name under which things are sealed to this person."""
        return recipient_id(self.xpk)

    def statement(self) -> tuple[Part, ...]:
        """What the certificate is a signature over."""
        return (
            self.user,
            self.role,
            self.siaga,
            self.unit,
            self.xpk,
            self.epk,
            hashlib.sha256(self.mlkem_pk).digest(),
            self.not_before,
            bytes.fromhex(self.issuer_kid),
        )

    def check(self, issuer_epk: bytes, instance: str) -> None:
        """Raise `Untrusted` unless name and certificate fit."""
        if self.kid != principal_kid(self.xpk, self.epk) or self.siaga not in ("-", "a", "b"):
            raise Untrusted(reason="record")
        signing.verify(issuer_epk, self.cert, instance, "principal", *self.statement())


def certify(issuer_private: bytes, issuer_kid: str, instance: str, record: KeyRecord) -> KeyRecord:
    """Certify a person's keys. The issuer has compared their fingerprint words."""
    bare = replace(record, kid=principal_kid(record.xpk, record.epk), issuer_kid=issuer_kid)
    cert = signing.sign(issuer_private, instance, "principal", *bare.statement())
    return replace(bare, cert=cert)


@dataclass(frozen=True, slots=True)
class Voucher:
    """The root's word that one key may certify one person of this role and unit, until then."""

    kid: str
    public: bytes
    role: str
    unit: str
    expires: int
    sig: bytes = b""

    def statement(self) -> tuple[Part, ...]:
        """What the root signs."""
        return self.public, self.role, self.unit, self.expires

    def check(self, root_pk: bytes, instance: str) -> None:
        """Raise `Untrusted` unless the root signed it."""
        if self.kid != signer_id(self.public):
            raise Untrusted(reason="voucher")
        signing.verify(root_pk, self.sig, instance, "voucher", *self.statement())

    def allows(self, record: KeyRecord) -> bool:
        """Whether it was meant for this record: role, unit and time."""
        meant = (self.role, self.unit) == (record.role, record.unit)
        return meant and record.not_before <= self.expires


def voucher_pair(code: str, salt: bytes, pepper: bytes, params: KdfParams) -> SigningPair:
    """The key that an activation code turns into: on paper only, until it is used."""
    stretched = stretch(normalise(code, ACTIVATION), salt, pepper, params)
    return signing_pair(hkdf(stretched, info=lp("kla/v1/voucher")))


def issue_voucher(root_private: bytes, instance: str, voucher: Voucher) -> Voucher:
    """Sign a voucher with the root's key."""
    bare = replace(voucher, kid=signer_id(voucher.public))
    sig = signing.sign(root_private, instance, "voucher", *bare.statement())
    return replace(bare, sig=sig)


@dataclass(frozen=True, slots=True)
class Revocation:
    """A key that counts no more from a moment on, in seconds since 1970, or never did (0)."""

    kid: str
    at: int
    issuer_kid: str
    sig: bytes = b""

    def statement(self) -> tuple[Part, ...]:
        """What its issuer signs."""
        return bytes.fromhex(self.kid), self.at, bytes.fromhex(self.issuer_kid)

    def check(self, issuer_epk: bytes, instance: str) -> None:
        """Raise `Untrusted` unless its issuer signed it."""
        signing.verify(issuer_epk, self.sig, instance, "revoke", *self.statement())


def revoke(issuer_private: bytes, instance: str, revocation: Revocation) -> Revocation:
    """Sign a revocation."""
    sig = signing.sign(issuer_private, instance, "revoke", *revocation.statement())
    return replace(revocation, sig=sig)


@dataclass(frozen=True, slots=True)
class CircleKeyRecord:
    """The public key of a circle for one epoch; `kid` is the name under which one seals to it."""

    circle: str
    epoch: int
    kid: str
    pk: bytes
    issuer_kid: str
    cert: bytes = b""

    def statement(self) -> tuple[Part, ...]:
        """What the certificate is a signature over."""
        return self.circle, self.epoch, self.pk, bytes.fromhex(self.issuer_kid)

    def check(self, issuer_epk: bytes, instance: str) -> None:
        """Raise `Untrusted` unless name and certificate fit."""
        if self.kid != recipient_id(self.pk):
            raise Untrusted(reason="record")
        signing.verify(issuer_epk, self.cert, instance, "circle", *self.statement())


def certify_circle(
    issuer_private: bytes, instance: str, record: CircleKeyRecord
) -> CircleKeyRecord:
    """Certify a circle's key of one epoch."""
    bare = replace(record, kid=recipient_id(record.pk))
    cert = signing.sign(issuer_private, instance, "circle", *bare.statement())
    return replace(bare, cert=cert)


def newest(records: Iterable[CircleKeyRecord]) -> dict[str, CircleKeyRecord]:
    """The record of the highest epoch of each circle."""
    found: dict[str, CircleKeyRecord] = {}
    for record in records:
        known = found.get(record.circle)
        if known is None or known.epoch < record.epoch:
            found[record.circle] = record
    return found
