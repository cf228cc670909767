"""The files of a case."""

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Entity, cipher, code
from kla.crypto.envelope import Address


class CaseAttachment(Entity):
    """One file, stored sealed under a random name. Its own name, kind and key are in `meta_ct`.

    The file's key is random and kept in the sealed meta blob: a rotation seals that again and
    leaves the stored file alone.
    """

    __tablename__ = "case_attachment"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    dek_epoch: Mapped[int]
    stored_as: Mapped[code]
    meta_ct: Mapped[cipher]

    @property
    def address(self) -> Address:
        """Where the meta blob is, bound to the epoch of the key that it is sealed under."""
        return Address(table="case_attachment", row=self.id, section="meta", version=self.dek_epoch)
