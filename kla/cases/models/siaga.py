"""Emergency access: who asked, and the halves of a secret that two officers gave."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kla.core.db import Base, Entity, blob, cipher, code
from kla.crypto.encoding import Part, lp
from kla.crypto.grants import GrantKind


class SiagaRequest(Entity):
    """Somebody's wish to open a case that was never sealed to them, and what became of it.

    In clear: who, which case, when, until when. Why it was asked, and what the supervisor made of
    it, is sealed to the auditors and to the unit's supervision. `expires` is by when the officers
    have to answer and, once both have, until when the case may be read.
    """

    __tablename__ = "siaga_request"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    requester_kid: Mapped[code] = mapped_column(index=True)
    asked: Mapped[datetime]
    expires: Mapped[datetime] = mapped_column(index=True)
    opened: Mapped[datetime | None]
    reviewed: Mapped[datetime | None]
    reason_oversight: Mapped[cipher]
    reason_supervision: Mapped[cipher]
    sig: Mapped[blob]
    review_oversight: Mapped[cipher | None]
    review_supervision: Mapped[cipher | None]
    shares: Mapped[list["SiagaShare"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="SiagaShare.kind"
    )

    @property
    def statement(self) -> tuple[Part, ...]:
        """What the requester signs: nobody who can write rows asks in their name."""
        asked = int(self.asked.timestamp())
        reasons = (self.reason_oversight, self.reason_supervision)
        return self.id, self.case_id, bytes.fromhex(self.requester_kid), asked, *reasons

    def bound_to(self, what: str) -> bytes:
        """What seals about this request are bound to."""
        return lp(self.id, self.case_id, what)


class SiagaShare(Base):
    """Half of a case's secret, sealed again to the requester by the officer who opened it."""

    __tablename__ = "siaga_share"

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("siaga_request.id"), primary_key=True)
    kind: Mapped[GrantKind] = mapped_column(primary_key=True)
    dek_epoch: Mapped[int]
    sealed: Mapped[cipher]
    officer_kid: Mapped[code]
    sig: Mapped[blob]

    @property
    def statement(self) -> tuple[Part, ...]:
        """What the officer signs."""
        officer = bytes.fromhex(self.officer_kid)
        return self.request_id, self.kind, self.dek_epoch, officer, self.sealed
