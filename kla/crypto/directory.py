"""Which public keys may be trusted: those whose certificates lead to the pinned root."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from kla.core import clock
from kla.core.errors import Untrusted
from kla.crypto.certificates import (
    COMPROMISED,
    SUPERVISOR,
    CircleKeyRecord,
    KeyRecord,
    Revocation,
    Voucher,
    certify,
    certify_circle,
    issue_voucher,
    newest,
    principal_kid,
    revoke,
    voucher_pair,
)
from kla.crypto.signing import signer_id

__all__ = [
    "COMPROMISED",
    "RECOVERY",
    "CircleKeyRecord",
    "Directory",
    "KeyRecord",
    "Revocation",
    "Voucher",
    "certify",
    "certify_circle",
    "holds",
    "issue_voucher",
    "principal_kid",
    "revoke",
    "voucher_pair",
]

DEEPEST = 4  # key records from the root down; a voucher is the root's own word and not counted
RECOVERY = "recovery"  # the circle that nobody is in: its key comes from the seed, like the root
SKEW_SECONDS = 300  # how far the clocks of two hosts may be apart


Path = tuple[KeyRecord, ...]


@dataclass(frozen=True)
class Directory:
    """The certified keys of one installation, read from a database that anybody may have edited.

    It believes only the root key that it is given, which every person keeps in their own bundle.
    Each chain is checked once in the life of the object, so make one per request.
    """

    instance: str
    root_pk: bytes
    records: Collection[KeyRecord] = ()
    vouchers: Collection[Voucher] = ()
    revocations: Collection[Revocation] = ()
    circle_keys: Collection[CircleKeyRecord] = ()
    _paths: dict[str, Path] = field(default_factory=dict, init=False, repr=False, compare=False)
    _circles: set[CircleKeyRecord] = field(
        default_factory=set, init=False, repr=False, compare=False
    )

    def person(self, kid: str) -> KeyRecord:
        """A person's keys, in use: things may be sealed to them."""
        record = self.known(kid)
        now = clock.now().timestamp()
        if record.not_before > now + SKEW_SECONDS or self._is_revoked(kid, int(now)):
            raise Untrusted(reason="not-in-use", kid=kid)
        return record

    def known(self, kid: str) -> KeyRecord:
        """Keys that were certified once, for checking what they signed while they were in use."""
        path = self._path(kid)
        for record, issuer in pairwise(path):
            if self._is_revoked(issuer.kid, record.not_before):
                raise Untrusted(reason="issuer-revoked", kid=kid)
        if self._is_revoked(kid, COMPROMISED):
            raise Untrusted(reason="compromised", kid=kid)
        return path[0]

    def may_certify(self, kid: str) -> KeyRecord:
        """A supervisor's keys in use, near enough to the root to certify others."""
        record = self.person(kid)
        if record.role != SUPERVISOR or len(self._path(kid)) >= DEEPEST:
            raise Untrusted(reason="may-not-certify", kid=kid)
        return record

    def circle(self, name: str) -> CircleKeyRecord:
        """The key of a circle's newest epoch. An older one is never offered in its place."""
        return self._checked(self._newest.get(name))

    def circle_by_kid(self, kid: str) -> CircleKeyRecord:
        """The key of a circle, of whichever epoch."""
        return self._checked(self._circle_by_kid.get(kid))

    def _checked(self, record: CircleKeyRecord | None) -> CircleKeyRecord:
        if record is None:
            raise Untrusted(reason="no-circle")
        if record not in self._circles:
            record.check(self._authority(record), self.instance)
            self._circles.add(record)
        return record

    def _authority(self, record: CircleKeyRecord) -> bytes:
        """The signing key of the root or, but for recovery, of a supervisor."""
        if record.issuer_kid == self._root_kid:
            return self.root_pk
        issuer = self.known(record.issuer_kid)
        if issuer.role != SUPERVISOR or record.circle == RECOVERY:
            raise Untrusted(reason="circle-issuer", kid=record.kid)
        return issuer.epk

    def _path(self, kid: str, left: int = DEEPEST) -> Path:
        """The record and those above it, all signatures checked, revocations not yet."""
        if left and kid not in self._paths:
            record = self._by_kid.get(kid)
            if record is None:
                raise Untrusted(reason="no-record", kid=kid)
            self._paths[kid] = (record, *self._above(record, left - 1))
        path = self._paths.get(kid, ())
        if not left or len(path) > left:
            raise Untrusted(reason="too-deep", kid=kid)
        return path

    def _above(self, record: KeyRecord, left: int) -> Path:
        if record.issuer_kid == self._root_kid:
            record.check(self.root_pk, self.instance)
            return ()
        if record.issuer_kid in self._vouchers:
            self._check_voucher(self._vouchers[record.issuer_kid], record)
            return ()
        path = self._path(record.issuer_kid, left)
        issuer = path[0]
        if issuer.role != SUPERVISOR or issuer.not_before > record.not_before:
            raise Untrusted(reason="issuer", kid=record.kid)
        record.check(issuer.epk, self.instance)
        return path

    def _check_voucher(self, voucher: Voucher, record: KeyRecord) -> None:
        voucher.check(self.root_pk, self.instance)
        record.check(voucher.public, self.instance)
        # Used twice, nobody can tell whose use was the honest one: neither counts.
        if not voucher.allows(record) or self._uses(voucher) != 1:
            raise Untrusted(reason="voucher", kid=record.kid)

    def _uses(self, voucher: Voucher) -> int:
        claims = [record for record in self.records if record.issuer_kid == voucher.kid]
        return sum(holds(record, voucher.public, self.instance) for record in claims)

    def _is_revoked(self, kid: str, at: int) -> bool:
        return any(
            revocation.at <= at and self._counts(revocation)
            for revocation in self._revocations.get(kid, ())
        )

    def _counts(self, revocation: Revocation) -> bool:
        """Whether it was signed by the key itself, by the root or by any supervisor.

        One who was revoked since, too: in doubt a key is not used.
        """
        try:
            if revocation.issuer_kid == self._root_kid:
                epk = self.root_pk
            else:
                issuer = self._path(revocation.issuer_kid)[0]
                epk = issuer.epk
                if issuer.role != SUPERVISOR and issuer.kid != revocation.kid:
                    return False
            revocation.check(epk, self.instance)
        except Untrusted:
            return False
        return True

    @cached_property
    def _root_kid(self) -> str:
        return signer_id(self.root_pk)

    @cached_property
    def _by_kid(self) -> dict[str, KeyRecord]:
        return {record.kid: record for record in self.records}

    @cached_property
    def _vouchers(self) -> dict[str, Voucher]:
        return {voucher.kid: voucher for voucher in self.vouchers}

    @cached_property
    def _revocations(self) -> dict[str, list[Revocation]]:
        found: dict[str, list[Revocation]] = {}
        for revocation in self.revocations:
            found.setdefault(revocation.kid, []).append(revocation)
        return found

    @cached_property
    def _newest(self) -> dict[str, CircleKeyRecord]:
        return newest(self.circle_keys)

    @cached_property
    def _circle_by_kid(self) -> dict[str, CircleKeyRecord]:
        return {record.kid: record for record in self.circle_keys}


def holds(record: KeyRecord, issuer_epk: bytes, instance: str) -> bool:
    """Whether a certificate was made with this key."""
    try:
        record.check(issuer_epk, instance)
    except Untrusted:
        return False
    return True
