"""The sealed index of a unit's cases: segments of lines, and lines not yet folded in."""

import uuid

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Base, Entity, blob, cipher, code
from kla.crypto.envelope import Address


class SearchIndex(Base):
    """One of the two indexes of a unit: "match" (names) or "list" (what lists and filters need).

    Lines wait under the handle of the present `generation`. Folding them in starts the next one;
    handles up to `shredded` are destroyed.
    """

    __tablename__ = "search_index"

    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    kind: Mapped[code] = mapped_column(primary_key=True)
    generation: Mapped[int]
    shredded: Mapped[int]
    pending: Mapped[int]


class SearchSegment(Entity):
    """Some thousand lines about cases, one sealed text."""

    __tablename__ = "search_segment"
    __table_args__ = (UniqueConstraint("unit_id", "kind", "number"),)

    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[code]
    number: Mapped[int]
    version: Mapped[int] = mapped_column()
    epoch: Mapped[int]
    ct: Mapped[cipher]
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 -- as SQLAlchemy wants it

    @property
    def address(self) -> Address:
        """Where the text is, authenticated with it."""
        return Address(table="search_segment", row=self.id, section=self.kind, version=self.version)


class SearchDelta(Base):
    """The lines of one case, sealed to an index by somebody who need not be able to open it."""

    __tablename__ = "search_delta"
    __table_args__ = (Index("ix_search_delta_unit", "unit_id", "kind", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[code]
    generation: Mapped[int]
    epoch: Mapped[int]
    sealed_key: Mapped[cipher]
    ct: Mapped[cipher]
    signer_kid: Mapped[code]
    sig: Mapped[blob]
