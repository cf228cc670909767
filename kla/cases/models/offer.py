"""Cases on offer, and secrets that have to be renewed."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Entity, blob, cipher, code
from kla.crypto.offers import Offer, OfferPlace


class CaseOffer(Entity):
    """A case offered to one person or to the supervisors of another unit, one offer at a time.

    Its secret of this epoch and all words are sealed to them. Once the case has a new secret the
    offer is void, whatever becomes of the row.
    """

    __tablename__ = "case_offer"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), unique=True)
    dek_epoch: Mapped[int]
    recipient_kid: Mapped[code] = mapped_column(index=True)
    recipient_epoch: Mapped[int]
    sealed: Mapped[cipher]
    granter_kid: Mapped[code]
    sig: Mapped[blob]

    @property
    def offer(self) -> Offer:
        """The same as the keyring knows it."""
        return Offer(self.recipient_kid, self.sealed, self.granter_kid, self.sig)

    def place(self, instance: str) -> OfferPlace:
        """What it is bound to."""
        return OfferPlace(
            instance=instance,
            offer_id=self.id,
            case_id=self.case_id,
            dek_epoch=self.dek_epoch,
            recipient_epoch=self.recipient_epoch,
        )


class KeyTask(Entity):
    """A case's secret of one epoch is known, from `due` on, to somebody who has no right to it.

    Done as soon as the case has a new secret, whoever gave it that and why. Which access it was
    is not in clear.
    """

    __tablename__ = "case_key_task"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    dek_epoch: Mapped[int]
    due: Mapped[datetime]
