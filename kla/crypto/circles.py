"""A circle's private key: sealed to each member and to recovery, epochs chained backwards."""

from dataclasses import dataclass, replace

from kla.crypto import signing
from kla.crypto.encoding import Part, hkdf, lp
from kla.crypto.envelope import box, unbox
from kla.crypto.grants import Signer
from kla.crypto.sealing import Context, LoadedKey, Purpose, open_with, recipient_id, seal_to

PREVIOUS = "kla/v1/circle-prev"


@dataclass(frozen=True, slots=True)
class CircleEpoch:
    """One epoch of one circle's key within one installation."""

    instance: str
    circle: str
    epoch: int

    def context(self, purpose: Purpose, member_epoch: int = 0) -> Context:
        """What a seal of this key is bound to. `member_epoch` is 0 for people."""
        return Context(self.instance, purpose, lp(self.circle), self.epoch, member_epoch)


@dataclass(frozen=True, slots=True)
class Membership:
    """A circle's private key, sealed to one member's key (or another circle's) and signed."""

    recipient_kid: str
    sealed: bytes
    granter_kid: str
    sig: bytes = b""

    def statement(self, at: CircleEpoch) -> tuple[Part, ...]:
        """What the granter signs."""
        recipient, granter = bytes.fromhex(self.recipient_kid), bytes.fromhex(self.granter_kid)
        return at.circle, at.epoch, recipient, self.sealed, granter


def admit(
    private: bytes, at: CircleEpoch, member_public: bytes, signer: Signer, member_epoch: int = 0
) -> Membership:
    """Seal a circle's key to a member that the directory vouches for."""
    sealed = seal_to(member_public, private, at.context(Purpose.CIRCLE_KEY, member_epoch))
    bare = Membership(recipient_id(member_public), sealed, signer.kid)
    return replace(bare, sig=signer.sign(at.instance, "member", *bare.statement(at)))


def verify_membership(membership: Membership, at: CircleEpoch, granter_epk: bytes) -> None:
    """Raise `Untrusted` unless the holder of this signing key let this member in."""
    signing.verify(granter_epk, membership.sig, at.instance, "member", *membership.statement(at))


def open_membership(
    key: LoadedKey | bytes, membership: Membership, at: CircleEpoch, member_epoch: int = 0
) -> bytes:
    """A circle's private key, for a member."""
    loaded = key if isinstance(key, LoadedKey) else LoadedKey.load(key)
    return loaded.open(membership.sealed, at.context(Purpose.CIRCLE_KEY, member_epoch))


def seal_to_recovery(private: bytes, at: CircleEpoch, recovery_public: bytes) -> bytes:
    """Seal a circle's key to the quorum that keeps the sheets."""
    return seal_to(recovery_public, private, at.context(Purpose.RECOVERY))


def open_from_recovery(recovery_private: bytes, sealed: bytes, at: CircleEpoch) -> bytes:
    """A circle's private key, for the quorum."""
    return open_with(recovery_private, sealed, at.context(Purpose.RECOVERY))


def seal_previous(private: bytes, previous: bytes, at: CircleEpoch) -> bytes:
    """Lock the key of the epoch before under that of this one."""
    return box(_chain_key(private), previous, PREVIOUS, *_place(at))


def open_previous(private: bytes, sealed: bytes, at: CircleEpoch) -> bytes:
    """The private key of the epoch before, for a holder of this one."""
    return unbox(_chain_key(private), sealed, PREVIOUS, *_place(at))


def _chain_key(private: bytes) -> bytes:
    return hkdf(private, info=lp(PREVIOUS))


def _place(at: CircleEpoch) -> tuple[Part, ...]:
    return at.instance, at.circle, at.epoch
