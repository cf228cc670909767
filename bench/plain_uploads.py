"""The peer of the services for files that come in pieces: one file in clear, rows in columns."""

import dataclasses
import os
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bench.plain import Plain, PlainCase
from kla.access.policy import Actor, Permission, authorize
from kla.cases import file_kinds
from kla.cases.services.parts import Part, Vault
from kla.cases.services.uploads import LIFETIME, Upload
from kla.cases.types.uploads import BeginUpload
from kla.core import clock
from kla.core.errors import Conflict, NotFound
from kla.trail import services as trail


class PlainUpload(Plain):
    """A file on its way, or one that has come."""

    __tablename__ = "plain_upload"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    author: Mapped[uuid.UUID]
    name: Mapped[str]
    label: Mapped[str]
    size: Mapped[int]
    come: Mapped[int]
    expires: Mapped[datetime]
    kind: Mapped[str | None]
    sha256: Mapped[str | None]


def must_reach(session: Session, actor: Actor, case_id: uuid.UUID) -> None:
    """Whether the case is of the actor's unit."""
    if not actor.may(Permission.CASE_WRITE):
        authorize(actor, Permission.CASE_WRITE, within=())
    unit = session.scalar(select(PlainCase.unit_id).where(PlainCase.id == case_id))
    if unit is None or unit != actor.unit_id:
        raise NotFound(refused="case")


def begin(session: Session, actor: Actor, folder: Path, command: BeginUpload) -> Upload:
    """A row for a file to come."""
    must_reach(session, actor, command.case_id)
    of_case = select(func.count()).where(PlainUpload.case_id == command.case_id)
    session.scalar(of_case)
    row = PlainUpload(
        id=command.file_id,
        case_id=command.case_id,
        author=actor.account_id,
        name=command.name,
        label=command.label,
        size=command.size,
        come=0,
        expires=clock.now() + LIFETIME,
    )
    session.add(row)
    trail.record(session, actor, "case.upload_begun", case=str(command.case_id))
    return _upload(row, folder)


def look(
    session: Session, actor: Actor, case_id: uuid.UUID, upload_id: uuid.UUID, folder: Path
) -> Upload:
    """How far it has come."""
    return _upload(_row(session, actor, case_id, upload_id), folder)


def write(vault: Vault, pieces: Iterable[bytes], begins: int = 0) -> Iterator[Part]:
    """Append to the file, wait for the disk."""
    size = 0
    with (vault.folder / vault.file_id.hex).open("ab", buffering=0) as stored:
        for piece in pieces:
            stored.write(piece)
            size += len(piece)
        os.fsync(stored.fileno())
    yield Part(vault.file_id.hex, size)


def keep_part(
    session: Session, actor: Actor, case_id: uuid.UUID, before: Upload, part: Part
) -> Upload:
    """Write down how far it has come."""
    row = _row(session, actor, case_id, before.id)
    if row.come != before.offset:
        raise Conflict(reason="offset")
    row.come += part.size
    return _upload(row, before.vault.folder)


def look_at_whole(before: Upload, _last: Part, sha256: str) -> tuple[str, str]:
    """The digest, and the kind."""
    with (before.vault.folder / before.id.hex).open("rb") as stored:
        kind = file_kinds.kind_of(stored)
    return sha256, kind


def finish(
    session: Session, actor: Actor, case_id: uuid.UUID, before: Upload, looked_at: tuple[str, str]
) -> uuid.UUID:
    """It has come."""
    row = _row(session, actor, case_id, before.id)
    row.come = row.size
    row.sha256, row.kind = looked_at
    case, digest = str(case_id), looked_at[0]
    trail.record(session, actor, "case.file_added", case=case, sha256=digest)
    return row.id


def _row(session: Session, actor: Actor, case_id: uuid.UUID, upload_id: uuid.UUID) -> PlainUpload:
    must_reach(session, actor, case_id)
    row = session.get(PlainUpload, upload_id)
    if row is None or row.case_id != case_id or row.author != actor.account_id:
        raise NotFound(refused="upload")
    return row


def _upload(row: PlainUpload, folder: Path) -> Upload:
    vault = Vault(folder, row.case_id, row.id, b"")
    kept = (Part(row.id.hex, row.come),) if row.come else ()
    return dataclasses.replace(
        Upload(row.id, row.size, kept, row.expires, vault), name=row.name, label=row.label
    )
