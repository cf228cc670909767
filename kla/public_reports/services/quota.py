"""How much of what the public sends may lie unread. What came first is never removed for it.

A flood fills neither the disk nor the queue: files are refused first, then texts, each in plain
words and with the numbers to call; what nobody has read yet stays until somebody has.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kla.config import MEBIBYTE, Settings
from kla.core.errors import Invalid, NotReady
from kla.public_reports.models import Report, ReportFile, ReportPart
from kla.public_reports.types import ReportState

NEARLY = 0.8
# Whoever works on cases has to be able to write: below the first no file comes in, below the
# second no word.
FREE_MB, LAST_MB = 500, 100


@dataclass(frozen=True, slots=True)
class Room:
    """How full it is: unread reports and bytes of their files, each as a share of what may be."""

    reports: float
    files: float

    @property
    def is_nearly_full(self) -> bool:
        """Whether somebody should read now."""
        return max(self.reports, self.files) >= NEARLY


def room(session: Session, settings: Settings) -> Room:
    """How full it is now."""
    unread = select(func.count()).select_from(Report).where(Report.state == ReportState.NEW)
    count = session.scalar(unread) or 0
    used = _unread_bytes(session, settings.files_path)
    return Room(count / settings.reports_unread, used / (settings.reports_unread_mb * MEBIBYTE))


def check(session: Session, settings: Settings, coming: int, *, is_new: bool) -> None:
    """Raise `NotReady` or `Invalid` where a text, and files of so many bytes, can't be taken."""
    if is_new:
        check_text(session, settings)
    else:
        check_disk(settings)
    if coming:
        check_files(session, settings, coming)


def check_text(session: Session, settings: Settings) -> None:
    """Raise `NotReady` where no further report can be taken."""
    check_disk(settings)
    unread = select(func.count()).select_from(Report).where(Report.state == ReportState.NEW)
    if (session.scalar(unread) or 0) >= settings.reports_unread:
        raise NotReady("room for reports")


def check_disk(settings: Settings) -> None:
    """Raise `NotReady` where the last of the disk has to be left to whoever works on cases."""
    if shutil.disk_usage(settings.instance_path).free < LAST_MB * MEBIBYTE:
        raise NotReady("room on the disk")


def check_files(session: Session, settings: Settings, coming: int) -> None:
    """Raise `Invalid` where files of so many bytes can't be taken, and a text still can."""
    free = shutil.disk_usage(settings.files_path).free - coming
    used = _unread_bytes(session, settings.files_path) + coming
    if free < FREE_MB * MEBIBYTE or used > settings.reports_unread_mb * MEBIBYTE:
        raise Invalid("no-room-for-files", field="files")


def _unread_bytes(session: Session, folder: Path) -> int:
    """How many bytes lie sealed for reports that nobody has read."""
    sizes = 0
    for model in (ReportFile, ReportPart):
        names = (
            select(model.stored_as)
            .join(Report, Report.id == model.report_id)
            .where(Report.state == ReportState.NEW)
        )
        for name in session.scalars(names):
            with suppress(FileNotFoundError):
                sizes += (folder / name).stat().st_size
    return sizes
