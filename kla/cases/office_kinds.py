"""Office documents, told apart by the names that they list inside; nothing is unpacked."""

import struct
import zipfile
from typing import IO

from kla.core.errors import Invalid

OPEN_XML = "application/vnd.openxmlformats-officedocument"
FOLDERS = {
    "word/": f"{OPEN_XML}.wordprocessingml.document",
    "xl/": f"{OPEN_XML}.spreadsheetml.sheet",
    "ppt/": f"{OPEN_XML}.presentationml.presentation",
}
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
MIMETYPES = {f"{OPEN_DOCUMENT}.{one}" for one in ("text", "spreadsheet", "presentation")}
# Where the list of names ends, and how long it may be: a list can be a bomb as well.
END, END_BYTES, MOST_TAIL, MOST_LIST = b"PK\x05\x06", 22, 65_557, 4 * 1024 * 1024
# The streams of old formats, as their directory names them, and where that begins.
STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
DIRECTORY_BYTES, ENTRY_BYTES = 64 * 1024, 128


def of_zip(stream: IO[bytes]) -> str:
    """The kind of an Office Open XML or OpenDocument file; empty for any other archive.

    Raises `Invalid` for one that is cut, or whose list of names is beyond reason.
    """
    stream.seek(0)
    first = stream.read(256)
    mimetype = first[38 : 38 + first[18]].decode("latin-1") if first[30:38] == b"mimetype" else ""
    names = _names(stream)
    if mimetype in MIMETYPES:
        return mimetype
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for start, kind in FOLDERS.items() if _any(names, start)), "")


def _any(names: list[str], start: str) -> bool:
    return any(name.startswith(start) for name in names)


def _names(stream: IO[bytes]) -> list[str]:
    size = stream.seek(0, 2)
    stream.seek(max(size - MOST_TAIL, 0))
    tail = stream.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_BYTES:
        raise Invalid("file-broken", field="file")
    if struct.unpack_from("<I", tail, at + 12)[0] > MOST_LIST:
        raise Invalid("file-broken", field="file")
    try:
        with zipfile.ZipFile(stream) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Invalid("file-broken", field="file") from None


def of_ole(stream: IO[bytes]) -> str:
    """The kind of a Word, Excel or PowerPoint file of before 2007; empty for anything else.

    The directory is read where it begins: [MS-CFB] 2.2 and 2.6.
    """
    stream.seek(0)
    head = stream.read(512)
    if len(head) < 512:
        raise Invalid("file-broken", field="file")
    shift, first = struct.unpack_from("<H", head, 30)[0], struct.unpack_from("<I", head, 48)[0]
    stream.seek((first + 1) << min(shift, 12))
    listed = stream.read(DIRECTORY_BYTES)
    for at in range(0, len(listed) - ENTRY_BYTES + 1, ENTRY_BYTES):
        length = struct.unpack_from("<H", listed, at + 64)[0]
        name = listed[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        if name in STREAMS:
            return STREAMS[name]
    return ""
