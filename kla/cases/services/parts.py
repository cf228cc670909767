"""The stored parts of a file: sealed as they arrive, and read again from any place.

A part is closed, and safe on disk, after some megabytes or some seconds, whichever comes first.
What was not closed yet when the program was stopped has to be sent again; it opens nothing.
"""

import os
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader, FileIO
from itertools import accumulate, chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import event
from sqlalchemy.orm import Session

from kla.core.errors import Unreadable
from kla.crypto import files

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PART_BYTES = 16 * 1024 * 1024
PART_SECONDS = 10.0
WRITTEN = "files_written"


@dataclass(frozen=True, slots=True)
class Part:
    """One stored stretch of a file: under which random name, how long in clear."""

    stored_as: str
    size: int

    def to_json(self) -> list[Any]:
        """As it stands in the sealed description."""
        return [self.stored_as, self.size]


@dataclass(frozen=True, slots=True)
class Vault:
    """Where the parts of one file lie, what they are bound to, and what opens them."""

    folder: Path
    case_id: uuid.UUID
    file_id: uuid.UUID
    key: bytes

    def context(self, what: str, begins: int) -> bytes:
        """What the part is bound to that begins there."""
        return files.part_context(self.case_id, self.file_id, what, begins)


def parts_of(listed: Iterable[Iterable[Any]]) -> tuple[Part, ...]:
    """Parts as a sealed description has them."""
    return tuple(Part(str(name), int(size)) for name, size in listed)


def size_of(parts: Iterable[Part]) -> int:
    """How many bytes they hold together."""
    return sum(part.size for part in parts)


def write(
    vault: Vault, pieces: Iterable[bytes], begins: int = 0, what: str = files.ORIGINAL
) -> Iterator[Part]:
    """Seal pieces as they come, and answer each part once it is safe on disk.

    An error while pieces come takes the open part with it; those answered before it stay.
    """
    coming = iter(pieces)
    for first in coming:
        part = _write_one(vault, vault.context(what, begins), _some(first, coming))
        begins += part.size
        yield part


def _some(first: bytes, coming: Iterator[bytes]) -> Iterator[bytes]:
    """As many pieces as one part holds, or as arrive in the time that one may be open."""
    held, until = 0, time.monotonic() + PART_SECONDS
    for piece in chain((first,), coming):
        held += len(piece)
        yield piece
        if held >= PART_BYTES or time.monotonic() >= until:
            return


def _write_one(vault: Vault, context: bytes, pieces: Iterator[bytes]) -> Part:
    name, size = uuid.uuid4().hex, 0
    path = vault.folder / name

    def counted() -> Iterator[bytes]:
        nonlocal size
        for piece in pieces:
            size += len(piece)
            yield piece

    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb", buffering=0) as stored:
            for sealed in files.encrypt_stream(vault.key, context, counted()):
                _write_all(stored, sealed)
            os.fsync(stored.fileno())
    except BaseException:
        delete(vault.folder, name)
        raise
    return Part(name, size)


def _write_all(stored: FileIO, sealed: bytes) -> None:
    """A disk that is almost full takes a part of it without a complaint: that comes next time."""
    rest = memoryview(sealed)
    while rest:
        rest = rest[stored.write(rest) :]


def read(
    vault: Vault,
    parts: Iterable[Part],
    begin: int = 0,
    end: int | None = None,
    what: str = files.ORIGINAL,
) -> Iterator[bytes]:
    """The bytes from `begin` to before `end`. Each part is verified whole before any of it is out.

    Raises `Unreadable` where a part is gone, cut, changed or not where it belongs.
    """
    parts = tuple(parts)
    last = size_of(parts) if end is None else end
    for begins, part in zip(_begins(parts), parts, strict=True):
        if begins < last and begin < begins + part.size:
            yield from _stretch(_read_one(vault, part, begins, what), begin - begins, last - begins)


def _begins(parts: Iterable[Part]) -> list[int]:
    return list(accumulate((part.size for part in parts), initial=0))[:-1]


