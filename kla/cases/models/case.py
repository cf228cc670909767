"""A case and who holds its secret."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kla.cases.types.states import NO_DUE, CaseState
from kla.core.db import Entity, blob, cipher, code, month
from kla.crypto.grants import Grant, GrantKind, Lock


class Case(Entity):
    """One case, from intake to closure. What is known about people is in its sections, sealed.

    `next_due` repeats the earliest due time of its open tasks, so that a list can be put in the
    order of urgency by an index alone.
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("state <> 'closed' OR retain_month IS NOT NULL", name="closed_is_retained"),
        Index("ix_case_urgency", "unit_id", "next_due", "id"),
        # Open cases are counted without a look at closed ones.
        Index("ix_case_stage", "unit_id", "state"),
    )

    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[CaseState] = mapped_column(default=CaseState.INTAKE)
    opened_month: Mapped[month] = mapped_column(index=True)
    retain_month: Mapped[month | None]
    next_due: Mapped[datetime] = mapped_column(default=NO_DUE)
    dek_epoch: Mapped[int] = mapped_column(default=1)
    kcommit: Mapped[blob]
    grants: Mapped[list["CaseGrant"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="CaseGrant.id"
    )

    @property
    def lock(self) -> Lock:
        """What a keyring needs to open the case. Grants of an earlier epoch are not living."""
        living = tuple(row.grant for row in self.grants if row.dek_epoch == self.dek_epoch)
        return Lock(self.id, self.dek_epoch, self.kcommit, living)

    @property
    def is_restricted(self) -> bool:
        """Whether it is sealed to people by name only: no circle holds it. There is no flag."""
        return all(grant.kind is not GrantKind.CIRCLE for grant in self.lock.grants)


class CaseGrant(Entity):
    """A case's secret, sealed to the key of one person or circle. No grant, no reading."""

    __tablename__ = "case_grant"
    __table_args__ = (
        UniqueConstraint("case_id", "dek_epoch", "kind", "recipient_kid"),
        Index("ix_case_grant_recipient", "recipient_kid", "case_id", "dek_epoch"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    dek_epoch: Mapped[int]
    kind: Mapped[GrantKind]
    recipient_kid: Mapped[code]
    recipient_epoch: Mapped[int]
    sealed: Mapped[cipher]
    granter_kid: Mapped[code]
    sig: Mapped[blob]
    expires: Mapped[datetime | None]

    @property
    def grant(self) -> Grant:
        """The same as the keyring knows it."""
        return Grant(
            self.kind,
            self.recipient_kid,
            self.recipient_epoch,
            self.sealed,
            self.granter_kid,
            self.sig,
            self.expires,
        )
