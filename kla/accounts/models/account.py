"""People who sign in, and what is kept, locked, for them alone."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kla.access.policy import Role
from kla.core.db import Base, Entity, blob, cipher, code, personal


class Account(Entity):
    """Somebody of the office or a volunteer. The row gives no power over cases: a certificate does.

    `role` and `siaga` say what the person is meant to be; for cases the certified role counts.
    `current_kid` names the key record in use, once certified. A new `login_epoch` ends every login
    session of the person. `email` only ever gets word that something waits.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("username"),
        CheckConstraint("siaga IN ('-', 'a', 'b')", name="siaga_half"),
    )

    username: Mapped[personal]
    staff_name: Mapped[personal]
    email: Mapped[personal | None]
    role: Mapped[Role]
    siaga: Mapped[code] = mapped_column(default="-")
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    current_kid: Mapped[code | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    login_epoch: Mapped[int] = mapped_column(default=1)
    created_day: Mapped[date]


class AccountWrap(Entity):
    """The key of one person's bundle, locked with their passphrase: one row per way to open it."""

    __tablename__ = "account_wrap"
    __table_args__ = (UniqueConstraint("account_id", "device"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    device: Mapped[code] = mapped_column(default="-")
    wrap: Mapped[cipher]


class AccountBundle(Base):
    """A person's private keys, second factor, pinned root and trail anchor, in one sealed blob."""

    __tablename__ = "account_bundle"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    version: Mapped[int]
    ct: Mapped[cipher]


class ActivationCode(Entity):
    """A code handed to a person, good once, with which they make their own keys."""

    __tablename__ = "activation_code"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    hash: Mapped[blob]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    voucher_kid: Mapped[code | None] = mapped_column(ForeignKey("voucher.kid"))


class KeyRequest(Entity):
    """Public keys that a person made and no supervisor has certified yet."""

    __tablename__ = "key_request"
    __table_args__ = (UniqueConstraint("account_id"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    kid: Mapped[code]
    xpk: Mapped[blob]
    epk: Mapped[blob]
    mlkem_pk: Mapped[blob]
    made_at: Mapped[datetime]
    replaces_kid: Mapped[code | None]
