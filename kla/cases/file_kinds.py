"""Which files are taken, told by what they hold and never by what they are called.

Nothing of a file is run, unpacked or resolved to tell its kind: of an archive only the list of its
names is read, of a document its first and last bytes.
"""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from kla.cases.office_kinds import of_ole, of_zip
from kla.core.errors import Invalid

HEAD, TAIL, PIECE = 4096, 2048, 256 * 1024


class Group(StrEnum):
    """What may be done with a file: only of pictures something is made, only sound plays."""

    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Kind:
    """The ending of the neutral name, the group, and what Pillow calls a picture it may read."""

    ending: str
    group: Group
    pillow: str = ""


def _many(group: Group, **endings: str) -> dict[str, Kind]:
    return {f"{group}/{name}".replace("__", "-"): Kind(end, group) for name, end in endings.items()}


OPEN_XML = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
KINDS: dict[str, Kind] = {
    "image/jpeg": Kind("jpg", Group.PICTURE, "JPEG"),
    "image/png": Kind("png", Group.PICTURE, "PNG"),
    "image/webp": Kind("webp", Group.PICTURE, "WEBP"),
    "image/heic": Kind("heic", Group.PICTURE),
    **_many(Group.AUDIO, mpeg="mp3", mp4="m4a", aac="aac", ogg="ogg", wav="wav", amr="amr"),
    "audio/webm": Kind("weba", Group.AUDIO),
    **_many(Group.VIDEO, mp4="mp4", quicktime="mov", webm="webm"),
    "video/3gpp": Kind("3gp", Group.VIDEO),
    "video/x-matroska": Kind("mkv", Group.VIDEO),
    "application/pdf": Kind("pdf", Group.DOCUMENT),
    f"{OPEN_XML}.wordprocessingml.document": Kind("docx", Group.DOCUMENT),
    f"{OPEN_XML}.spreadsheetml.sheet": Kind("xlsx", Group.DOCUMENT),
    f"{OPEN_XML}.presentationml.presentation": Kind("pptx", Group.DOCUMENT),
    f"{OPEN_DOCUMENT}.text": Kind("odt", Group.DOCUMENT),
    f"{OPEN_DOCUMENT}.spreadsheet": Kind("ods", Group.DOCUMENT),
    f"{OPEN_DOCUMENT}.presentation": Kind("odp", Group.DOCUMENT),
    "application/msword": Kind("doc", Group.DOCUMENT),
    "application/vnd.ms-excel": Kind("xls", Group.DOCUMENT),
    "application/vnd.ms-powerpoint": Kind("ppt", Group.DOCUMENT),
    "text/plain": Kind("txt", Group.DOCUMENT),
}
STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
)
RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
BRANDS = {
    "image/heic": (b"heic", b"heix", b"hevc", b"mif1", b"msf1"),
    "audio/mp4": (b"M4A ", b"M4B "),
    "video/quicktime": (b"qt  ",),
    "video/3gpp": (b"3gp", b"3g2", b"3ge"),
}
OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"free"})
# Text of any kind is taken as plain text; other control characters mean that it is none.
NOT_TEXT = {sign for sign in map(chr, range(32)) if sign not in "\t\n\r\f\x1b"}


def ending_of(kind: str) -> str:
    """The ending of a file's name by its kind."""
    return KINDS[kind].ending


def group_of(kind: str) -> Group:
    """What may be done with files of a kind."""
    return KINDS[kind].group


def kind_of(stream: IO[bytes]) -> str:
    """The kind of a whole file, read from its content; the stream is left at its beginning.

    Raises `Invalid` for a file that is empty, of another kind, or broken. Whether a picture is
    whole is found out when it is drawn anew, in `pictures`.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    if not head:
        raise Invalid("file-empty", field="file")
    kind = _of_container(head) or _of_archive(head, stream) or _of_text(stream)
    if not kind:
        raise Invalid("file-kind", field="file")
    if kind == "application/pdf" and not _is_whole_pdf(stream):
        raise Invalid("file-broken", field="file")
    stream.seek(0)
    return kind


def _of_container(head: bytes) -> str:
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF"):
        return RIFF.get(head[8:12], "")
    if head.startswith(b"\x1aE\xdf\xa3"):
        return _of_matroska(head)
    return _of_boxes(head) or _of_frames(head)


def _of_matroska(head: bytes) -> str:
    """A browser that records a voice names the codec of its one track near the beginning."""
    if b"webm" not in head[:64]:
        return "video/x-matroska"
    return "audio/webm" if b"A_OPUS" in head and b"V_" not in head else "video/webm"


def _of_boxes(head: bytes) -> str:
    """MP4 and its relatives, by the brand that they name first."""
    if head[4:8] != b"ftyp":
        return "video/quicktime" if head[4:8] in OLD_QUICKTIME else ""
    for kind, brands in BRANDS.items():
        if head[8:12].startswith(brands):
            return kind
    return "video/mp4"


def _of_frames(head: bytes) -> str:
    """MP3 and AAC without a head of their own begin with a frame."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return ""
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    is_layer = head[1] & 0x06 in {0x02, 0x04}  # III or II; I would be a mark of UTF-16 as well
    has_rate = head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C
    return "audio/mpeg" if is_layer and has_rate else ""


ARCHIVES: tuple[tuple[bytes, Callable[[IO[bytes]], str]], ...] = (
    (b"PK\x03\x04", of_zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", of_ole),
)


def _of_archive(head: bytes, stream: IO[bytes]) -> str:
    for start, tell in ARCHIVES:
        if head.startswith(start):
            return tell(stream)
    return ""


def _of_text(stream: IO[bytes]) -> str:
    stream.seek(0)
    start = stream.read(2)
    utf16 = start in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    decoder = codecs.getincrementaldecoder("utf-16" if utf16 else "utf-8")()
    stream.seek(0)
    try:
        while piece := stream.read(PIECE):
            if not NOT_TEXT.isdisjoint(decoder.decode(piece)):
                return ""
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return ""
    return "text/plain"


def _is_whole_pdf(stream: IO[bytes]) -> bool:
    size = stream.seek(0, 2)
    stream.seek(max(size - TAIL, 0))
    return b"%%EOF" in stream.read()
