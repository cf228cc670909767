"""The secret of one report: sealed to a circle of the office and to the reporter, signed by nobody.

Anybody may report, so there is no key that could sign. What a report is bound to is its own id and
epoch, and a commitment: no other secret can be slipped in under the same grants.
"""

import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from kla.core.errors import Unreadable
from kla.crypto.encoding import KEY_BYTES, digest, hkdf, lp
from kla.crypto.sealing import Context, LoadedKey, Purpose, recipient_id, seal_to

CIRCLE, REPORTER = Purpose.REPORT_CIRCLE, Purpose.REPORT_REPORTER


@dataclass(frozen=True, slots=True)
class ReportGrant:
    """A report's secret, sealed to one key."""

    purpose: Purpose
    recipient_kid: str
    recipient_epoch: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class ReportLock:
    """What opening a report takes: its living epoch, what it is committed to, who holds it."""

    instance: str
    report_id: UUID
    epoch: int
    kcommit: bytes
    grants: tuple[ReportGrant, ...] = ()

    def seal(self, secret: bytes, public: bytes, purpose: Purpose, epoch: int = 0) -> ReportGrant:
        """Seal the secret to a circle's key that the directory vouches for, or to a reporter's."""
        sealed = seal_to(public, secret, self._context(purpose, epoch))
        return ReportGrant(purpose, recipient_id(public), epoch, sealed)

    def open(self, keys: Iterable[LoadedKey]) -> bytes:
        """The secret, by one of these keys. `Unreadable` where none of them holds it."""
        by_kid = {recipient_id(key.public): key for key in keys}
        for grant in self.grants:
            key = by_kid.get(grant.recipient_kid)
            if key is not None:
                context = self._context(grant.purpose, grant.recipient_epoch)
                return self.check(key.open(grant.sealed, context))
        raise Unreadable(reason="no-grant")

    def check(self, secret: bytes) -> bytes:
        """Give the secret back if it is the one that the report is committed to."""
        if not hmac.compare_digest(commit(self.report_id, self.epoch, secret), self.kcommit):
            raise Unreadable(reason="commitment")
        return secret

    def _context(self, purpose: Purpose, recipient_epoch: int) -> Context:
        name = self.report_id.bytes
        return Context(self.instance, purpose, name, self.epoch, recipient_epoch)


def new_secret() -> bytes:
    """A new secret, for a new report or for the next epoch of one."""
    return os.urandom(KEY_BYTES)


def commit(report_id: UUID, epoch: int, secret: bytes) -> bytes:
    """What a report keeps in clear so that no other secret can be slipped in."""
    return digest("kla/v1/report-commit", report_id, epoch, secret)


def report_key(secret: bytes, handle: bytes, report_id: UUID, epoch: int) -> bytes:
    """The key of everything in a report: needs the secret and the handle."""
    return hkdf(secret, salt=handle, info=lp("kla/v1/report-dek", report_id, epoch))


def file_context(report_id: UUID, file_id: UUID) -> bytes:
    """What a file of a report is bound to."""
    return lp("kla/v1/report-file", report_id, file_id)
