"""Files with a report: sealed while they come in, before anything is written that names them.

A photo is drawn anew at once and only that is kept: a camera writes place, time and owner into
what it makes, and whoever reports at night does not know. Of sound, film and PDF what phones and
programs write beside them is blanked; what may be left the page says that asks for them.
"""

import io
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kla.cases import file_kinds, pictures
from kla.cases.services import attachments, parts
from kla.cases.services.attachments import SealedFile
from kla.cases.services.parts import Part, Vault, parts_of
from kla.cases.types import UploadFile
from kla.core import clock
from kla.core.errors import Invalid, NotFound
from kla.crypto.envelope import seal, unseal
from kla.public_reports import blanking
from kla.public_reports.models import ReportFile, ReportPart
from kla.public_reports.services.opening import OpenReport
from kla.public_reports.types import ReportFileInfo

MOST_AT_ONCE, MOST_FILES = 5, 20


@dataclass(frozen=True, slots=True)
class Coming:
    """A file as a form brought it."""

    stream: IO[bytes]
    name: str


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file, or a stretch of it, on its way to somebody of the desk."""

    info: ReportFileInfo
    neutral_name: str
    pieces: Iterator[bytes]
    begin: int
    end: int


def seal_all(folder: Path, coming: Sequence[Coming], max_bytes: int) -> list[SealedFile]:
    """Seal what a form brought, each safe on disk. All of them, or none is stored.

    Raises `Invalid` for too many, and for one that is empty, too large, broken or of a kind that
    is not taken; `OSError` where the disk is full.
    """
    if len(coming) > MOST_AT_ONCE:
        raise Invalid("too-many-files", field="files")
    sealed: list[SealedFile] = []
    try:
        for one in coming:
            sealed.append(_seal(folder, one, max_bytes))
    except Invalid as error:
        discard(folder, sealed)
        raise Invalid(error.reason, field="files") from error
    except BaseException:
        discard(folder, sealed)
        raise
    return sealed


def size_of(coming: Iterable[Coming]) -> int:
    """How many bytes a form brought in files."""
    return sum(one.stream.seek(0, io.SEEK_END) for one in coming)


def discard(folder: Path, sealed: Iterable[SealedFile]) -> None:
    """Delete files that no record will name."""
    for one in sealed:
        parts.delete(folder, *(part.stored_as for part in one.all_parts))


def _seal(folder: Path, one: Coming, max_bytes: int) -> SealedFile:
    if one.stream.seek(0, io.SEEK_END) > max_bytes:
        raise Invalid("file-too-large", field="files")
    own = uuid.uuid4()
    stream = _plain(one.stream)
    command = UploadFile(stream=stream, name=one.name, max_bytes=max_bytes, file_id=own)  # type: ignore[arg-type]
    return attachments.seal_file(folder, own, command)


def _plain(stream: IO[bytes]) -> IO[bytes]:
    """A photo as it looks and nothing else of it; others without what is told of them."""
    kind = file_kinds.kind_of(stream)
    made = pictures.drawn_anew(stream, kind)
    stream.seek(0)
    if pictures.VIEW in made:
        return io.BytesIO(made[pictures.VIEW])
    if file_kinds.group_of(kind) is file_kinds.Group.PICTURE:
        # Of a kind that is not drawn, or of too many points: what a camera wrote would stay in it.
        raise Invalid("picture-not-drawn", field="files")
    return cast(IO[bytes], blanking.blanked(stream, kind))


def digest_of(sealed: Iterable[SealedFile]) -> list[str]:
    """What tells the same files again when a form is sent twice."""
    return sorted(one.sha256 for one in sealed)


def add(
    session: Session, opened: OpenReport, sealed: Sequence[SealedFile], message: int = 0
) -> None:
    """Make sealed files part of a report. Taken back with the transaction if that fails.

    Raises `Invalid` where the report would hold too many.
    """
    if not sealed:
        return
    report, held = opened.report, _held(session, opened.report.id)
    if held + len(sealed) > MOST_FILES:
        raise Invalid("too-many-files", field="files")
    for number, one in enumerate(sealed, held + 1):
        first, *others = one.all_parts
        row = ReportFile(
            id=one.vault.file_id,
            report_id=report.id,
            number=number,
            epoch=report.epoch,
            stored_as=first.stored_as,
        )
        meta = one.content() | {"at": clock.now().isoformat(), "message": message}
        row.meta_ct = seal(opened.key, meta, row.address)
        session.add(row)
        session.add_all(
            ReportPart(stored_as=part.stored_as, report_id=report.id, file_id=row.id)
            for part in others
        )
    session.flush()


def list_files(session: Session, opened: OpenReport) -> list[ReportFileInfo]:
    """The files of a report, in the order in which they came."""
    return [_info(row, _meta(opened, row)) for row in _rows(session, opened.report.id)]


def give(
    session: Session,
    opened: OpenReport,
    file_id: uuid.UUID,
    folder: Path,
    wanted: tuple[int, int | None] = (0, None),
) -> GivenFile:
    """A file, or a stretch of it: verified whole where it leaves whole, else part by part.

    Raises `NotFound`, `Unreadable`, and `ValueError` for a stretch that begins behind the end.
    """
    row, meta = _find(session, opened, file_id)
    info, vault, original = _info(row, meta), vault_of(folder, row, meta), parts_of(meta["parts"])
    begin, end = wanted[0], min(wanted[1] or info.size, info.size)
    if not 0 <= begin < end:
        raise ValueError(info.size)
    if (begin, end) == (0, info.size):
        parts.verify(vault, original)
    name = f"berkas-{info.number}.{file_kinds.ending_of(info.kind)}"
    return GivenFile(info, name, parts.read(vault, original, begin, end), begin, end)


def give_drawn(
    session: Session, opened: OpenReport, file_id: uuid.UUID, folder: Path, what: str
) -> bytes:
    """A picture as it was drawn: "view" or "thumbnail". Raises `NotFound` where nothing was."""
    row, meta = _find(session, opened, file_id)
    if what not in meta.get("drawn", {}):
        raise NotFound(refused="file")
    listed = parts_of([meta["drawn"][what]])
    return b"".join(parts.read(vault_of(folder, row, meta), listed, what=what))


def vault_of(folder: Path, row: ReportFile, meta: dict[str, Any]) -> Vault:
    """Where the parts of a file lie, and what opens them. They are bound to the file alone."""
    return Vault(folder, row.id, row.id, bytes.fromhex(meta["key"]))


def metas(session: Session, opened: OpenReport) -> list[tuple[ReportFile, dict[str, Any]]]:
    """Every file's row with its sealed description, for a service that moves them."""
    return [(row, _meta(opened, row)) for row in _rows(session, opened.report.id)]


