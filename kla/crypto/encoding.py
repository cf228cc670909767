"""How values become bytes: length-prefixed lists, padding, and keys made from keys."""

import hashlib
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from kla.core.errors import Unreadable

Part = bytes | str | int | UUID

KEY_BYTES = 32
ID_BYTES = 16
SMALLEST = 256
LENGTH_BYTES = 4


def lp(*parts: Part) -> bytes:
    """Join parts so that no two different lists of byte strings give the same bytes.

    Each part is preceded by its length. Text is UTF-8, a number 8 bytes, a UUID its 16 bytes.
    """
    out: list[bytes] = []
    for part in parts:
        raw = part if isinstance(part, bytes) else _raw(part)
        out.append(len(raw).to_bytes(LENGTH_BYTES, "big"))
        out.append(raw)
    return b"".join(out)


def _raw(part: str | int | UUID) -> bytes:
    if isinstance(part, str):
        return part.encode()
    if isinstance(part, UUID):
        return part.bytes
    return part.to_bytes(8, "big")


def pad(data: bytes) -> bytes:
    """Prefix the length and fill with zeros, so that the size tells little about the content."""
    framed = len(data).to_bytes(LENGTH_BYTES, "big") + data
    return framed.ljust(padded_length(len(framed)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Undo `pad`. Anything that `pad` would not have made is `Unreadable`."""
    end = LENGTH_BYTES + int.from_bytes(padded[:LENGTH_BYTES], "big")
    if len(padded) < SMALLEST or end > len(padded) or padded_length(end) != len(padded):
        raise Unreadable(reason="padding")
    if padded.count(0, end) != len(padded) - end:
        raise Unreadable(reason="padding")
    return padded[LENGTH_BYTES:end]


def padded_length(length: int) -> int:
    """The PADME size for a length: at most 12% more, and few sizes in all."""
    if length <= SMALLEST:
        return SMALLEST
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def hkdf(ikm: bytes, *, info: bytes, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256: a key from key material, for the one purpose that `info` names."""
    return HKDF(hashes.SHA256(), length, salt=salt or None, info=info).derive(ikm)


def expand(key: bytes, info: bytes, length: int = KEY_BYTES) -> bytes:
    """HKDF's second half alone: from a key that is already uniform."""
    check_key(key)
    return HKDFExpand(hashes.SHA256(), length, info).derive(key)


def check_key(key: bytes) -> None:
    """Refuse a key of another length: the library would quietly take it."""
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")


_KID = lp("kla/v1/kid")


def key_id(key: bytes) -> bytes:
    """The public name of a symmetric key. It commits to the key, which AES-GCM alone does not."""
    return expand(key, _KID, ID_BYTES)


def digest(*parts: Part) -> bytes:
    """SHA-256 over the length-prefixed parts."""
    return hashlib.sha256(lp(*parts)).digest()
