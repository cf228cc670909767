"""Files that come in pieces: begun, continued after a broken connection, finished or given up.

What has come is stored sealed under the file's own key, which is sealed under the key of the case:
only whoever began it goes on, and only while they hold the case. The piece that completes a file
is kept in the transaction that makes it a file of the case, so that a complete upload is a file.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import file_kinds
from kla.cases.models import CaseAttachment, CasePart, CaseUpload
from kla.cases.services import attachments, parts, remnants, reports
from kla.cases.services.attachments import SealedFile
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.services.parts import Part, Vault
from kla.cases.types.uploads import BeginUpload
from kla.core import clock
from kla.core.errors import Conflict, Gone, Invalid, NotFound
from kla.crypto import files
from kla.crypto.envelope import seal, unseal

LIFETIME = timedelta(days=1)
MOST_PARTS = 1000
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Upload:
    """How far a file has come, opened for whoever sends it."""

    id: uuid.UUID
    size: int
    kept: tuple[Part, ...]
    expires: datetime
    vault: Vault
    name: str = ""
    label: str = ""
    is_finished: bool = False

    @property
    def offset(self) -> int:
        """How many of its bytes are safe."""
        return self.size if self.is_finished else parts.size_of(self.kept)


def begin(session: Session, actor: Actor, folder: Path, command: BeginUpload) -> Upload:
    """Begin a file. Begun twice under one id, it is one, as far as it has come.

    Raises `NotFound` for a case out of reach, `Invalid` for a file that is empty or too large or
    one too many, `Conflict` for an id that stands for another file.
    """
    opened = _open(session, actor, command.case_id, to_change=True)
    _check(command)
    known = _known(session, actor, opened, folder, command)
    if known is not None:
        return known
    attachments.check_room(session, opened.id)
    row = CaseUpload(
        id=command.file_id,
        case_id=opened.id,
        dek_epoch=opened.case.dek_epoch,
        expires=clock.now().replace(microsecond=0) + LIFETIME,
    )
    meta = _description(actor, command)
    row.meta_ct = seal(opened.key, meta, row.address)
    session.add(row)
    attachments.leave_line(session, actor, opened, "case.upload_begun")
    return _upload(row, meta, folder)


def _check(command: BeginUpload) -> None:
    reports.check_text(command.label, "label", reports.LONGEST_NAME)
    if command.size < 1:
        raise Invalid("file-empty", field="file")
    if command.size > command.max_bytes:
        raise Invalid("file-too-large", field="file")


def _description(actor: Actor, command: BeginUpload) -> dict[str, Any]:
    """What is sealed about a file to come: what it is called, who sends it, the key of its own."""
    return {
        "name": attachments.plain_name(command.name),
        "label": command.label,
        "size": command.size,
        "key": files.new_file_key().hex(),
        "author": str(actor.account_id),
        "parts": [],
    }


def _known(
    session: Session, actor: Actor, opened: OpenCase, folder: Path, command: BeginUpload
) -> Upload | None:
    """What the id stands for already, if it is the same file of the same person."""
    if session.get(CaseAttachment, command.file_id) or session.get(CaseUpload, command.file_id):
        try:
            found = _find(session, actor, opened, command.file_id, folder)
        except (NotFound, Gone):
            raise Conflict(reason="id-taken") from None
        if found.size != command.size:
            raise Conflict(reason="id-taken")
        return found
    return None


def look(
    session: Session, actor: Actor, case_id: uuid.UUID, upload_id: uuid.UUID, folder: Path
) -> Upload:
    """How far a file has come. Raises `NotFound` for anybody but who sends it, `Gone` when late."""
    return _find(session, actor, _open(session, actor, case_id), upload_id, folder)


def keep_part(
    session: Session, actor: Actor, case_id: uuid.UUID, before: Upload, part: Part
) -> Upload:
    """Add a stored part to what has come; the caller commits.

    Raises `Conflict` where another connection has brought the same stretch meanwhile, `NotFound`
    for whoever does not hold the case any more. The part is then deleted again.
    """
    folder = before.vault.folder
    session.connection()
    parts.take_back_on_failure(session, folder, [part])
    opened = _open(session, actor, case_id, to_change=True)
    row, meta = _coming(session, actor, opened, before.id)
    _must_fit(before, meta)
    meta["parts"].append(part.to_json())
    row.dek_epoch = opened.case.dek_epoch
    row.meta_ct = seal(opened.key, meta, row.address)
    attachments.name_parts(session, case_id, row.id, [part])
    return _upload(row, meta, folder)


def look_at_whole(before: Upload, last: Part, sha256: str) -> SealedFile:
    """Read a complete file as it is stored: its kind, and what a picture looks like.

    Raises `Invalid` for a file that is broken or of a kind that is not taken; nothing is written
    of it then. No record is read, so that this may take its time.
    """
    vault, kept = before.vault, (*before.kept, last)
    with parts.open_parts(vault, kept) as stream:
        kind = file_kinds.kind_of(stream)
        drawn = attachments.draw(vault, stream, kind)
    name, label = before.name, before.label
    return SealedFile(vault, kept, sha256, kind, drawn, name, label)


def finish(
    session: Session, actor: Actor, case_id: uuid.UUID, before: Upload, sealed: SealedFile
) -> uuid.UUID:
    """Make a complete upload a file of the case. Raises as `keep_part` does."""
    new = (sealed.original[-1], *sealed.drawn.values())
    session.connection()
    parts.take_back_on_failure(session, before.vault.folder, new)
    opened = _open(session, actor, case_id, to_change=True)
    row, meta = _coming(session, actor, opened, before.id)
    _must_fit(before, meta)
    _forget(session, row)
    return attachments.keep(session, actor, opened, sealed)


def drop(
    session: Session, actor: Actor, case_id: uuid.UUID, upload_id: uuid.UUID, folder: Path
) -> None:
    """Give an upload up, at once and for good. Raises `NotFound`, `Gone` for what is finished."""
    opened = _open(session, actor, case_id, to_change=True)
    row, _ = _coming(session, actor, opened, upload_id)
    _destroy(session, row, folder)
    attachments.leave_line(session, actor, opened, "case.upload_dropped")


def sweep(session: Session, folder: Path) -> int:
    """Delete what was sent of files that nobody finished in time; answers how many files."""
    late = select(CaseUpload).where(CaseUpload.expires <= clock.now()).limit(AT_ONCE)
    rows = session.scalars(late).all()
    for row in rows:
        _destroy(session, row, folder)
    return len(rows)


def _open(
    session: Session, actor: Actor, case_id: uuid.UUID, *, to_change: bool = False
) -> OpenCase:
    return open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=to_change)


def _find(
    session: Session, actor: Actor, opened: OpenCase, upload_id: uuid.UUID, folder: Path
) -> Upload:
    kept = session.get(CaseAttachment, upload_id)
    if kept is None or kept.case_id != opened.id:
        row, meta = _coming(session, actor, opened, upload_id)
        return _upload(row, meta, folder)
    meta = unseal(opened.key, kept.meta_ct, kept.address)
    _must_be_by(actor, meta)
    vault = Vault(folder, opened.id, kept.id, bytes.fromhex(meta["key"]))
    return Upload(kept.id, meta["size"], (), clock.now(), vault, is_finished=True)


def _coming(
    session: Session, actor: Actor, opened: OpenCase, upload_id: uuid.UUID
) -> tuple[CaseUpload, dict[str, Any]]:
    """An upload of one's own that may go on, and its description."""
    row = session.get(CaseUpload, upload_id, populate_existing=True)
    if row is None or row.case_id != opened.id:
        kept = session.get(CaseAttachment, upload_id)
        if kept is not None and kept.case_id == opened.id:
            raise Gone(reason="finished")
        raise NotFound(refused="upload")
    meta = unseal(opened.key, row.meta_ct, row.address)
    _must_be_by(actor, meta)
    if row.expires <= clock.now():
        raise Gone(reason="expired")
    return row, meta


