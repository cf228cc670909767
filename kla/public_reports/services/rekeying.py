"""Giving a report a new secret: for its reporter, and for whoever the caller hands it to.

Who held it before opens nothing that is written from now on, nor what is stored from now on.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.crypto import reports
from kla.crypto.envelope import seal, unseal
from kla.crypto.sealing import recipient_id
from kla.crypto.shred import HandleStore
from kla.public_reports.models import Report, ReportGrantRow, ReportMessage
from kla.public_reports.services import opening, report_files
from kla.public_reports.services.opening import OpenReport


def rekey(
    session: Session, instance: str, handles: HandleStore, opened: OpenReport
) -> tuple[OpenReport, bytes]:
    """Seal all of a report again under a new secret; answers it opened, and that secret.

    The reporter's key comes from the sealed content: the row is anybody's who writes the
    database. Every other grant goes. The row has to be locked.
    """
    report, secret = opened.report, reports.new_secret()
    report.epoch += 1
    _lock_to_reporter(report, instance, secret, bytes.fromhex(opened.content["reporter"]))
    key = reports.report_key(secret, handles.get(report.handle), report.id, report.epoch)
    fresh = OpenReport(report, key, opened.content)
    query = select(ReportMessage).where(ReportMessage.report_id == report.id)
    for row in session.scalars(query):
        content = unseal(opened.key, row.ct, row.address)
        row.epoch = report.epoch
        row.ct = seal(key, content, row.address)
    for file, meta in report_files.metas(session, opened):
        file.epoch = report.epoch
        file.meta_ct = seal(key, meta, file.address)
    renewed = opening.rewrite(fresh)
    session.flush()  # whoever locks the row next in this transaction reads it anew
    return renewed, secret


def _lock_to_reporter(report: Report, instance: str, secret: bytes, reporter: bytes) -> None:
    report.kcommit = reports.commit(report.id, report.epoch, secret)
    given = report.lock(instance).seal(secret, reporter, reports.REPORTER)
    report.grants = [
        ReportGrantRow(
            epoch=report.epoch,
            recipient_kid=recipient_id(reporter),
            purpose=given.purpose,
            recipient_epoch=given.recipient_epoch,
            sealed=given.sealed,
        )
    ]
