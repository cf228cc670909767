"""How the lines of many cases lie in one text, and how a filter goes through it. Pure.

A text holds blocks: a number, the ids, the moments of the reports, the days of the events, the age
of the youngest victim, the words that any line has, for each word one bit per line, and what else
measures count. A filter puts the bits of words together by "and" and "or", a segment at a time, and
looks at single lines only where a day was asked for: it costs a few operations for each word,
however many cases there are. A text of the first format is put into this order first.
"""

import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, compress

from kla.cases import lines
from kla.cases.lines import Line, bytes_of, mark_of_bytes
from kla.cases.types.filters import Sorting

SIGN = b"\x02"  # no line of the first format begins so
TOP = struct.Struct("<III")  # lines; length of the words; length of the rests
HEAD = len(SIGN) + TOP.size
ID_BYTES = 16
UNKNOWN_AGE, LAST = 255, 1 << 40
DAY, WITA_MINUTES = 24 * 60, 8 * 60  # a day begins in Balikpapan eight hours before UTC's
BREAK = b"\n"
BITS = bytes.maketrans(b"01", b"\x00\x01")
RISKS = ("tinggi", "sedang", "rendah")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a line has to have: one word of each group; both moments within their limits."""

    groups: tuple[frozenset[bytes], ...] = ()
    received: tuple[int, int] | None = None
    happened: tuple[int, int] | None = None


@dataclass(slots=True)
class Found:
    """The cases that fit, by the key that their place in the list goes by; ids as bytes.

    `total` is how many were looked through.
    """

    by_key: dict[int, list[bytes]] = field(default_factory=dict)
    total: int = 0

    def __len__(self) -> int:
        return sum(map(len, self.by_key.values()))

    def add(self, other: "Found") -> "Found":
        """These and those of another text."""
        for key, many in other.by_key.items():
            self.by_key.setdefault(key, []).extend(many)
        self.total += other.total
        return self

    def ids(self) -> set[bytes]:
        """All of them."""
        return {one for many in self.by_key.values() for one in many}


def join(kept: Collection[bytes]) -> bytes:
    """Pack lines into one text."""
    rows = [lines.read(line) for line in kept]
    numbers = f"<{len(rows)}I"
    words = _words_of(rows)
    names, rests = b" ".join(words), BREAK.join(row.rest for row in rows)
    ages = [UNKNOWN_AGE if row.youngest is None else row.youngest for row in rows]
    return b"".join(
        [
            SIGN,
            TOP.pack(len(rows), len(names), len(rests)),
            b"".join(bytes_of(row.mark) for row in rows),
            struct.pack(numbers, *(row.received for row in rows)),
            struct.pack(numbers, *(row.happened for row in rows)),
            bytes(ages),
            names,
            b"".join(words.values()),
            rests,
        ]
    )


def _words_of(rows: Sequence[Line]) -> dict[bytes, bytearray]:
    """For each word the bits of the lines that have it, in the order of the words."""
    width = (len(rows) + 7) // 8
    found: dict[bytes, bytearray] = {}
    for row, line in enumerate(rows):
        at, bit = row >> 3, 1 << (row & 7)
        for word in line.words:
            bits = found.get(word)
            if bits is None:
                bits = found[word] = bytearray(width)
            bits[at] |= bit
    return dict(sorted(found.items()))


def split(text: bytes, only: Collection[bytes] | None = None) -> list[bytes]:
    """The lines that were packed into a text, or those of some marks."""
    if not text.startswith(SIGN):
        kept = text.split(BREAK) if text else []
        return [one for one in kept if only is None or one[: lines.ID_SIGNS] in only]
    page = Page(text)
    chosen = [row for row, mark in enumerate(page.marks) if only is None or mark in only]
    return _lines_at(page, chosen) if chosen else []


def _lines_at(page: "Page", chosen: Iterable[int]) -> list[bytes]:
    words: list[list[bytes]] = [[] for _ in range(page.count)]
    for word in page.places:
        for row in page.rows(page.bits(word)):
            words[row].append(word)
    rests = page.text[page.rests :].split(BREAK)
    received, happened = page.numbers(page.received), page.numbers(page.happened)
    return [
        Line(page.marks[row], received[row], happened[row], rests[row], tuple(words[row])).text
        for row in chosen
    ]


def marks_in(text: bytes) -> set[bytes]:
    """The marks of the cases that a text has lines of."""
    if not text.startswith(SIGN):
        return {line[: lines.ID_SIGNS] for line in split(text)}
    return set(Page(text).marks)


def scan(
    texts: Iterable[bytes], wanted: Wanted, order: Sorting, gone: Collection[bytes] = ()
) -> Found:
    """The cases that fit, leaving out the ids of those of which there are newer lines."""
    found = Found()
    for text in texts:
        if text:
            page = Page(text if text.startswith(SIGN) else join(split(text)))
            _scan_page(page, wanted, order, gone, found)
    return found


def _scan_page(
    page: "Page", wanted: Wanted, order: Sorting, gone: Collection[bytes], found: Found
) -> None:
    found.total += page.count
    for key, some in page.keyed(page.passing(wanted), order):
        ids = [one for one in map(page.id_at, some) if one not in gone]
        if ids:
            found.by_key.setdefault(key, []).extend(ids)


class Page:
    """One text, and where its blocks begin. Bits are whole numbers, the first line the lowest."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.count, names, rests = TOP.unpack_from(text, len(SIGN))
        self.width = (self.count + 7) // 8
        sizes = (ID_BYTES * self.count, 4 * self.count, 4 * self.count, self.count, names)
        starts = list(accumulate(sizes, initial=HEAD))
        self.received, self.happened, self.youngest, self.names, self.bitmaps = starts[1:]
        self.rests = len(text) - rests

    @cached_property
    def marks(self) -> list[bytes]:
        """The marks of the cases, line by line."""
        return [mark_of_bytes(self.id_at(row)) for row in range(self.count)]

    @cached_property
    def places(self) -> dict[bytes, int]:
        """Where the bits of each word begin."""
        names = self.text[self.names : self.bitmaps].split()
        return {name: self.bitmaps + place * self.width for place, name in enumerate(names)}

    def id_at(self, row: int) -> bytes:
        """The id of the case of a line."""
        return self.text[HEAD + row * ID_BYTES : HEAD + (row + 1) * ID_BYTES]

    def numbers(self, at: int) -> tuple[int, ...]:
        """A block of whole numbers, line by line."""
        return struct.unpack_from(f"<{self.count}I", self.text, at)

    def bits(self, word: bytes) -> int:
        """Which lines have a word."""
        at = self.places.get(word)
        return 0 if at is None else int.from_bytes(self.text[at : at + self.width], "little")

    def rows(self, bits: int) -> Iterator[int]:
        """The lines that are told by bits."""
        if not bits:
            return iter(())
        signs = f"{bits:b}"[::-1].encode().translate(BITS)
        return compress(range(self.count), signs)

    def fitting(self, groups: Iterable[frozenset[bytes]]) -> int:
        """The lines that have a word of each group."""
        found: int = (1 << self.count) - 1
        for group in groups:
            some = 0
            for word in group & self.places.keys():
                some |= self.bits(word)
            found &= some
        return found

    def passing(self, wanted: Wanted) -> int:
        """The lines that fit."""
        bits = self.fitting(wanted.groups)
        if wanted.received:
            bits = self.between(bits, self.received, *wanted.received)
        if wanted.happened:
            bits = self.between(bits, self.happened, *wanted.happened)
        return bits

    def between(self, bits: int, at: int, first: int, last: int) -> int:
        """Those of some lines whose number lies within limits, both included."""
        numbers = self.numbers(at)
        signs = bytearray(self.width)
        for row in self.rows(bits):
            if first <= numbers[row] <= last:
                signs[row >> 3] |= 1 << (row & 7)
        return int.from_bytes(signs, "little")

    def keyed(self, bits: int, order: Sorting) -> Iterator[tuple[int, Iterable[int]]]:
        """Some lines, told apart by the key that an order goes by; the lowest comes first."""
        if order is Sorting.URGENCY:
            yield 0, self.rows(bits)
        elif order is Sorting.NEWEST:
            received = self.numbers(self.received)
            days = ((-((received[row] + WITA_MINUTES) // DAY), row) for row in self.rows(bits))
            yield from _grouped(days)
        elif order is Sorting.YOUNGEST:
            ages = self.text[self.youngest : self.youngest + self.count]
            yield from _grouped((ages[row], row) for row in self.rows(bits))
        else:
            yield from self._by_word(bits, f"{lines.WORDS[str(order)]}:".encode())

    def _by_word(self, bits: int, start: bytes) -> Iterator[tuple[int, Iterable[int]]]:
        left = bits
        for word in self.places:
            if word.startswith(start):
                some = left & self.bits(word)
                left ^= some
                yield _rank(word[len(start) :].decode()), self.rows(some)
        yield LAST, self.rows(left)


def _grouped(keyed: Iterable[tuple[int, int]]) -> Iterator[tuple[int, Iterable[int]]]:
    found: dict[int, list[int]] = {}
    for key, row in keyed:
        found.setdefault(key, []).append(row)
    yield from found.items()


def _rank(value: str) -> int:
    """Risks by how high they are; places by their code, which keeps a kecamatan together."""
    if value in RISKS:
        return RISKS.index(value)
    digits = value.replace(".", "")
    return int(digits) if digits.isdigit() else LAST
