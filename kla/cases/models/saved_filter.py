"""Filters of the list of cases that a person keeps."""

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Entity, cipher
from kla.crypto.envelope import Address


class SavedFilter(Entity):
    """A filter with its name, sealed to the one person who keeps it: both may say what is wrong
    in somebody's family."""

    __tablename__ = "saved_filter"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    version: Mapped[int] = mapped_column()
    ct: Mapped[cipher]
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 -- as SQLAlchemy wants it

    @property
    def address(self) -> Address:
        """Where the content is, authenticated with it."""
        return Address(table="saved_filter", row=self.id, section="filter", version=self.version)
