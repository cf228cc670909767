"""Reports of nobody, made through the services that the public's pages use."""

import uuid

from sqlalchemy.orm import Session

from kla.crypto.receipts import Receipt
from kla.public_reports.services import receiving
from kla.public_reports.types import SendReport, Way, WriteMessage
from tests.factories import Cast


def report(**changed) -> SendReport:
    """The smallest report: a story, and the receipt that its form showed."""
    values = {
        "receipt": Receipt.new(),
        "way": Way.WITNESS,
        "story": "Cerita rekaan untuk pengujian.",
    }
    return SendReport(**(values | changed))


def received(session: Session, cast: Cast, **changed) -> tuple[uuid.UUID, Receipt]:
    """A report that has just come in, and the code that its reporter wrote down."""
    command = report(**changed)
    found = receiving.receive(session, cast.office, command)
    session.commit()
    return found.report_id, command.receipt


def message(text: str = "Pesan rekaan.", **changed) -> WriteMessage:
    """A message with an id of its own."""
    return WriteMessage(**({"message_id": uuid.uuid4(), "text": text} | changed))
