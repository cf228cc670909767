"""The six digits of a phone: each counts once."""

import base64
import uuid

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from kla.accounts.models import Account
from kla.core import clock
from kla.core.errors import Invalid
from kla.crypto import tokens

new_secret = tokens.new_totp_secret


def check(secret: bytes, code: str, *, last_step: int) -> int:
    """The step of a code. Raises `Invalid` for a wrong one, and for one used before."""
    step = tokens.totp_step(secret, code, clock.now(), last_step) if secret else None
    if step is None:
        raise Invalid("second-factor", field="code")
    return step


def spend(session: Session, account_id: uuid.UUID, step: int) -> None:
    """Note that a code was used. Raises `Invalid` where somebody used it at the same moment."""
    change = update(Account).where(Account.id == account_id, Account.totp_last_step < step)
    done = session.execute(change.values(totp_last_step=step))
    if not isinstance(done, CursorResult) or done.rowcount != 1:
        raise Invalid("second-factor", field="code")


def address(secret: bytes, username: str) -> str:
    """What the QR code says to the phone."""
    return tokens.totp_uri(secret, username)


def as_text(secret: bytes) -> str:
    """The secret for typing, in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
