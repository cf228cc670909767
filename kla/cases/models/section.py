"""The sealed chapters of a case."""

import uuid

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kla.cases.types.opened import OLDEST
from kla.cases.types.states import SectionName
from kla.core.db import Entity, cipher
from kla.crypto.envelope import Address


class CaseSection(Entity):
    """One chapter of a case: its whole content is one sealed blob."""

    __tablename__ = "case_section"
    __table_args__ = (UniqueConstraint("case_id", "name"),)

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    name: Mapped[SectionName]
    version: Mapped[int] = mapped_column()
    dek_epoch: Mapped[int]
    ct: Mapped[cipher]
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 -- as SQLAlchemy wants it

    @property
    def address(self) -> Address:
        """Where the blob is, authenticated with it."""
        return Address(table="case_section", row=self.id, section=self.name, version=self.version)

    @property
    def edition(self) -> int:
        """How often somebody wrote it, which a new key does not change: what a form has seen.

        A new key raises version and epoch alike. One first written by an older release, after its
        case had got a new key, began lower: its editions are kept apart from 0, never written.
        """
        written = self.version - self.dek_epoch + 1
        return written if written > 0 else OLDEST + written
