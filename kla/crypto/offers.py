"""A case's secret on offer: sealed to one key with the words that go with it, and signed.

It is no grant: nothing that opens cases reads it, and nobody can make it one by moving the row.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kla.core.errors import Unreadable
from kla.crypto import signing
from kla.crypto.encoding import Part, lp, pad, unpad
from kla.crypto.grants import Signer
from kla.crypto.sealing import Context, LoadedKey, Purpose, recipient_id, seal_to

NAME = "case_secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPlace:
    """What an offer is bound to: its own id, the case and its epoch, the epoch of the recipient."""

    instance: str
    offer_id: UUID
    case_id: UUID
    dek_epoch: int
    recipient_epoch: int = 0

    @property
    def context(self) -> Context:
        """What the seal is bound to."""
        name = lp(self.offer_id, self.case_id)
        return Context(self.instance, Purpose.OFFER, name, self.dek_epoch, self.recipient_epoch)


@dataclass(frozen=True, slots=True)
class Offer:
    """The seal, the key it is for, and who signed it."""

    recipient_kid: str
    sealed: bytes
    granter_kid: str
    sig: bytes


def make_offer(
    secret: bytes, words: Mapping[str, Any], public: bytes, place: OfferPlace, signer: Signer
) -> Offer:
    """Seal a secret and its words to a key that the directory vouches for, and sign it."""
    content = {**words, NAME: secret.hex()}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    kid, sealed = recipient_id(public), seal_to(public, pad(text), place.context)
    bare = Offer(kid, sealed, signer.kid, b"")
    sig = signing.sign(signer.private, place.instance, "offer", *_statement(bare, place))
    return Offer(kid, sealed, signer.kid, sig)


def verify_offer(offer: Offer, place: OfferPlace, granter_epk: bytes) -> None:
    """Raise `Untrusted` unless the holder of this signing key made exactly this offer."""
    signing.verify(granter_epk, offer.sig, place.instance, "offer", *_statement(offer, place))


def open_offer(offer: Offer, place: OfferPlace, key: LoadedKey) -> tuple[bytes, dict[str, Any]]:
    """The secret on offer and the words with it. Whether it is the case's own: `Lock.check`."""
    content = json.loads(unpad(key.open(offer.sealed, place.context)))
    if not isinstance(content, dict) or NAME not in content:
        raise Unreadable(reason="content")
    return bytes.fromhex(content.pop(NAME)), content


def _statement(offer: Offer, place: OfferPlace) -> tuple[Part, ...]:
    return (
        place.offer_id,
        place.case_id,
        place.dek_epoch,
        bytes.fromhex(offer.recipient_kid),
        place.recipient_epoch,
        offer.sealed,
        bytes.fromhex(offer.granter_kid),
    )
