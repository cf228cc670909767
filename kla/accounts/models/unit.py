"""Where people work."""

from sqlalchemy.orm import Mapped

from kla.core.db import Entity, word


class Unit(Entity):
    """A service unit, such as the UPTD PPA: its cases stand under its own supervisors."""

    __tablename__ = "unit"

    name: Mapped[word]
