"""Files of a report become files of a case, under new keys: what intake held opens nothing."""

import uuid
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases.services import attachments, parts, remnants
from kla.cases.services.attachments import SealedFile
from kla.cases.services.lookup import OpenCase
from kla.cases.services.parts import Vault
from kla.cases.types import UploadFile
from kla.public_reports.models import ReportFile, ReportPart
from kla.public_reports.services import report_files
from kla.public_reports.services.opening import OpenReport

LABEL = "Dari pelapor"


def move(session: Session, actor: Actor, case: OpenCase, opened: OpenReport, folder: Path) -> int:
    """Seal the files of a report again as the case's; answers how many.

    The old ones are deleted after the commit, the new ones where there is none. However many a
    case holds already: what somebody sent is not refused afterwards.
    """
    found = report_files.metas(session, opened)
    for row, meta in found:
        vault = report_files.vault_of(folder, row, meta)
        sealed = _sealed(case.id, vault, meta)
        parts.take_back_on_failure(session, folder, sealed.all_parts)
        attachments.keep(session, actor, case, sealed)
    if found:
        doom(session, opened.report.id, folder)
        for table in (ReportPart, ReportFile):
            session.execute(delete(table).where(table.report_id == opened.report.id))
    return len(found)


def doom(session: Session, report_id: uuid.UUID, folder: Path) -> None:
    """Have the stored files of a report deleted after the commit."""
    for name in report_files.names_of(session, report_id):
        remnants.doom_file(session, folder, name)


def _sealed(case_id: uuid.UUID, vault: Vault, meta: dict[str, object]) -> SealedFile:
    listed = parts.parts_of(meta["parts"])  # type: ignore[arg-type]
    with parts.open_parts(vault, listed) as stream:
        command = UploadFile(
            stream=stream,
            name=str(meta["name"]),
            label=LABEL,
            max_bytes=parts.size_of(listed),
            file_id=uuid.uuid5(vault.file_id, "case"),
        )
        return attachments.seal_file(vault.folder, case_id, command)
