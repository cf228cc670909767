"""Places, times, phones and authors, taken out of sound, film and PDF without moving a byte.

Beside sound and pictures a phone writes where, when and with what they were taken. That is
overwritten with zeros and named free space, as the formats have it for what readers pass over.
Every length stays, and with it every index in the file; sound and pictures are not touched.

Boxes: ISO/IEC 14496-12 and the QuickTime File Format. Sound: ID3v2.4 and v1; RIFF with INFO.
PDF: ISO 32000-2, 14.3. Whoever sends a PDF is a stranger, and one can be made to fill the memory of
whatever unpacks it: so it is only looked at as it lies there, and what is packed in it stays.
A track of places that some cameras make is not found either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END
from typing import IO, TYPE_CHECKING

from kla.crypto.files import Placed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HOLDING = frozenset({b"moov", b"trak", b"mdia"})
TELLING = frozenset({b"udta", b"meta", b"uuid"})
DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
CHUNKS = frozenset({b"LIST", b"id3 ", b"ID3 ", b"bext", b"iXML", b"_PMX"})
BOXED = frozenset({"video/mp4", "video/quicktime", "video/3gpp", "audio/mp4"})
PDF = "application/pdf"
INFORMATION = re.compile(
    rb"/(?:Author|Creator|Producer|CreationDate|ModDate)\s{0,9}"
    rb"(?:\(((?:[^()\\]|\\.){0,2000})\)|<([0-9A-Fa-f\s]{0,4000})>)",
    re.DOTALL,
)
PACKET, PACKET_END = b"<?xpacket begin", b"<?xpacket end"
MOST_BOXES = 10_000
LEVELS = 4


@dataclass(frozen=True, slots=True)
class Blank:
    """A stretch of a file that becomes this head, and zeros from there on."""

    begin: int
    end: int
    head: bytes = b""

    def over(self, held: bytearray, at: int) -> None:
        """Lay it over what was read from a place on."""
        first, last = max(self.begin, at), min(self.end, at + len(held))
        if first < last:
            made = self.head[first - self.begin : last - self.begin]
            held[first - at : last - at] = made + bytes(last - first - len(made))


def blanked(stream: IO[bytes], kind: str) -> "Blanked":
    """A file of some kind as it is kept. The stream itself stays as it came."""
    size = stream.seek(0, SEEK_END)
    found: Iterator[Blank] = iter(())
    if kind in BOXED:
        found = _of_boxes(_Boxes(stream), 0, size, LEVELS)
    elif kind == "audio/mpeg":
        found = _of_tags(stream, size)
    elif kind == "audio/wav":
        found = _of_chunks(stream, size)
    elif kind == PDF:
        found = _of_pdf(stream)
    return Blanked(stream, list(found), size)


class Blanked(Placed):
    """Reads a file with some stretches laid over."""

    def __init__(self, stream: IO[bytes], blanks: list[Blank], size: int) -> None:
        super().__init__()
        self._stream, self._blanks, self._size = stream, blanks, size

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read from where it stands."""
        view = memoryview(buffer).cast("B")
        self._stream.seek(self._at)
        held = bytearray(self._stream.read(len(view)))
        for one in self._blanks:
            one.over(held, self._at)
        view[: len(held)] = held
        self._at += len(held)
        return len(held)


class _Boxes:
    """Reads the heads of boxes, so many and no more: a file may be made to have millions."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._left = stream, MOST_BOXES

    def between(self, begin: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
        """Each box: its name, and where it begins, its content begins, and it ends."""
        while begin + 8 <= end and self._left:
            self._left -= 1
            name, head, size = self._head(begin, end)
            if size < head:
                return
            last = min(begin + size, end)
            yield name, begin, begin + head, last
            begin = last

    def byte_at(self, place: int) -> int:
        """One byte of the file; 0 behind its end."""
        self._stream.seek(place)
        return int.from_bytes(self._stream.read(1), "big")

    def _head(self, begin: int, end: int) -> tuple[bytes, int, int]:
        self._stream.seek(begin)
        raw = self._stream.read(16)
        size, name = int.from_bytes(raw[:4], "big"), raw[4:8]
        if size == 1:
            return name, 16, int.from_bytes(raw[8:16], "big")
        return name, 8, size or end - begin  # the last one may leave its size out


def _of_boxes(boxes: _Boxes, begin: int, end: int, levels: int) -> Iterator[Blank]:
    for name, start, content, last in boxes.between(begin, end):
        if name in TELLING:
            yield Blank(start + 4, start + 8, b"free")
            yield Blank(content, last)
        elif name in DATED:
            length = 16 if boxes.byte_at(content) == 1 else 8
            yield Blank(content + 4, min(content + 4 + length, last))
        elif name in HOLDING and levels:
            yield from _of_boxes(boxes, content, last, levels - 1)


def _of_tags(stream: IO[bytes], size: int) -> Iterator[Blank]:
    """The tag in front becomes one of padding only; the one at the end is no tag any more."""
    stream.seek(0)
    head = stream.read(10)
    if head[:3] == b"ID3" and len(head) == 10:
        length = 0
        for byte in head[6:10]:
            length = length << 7 | byte & 0x7F
        yield Blank(5, 6)
        yield Blank(10, min(10 + length, size))
    stream.seek(max(size - 128, 0))
    if stream.read(3) == b"TAG":
        yield Blank(max(size - 128, 0), size)


def _of_chunks(stream: IO[bytes], size: int) -> Iterator[Blank]:
    begin = 12
    for _ in range(MOST_BOXES):
        stream.seek(begin)
        head = stream.read(8)
        if len(head) < 8:
            return
        last = begin + 8 + int.from_bytes(head[4:], "little")
        if head[:4] in CHUNKS:
            yield Blank(begin, begin + 4, b"JUNK")
            yield Blank(begin + 8, min(last, size))
        begin = last + last % 2


def _of_pdf(stream: IO[bytes]) -> Iterator[Blank]:
    """Blanks, not zeros: the strings are empty then, and a packet says nothing."""
    stream.seek(0)
    content = stream.read()
    end = 0
    while (begin := content.find(PACKET, end)) >= 0:
        begin = content.find(b"?>", begin) + 2
        end = content.find(PACKET_END, begin)
        if end < begin or begin < len(PACKET):
            break
        yield Blank(begin, end, b" " * (end - begin))
    if b"/Encrypt" in content:  # its strings are no text, and would not open any more
        return
    for hit in INFORMATION.finditer(content):
        begin, end = hit.span(1) if hit.group(1) is not None else hit.span(2)
        yield Blank(begin, end, b" " * (end - begin))
