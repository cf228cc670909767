"""Taking a report in from another office's program: once, however often it is sent."""

import dataclasses
import hashlib
import hmac

from sqlalchemy.orm import Session

from kla.accounts.types import Office
from kla.core import clock
from kla.core.errors import Conflict
from kla.crypto.encoding import lp
from kla.crypto.receipts import Receipt
from kla.public_reports.api.models import Sender, SentReport
from kla.public_reports.api.types import Answer, KnownSender, Sent
from kla.public_reports.services import receiving
from kla.public_reports.types import Received

MARK, CONTENT = 40, 8  # hexadecimal characters


def send(session: Session, office: Office, sender: KnownSender, sent: Sent) -> Answer:
    """Seal a report like one of the door, and answer its receipt: now, and never again.

    The same under the same name of the sender's is the report that is there already, without a
    receipt. Raises `Conflict` where something else was sent under that name, and `Invalid`.
    """
    mark = _tag(office, "sent", sender.sender_id.bytes, sent.own_id)[:MARK]
    content = _tag(office, "content", mark, sent.content)[:CONTENT]
    known = session.get(SentReport, mark)
    if known is not None:
        if not hmac.compare_digest(known.content, content):
            raise Conflict(reason="other-content")
        return Answer(known.report_id, None)
    command = sent.report
    try:
        received = receiving.receive(session, office, command)
    except Conflict:  # one code in a billion is somebody's already
        command = dataclasses.replace(command, receipt=Receipt.new())
        received = receiving.receive(session, office, command)
    _remember(session, sender, received, (mark, content))
    return Answer(received.report_id, command.receipt)


def _remember(
    session: Session, sender: KnownSender, received: Received, tags: tuple[str, str]
) -> None:
    session.flush()
    mark, content = tags
    session.add(SentReport(mark=mark, content=content, report_id=received.report_id))
    row = session.get_one(Sender, sender.sender_id)
    row.received += 1
    row.last_day = clock.today()


def _tag(office: Office, kind: str, *parts: bytes | str) -> str:
    """A keyed hash. That of the content is cut short, so that no guess can be confirmed by it."""
    text = lp("kla/v1/sender", kind, *parts)
    return hmac.new(office.pepper, text, hashlib.sha256).hexdigest()
