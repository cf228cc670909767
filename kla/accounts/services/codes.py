"""Activation codes: what is stored of one, and whether one that was typed is right."""

import hmac
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.accounts.models import ActivationCode
from kla.core import clock
from kla.crypto import passwords, phrases, tokens


def new_code(account_id: uuid.UUID) -> tuple[str, bytes]:
    """A code of 80 random bits, too many for a slow hash to matter, and its digest to store."""
    code = passwords.generate_activation_code()
    return code, digest(account_id, code)


def digest(account_id: uuid.UUID, code: str) -> bytes:
    """What is stored of a code: good for one account."""
    return tokens.token_hash(account_id.bytes + normalise(code).encode())


def normalise(code: str) -> str:
    """A code without the differences of hands."""
    return phrases.normalise(code, phrases.ACTIVATION)


def find(session: Session, account_id: uuid.UUID, code: str) -> ActivationCode | None:
    """The code's row if it is right, unused and not too old."""
    wanted = digest(account_id, code)
    query = select(ActivationCode).where(
        ActivationCode.account_id == account_id,
        ActivationCode.used_at.is_(None),
        ActivationCode.expires_at > clock.now(),
    )
    rows = session.scalars(query.order_by(ActivationCode.id))
    return next((row for row in rows if hmac.compare_digest(row.hash, wanted)), None)
