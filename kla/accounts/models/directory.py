"""The key directory: who holds which key, vouched for by a chain that ends at the root."""

import uuid

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kla.accounts.models.append_only import AppendOnly
from kla.core.db import blob, code, word


class PrincipalKey(AppendOnly):
    """One certified pair of public keys of one person, with the role the certificate gives."""

    __tablename__ = "principal_key"

    kid: Mapped[code] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[code]
    siaga: Mapped[code]
    unit: Mapped[code]
    xpk: Mapped[blob]
    epk: Mapped[blob]
    mlkem_pk: Mapped[blob]
    not_before: Mapped[int] = mapped_column(BigInteger)
    issuer_kid: Mapped[code]
    cert: Mapped[blob]


class PrincipalRevocation(AppendOnly):
    """A key that no longer counts, signed by whoever took it back."""

    __tablename__ = "principal_revocation"

    kid: Mapped[code] = mapped_column(ForeignKey("principal_key.kid"), primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    issuer_kid: Mapped[code] = mapped_column(primary_key=True)
    sig: Mapped[blob]


class VoucherRow(AppendOnly):
    """The root's word that one key, made from an activation code, may certify one first person."""

    __tablename__ = "voucher"

    kid: Mapped[code] = mapped_column(primary_key=True)
    public: Mapped[blob]
    salt: Mapped[blob]
    role: Mapped[code]
    unit: Mapped[code]
    expires: Mapped[int] = mapped_column(BigInteger)
    sig: Mapped[blob]


class CircleKey(AppendOnly):
    """A circle's public key of one epoch, certified; the recovery quorum can open its pair."""

    __tablename__ = "circle_key"

    circle: Mapped[word] = mapped_column(ForeignKey("circle.name"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kid: Mapped[code] = mapped_column(unique=True)
    pk: Mapped[blob]
    issuer_kid: Mapped[code]
    cert: Mapped[blob]
    prev_ct: Mapped[blob | None]
    recovery_ct: Mapped[blob | None]