def _stretch(pieces: Iterator[bytes], begin: int, end: int) -> Iterator[bytes]:
    at = 0
    for piece in pieces:
        wanted = piece[max(begin - at, 0) : max(end - at, 0)]
        at += len(piece)
        if wanted:
            yield wanted


def _read_one(vault: Vault, part: Part, begins: int, what: str) -> Iterator[bytes]:
    key, context = vault.key, vault.context(what, begins)
    with _stored(vault, part) as stored:
        _must_be_whole(vault, part, context, stored)
        stored.seek(0)
        yield from files.decrypt_stream(key, context, files.pieces_of(stored))


def _verify_one(vault: Vault, part: Part, begins: int, what: str) -> None:
    with _stored(vault, part) as stored:
        _must_be_whole(vault, part, vault.context(what, begins), stored)


def _must_be_whole(vault: Vault, part: Part, context: bytes, stored: BinaryIO) -> None:
    if files.verify_stream(vault.key, context, files.pieces_of(stored)) != part.size:
        raise Unreadable(reason="file-cut")


def _stored(vault: Vault, part: Part) -> BinaryIO:
    try:
        return (vault.folder / part.stored_as).open("rb")
    except OSError:
        raise Unreadable(reason="file-gone") from None


def verify(vault: Vault, parts: Iterable[Part]) -> None:
    """Raise `Unreadable` unless every part is there and whole."""
    parts = tuple(parts)
    for begins, part in zip(_begins(parts), parts, strict=True):
        _verify_one(vault, part, begins, files.ORIGINAL)


class Reader(files.Placed):
    """Reads a stored file from any place, for the program's own eyes.

    It holds one part in memory at a time, as far as it was read. What it reads is genuine; that a
    part is whole is known once it was read to its end.
    """

    def __init__(self, vault: Vault, parts: Iterable[Part]) -> None:
        super().__init__()
        self._vault, self._parts = vault, tuple(parts)
        self._size, self._at = size_of(self._parts), 0
        self._held, self._first, self._end = bytearray(), 0, 0
        self._coming: Iterator[bytes] = iter(())

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read from where it stands."""
        view = memoryview(buffer).cast("B")
        if not self._first <= self._at < self._end:
            self._open()
        start = self._at - self._first
        while len(self._held) <= start and (piece := next(self._coming, None)) is not None:
            self._held += piece
        raw = self._held[start : start + len(view)]
        view[: len(raw)] = raw
        self._at += len(raw)
        return len(raw)

    def _open(self) -> None:
        """Turn to the part that holds the place; behind the end there is none."""
        self._held, self._coming = bytearray(), iter(())
        self._first = self._end = self._at
        for begins, part in zip(_begins(self._parts), self._parts, strict=True):
            if begins <= self._at < begins + part.size:
                self._first, self._end = begins, begins + part.size
                self._coming = _unverified(self._vault, part, begins)


def _unverified(vault: Vault, part: Part, begins: int) -> Iterator[bytes]:
    with _stored(vault, part) as stored:
        context = vault.context(files.ORIGINAL, begins)
        yield from files.decrypt_stream(vault.key, context, files.pieces_of(stored))


def open_parts(vault: Vault, parts: Iterable[Part]) -> BufferedReader:
    """A stored file as libraries read files."""
    return BufferedReader(Reader(vault, parts), files.PIECE)


def delete(folder: Path, *names: str) -> None:
    """Delete stored files that nothing names."""
    for name in names:
        with suppress(OSError):
            (folder / name).unlink()


def take_back_on_failure(session: Session, folder: Path, parts: Iterable[Part]) -> None:
    """Delete parts again unless the transaction that names them is committed."""
    written = session.info.setdefault(WRITTEN, [])
    written.extend(folder / part.stored_as for part in parts)


@event.listens_for(Session, "after_commit")
def _keep(session: Session) -> None:
    session.info.pop(WRITTEN, None)


@event.listens_for(Session, "after_rollback")
def _take_back(session: Session) -> None:
    for path in session.info.pop(WRITTEN, []):
        with suppress(OSError):
            path.unlink()
