"""The founding of an office: the only time that the root signs something here.

The seed is in memory while this runs and written nowhere. The first supervisor makes their keys
later, alone: what the root signs now is a voucher for the key that the code on paper turns into.
"""

import os
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.accounts.models import Account, ActivationCode, Circle, VoucherRow
from kla.accounts.services import circles, directory, people, units
from kla.accounts.types import Founded, FoundOffice, Invitation, Office
from kla.core.errors import Conflict, Untrusted
from kla.crypto import recovery
from kla.crypto.directory import (
    CircleKeyRecord,
    Voucher,
    certify_circle,
    issue_voucher,
    voucher_pair,
)
from kla.crypto.signing import SigningPair, signer_id
from kla.trail import services as trail

SALT_BYTES = 16


def found_office(session: Session, office: Office, seed: bytes, command: FoundOffice) -> Founded:
    """Write the recovery key, a unit, and the first supervisor and IT admin with their codes.

    Raises `Conflict` where an office was founded before, `Untrusted` for the seed of another.
    """
    root = recovery.root_from_seed(seed)
    if root.public != office.root:
        raise Untrusted(reason="root")
    if session.scalar(select(Circle.name).limit(1)) is not None:
        raise Conflict(reason="founded")
    _write_recovery(session, office, root, recovery.recovery_from_seed(seed).public)
    unit = units.open_unit(session, None, command.unit)
    first = replace(command.supervisor, unit_id=unit.id)
    supervisor = people.create_account(session, None, first)
    invited = people.issue_code(session, None, supervisor)
    _vouch(session, office, root, supervisor, invited)
    it_admin = people.create_account(session, None, command.it_admin)
    trail.record(session, None, "account.office-founded", unit=str(unit.id))
    return Founded(
        unit_id=unit.id, supervisor=invited, it_admin=people.issue_code(session, None, it_admin)
    )


def _write_recovery(
    session: Session, office: Office, root: SigningPair, recovery_pk: bytes
) -> None:
    """The recovery key is a circle that nobody here is in: certified by the root, like all keys."""
    bare = CircleKeyRecord(directory.RECOVERY, 1, "", recovery_pk, signer_id(root.public))
    session.add(Circle(name=directory.RECOVERY))
    session.flush()
    circles.add_key(session, certify_circle(root.private, office.instance, bare), None)


def _vouch(
    session: Session, office: Office, root: SigningPair, account: Account, invited: Invitation
) -> None:
    """Let the root say that whoever holds this code may certify one key of this role and unit."""
    salt = os.urandom(SALT_BYTES)
    pair = voucher_pair(invited.code, salt, office.pepper, office.params)
    bare = Voucher(
        kid="",
        public=pair.public,
        role=account.role,
        unit=directory.unit_text(account.unit_id),
        expires=int(invited.expires_at.timestamp()),
    )
    voucher = issue_voucher(root.private, office.instance, bare)
    row = VoucherRow(
        kid=voucher.kid,
        public=voucher.public,
        salt=salt,
        role=voucher.role,
        unit=voucher.unit,
        expires=voucher.expires,
        sig=voucher.sig,
    )
    session.add(row)
    session.flush()
    query = select(ActivationCode).where(
        ActivationCode.account_id == account.id, ActivationCode.used_at.is_(None)
    )
    session.scalars(query).one().voucher_kid = voucher.kid
    session.flush()
