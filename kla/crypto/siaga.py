"""Emergency access: halves of a case's secret, opened by two officers and sealed to one person."""

from dataclasses import dataclass
from uuid import UUID

from kla.core.errors import Unreadable
from kla.crypto.encoding import lp, pad, unpad
from kla.crypto.grants import SHARES, GrantKind, Lock, combine
from kla.crypto.keyring import Keyring
from kla.crypto.sealing import Context, Purpose, recipient_of, seal_to


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfPlace:
    """What a half is bound to: the request it answers, the case and its epoch, which half."""

    instance: str
    request_id: UUID
    case_id: UUID
    dek_epoch: int
    kind: GrantKind

    @property
    def context(self) -> Context:
        """What the seal is bound to."""
        name = lp(self.request_id, self.case_id, self.kind)
        return Context(self.instance, Purpose.SIAGA, name, self.dek_epoch, 0)


def give_half(keys: Keyring, lock: Lock, public: bytes, place: HalfPlace) -> bytes:
    """Open the half that one's emergency circle holds, and seal it to whoever asked."""
    return seal_to(public, keys.share_of(lock, place.kind), place.context)


def open_half(keys: Keyring, sealed: bytes, place: HalfPlace) -> bytes:
    """One half that an officer gave."""
    return keys.key(recipient_of(sealed)).open(sealed, place.context)


def join_halves(lock: Lock, halves: dict[GrantKind, bytes]) -> bytes:
    """The secret of a case from both halves; `Unreadable` for anything else."""
    if halves.keys() != SHARES:
        raise Unreadable(reason="one-half")
    return lock.check(combine(halves[GrantKind.SHARE_A], halves[GrantKind.SHARE_B]))


def seal_words(public: bytes, epoch: int, text: str, bound_to: bytes, instance: str) -> bytes:
    """Seal words about a request to a circle, padded."""
    context = Context(instance, Purpose.SIAGA, bound_to, 0, epoch)
    return seal_to(public, pad(text.encode()), context)


def open_words(keys: Keyring, epoch: int, sealed: bytes, bound_to: bytes) -> str:
    """Open words that were sealed to a circle whose key is held."""
    context = Context(keys.instance, Purpose.SIAGA, bound_to, 0, epoch)
    return unpad(keys.key(recipient_of(sealed)).open(sealed, context)).decode()
