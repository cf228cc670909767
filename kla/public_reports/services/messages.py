"""The conversation of office and reporter: messages are added, and never changed."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kla.core import clock
from kla.core.errors import Conflict
from kla.crypto.envelope import seal, unseal
from kla.public_reports.models import ReportMessage
from kla.public_reports.services.opening import OpenReport
from kla.public_reports.types import Message


def add(
    session: Session,
    opened: OpenReport,
    message_id: uuid.UUID,
    *,
    text: str,
    author: uuid.UUID | None,
    **more: object,
) -> int:
    """Add a message and answer its number; 0 if it is there already.

    Without an author it is the reporter's.

    Raises `Conflict` where the id belongs to another report.
    """
    known = session.get(ReportMessage, message_id)
    if known is not None:
        if known.report_id != opened.report.id:
            raise Conflict(reason="id-taken")
        return 0
    report = opened.report
    number = _next(session, report.id)
    row = ReportMessage(id=message_id, report_id=report.id, number=number, epoch=report.epoch)
    by = str(author) if author else ""
    content = {"at": clock.now().isoformat(), "author": by, "text": text, **more}
    row.ct = seal(opened.key, content, row.address)
    session.add(row)
    session.flush()
    return number


def read(session: Session, opened: OpenReport) -> Sequence[Message]:
    """The messages of a report, in the order in which they came."""
    query = (
        select(ReportMessage)
        .where(ReportMessage.report_id == opened.report.id)
        .order_by(ReportMessage.number)
    )
    return [
        _message(row, unseal(opened.key, row.ct, row.address)) for row in session.scalars(query)
    ]


def _message(row: ReportMessage, content: dict[str, Any]) -> Message:
    author = uuid.UUID(content["author"]) if content["author"] else None
    at = datetime.fromisoformat(content["at"])
    return Message(row.number, at, author is None, content["text"], author)


def _next(session: Session, report_id: uuid.UUID) -> int:
    query = select(func.max(ReportMessage.number)).where(ReportMessage.report_id == report_id)
    return (session.scalar(query) or 0) + 1
