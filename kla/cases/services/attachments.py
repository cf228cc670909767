"""The files of a case: taken in sealed, given out whole or not at all.

Sealing and looking at a file takes its time and needs no record: `seal_file` does it before the
transaction begins, so that nobody waits for a large file of somebody else.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import SEEK_END
from pathlib import Path
from typing import IO, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import file_kinds, pictures
from kla.cases.models import CaseAttachment, CasePart, CaseUpload
from kla.cases.services import parts, reports
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.services.parts import Part, Vault
from kla.cases.types import FileInfo, UploadFile
from kla.core import clock
from kla.core.errors import Conflict, Invalid, NotFound
from kla.crypto import files
from kla.crypto.envelope import seal, unseal
from kla.trail import services as trail

MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that lies sealed on disk, looked at and measured, which no record names yet."""

    vault: Vault
    original: tuple[Part, ...]
    sha256: str
    kind: str
    drawn: dict[str, Part]
    name: str = ""
    label: str = ""

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """The parts of the original, then what was made of it."""
        return (*self.original, *self.drawn.values())

    def content(self) -> dict[str, Any]:
        """What its sealed description says of it."""
        return {
            "name": plain_name(self.name),
            "label": self.label,
            "kind": self.kind,
            "size": parts.size_of(self.original),
            "sha256": self.sha256,
            "key": self.vault.key.hex(),
            "parts": [part.to_json() for part in self.original],
            "drawn": {name: part.to_json() for name, part in self.drawn.items()},
        }


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file, or a stretch of it, on its way to its reader."""

    info: FileInfo
    neutral_name: str
    pieces: Iterator[bytes]
    begin: int = 0
    end: int = 0


def seal_file(folder: Path, case_id: uuid.UUID, command: UploadFile) -> SealedFile:
    """Encrypt a file under a key of its own, tell its kind, draw a picture anew.

    Raises `Invalid` naming the field for a file that is empty, too large, broken, or of a kind
    that is not taken. Then nothing of it is stored.
    """
    reports.check_text(command.label, "label", reports.LONGEST_NAME)
    vault = Vault(folder, case_id, command.file_id, files.new_file_key())
    digest, kept = hashlib.sha256(), list[Part]()
    if command.stream.seek(0, SEEK_END) > command.max_bytes:
        raise Invalid("file-too-large", field="file")

    def measured() -> Iterator[bytes]:
        for piece in files.pieces_of(command.stream):
            digest.update(piece)
            yield piece

    try:
        kind = file_kinds.kind_of(command.stream)
        kept.extend(parts.write(vault, measured()))
        drawn = draw(vault, command.stream, kind)
    except BaseException:
        parts.delete(folder, *(part.stored_as for part in kept))
        raise
    return SealedFile(
        vault, tuple(kept), digest.hexdigest(), kind, drawn, command.name, command.label
    )


def draw(vault: Vault, stream: IO[bytes], kind: str) -> dict[str, Part]:
    """Seal what a picture looks like, drawn anew, beside it. Raises `Invalid` for a broken one."""
    drawn: dict[str, Part] = {}
    try:
        for name, content in pictures.drawn_anew(stream, kind).items():
            drawn[name] = next(parts.write(vault, [content], what=name))
    except BaseException:
        parts.delete(vault.folder, *(part.stored_as for part in drawn.values()))
        raise
    return drawn


def add_file(
    session: Session, actor: Actor, case_id: uuid.UUID, folder: Path, command: UploadFile
) -> uuid.UUID:
    """Keep a file of a case, encrypted under a key of its own. Sent twice, it is one.

    Raises `NotFound` for a case out of reach, and what `seal_file` raises.
    """
    open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    return add_sealed(session, actor, case_id, seal_file(folder, case_id, command))


def add_sealed(session: Session, actor: Actor, case_id: uuid.UUID, sealed: SealedFile) -> uuid.UUID:
    """Make a sealed file one of the case. What is not kept of it is deleted again.

    Raises `NotFound`, `Conflict` for an id that another case's file has, `Invalid` for too many.
    """
    folder = sealed.vault.folder
    session.connection()  # begins: what is taken back, is taken back with this transaction
    parts.take_back_on_failure(session, folder, sealed.all_parts)
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    known = session.get(CaseAttachment, sealed.vault.file_id)
    if known is not None:
        if known.case_id != case_id:
            raise Conflict(reason="id-taken")
        parts.delete(folder, *(part.stored_as for part in sealed.all_parts))
        return known.id
    check_room(session, case_id)
    return keep(session, actor, opened, sealed)


def check_room(session: Session, case_id: uuid.UUID) -> None:
    """Raise `Invalid` for a case that holds all the files that it may, those on their way too."""
    held = 0
    for model in (CaseAttachment, CaseUpload):
        of_case = select(func.count()).select_from(model).where(model.case_id == case_id)
        held += session.scalar(of_case) or 0
    if held >= MOST_FILES:
        raise Invalid("too-many-files", field="file")


def keep(session: Session, actor: Actor, opened: OpenCase, sealed: SealedFile) -> uuid.UUID:
    """Write the record of a sealed file, and the line that it was added."""
    first, *others = sealed.all_parts
    row = CaseAttachment(
        id=sealed.vault.file_id,
        case_id=opened.id,
        dek_epoch=opened.case.dek_epoch,
        stored_as=first.stored_as,
    )
    meta = sealed.content() | {
        "at": clock.now().isoformat(),
        "author": str(actor.account_id),
    }
    row.meta_ct = seal(opened.key, meta, row.address)
    session.add(row)
    name_parts(session, opened.id, row.id, others)
    leave_line(session, actor, opened, "case.file_added", sha256=sealed.sha256)
    return row.id


def plain_name(name: str) -> str:
    """A file's own name, without folders and no longer than a name may be."""
    return Path(name.replace("\\", "/")).name[: reports.LONGEST_NAME]


def name_parts(
    session: Session, case_id: uuid.UUID, file_id: uuid.UUID, kept: Iterable[Part]
) -> None:
    """Write which stored parts belong to a file, so that they go with it."""
    session.add_all(
        CasePart(stored_as=part.stored_as, case_id=case_id, file_id=file_id) for part in kept
    )


def leave_line(
    session: Session, actor: Actor, opened: OpenCase, action: str, **details: str
) -> None:
    """A line in the trail about a file of a case."""
    trail.record(session, actor, action, opened.history, case=str(opened.id), **details)


def files_of(session: Session, opened: OpenCase) -> list[FileInfo]:
    """The files of a case, in the order in which they came."""
    query = select(CaseAttachment).where(CaseAttachment.case_id == opened.id)
    metas = [(row, unseal(opened.key, row.meta_ct, row.address)) for row in session.scalars(query)]
    metas.sort(key=lambda pair: (pair[1]["at"], pair[0].id))
    return [_info(row, meta, number) for number, (row, meta) in enumerate(metas, start=1)]


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
        author=uuid.UUID(meta["author"]),
        is_drawn=bool(meta.get("drawn")),
    )


def find_file(
    session: Session, opened: OpenCase, file_id: uuid.UUID
) -> tuple[FileInfo, dict[str, Any]]:
    """A file of an opened case, and its sealed description. Raises `NotFound`."""
    info = next((one for one in files_of(session, opened) if one.file_id == file_id), None)
    row = session.get(CaseAttachment, file_id)
    if info is None or row is None:
        raise NotFound(refused="file")
    meta: dict[str, Any] = unseal(opened.key, row.meta_ct, row.address)
    meta.setdefault("parts", [[row.stored_as, meta["size"]]])
    return info, meta
