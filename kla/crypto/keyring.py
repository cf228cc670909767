"""The keys that one signed-in person has unlocked, and what they open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from kla.core import clock
from kla.core.errors import Unreadable
from kla.crypto.encoding import hkdf, lp
from kla.crypto.grants import SHARES, Grant, GrantKind, Lock, Signer, dek
from kla.crypto.sealing import LoadedKey
from kla.crypto.shred import HandleStore, MemoryHandles


@dataclass(frozen=True)
class Keyring:
    """Own key and every circle key held, by recipient id, with all that using them needs.

    Reading checks that a secret is the one the case is committed to. Who signed the grant is
    checked by `verify_grant`, when a case is opened and before its secret is sealed again.
    """

    instance: str = ""
    root: bytes = b""
    private: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    own_kid: str = ""
    signer: Signer | None = None
    handles: HandleStore = field(default_factory=MemoryHandles, repr=False)
    oversight: bytes | None = None
    _loaded: dict[str, LoadedKey] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def kids(self) -> frozenset[str]:
        """The recipient ids of all keys held."""
        return frozenset(self.private)

    def key(self, kid: str) -> LoadedKey:
        """A key that is held, loaded once. `Unreadable` when it is not."""
        loaded = self._loaded.get(kid)
        if loaded is None:
            if kid not in self.private:
                raise Unreadable(reason="no-key")
            loaded = self._loaded[kid] = LoadedKey.load(self.private[kid])
        return loaded

    def own_key(self, use: str) -> bytes:
        """A key of nobody else's, for what a person keeps for themselves. `Unreadable` without one.

        It stays the same as long as the person's own key does, whatever their passphrase is.
        """
        if self.own_kid not in self.private:
            raise Unreadable(reason="no-key")
        return hkdf(self.private[self.own_kid], info=lp("kla/v1/own", self.instance, use))

    def secret_of(self, lock: Lock) -> bytes:
        """The secret of a case, from a living grant to a key that is held."""
        for grant in self._own(lock):
            if grant.kind not in SHARES:
                try:
                    secret = lock.open(self.key(grant.recipient_kid), grant, self.instance)
                    return lock.check(secret)
                except Unreadable:
                    continue
        raise Unreadable(reason="no-grant")

    def share_of(self, lock: Lock, kind: GrantKind) -> bytes:
        """The half of a case's secret that was sealed to an emergency circle."""
        for grant in self._own(lock):
            if grant.kind == kind and kind in SHARES:
                return lock.open(self.key(grant.recipient_kid), grant, self.instance)
        raise Unreadable(reason="no-share")

    def key_for(self, lock: Lock) -> bytes:
        """The key of a case's sections: its secret together with its handle."""
        secret = self.secret_of(lock)
        return dek(secret, self.handles.get(lock.ref), lock.case_id, lock.dek_epoch)

    def keys_for(self, locks: Iterable[Lock]) -> dict[UUID, bytes]:
        """The keys of a page of cases, handles fetched at once. What does not open is left out."""
        page = list(locks)
        handles = self.handles.get_many([lock.ref for lock in page])
        keys: dict[UUID, bytes] = {}
        for lock in page:
            if lock.ref in handles:
                try:
                    secret = self.secret_of(lock)
                except Unreadable:
                    continue
                keys[lock.case_id] = dek(secret, handles[lock.ref], lock.case_id, lock.dek_epoch)
        return keys

    def _own(self, lock: Lock) -> list[Grant]:
        at = clock.now()
        held = self.private
        return [g for g in lock.grants if g.recipient_kid in held and g.is_living(at)]
