"""That a case is to be erased, or was: what is left of it for good."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Entity, blob, code, month
from kla.crypto.encoding import Part


class Erasure(Entity):
    """One person's proposal to erase a case, and another's word that it is to be done.

    `case_id` names no row any more once that has happened. `digest` is that of the sealed sections
    as they were, `seen` the version of the sealed part on retention in which the proposer found no
    legal hold: a hold set since changes it, and nothing is erased. No word about anybody is here.
    `with_id` is the erasure of the case of which this one is a part: they are erased together.
    """

    __tablename__ = "erasure"

    case_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    opened_month: Mapped[month]
    basis: Mapped[code]
    seen: Mapped[int]
    proposed: Mapped[datetime]
    proposer_kid: Mapped[code]
    proposer_sig: Mapped[blob]
    erased: Mapped[datetime | None]
    confirmer_kid: Mapped[code | None]
    confirmer_sig: Mapped[blob | None]
    digest: Mapped[blob | None]
    index_renewed: Mapped[datetime | None]
    with_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("erasure.id"), index=True)

    @property
    def statement(self) -> tuple[Part, ...]:
        """What both sign."""
        return self.id, self.case_id, self.basis, self.seen, int(self.proposed.timestamp())
