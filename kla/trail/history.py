"""The part of the trail that those who can open a case may read, and nobody else can even find."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kla.crypto import encoding, envelope


@dataclass(frozen=True, slots=True)
class HistoryKey:
    """Finds and opens a case's lines. `tag` is what rows carry in clear: random to outsiders."""

    tag: bytes
    key: bytes


def history_key(seed: bytes) -> HistoryKey:
    """The key made from the 32-byte seed that a case keeps among its sealed content."""
    return HistoryKey(
        tag=encoding.hkdf(seed, info=encoding.lp("kla/v1/history-tag"), length=16),
        key=encoding.hkdf(seed, info=encoding.lp("kla/v1/history-key"), length=32),
    )


def seal_line(history: HistoryKey, seq: int, content: Mapping[str, Any]) -> bytes:
    """Seal what happened for the readers of the case, bound to its place in the chain."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return envelope.seal_bytes(history.key, text, _address(history, seq))


def open_line(history: HistoryKey, seq: int, blob: bytes) -> dict[str, Any]:
    """Open what `seal_line` sealed. Raises `Unreadable` where it was moved or changed."""
    opened: dict[str, Any] = json.loads(
        envelope.unseal_bytes(history.key, blob, _address(history, seq))
    )
    return opened


def _address(history: HistoryKey, seq: int) -> envelope.Address:
    return envelope.Address(
        table="trail", row=uuid.UUID(bytes=history.tag), section="history", version=seq
    )
