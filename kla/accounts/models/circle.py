"""Circles: people who hold one key together."""

import uuid

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Base, Entity, blob, cipher, code, word


class Circle(Base):
    """A group that holds a key pair by epoch: intake, a unit's supervision, an index of a unit."""

    __tablename__ = "circle"

    name: Mapped[word] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))


class CircleMember(Entity):
    """A circle's private key of one epoch, sealed to one person's key or to another circle's."""

    __tablename__ = "circle_member"
    __table_args__ = (UniqueConstraint("circle", "epoch", "recipient_kid"),)

    circle: Mapped[word] = mapped_column(ForeignKey("circle.name"))
    epoch: Mapped[int]
    recipient_kid: Mapped[code] = mapped_column(index=True)
    recipient_epoch: Mapped[int]
    sealed: Mapped[cipher]
    granter_kid: Mapped[code]
    sig: Mapped[blob]
