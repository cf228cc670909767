"""Giving out the files of a case: as they came, a stretch to play, or a picture drawn anew.

A file is verified before it leaves: as a whole where it leaves whole, else part by part.
"""

import uuid
from pathlib import Path

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import file_kinds
from kla.cases.services import attachments, parts
from kla.cases.services.attachments import GivenFile
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.services.parts import Vault, parts_of
from kla.core.errors import NotFound

READ, SEEN, PLAYED = "case.file_read", "case.picture_seen", "case.file_played"


def give_file(
    session: Session, actor: Actor, case_id: uuid.UUID, file_id: uuid.UUID, folder: Path
) -> GivenFile:
    """Verify a stored file to its end, then hand it over, and leave a line that it was read.

    Raises `NotFound`, and `Unreadable` for a file that is gone, cut or changed.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_READ)
    given = give_opened(session, opened, file_id, folder)
    attachments.leave_line(session, actor, opened, READ, sha256=given.info.sha256)
    return given


def give_opened(session: Session, opened: OpenCase, file_id: uuid.UUID, folder: Path) -> GivenFile:
    """The same for a service that has authorized, opened the case, and leaves the line itself."""
    info, meta = attachments.find_file(session, opened, file_id)
    vault, original = _vault(folder, opened, file_id, meta["key"]), parts_of(meta["parts"])
    parts.verify(vault, original)
    name = f"berkas-{info.number}.{file_kinds.ending_of(info.kind)}"
    return GivenFile(info, name, parts.read(vault, original), 0, info.size)


def give_stretch(
    session: Session,
    actor: Actor,
    place: tuple[uuid.UUID, uuid.UUID],
    folder: Path,
    wanted: tuple[int, int | None],
) -> GivenFile:
    """A stretch of sound or film to play; `place` is the case and the file, `wanted` from and to.

    `to` is left out of it, and none means to the end. Raises `NotFound` for what doesn't play, and
    `ValueError` for a stretch that begins behind the end.
    """
    case_id, file_id = place
    opened = open_case(session, actor, case_id, Permission.CASE_READ)
    info, meta = attachments.find_file(session, opened, file_id)
    if not info.plays:
        raise NotFound(refused="file")
    begin, end = wanted[0], min(wanted[1] or info.size, info.size)
    if not 0 <= begin < end:
        raise ValueError(info.size)
    vault = _vault(folder, opened, file_id, meta["key"])
    pieces = parts.read(vault, parts_of(meta["parts"]), begin, end)
    attachments.leave_line(session, actor, opened, PLAYED, sha256=info.sha256)
    return GivenFile(info, "", pieces, begin, end)


def give_drawn(
    session: Session,
    actor: Actor,
    place: tuple[uuid.UUID, uuid.UUID],
    folder: Path,
    wanted: tuple[str, bool],
) -> bytes:
    """A picture drawn anew: "view" or "thumbnail". `place` is the case and the file.

    `wanted` says which, and whether it goes with a page of the case that has just left its own
    line. Raises `NotFound` for a file of which nothing was drawn.
    """
    what, with_page = wanted
    case_id, file_id = place
    opened = open_case(session, actor, case_id, Permission.CASE_READ)
    info, meta = attachments.find_file(session, opened, file_id)
    if what not in meta.get("drawn", {}):
        raise NotFound(refused="file")
    vault = _vault(folder, opened, file_id, meta["key"])
    content = b"".join(parts.read(vault, parts_of([meta["drawn"][what]]), what=what))
    if not with_page:
        attachments.leave_line(session, actor, opened, SEEN, sha256=info.sha256)
    return content


def _vault(folder: Path, opened: OpenCase, file_id: uuid.UUID, key: str) -> Vault:
    return Vault(folder, opened.id, file_id, bytes.fromhex(key))
