"""A register that was sent and waits for a word, sealed under a key of the login session."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kla.cases.register_file import kept
from kla.cases.register_file.plans import Plan
from kla.core.errors import NotFound
from kla.crypto import files
from kla.crypto.encoding import lp

PREFIX = "register-"
STALE_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a register waits, and the key that opens it. Whoever loses the key loses no case."""

    name: str
    key: bytes

    def path(self, folder: Path) -> Path:
        """Its file."""
        return folder / f"{PREFIX}{self.name}"

    @property
    def context(self) -> bytes:
        """What it is bound to."""
        return lp("kla/v1/register-file", self.name)


def keep(folder: Path, plan: Plan) -> Kept:
    """Seal the rows of a register into the folder, and sweep out what others left there."""
    _sweep(folder)
    made = Kept(uuid.uuid4().hex, files.new_file_key())
    content = kept.to_bytes(plan)
    handle = os.open(made.path(folder), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for piece in files.encrypt_stream(made.key, made.context, _pieces(content)):
            file.write(piece)
    return made


def open_kept(folder: Path, where: Kept) -> Plan:
    """The rows of a register that waits, and how each stands. Raises `NotFound`, `Unreadable`."""
    try:
        with where.path(folder).open("rb") as file:
            return kept.from_bytes(b"".join(files.read_file(where.key, where.context, file)))
    except FileNotFoundError:
        raise NotFound(refused="register") from None


def drop(folder: Path, where: Kept) -> None:
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
