"""Which files are taken, told by what they hold and never by what they are called."""

import logging
import warnings
from typing import IO

from PIL import Image

from kla.core.errors import Invalid

# kind: (ending of the neutral name, Pillow's name of the format, for what is no picture none)
KINDS = {
    "image/jpeg": ("jpg", "JPEG"),
    "image/png": ("png", "PNG"),
    "image/webp": ("webp", "WEBP"),
    "application/pdf": ("pdf", ""),
}
MOST_PIXELS = 50_000_000
TAIL = 2048

# At its most talkative Pillow logs what cameras write into pictures: places, names, times.
logging.getLogger("PIL").setLevel(logging.WARNING)


def ending_of(kind: str) -> str:
    """The ending of a file's name by its kind."""
    return KINDS[kind][0]


def kind_of(stream: IO[bytes]) -> str:
    """The kind of a whole file, read from its content; the stream is left at its beginning.

    Raises `Invalid` for a file that is empty, of another kind, or broken.
    """
    stream.seek(0)
    head = stream.read(16)
    kind = _by_first_bytes(head)
    if not head:
        raise Invalid("file-empty", field="file")
    if not kind:
        raise Invalid("file-kind", field="file")
    intact = _is_whole_pdf(stream) if kind == "application/pdf" else _is_picture(stream, kind)
    if not intact:
        raise Invalid("file-broken", field="file")
    stream.seek(0)
    return kind


def _by_first_bytes(head: bytes) -> str:
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return "application/pdf" if head.startswith(b"%PDF-") else ""


def _is_whole_pdf(stream: IO[bytes]) -> bool:
    size = stream.seek(0, 2)
    stream.seek(max(size - TAIL, 0))
    return b"%%EOF" in stream.read()


def _is_picture(stream: IO[bytes], kind: str) -> bool:
    """Whether the picture can be read to its end; a cut one can't."""
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(stream, formats=[KINDS[kind][1]]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return False
                picture.draft("L", (64, 64))  # a JPEG is then read whole, but small
                picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        return False
    return True
