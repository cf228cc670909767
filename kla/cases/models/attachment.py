"""The files of a case."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Base, Entity, cipher, code
from kla.crypto.envelope import Address


class CaseAttachment(Entity):
    """One file, stored sealed under a random name. Its own name, kind and key are in `meta_ct`.

    The file's key is random and kept in the sealed meta blob: a rotation seals that again and
    leaves the stored file alone. A large file is stored in parts, and what was made of it to look
    at beside it; all but the first part are named in `CasePart`. The blob says what is what.
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


class CaseUpload(Entity):
    """A file on its way: what came so far lies sealed, in parts. It becomes a `CaseAttachment`.

    Who sends it, what it is called, how long it is and how far it has come is in `meta_ct`.
    """

    __tablename__ = "case_upload"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    dek_epoch: Mapped[int]
    expires: Mapped[datetime] = mapped_column(index=True)
    meta_ct: Mapped[cipher]

    @property
    def address(self) -> Address:
        """Where the meta blob is, bound to the epoch of the key that it is sealed under."""
        return Address(table="case_upload", row=self.id, section="meta", version=self.dek_epoch)


class CasePart(Base):
    """The random name of one stored part, so that it is found when its file has to go.

    `file_id` is the id of the upload and then of the attachment, which are the same.
    """

    __tablename__ = "case_part"

    stored_as: Mapped[code] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    file_id: Mapped[uuid.UUID] = mapped_column(index=True)
