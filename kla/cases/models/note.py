"""The notes of a case."""

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Entity, cipher
from kla.crypto.envelope import Address


class CaseNote(Entity):
    """One note: added, never changed. When, by whom and about what is sealed with the words."""

    __tablename__ = "case_note"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    dek_epoch: Mapped[int]
    ct: Mapped[cipher]

    @property
    def address(self) -> Address:
        """Where the blob is, bound to the epoch of the key that it is sealed under."""
        return Address(table="case_note", row=self.id, section="note", version=self.dek_epoch)
