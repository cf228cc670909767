"""Reports of nobody, made through the services that the public's pages use."""

import uuid
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from sqlalchemy.orm import Session

from kla.cases.services.attachments import SealedFile
from kla.crypto.receipts import Receipt
from kla.public_reports.services import receiving, report_files
from kla.public_reports.services.report_files import Coming
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


def received(
    session: Session, cast: Cast, files: Sequence[SealedFile] = (), **changed
) -> tuple[uuid.UUID, Receipt]:
    """A report that has just come in, and the code that its reporter wrote down."""
    command = report(**changed)
    found = receiving.receive(session, cast.office, command, files)
    session.commit()
    return found.report_id, command.receipt


def message(text: str = "Pesan rekaan.", **changed) -> WriteMessage:
    """A message with an id of its own."""
    return WriteMessage(**({"message_id": uuid.uuid4(), "text": text} | changed))


def sealed(folder: Path, *contents: bytes) -> list[SealedFile]:
    """Files as a form brought them, sealed."""
    coming = [Coming(BytesIO(content), "berkas rekaan") for content in contents]
    return report_files.seal_all(folder, coming, 10_000_000)
