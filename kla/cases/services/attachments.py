"""The files of a case: taken in sealed, given out whole or not at all."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import file_kinds
from kla.cases.models import CaseAttachment
from kla.cases.services import reports
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import FileInfo, UploadFile
from kla.core import clock
from kla.core.errors import Conflict, Invalid, NotFound, Unreadable
from kla.crypto import files
from kla.crypto.envelope import seal, unseal
from kla.trail import services as trail

MOST_FILES = 200
WRITTEN = "files_written"


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file on its way to its reader, verified to its end."""

    info: FileInfo
    neutral_name: str
    pieces: "Pieces"


def add_file(
    session: Session, actor: Actor, case_id: uuid.UUID, folder: Path, command: UploadFile
) -> uuid.UUID:
    """Keep a file of a case, encrypted under a key of its own. Sent twice, it is one.

    Raises `Invalid` naming the field for a file that is empty, too large, broken, or neither
    picture nor PDF. Then nothing of it is stored.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    known = session.get(CaseAttachment, command.file_id)
    if known is not None:
        if known.case_id != case_id:
            raise Conflict(reason="id-taken")
        return known.id
    if len(_rows(session, case_id)) >= MOST_FILES:
        raise Invalid("too-many-files", field="file")
    row = CaseAttachment(
        id=command.file_id,
        case_id=case_id,
        dek_epoch=opened.case.dek_epoch,
        stored_as=uuid.uuid4().hex,
    )
    meta = _describe(actor, command)
    _store(session, folder / row.stored_as, row, meta, command)
    row.meta_ct = seal(opened.key, meta, row.address)
    session.add(row)
    _leave_line(session, actor, opened, "case.file_added", meta["sha256"])
    return row.id


def _describe(actor: Actor, command: UploadFile) -> dict[str, Any]:
    """What is sealed about a file: its name, kind and digest, and the key of its own."""
    reports.check_text(command.label, "label", reports.LONGEST_NAME)
    size, digest = _measure(command)
    return {
        "name": Path(command.name.replace("\\", "/")).name[: reports.LONGEST_NAME],
        "label": command.label,
        "kind": file_kinds.kind_of(command.stream),
        "size": size,
        "sha256": digest,
        "key": files.new_file_key().hex(),
        "at": clock.now().isoformat(),
        "author": str(actor.account_id),
    }


def _leave_line(session: Session, actor: Actor, opened: OpenCase, action: str, digest: str) -> None:
    case = str(opened.id)
    trail.record(session, actor, action, opened.history, case=case, sha256=digest)


def _measure(command: UploadFile) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    command.stream.seek(0)
    for piece in files.pieces_of(command.stream):
        size += len(piece)
        if size > command.max_bytes:
            raise Invalid("file-too-large", field="file")
        digest.update(piece)
    return size, digest.hexdigest()


def _store(
    session: Session, path: Path, row: CaseAttachment, meta: dict[str, Any], command: UploadFile
) -> None:
    session.info.setdefault(WRITTEN, []).append(path)
    context = files.file_context(row.case_id, row.id)
    pieces = files.pieces_of(command.stream)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as stored:
        for sealed in files.encrypt_stream(bytes.fromhex(meta["key"]), context, pieces):
            stored.write(sealed)
        stored.flush()
        os.fsync(stored.fileno())


def files_of(session: Session, opened: OpenCase) -> list[FileInfo]:
    """The files of a case, in the order in which they came."""
    metas = [
        (row, unseal(opened.key, row.meta_ct, row.address)) for row in _rows(session, opened.id)
    ]
    metas.sort(key=lambda pair: (pair[1]["at"], pair[0].id))
    return [_info(row, meta, number) for number, (row, meta) in enumerate(metas, start=1)]


def give_file(
    session: Session, actor: Actor, case_id: uuid.UUID, file_id: uuid.UUID, folder: Path
) -> GivenFile:
    """Verify a stored file to its end, then hand it over, and leave a line that it was read.

    Raises `NotFound`, and `Unreadable` for a file that is gone, cut or changed.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_READ)
    info = next((one for one in files_of(session, opened) if one.file_id == file_id), None)
    row = session.get(CaseAttachment, file_id)
    if info is None or row is None:
        raise NotFound(refused="file")
    key = bytes.fromhex(unseal(opened.key, row.meta_ct, row.address)["key"])
    pieces = _verified(folder / row.stored_as, key, files.file_context(case_id, file_id))
    _leave_line(session, actor, opened, "case.file_read", info.sha256)
    name = f"berkas-{info.number}.{file_kinds.ending_of(info.kind)}"
    return GivenFile(info, name, pieces)


class Pieces:
    """The pieces of a verified file, read from one open file that `close` lets go of."""

    def __init__(self, stored: BinaryIO, pieces: Iterator[bytes]) -> None:
        self._stored, self._pieces = stored, pieces

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._pieces
        finally:
            self.close()

    def close(self) -> None:
        """For the server to call, also where nobody read to the end."""
        self._stored.close()


def _verified(path: Path, key: bytes, context: bytes) -> Pieces:
    try:
        stored = path.open("rb")
    except OSError:
        raise Unreadable(reason="file-gone") from None
    try:
        return Pieces(stored, files.read_file(key, context, stored))
    except Unreadable:
        stored.close()
        raise


def _rows(session: Session, case_id: uuid.UUID) -> list[CaseAttachment]:
    query = select(CaseAttachment).where(CaseAttachment.case_id == case_id)
    return list(session.scalars(query.order_by(CaseAttachment.id)))


def _info(row: CaseAttachment, meta: dict[str, Any], number: int) -> FileInfo:
    return FileInfo(
        file_id=row.id,
        number=number,
        label=meta["label"],
        name=meta["name"],
        kind=meta["kind"],
        size=meta["size"],
        sha256=meta["sha256"],
        at=datetime.fromisoformat(meta["at"]),
    )


@event.listens_for(Session, "after_commit")
def _keep(session: Session) -> None:
    session.info.pop(WRITTEN, None)


@event.listens_for(Session, "after_rollback")
def _take_back(session: Session) -> None:
    for path in session.info.pop(WRITTEN, []):
        with suppress(OSError):
            path.unlink()