def _must_be_by(actor: Actor, meta: dict[str, Any]) -> None:
    if meta["author"] != str(actor.account_id):
        raise NotFound(refused="upload")


def _must_fit(before: Upload, meta: dict[str, Any]) -> None:
    """Raise `Conflict` unless nothing came since, `Invalid` for a file in too many crumbs."""
    if meta["parts"] != [part.to_json() for part in before.kept]:
        raise Conflict(reason="offset")
    if len(meta["parts"]) >= MOST_PARTS:
        raise Invalid("too-many-parts", field="file")


def _upload(row: CaseUpload, meta: dict[str, Any], folder: Path) -> Upload:
    vault = Vault(folder, row.case_id, row.id, bytes.fromhex(meta["key"]))
    return Upload(
        id=row.id,
        size=meta["size"],
        kept=parts.parts_of(meta["parts"]),
        expires=row.expires,
        vault=vault,
        name=meta["name"],
        label=meta["label"],
    )


def _forget(session: Session, row: CaseUpload) -> list[str]:
    """Delete the record of an upload and of its parts, and answer what they are stored as."""
    query = select(CasePart).where(CasePart.case_id == row.case_id, CasePart.file_id == row.id)
    found = session.scalars(query).all()
    for part in found:
        session.delete(part)
    session.delete(row)
    session.flush()
    return [part.stored_as for part in found]


def _destroy(session: Session, row: CaseUpload, folder: Path) -> None:
    for name in _forget(session, row):
        remnants.doom_file(session, folder, name)
