"""A text that is not finished: sealed to whoever writes it and, about a case, under its key too.

Either key alone opens nothing. Who holds the case, but is not the author, takes the outer seal off
and puts a new one on, as a new secret of the case asks for; the words stay shut to them.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kla.core.errors import Unreadable
from kla.crypto.encoding import hkdf, lp
from kla.crypto.envelope import Address, seal, unseal

TABLE, WORDS, COVER = "case_draft", "words", "cover"
OWNER_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cover:
    """What those who hold the case may know of a draft: whose it is, and under which key."""

    author: UUID
    kid: str
    words: bytes


def owner_of(private: bytes) -> bytes:
    """What the drafts of one key have in common. It tells nobody whose they are."""
    return hkdf(private, info=lp("kla/v1/draft-owner"), length=OWNER_BYTES)


def seal_words(private: bytes, content: Mapping[str, Any], draft_id: UUID, version: int) -> bytes:
    """Seal a draft to its author alone."""
    return seal(_own(private), content, Address(TABLE, draft_id, WORDS, version))


def open_words(private: bytes, blob: bytes, draft_id: UUID, version: int) -> dict[str, Any]:
    """Open what `seal_words` made, or raise `Unreadable`."""
    return unseal(_own(private), blob, Address(TABLE, draft_id, WORDS, version))


def put_cover(case_key: bytes, cover: Cover, draft_id: UUID, dek_epoch: int) -> bytes:
    """Seal a draft that is sealed to its author under the key of its case as well."""
    said = {"author": str(cover.author), "kid": cover.kid}
    words = base64.b64encode(cover.words).decode()
    return seal(case_key, said | {"words": words}, Address(TABLE, draft_id, COVER, dek_epoch))


def take_cover(case_key: bytes, blob: bytes, draft_id: UUID, dek_epoch: int) -> Cover:
    """Take the outer seal off, or raise `Unreadable`."""
    content = unseal(case_key, blob, Address(TABLE, draft_id, COVER, dek_epoch))
    try:
        words = base64.b64decode(content["words"], validate=True)
        return Cover(UUID(content["author"]), content["kid"], words)
    except (KeyError, TypeError, ValueError):
        raise Unreadable(reason="cover") from None


def _own(private: bytes) -> bytes:
    return hkdf(private, info=lp("kla/v1/draft-key"))
