"""A small world for the tests of keys: fixed bytes, a root, people whose keys it leads to."""

import dataclasses
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from kla.crypto import signing
from kla.crypto.directory import KeyRecord, certify, principal_kid
from kla.crypto.grants import Grant, GrantKind, Lock, Signer, Terms, commit, grant_secret
from kla.crypto.keyring import Keyring
from kla.crypto.passwords import KdfParams
from kla.crypto.sealing import KeyPair, generate_pair, recipient_id
from kla.crypto.shred import MemoryHandles
from kla.crypto.signing import SigningPair, generate_signing_pair, signer_id

INSTANCE = "00000000-0000-4000-8000-000000000001"
KEY = bytes(range(32))
ROW = uuid.UUID(bytes=b"\x11" * 16)
OTHER_ROW = uuid.UUID(bytes=b"\x12" * 16)
SECRET, HANDLE = b"\x22" * 32, b"\x33" * 32
CHEAP = KdfParams(memory_kib=8, iterations=1, lanes=1)
START = 1_790_000_000
ROOT = signing.signing_pair(b"\x44" * 32)
ROOT_KID = signer_id(ROOT.public)


@dataclass(frozen=True)
class Person:
    """Somebody with keys of their own."""

    x: KeyPair
    e: SigningPair

    @property
    def kid(self) -> str:
        return principal_kid(self.x.public, self.e.public)

    @property
    def recipient_kid(self) -> str:
        return recipient_id(self.x.public)

    @property
    def signer(self) -> Signer:
        return Signer(self.kid, self.e.private)

    def keyring(self, *more: KeyPair, handles: MemoryHandles | None = None) -> Keyring:
        held = {recipient_id(pair.public): pair.private for pair in (self.x, *more)}
        return Keyring(
            instance=INSTANCE,
            root=ROOT.public,
            private=held,
            own_kid=self.recipient_kid,
            signer=self.signer,
            handles=handles or MemoryHandles(),
        )


def make_person() -> Person:
    return Person(generate_pair(), generate_signing_pair())


def record_of(person: Person, role: str = "caseworker", at: int = START) -> KeyRecord:
    """What is to be certified about somebody."""
    user = uuid.uuid5(ROW, person.kid)
    pk = {"xpk": person.x.public, "epk": person.e.public, "mlkem_pk": b"\x55" * 1184}
    return KeyRecord(person.kid, user, role, "-", "unit-1", not_before=at, **pk)


def certified(
    person: Person, by: Person | None = None, role: str = "caseworker", at: int = START
) -> KeyRecord:
    """A record certified by somebody or, by default, by the root."""
    record = record_of(person, role, at)
    if by is None:
        return certify(ROOT.private, ROOT_KID, INSTANCE, record)
    return certify(by.e.private, by.kid, INSTANCE, record)


def terms(kind: GrantKind = GrantKind.USER, **changes: object) -> Terms:
    base = Terms(instance=INSTANCE, case_id=ROW, dek_epoch=1, kind=kind)
    return dataclasses.replace(base, **changes)


def lock_of(*grants: Grant, secret: bytes = SECRET) -> Lock:
    return Lock(ROW, 1, commit(ROW, 1, secret), grants)


def grant_to(person: Person, granter: Person, **changes: object) -> Grant:
    """The secret of the sample case, given to a person by name."""
    return grant_secret(SECRET, person.x.public, terms(**changes), granter.signer)


def flips(blob: bytes) -> Iterator[bytes]:
    """The blob with one byte changed, for every byte."""
    for at in range(len(blob)):
        yield blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :]


def cuts(blob: bytes) -> Iterator[bytes]:
    """The blob cut off at every length."""
    for end in range(len(blob)):
        yield blob[:end]
