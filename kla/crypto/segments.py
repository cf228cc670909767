"""Search lines of a unit, sealed many at a time, and changes by people who can't read them."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from kla.crypto import signing
from kla.crypto.encoding import KEY_BYTES, Part, hkdf, lp, pad, unpad
from kla.crypto.envelope import Address, box, seal_bytes, unbox, unseal_bytes
from kla.crypto.grants import Signer
from kla.crypto.sealing import Context, LoadedKey, Purpose, seal_to

DELTA = "kla/v1/delta"


def segment_ref(segment_id: UUID) -> str:
    """The name of a segment's handle in the shred store."""
    return f"segment/{segment_id.hex}"


def segment_key(private: bytes, handle: bytes, unit: str, number: int, epoch: int) -> bytes:
    """The key of one segment. `private` is that of the circle that reads it."""
    return hkdf(private, salt=handle, info=lp("kla/v1/segment", unit, number, epoch))


def seal_segment(key: bytes, address: Address, lines: Iterable[str]) -> bytes:
    """Seal lines as one padded text."""
    return seal_bytes(key, "\n".join(_whole(line) for line in lines).encode(), address)


def open_segment(key: bytes, blob: bytes, address: Address) -> bytes:
    """The text of a segment, undivided: most lines are never looked at apart."""
    return unseal_bytes(key, blob, address)


def _whole(line: str) -> str:
    if "\n" in line:
        raise ValueError("a line holds no line break")
    return line


@dataclass(frozen=True, slots=True)
class DeltaPlace:
    """Where a change belongs: the circle that reads it, its epoch, the change's own id."""

    instance: str
    circle: str
    epoch: int
    row: UUID

    @property
    def ref(self) -> str:
        """The name of the change's handle in the shred store."""
        return f"delta/{self.row.hex}"

    @property
    def bound(self) -> tuple[Part, ...]:
        """What its line is authenticated with."""
        return self.instance, self.circle, self.epoch, self.row

    @property
    def context(self) -> Context:
        """What its key is sealed in."""
        return Context(self.instance, Purpose.DELTA, self.row.bytes, 0, self.epoch)


@dataclass(frozen=True, slots=True)
class Delta:
    """A new or changed line, waiting to be folded into its segment."""

    sealed_key: bytes
    ct: bytes
    signer_kid: str
    sig: bytes = b""

    def statement(self, place: DeltaPlace) -> tuple[Part, ...]:
        """What its writer signs."""
        return (*place.bound[1:], self.sealed_key, self.ct, bytes.fromhex(self.signer_kid))


def seal_delta(public: bytes, handle: bytes, line: str, signer: Signer, place: DeltaPlace) -> Delta:
    """Write a line that only the circle of the segment can read."""
    key = os.urandom(KEY_BYTES)
    ct = box(_line_key(key, handle), pad(_whole(line).encode()), DELTA, *place.bound)
    bare = Delta(seal_to(public, key, place.context), ct, signer.kid)
    sig = signer.sign(place.instance, "delta", *bare.statement(place))
    return replace(bare, sig=sig)


def verify_delta(delta: Delta, place: DeltaPlace, signer_epk: bytes) -> None:
    """Raise `Untrusted` unless the holder of this signing key wrote it for this place."""
    statement = delta.statement(place)
    signing.verify(signer_epk, delta.sig, place.instance, "delta", *statement)


def open_delta(key: LoadedKey | bytes, handle: bytes, delta: Delta, place: DeltaPlace) -> str:
    """The line of a change. Who wrote it is for `verify_delta` to say."""
    loaded = key if isinstance(key, LoadedKey) else LoadedKey.load(key)
    line_key = _line_key(loaded.open(delta.sealed_key, place.context), handle)
    return unpad(unbox(line_key, delta.ct, DELTA, *place.bound)).decode()


def _line_key(key: bytes, handle: bytes) -> bytes:
    return hkdf(key, salt=handle, info=lp(DELTA))
