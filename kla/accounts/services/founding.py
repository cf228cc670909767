"""The founding of an office: the only time that the root signs something here.

The root signs a charter, with the seed in memory and on any computer; the office is opened from it
where its database is. The first supervisor makes their keys later, alone: what the root vouches for
now is the key that the code on paper turns into.
"""

import os
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Role
from kla.accounts.models import ActivationCode, Circle, Unit, VoucherRow
from kla.accounts.services import circles, codes, directory, people
from kla.accounts.types import Founded, FoundOffice, Invitation, Office
from kla.core import clock
from kla.core.errors import Conflict
from kla.crypto import recovery
from kla.crypto.directory import (
    CircleKeyRecord,
    Voucher,
    certify_circle,
    issue_voucher,
    voucher_pair,
)
from kla.crypto.passwords import KdfParams
from kla.crypto.signing import SigningPair, signer_id
from kla.trail import services as trail

SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """What the root signed for a new office. Anybody may see it: the code itself is not in it."""

    unit_id: uuid.UUID
    supervisor_id: uuid.UUID
    recovery: CircleKeyRecord
    voucher: Voucher
    salt: bytes
    code_hash: bytes

    def check(self, root: bytes, instance: str) -> None:
        """Raise `Untrusted` unless this root signed it for this installation."""
        self.recovery.check(root, instance)
        self.voucher.check(root, instance)


def draw_up(seed: bytes, instance: str, params: KdfParams) -> tuple[Charter, str]:
    """A charter, and the code that the first supervisor gets on paper. Needs no database."""
    root = recovery.root_from_seed(seed)
    unit_id, supervisor_id = uuid.uuid4(), uuid.uuid4()
    code, code_hash = codes.new_code(supervisor_id)
    salt = os.urandom(SALT_BYTES)
    charter = Charter(
        unit_id=unit_id,
        supervisor_id=supervisor_id,
        recovery=_recovery_key(root, instance, recovery.recovery_from_seed(seed).public),
        voucher=_voucher(root, instance, voucher_pair(code, salt, b"", params), unit_id),
        salt=salt,
        code_hash=code_hash,
    )
    return charter, code


def open_office(
    session: Session, office: Office, charter: Charter, command: FoundOffice
) -> Invitation:
    """Write the recovery key, a unit, and the first two people; answers the IT admin's code.

    Raises `Conflict` where an office was opened before, `Untrusted` for the charter of another.
    """
    charter.check(office.root, office.instance)
    if session.scalar(select(Circle.name).limit(1)) is not None:
        raise Conflict(reason="founded")
    session.add(Circle(name=directory.RECOVERY))
    session.add(Unit(id=charter.unit_id, name=command.unit))
    session.flush()
    circles.add_key(session, charter.recovery, None)
    first = replace(command.supervisor, unit_id=charter.unit_id, account_id=charter.supervisor_id)
    people.create_account(session, None, first)
    write_voucher(session, charter)
    it_admin = people.create_account(session, None, command.it_admin)
    trail.record(session, None, "account.office-founded", unit=str(charter.unit_id))
    return people.issue_code(session, None, it_admin)


def found_office(session: Session, office: Office, seed: bytes, command: FoundOffice) -> Founded:
    """Draw up a charter and open the office from it, both here.

    Raises `Conflict` where an office was founded before, `Untrusted` for the seed of another.
    """
    charter, code = draw_up(seed, office.instance, office.params)
    invited = open_office(session, office, charter, command)
    return Founded(
        unit_id=charter.unit_id,
        supervisor=Invitation(
            account_id=charter.supervisor_id,
            username=command.supervisor.username,
            code=code,
            expires_at=expiry_of(charter),
        ),
        it_admin=invited,
    )


def expiry_of(charter: Charter) -> datetime:
    """Until when the first supervisor has to come in."""
    return datetime.fromtimestamp(charter.voucher.expires, clock.WITA)


def _recovery_key(root: SigningPair, instance: str, public: bytes) -> CircleKeyRecord:
    """The recovery key is a circle that nobody here is in: certified by the root, like all keys."""
    bare = CircleKeyRecord(directory.RECOVERY, 1, "", public, signer_id(root.public))
    return certify_circle(root.private, instance, bare)


def _voucher(root: SigningPair, instance: str, pair: SigningPair, unit_id: uuid.UUID) -> Voucher:
    """The root's word that whoever holds the code may certify one supervisor of this unit."""
    bare = Voucher(
        kid="",
        public=pair.public,
        role=Role.SUPERVISOR,
        unit=directory.unit_text(unit_id),
        expires=int((clock.now() + people.CODE_LASTS).timestamp()),
    )
    return issue_voucher(root.private, instance, bare)


def write_voucher(session: Session, charter: Charter) -> None:
    """Let the code of a charter bring its first supervisor in."""
    voucher = charter.voucher
    row = VoucherRow(
        kid=voucher.kid,
        public=voucher.public,
        salt=charter.salt,
        role=voucher.role,
        unit=voucher.unit,
        expires=voucher.expires,
        sig=voucher.sig,
    )
    session.add(row)
    session.flush()
    session.add(
        ActivationCode(
            account_id=charter.supervisor_id,
            hash=charter.code_hash,
            expires_at=expiry_of(charter),
            voucher_kid=voucher.kid,
        )
    )
    session.flush()
