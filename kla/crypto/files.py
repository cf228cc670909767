"""Files of cases, encrypted in chunks, and uploads that never touch a disk in clear."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from io import SEEK_CUR, SEEK_END, SEEK_SET, BytesIO, RawIOBase, UnsupportedOperation
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO
from uuid import UUID

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kla.core.errors import Unreadable
from kla.crypto.encoding import KEY_BYTES, check_key, lp

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

PIECE = 256 * 1024
IN_MEMORY = 256 * 1024
BLOCK = 16
ORIGINAL = "original"


def new_file_key() -> bytes:
    """A random key for one file, to be kept in its sealed description."""
    return os.urandom(KEY_BYTES)


def file_context(case_id: UUID, attachment_id: UUID) -> bytes:
    """What a file is bound to."""
    return lp("kla/v1/file", case_id, attachment_id)


def part_context(case_id: UUID, attachment_id: UUID, what: str, begins: int) -> bytes:
    """What one part of a file is bound to: the file, and where in it the part begins.

    `what` is "original", or the name of what was made of it. The beginning of the original is
    bound like a file that was never parted.
    """
    if what == ORIGINAL and not begins:
        return file_context(case_id, attachment_id)
    return lp("kla/v1/file-part", case_id, attachment_id, what, begins)


def encrypt_stream(key: bytes, context: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Encrypt a file piece by piece."""
    check_key(key)
    writer = Cobblestone256Encryptor(key, context)
    for chunk in chunks:
        yield writer.update(chunk)
    yield writer.finalize()


def decrypt_stream(key: bytes, context: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Decrypt piece by piece. What it yields is genuine, but only its end proves it whole.

    Where a file is handed to a person use `read_file`: a cut one then never begins.
    """
    check_key(key)
    reader = Cobblestone256Decryptor(key, context)
    try:
        for chunk in chunks:
            yield reader.update(chunk)
        yield reader.finalize()
    except InvalidTag:
        raise Unreadable(reason="file") from None


def verify_stream(key: bytes, context: bytes, chunks: Iterable[bytes]) -> int:
    """Read a whole file and return its size in clear; `Unreadable` if it was cut or changed."""
    return sum(len(piece) for piece in decrypt_stream(key, context, chunks))


def read_file(key: bytes, context: bytes, stored: BinaryIO) -> Iterator[bytes]:
    """Verify a stored file to its end, now, then return an iterator over what it holds."""
    start = stored.tell()
    verify_stream(key, context, pieces_of(stored))
    stored.seek(start)
    return decrypt_stream(key, context, pieces_of(stored))


def pieces_of(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in pieces of 256 KB."""
    return iter(lambda: stream.read(PIECE), b"")


class Placed(RawIOBase):
    """A stream that is read from any place; whoever fills it says how long it is."""

    _at = _size = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """From any place."""
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        """Go to a place."""
        base = {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._at = base + offset
        return self._at


class EncryptedSpool(Placed):
    """A temporary file for an upload: in memory while small, then on disk under a key in memory.

    Written at its end only: under a key stream, two contents at one place would betray each other.
    """

    def __init__(self, folder: Path, in_memory: int = IN_MEMORY) -> None:
        super().__init__()
        self._folder, self._limit = folder, in_memory
        self._file: IO[bytes] = BytesIO()
        self._key = b""
        self._at = self._size = 0

    @property
    def on_disk(self) -> bool:
        """Whether it has outgrown memory."""
        return bool(self._key)

    def writable(self) -> bool:
        """It can be written, at its end."""
        return True

    def tell(self) -> int:
        """Where the next byte is read or written."""
        return self._at

    def write(self, data: "ReadableBuffer", /) -> int:
        """Append."""
        if self._at != self._size:
            raise UnsupportedOperation("a spool is written at its end")
        raw = bytes(data)
        if not self.on_disk and self._size + len(raw) > self._limit:
            self._roll()
        self._store(raw)
        return len(raw)

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read from where it stands."""
        view = memoryview(buffer).cast("B")
        self._file.seek(self._at)
        raw = self._file.read(len(view))
        if self.on_disk:
            raw = self._stream(self._at)(raw)
        view[: len(raw)] = raw
        self._at += len(raw)
        return len(raw)

    def close(self) -> None:
        """Close, and with it delete, the file."""
        if not self.closed:
            self._file.close()
        super().close()

    def _store(self, raw: bytes) -> None:
        self._file.seek(self._size)
        self._file.write(self._stream(self._size)(raw) if self.on_disk else raw)
        self._size += len(raw)
        self._at = self._size

    def _roll(self) -> None:
        self._file.seek(0)
        held = self._file.read()
        self._file.close()
        self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 -- closed by close()
        self._key = os.urandom(KEY_BYTES)
        self._size = 0
        self._store(held)

    def _stream(self, offset: int) -> Callable[[bytes], bytes]:
        """The key stream from an offset. The key lives for one spool, so it may count from zero."""
        counter = (offset // BLOCK).to_bytes(BLOCK, "big")
        cipher = Cipher(algorithms.AES256(self._key), modes.CTR(counter)).encryptor()
        cipher.update(bytes(offset % BLOCK))
        return cipher.update
