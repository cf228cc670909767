"""Texts that somebody has not finished."""

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Entity, blob, cipher


class CaseDraft(Entity):
    """What somebody typed into a form and has not saved yet.

    Whose it is, in which form it belongs and when it was typed is sealed with the words. `owner`
    is the same for all drafts of one key and made from that key: only its holder can find them.
    Without a case, before a report is registered, it is sealed to the author alone.
    """

    __tablename__ = "case_draft"

    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    owner: Mapped[blob] = mapped_column(index=True)
    version: Mapped[int] = mapped_column()
    dek_epoch: Mapped[int]
    ct: Mapped[cipher]
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 -- as SQLAlchemy wants it
