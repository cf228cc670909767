"""From a passphrase to the key of a person: Argon2id, and wraps."""

import json
import os
import threading
import time
from dataclasses import asdict, dataclass, replace
from typing import Required, Self, TypedDict, Unpack

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kla.core.errors import Unreadable
from kla.crypto.encoding import KEY_BYTES, Part, hkdf, lp
from kla.crypto.envelope import box, unbox
from kla.crypto.phrases import (
    CHOSEN,
    GENERATED,
    check_chosen,
    generate_activation_code,
    generate_passphrase,
    normalise,
)

__all__ = [
    "CHOSEN",
    "DEFAULT",
    "GENERATED",
    "KdfParams",
    "Wrap",
    "calibrate",
    "check_chosen",
    "generate_activation_code",
    "generate_passphrase",
    "normalise",
    "stretch",
    "unwrap_key",
    "wrap_key",
]

WRAP = "kla/v1/wrap"
SALT_BYTES = 16
# Each runs in 64 MiB: two at a time keep a queue of sign-ins within memory.
_SLOTS = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class KdfParams:
    """How much work one guess is. Kept with every wrap, so that it can be raised later."""

    memory_kib: int
    iterations: int
    lanes: int


DEFAULT = KdfParams(64 * 1024, 3, 1)


@dataclass(frozen=True, slots=True)
class Wrap:
    """A user key under one passphrase and one device or card."""

    method: str
    params: KdfParams
    salt: bytes
    ct: bytes

    def to_json(self) -> str:
        """As it is stored."""
        kept = {"method": self.method, "salt": self.salt.hex(), "ct": self.ct.hex()}
        return json.dumps(kept | asdict(self.params), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """As it was stored; `Unreadable` when it is no wrap."""
        try:
            kept = json.loads(text)
            params = KdfParams(kept["memory_kib"], kept["iterations"], kept["lanes"])
            salt, ct = bytes.fromhex(kept["salt"]), bytes.fromhex(kept["ct"])
            return cls(kept["method"], params, salt, ct)
        except (ValueError, KeyError, TypeError):
            raise Unreadable(reason="wrap") from None

    def bound(self) -> tuple[Part, ...]:
        """What the wrapped key is authenticated with."""
        cost = self.params
        return self.method, cost.memory_kib, cost.iterations, cost.lanes, self.salt


def stretch(passphrase: str, salt: bytes, pepper: bytes, params: KdfParams) -> bytes:
    """Argon2id of a passphrase that is normalised already."""
    with _SLOTS:
        return Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=params.iterations,
            lanes=params.lanes,
            memory_cost=params.memory_kib,
            secret=pepper or None,
        ).derive(passphrase.encode())


def calibrate(target_ms: int = 250) -> KdfParams:
    """The cost that takes about so long on this machine: more memory first, never below DEFAULT."""
    chosen = DEFAULT
    for mib in (64, 96, 128, 192, 256):
        params = KdfParams(mib * 1024, DEFAULT.iterations, DEFAULT.lanes)
        start = time.perf_counter()
        stretch("calibrate", b"\0" * SALT_BYTES, b"", params)
        if (time.perf_counter() - start) * 1000 > target_ms:
            break
        chosen = params
    return chosen


class Secured(TypedDict, total=False):
    """What protects a wrap beside the passphrase.

    `pepper` lies in a file outside the database, `device_secret` with the person. `method` says
    whether the passphrase was generated or chosen, hence how it is normalised.
    """

    pepper: Required[bytes]
    params: KdfParams
    device_secret: bytes
    method: str


def wrap_key(uk: bytes, passphrase: str, **secured: Unpack[Secured]) -> Wrap:
    """Wrap a person's 32-byte key for one device or card, under a new salt."""
    method, params = secured.get("method", GENERATED), secured.get("params", DEFAULT)
    bare = Wrap(method, params, os.urandom(SALT_BYTES), b"")
    kek = _kek(bare, passphrase, secured["pepper"], secured.get("device_secret", b""))
    return replace(bare, ct=box(kek, uk, WRAP, *bare.bound()))


def unwrap_key(wrap: Wrap, passphrase: str, *, pepper: bytes, device_secret: bytes = b"") -> bytes:
    """The person's key. `Unreadable` for a wrong passphrase, pepper or device, all alike."""
    kek = _kek(wrap, passphrase, pepper, device_secret)
    return unbox(kek, wrap.ct, WRAP, *wrap.bound())


def _kek(wrap: Wrap, passphrase: str, pepper: bytes, device_secret: bytes) -> bytes:
    stretched = stretch(normalise(passphrase, wrap.method), wrap.salt, pepper, wrap.params)
    return hkdf(lp(stretched, device_secret), info=lp("kla/v1/kek", wrap.method))
