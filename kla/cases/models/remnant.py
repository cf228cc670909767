"""What is to be destroyed outside of the database once a transaction is safe."""

from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Base, code


class Remnant(Base):
    """A handle or a stored file that an erasure made useless, until it is known to be gone.

    It is written in the transaction that erases: a crash right after the commit loses nothing.
    """

    __tablename__ = "remnant"

    ref: Mapped[code] = mapped_column(primary_key=True)