def names_of(session: Session, report_id: uuid.UUID) -> list[str]:
    """Every stored name of a report's files, for a service that deletes them."""
    firsts = select(ReportFile.stored_as).where(ReportFile.report_id == report_id)
    others = select(ReportPart.stored_as).where(ReportPart.report_id == report_id)
    return [*session.scalars(firsts), *session.scalars(others)]


def all_parts(sealed: Iterable[SealedFile]) -> list[Part]:
    """The stored parts of some files."""
    return [part for one in sealed for part in one.all_parts]


def _held(session: Session, report_id: uuid.UUID) -> int:
    query = select(func.count()).select_from(ReportFile).where(ReportFile.report_id == report_id)
    return session.scalar(query) or 0


def _rows(session: Session, report_id: uuid.UUID) -> Sequence[ReportFile]:
    query = select(ReportFile).where(ReportFile.report_id == report_id)
    return session.scalars(query.order_by(ReportFile.number)).all()


def _find(
    session: Session, opened: OpenReport, file_id: uuid.UUID
) -> tuple[ReportFile, dict[str, Any]]:
    row = session.get(ReportFile, file_id)
    if row is None or row.report_id != opened.report.id:
        raise NotFound(refused="file")
    return row, _meta(opened, row)


def _meta(opened: OpenReport, row: ReportFile) -> dict[str, Any]:
    return unseal(opened.key, row.meta_ct, row.address)


def _info(row: ReportFile, meta: dict[str, Any]) -> ReportFileInfo:
    return ReportFileInfo(
        file_id=row.id,
        number=row.number,
        kind=meta["kind"],
        size=meta["size"],
        name=meta["name"],
        sha256=meta["sha256"],
        at=datetime.fromisoformat(meta["at"]),
        message=meta["message"],
        is_drawn=bool(meta.get("drawn")),
    )
