"""What is written about people: sealed under a symmetric key and bound to its place."""

import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kla.core.errors import Unreadable
from kla.crypto.encoding import Part, key_id, lp, pad, unpad

VERSION_AND_ALG = b"\x01\x01"  # format 1, AES-256-GCM; alg 2 (GCM-SIV) is reserved
HEADER_BYTES, NONCE_BYTES, TAG_BYTES = 18, 12, 16
BODY_AT = HEADER_BYTES + NONCE_BYTES

SECTION = "kla/v1/section"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a blob is stored. Authenticated with it: put anywhere else, it does not open."""

    table: str
    row: UUID
    section: str
    version: int


def seal(key: bytes, content: Mapping[str, Any], address: Address) -> bytes:
    """Seal a record as padded JSON at its address."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return seal_bytes(key, text.encode(), address)


def unseal(key: bytes, blob: bytes, address: Address) -> dict[str, Any]:
    """Open what `seal` made. `Unreadable` when key, place or a single byte differs."""
    content = json.loads(unseal_bytes(key, blob, address))
    if not isinstance(content, dict):
        raise Unreadable(reason="content")
    return content


def seal_bytes(key: bytes, data: bytes, address: Address) -> bytes:
    """Seal bytes, padded, at their address."""
    return box(key, pad(data), SECTION, *_place(address))


def unseal_bytes(key: bytes, blob: bytes, address: Address) -> bytes:
    """Open what `seal_bytes` made, or raise `Unreadable`."""
    return unpad(unbox(key, blob, SECTION, *_place(address)))


def box(key: bytes, data: bytes, label: str, *bound: Part) -> bytes:
    """Encrypt without padding. The label and all that it is bound to are authenticated."""
    header, nonce = VERSION_AND_ALG + key_id(key), os.urandom(NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, data, lp(label, header, *bound))


def unbox(key: bytes, blob: bytes, label: str, *bound: Part) -> bytes:
    """Open what `box` made, or raise `Unreadable`."""
    if len(blob) < BODY_AT + TAG_BYTES:
        raise Unreadable(reason="short")
    header = blob[:HEADER_BYTES]
    if not hmac.compare_digest(header, VERSION_AND_ALG + key_id(key)):
        raise Unreadable(reason="other-key")
    view = memoryview(blob)
    try:
        return AESGCM(key).decrypt(
            view[HEADER_BYTES:BODY_AT], view[BODY_AT:], lp(label, header, *bound)
        )
    except InvalidTag:
        raise Unreadable(reason="tag") from None


def _place(at: Address) -> tuple[Part, ...]:
    return at.table, at.row, at.section, at.version
