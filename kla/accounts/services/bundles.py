"""A person's bundle: private keys, second factor, pinned root, trail anchor; locked for them alone.

A random user key seals the bundle. The passphrase wraps the user key, so that changing it touches
one small row.
"""

import hashlib
import hmac
import os
import uuid
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kla.accounts.models import AccountBundle, AccountWrap
from kla.accounts.types import Office, Secrets
from kla.core.errors import Unreadable
from kla.crypto import envelope, passwords
from kla.crypto.passwords import Wrap

DEVICE = "-"


@dataclass(frozen=True, slots=True)
class Locked:
    """What is read of a person before the slow work, so that no transaction waits for it."""

    account_id: uuid.UUID
    wrap: Wrap
    version: int
    ct: bytes


def read(session: Session, account_id: uuid.UUID) -> Locked | None:
    """The wrap and the bundle of a person, or nothing where there is none yet."""
    query = (
        select(AccountWrap.wrap, AccountBundle.version, AccountBundle.ct)
        .join(AccountBundle, AccountBundle.account_id == AccountWrap.account_id)
        .where(AccountWrap.account_id == account_id, AccountWrap.device == DEVICE)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    return Locked(account_id, Wrap.from_json(row.wrap.decode()), row.version, row.ct)


def unlock(office: Office, locked: Locked | None, username: str, passphrase: str) -> bytes:
    """The user key. Slow on purpose, and as slow for somebody who does not exist.

    Raises `Unreadable` for a wrong passphrase and for nobody.
    """
    if locked is None:
        _pretend(office, username, passphrase)
        raise Unreadable(reason="nobody")
    return passwords.unwrap_key(locked.wrap, passphrase, pepper=office.pepper)


def _pretend(office: Office, username: str, passphrase: str) -> None:
    name = f"kla/v1/nobody\0{username.strip().casefold()}".encode()
    salt = hmac.new(office.pepper, name, hashlib.sha256).digest()[: passwords.SALT_BYTES]
    passwords.stretch(passphrase, salt, office.pepper, office.params)


def lock(office: Office, uk: bytes, passphrase: str, method: str) -> Wrap:
    """Wrap a user key under a passphrase. Slow on purpose."""
    return passwords.wrap_key(
        uk, passphrase, pepper=office.pepper, params=office.params, method=method
    )


def new_user_key() -> bytes:
    """A key for a bundle, new at every activation."""
    return os.urandom(32)


def store_wrap(session: Session, account_id: uuid.UUID, wrap: Wrap) -> None:
    """Put a wrap in place of all that there are."""
    session.execute(delete(AccountWrap).where(AccountWrap.account_id == account_id))
    session.add(AccountWrap(account_id=account_id, device=DEVICE, wrap=wrap.to_json().encode()))


def open_bundle(uk: bytes, locked: Locked) -> Secrets:
    """What the bundle holds."""
    at = _address(locked.account_id, locked.version)
    return from_content(envelope.unseal(uk, locked.ct, at))


def store_bundle(session: Session, account_id: uuid.UUID, uk: bytes, secrets: Secrets) -> None:
    """Seal a bundle in place of the present one."""
    row = session.get(AccountBundle, account_id)
    if row is None:
        row = AccountBundle(account_id=account_id, version=0, ct=b"")
        session.add(row)
    row.version += 1
    row.ct = envelope.seal(uk, to_content(secrets), _address(account_id, row.version))


def to_content(secrets: Secrets) -> dict[str, Any]:
    """Secrets as JSON knows them, for a bundle and for a login session."""
    values = ((f.name, getattr(secrets, f.name)) for f in fields(secrets))
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in values}


def from_content(content: dict[str, Any]) -> Secrets:
    """The opposite of `to_content`."""
    raw = {f.name for f in fields(Secrets) if f.type is bytes or f.type == "bytes"}
    values: dict[str, Any] = {
        name: bytes.fromhex(value) if name in raw else value for name, value in content.items()
    }
    return Secrets(**values)


def _address(account_id: uuid.UUID, version: int) -> envelope.Address:
    return envelope.Address("account_bundle", account_id, "bundle", version)
