"""How often somebody has tried in vain."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Base, code


class LoginThrottle(Base):
    """Failures under one key: the HMAC of a name, a network or both, never the thing itself.

    They leak away with time; `counted_at` is the moment up to which they have.
    """

    __tablename__ = "login_throttle"

    key: Mapped[code] = mapped_column(primary_key=True)
    failures: Mapped[int]
    counted_at: Mapped[datetime]
    open_at: Mapped[datetime]
