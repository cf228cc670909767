"""Where a volunteer is to look after the places that children use."""

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Base, code


class VolunteerPlace(Base):
    """One kelurahan of one volunteer. Without any they see no facility."""

    __tablename__ = "volunteer_place"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    kelurahan: Mapped[code] = mapped_column(primary_key=True)
