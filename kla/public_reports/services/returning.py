"""Coming back with the receipt: reading answers and writing more. It opens its own report only."""

import hashlib
import hmac
from collections.abc import Sequence

from sqlalchemy.orm import Session

from kla.accounts.types import Office
from kla.cases.services.attachments import SealedFile
from kla.core.errors import InvalidTransition, NotFound
from kla.core.texts import check_text, require_text
from kla.crypto.receipts import SALT_BYTES, Receipt
from kla.public_reports.services import messages, opening, receiving, report_files
from kla.public_reports.services.opening import OpenReport
from kla.public_reports.types import SILENT, ReporterView, Turn, WriteMessage
from kla.trail import services as trail

LONGEST_MESSAGE = 10_000
NOBODYS = b"kla/v1/no-report"


def look(session: Session, office: Office, receipt: Receipt) -> ReporterView:
    """A report as its reporter sees it.

    Raises `NotFound` for a receipt that opens nothing, after the same work as for one that does.
    """
    opened = _open(session, office, receipt)
    report, said = opened.report, opened.content
    return ReporterView(
        state=report.state,
        received=report.received,
        story=said["story"],
        messages=messages.read(session, opened),
        outcome=said.get("outcome", ""),
        files=report_files.list_files(session, opened),
    )


def write(
    session: Session,
    office: Office,
    receipt: Receipt,
    command: WriteMessage,
    sealed: Sequence[SealedFile] = (),
) -> None:
    """Add a message of the reporter with its files. The same one sent twice is one.

    Raises `NotFound`, `Invalid`, and `InvalidTransition` where the report has ended.
    """
    receiving.hold(session, sealed)
    opened = _open(session, office, receipt, to_change=True)
    if not sealed:
        require_text(command.text, "text", LONGEST_MESSAGE)
    check_text(command.text, "text", LONGEST_MESSAGE)
    if opened.report.state in SILENT:
        raise InvalidTransition(state=str(opened.report.state))
    number = messages.add(session, opened, command.message_id, text=command.text, author=None)
    for one in () if number else sealed:
        report_files.discard(one.vault.folder, [one])
    if number:
        report_files.add(session, opened, sealed, number)
        opened.report.turn = Turn.OFFICE
        report = str(opened.report.id)
        trail.record(session, None, "report.message_received", opened.history, report=report)


def mark_read(session: Session, office: Office, receipt: Receipt) -> None:
    """The reporter has read what the office wrote."""
    report = _open(session, office, receipt, to_change=True).report
    if report.turn is Turn.REPORTER:
        report.turn = Turn.NOBODY


def _open(
    session: Session, office: Office, receipt: Receipt, *, to_change: bool = False
) -> OpenReport:
    report = opening.find(session, receipt.finder, to_change=to_change)
    salt = report.salt if report is not None else _no_salt(office, receipt.finder)
    pair = receipt.pair(office.instance, salt)  # for a code of nobody too: the answer takes as long
    opened = receiving.opens_to(report, office, pair) if report is not None else None
    if opened is None:
        raise NotFound(refused="receipt")
    return opened


def _no_salt(office: Office, finder: str) -> bytes:
    """What a report that does not exist would have for a salt: the same at every asking."""
    return hmac.new(office.pepper, NOBODYS + finder.encode(), hashlib.sha256).digest()[:SALT_BYTES]
