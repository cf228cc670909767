"""Content that waits between two requests, sealed under a key that only a login session has."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kla.core.errors import NotFound
from kla.crypto import files
from kla.crypto.encoding import lp

PREFIX = "waiting-"
STALE_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where something waits, and the key that opens it. Whoever loses the key sends it again."""

    name: str
    key: bytes

    def path(self, folder: Path) -> Path:
        """Its file."""
        return folder / f"{PREFIX}{self.name}"

    @property
    def context(self) -> bytes:
        """What it is bound to."""
        return lp("kla/v1/waiting", self.name)


def keep(folder: Path, content: bytes) -> Waiting:
    """Seal content into the folder, and sweep out what others left there."""
    _sweep(folder)
    made = Waiting(uuid.uuid4().hex, files.new_file_key())
    handle = os.open(made.path(folder), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for piece in files.encrypt_stream(made.key, made.context, _pieces(content)):
            file.write(piece)
    return made


def fetch(folder: Path, where: Waiting) -> bytes:
    """The content again. Raises `NotFound` where it was swept out, and `Unreadable`."""
    try:
        with where.path(folder).open("rb") as file:
            return b"".join(files.read_file(where.key, where.context, file))
    except FileNotFoundError:
        raise NotFound(refused="waiting") from None


def drop(folder: Path, where: Waiting) -> None:
    """Delete it."""
    where.path(folder).unlink(missing_ok=True)


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[start : start + files.PIECE] for start in range(0, len(content), files.PIECE))


def _sweep(folder: Path) -> None:
    """Files whose login session is over for long: nobody has their keys any more."""
    oldest = time.time() - STALE_S
    for path in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
