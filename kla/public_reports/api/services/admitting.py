"""Who sent a request: one of our senders, now, and for the first time; or nobody."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kla.core import clock
from kla.core.errors import Throttled, Untrusted
from kla.crypto import http_signatures
from kla.crypto.encoding import digest
from kla.public_reports.api.models import Sender, SenderKey, SenderNonce
from kla.public_reports.api.types import KnownSender, SignedRequest

WINDOW = timedelta(minutes=5)  # how far a sender's clock may be off
MOST_IN_WINDOW = 300
SHORTEST_NONCE = 16


def admit(session: Session, request: SignedRequest) -> KnownSender:
    """The sender of a signed request, whose nonce is used up by this.

    Raises `Untrusted` for a request that is not signed by a living key of a sender, or that was
    signed too long ago or was seen before; `Throttled` for too many at once. What is no signature
    at all is refused without asking the database.
    """
    claim = http_signatures.read(request.signature_input, request.signature)
    http_signatures.check_digest(request.content_digest, request.body)
    now = clock.now()
    _check_time(claim, now)
    key = session.get(SenderKey, claim.key_id)
    if key is None or key.stopped is not None:
        raise Untrusted(reason="key")
    http_signatures.verify(claim, key.public, _values(request))
    sender = session.scalars(
        select(Sender).where(Sender.id == key.sender_id).with_for_update()
    ).one()
    _limit(session, sender, now)
    _use_up(session, sender, claim.nonce, now)
    return KnownSender(sender.id, sender.name)


def _check_time(claim: http_signatures.Claim, now: datetime) -> None:
    if abs(now.timestamp() - claim.created) > WINDOW.total_seconds():
        raise Untrusted(reason="time")
    if len(claim.nonce) < SHORTEST_NONCE:
        raise Untrusted(reason="nonce")


def _values(request: SignedRequest) -> dict[str, str]:
    return {
        "@method": request.method,
        "@authority": request.authority,
        "@path": request.path,
        "content-digest": request.content_digest,
    }


def _limit(session: Session, sender: Sender, now: datetime) -> None:
    """Count what a sender has sent of late; forget what a signature can't be good for any more."""
    # A clock may be ahead by the window and the signature good for the window after that.
    session.execute(delete(SenderNonce).where(SenderNonce.at < now - 2 * WINDOW))
    of_late = SenderNonce.at > now - WINDOW
    query = select(func.count()).where(SenderNonce.sender_id == sender.id, of_late)
    if (session.scalar(query) or 0) >= MOST_IN_WINDOW:
        raise Throttled(int(WINDOW.total_seconds()))


def _use_up(session: Session, sender: Sender, nonce: str, now: datetime) -> None:
    mark = digest("kla/v1/nonce", sender.id, nonce).hex()[:40]
    try:
        with session.begin_nested():
            session.add(SenderNonce(mark=mark, sender_id=sender.id, at=now))
    except IntegrityError:
        raise Untrusted(reason="replay") from None
