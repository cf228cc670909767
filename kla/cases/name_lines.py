"""The lines by which somebody is found by name: how many are packed into one text and searched.

A text holds three blocks: heads of one length with the case, the year of birth and the sex; what is
left of each name when it is misheard; the folded names. A search scans the second block only and
looks at the others where it found something, so that it costs no more than a database's own.
"""

import struct
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kla.cases import names
from kla.cases.lines import case_of, mark_of

SHORTEST_QUERY = 2
# A shorter skeleton fits so many names that looking for the folded spelling is better.
SHORTEST_SKELETON = 3
# So many times the wanted hits are enough to choose the best from.
ENOUGH = 8

ID_BYTES = 16
TOP = struct.Struct(">II")  # how many lines; how long the skeletons are
HEAD = struct.Struct(">16sHcI")  # case, year of birth or 0, sex, where the folded name begins
BREAK, BETWEEN, NO_SEX = b"\n", b"|", b" "


@dataclass(frozen=True, slots=True)
class Hit:
    """A case in which somebody's name fits, best fit first by `rank`."""

    case_id: uuid.UUID
    rank: int


def match_lines(case_id: uuid.UUID, summary: Mapping[str, Any]) -> list[bytes]:
    """One line for each victim: what finding the same person needs, and no more."""
    mark = mark_of(case_id).decode()
    return [
        f"{mark}|{one['born'] or ''}|{one['sex']}|{one['folded']}|{one['skeleton']}".encode()
        for one in summary["victims"]
    ]


def join(lines: Collection[bytes]) -> bytes:
    """Pack lines into one text."""
    heads, bones, folded, at = bytearray(), [], [], 0
    for line in lines:
        mark, born, sex, name, skeleton = line.split(BETWEEN)
        heads += HEAD.pack(case_of(mark).bytes, int(born or 0), sex or NO_SEX, at)
        # Each word has a blank before it: by ear, words are compared from their beginning.
        bones.append(b" " + skeleton)
        folded.append(b" " + name)
        at += len(name) + 2
    block = BREAK.join(bones)
    top = TOP.pack(len(lines), len(block))
    return b"".join([top, heads, block, BREAK, BREAK.join(folded)])


def split(text: bytes) -> list[bytes]:
    """The lines that were packed into a text."""
    page = Page(text)
    blocks = (text[page.bones : page.bones_end], text[page.folded :])
    bones, folded = (block.split(BREAK) if page.count else [] for block in blocks)
    heads = HEAD.iter_unpack(text[TOP.size : page.bones])
    return [
        BETWEEN.join(
            [mark_of(uuid.UUID(bytes=case)), b"%d" % born if born else b"", sex.strip(), name, bone]
        )
        for (case, born, sex, _), name, bone in zip(
            heads, map(_bare, folded), map(_bare, bones), strict=True
        )
    ]


def _bare(part: bytes) -> bytes:
    return part[1:]


def marks_in(text: bytes) -> set[bytes]:
    """The marks of the cases that a text has lines of."""
    return {mark_of(uuid.UUID(bytes=case)) for case in Page(text).cases()}


class Page:
    """Where the blocks of a text begin and end."""

    __slots__ = ("bones", "bones_end", "count", "folded", "text")

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.count, length = TOP.unpack_from(text) if text else (0, 0)
        self.bones = TOP.size + self.count * HEAD.size
        self.bones_end = self.bones + length
        self.folded = self.bones_end + 1

    def cases(self) -> set[bytes]:
        """The ids of the cases in it."""
        starts = range(TOP.size, TOP.size + self.count * HEAD.size, HEAD.size)
        return {self.text[at : at + ID_BYTES] for at in starts}

    def by_bones(self, needle: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
        """Case, folded name and skeleton of each line whose skeleton holds a needle."""
        text = self.text
        for number, bones in _found(text, needle, self.bones, self.bones_end):
            case, _, _, at = HEAD.unpack_from(text, TOP.size + number * HEAD.size)
            start = self.folded + at
            end = text.find(BREAK, start)
            yield case, text[start:] if end < 0 else text[start:end], bones

    def by_spelling(self, needle: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
        """The same of each line whose folded name holds a needle."""
        for number, folded in _found(self.text, needle, self.folded, len(self.text)):
            head = TOP.size + number * HEAD.size
            bones = b" " + names.skeleton(folded.decode()).encode()
            yield self.text[head : head + ID_BYTES], folded, bones


def _found(text: bytes, needle: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Number and content of the lines of a block that hold a needle, each once."""
    number, counted = 0, start
    at = text.find(needle, start, end)
    while at >= 0:
        first = text.rfind(BREAK, start, at) + 1 or start
        after = text.find(BREAK, at, end)
        after = end if after < 0 else after
        number += text.count(BREAK, counted, first)
        counted = first
        yield number, text[first:after]
        at = text.find(needle, after, end)


class Search:
    """A query made ready, and the cases that fit it in what was scanned so far."""

    def __init__(self, query: str, limit: int) -> None:
        self.limit = limit
        self.best: dict[bytes, int] = {}
        self.tokens = [token.encode() for token in names.fold(query).split()]
        bones = [names.skeleton(token.decode()).encode() for token in self.tokens]
        self.beginnings = [b" " + bone for bone in bones] if all(bones) else []
        self.bone = max(bones, key=len, default=b"")
        self.word = max(self.tokens, key=len, default=b"\0")
        if len(self.word) < SHORTEST_SKELETON:  # inside words two letters stand everywhere
            self.word = b" " + self.word

    @property
    def has_enough(self) -> bool:
        """Whether there is plenty to choose the best from."""
        return len(self.best) > ENOUGH * self.limit

    def scan(self, text: bytes, gone: Collection[bytes] = ()) -> None:
        """Look through a text, leaving out the ids of cases of which there are newer lines."""
        page, best = Page(text), self.best
        if len(self.bone) >= SHORTEST_SKELETON:
            fitting = page.by_bones(self.bone)
        else:
            fitting = page.by_spelling(self.word)
        for case, folded, bones in fitting:
            rank = self._rank(folded, bones)
            if rank > best.get(case, 0) and case not in gone:
                best[case] = rank

    def hits(self) -> list[Hit]:
        """The best of them, no more than wanted."""
        ordered = sorted(self.best.items(), key=lambda item: (-item[1], item[0]))
        return [Hit(uuid.UUID(bytes=case), rank) for case, rank in ordered[: self.limit]]

    def _rank(self, folded: bytes, bones: bytes) -> int:
        """0 does not fit, 1 by ear, 2 by part of the spelling, 3 by whole words."""
        if _holds_all(folded, self.tokens):
            return 3 if _holds_all(folded.split(), self.tokens) else 2
        # By ear each word must begin alike: its inside alone fits too much.
        return 1 if self.beginnings and _holds_all(bones, self.beginnings) else 0


def _holds_all(where: bytes | list[bytes], wanted: Iterable[bytes]) -> bool:
    for one in wanted:  # noqa: SIM110 -- asked for every hit, and `all` takes three times as long
        if one not in where:
            return False
    return True


def search(texts: Iterable[bytes], query: str, limit: int) -> list[Hit]:
    """The cases in which a name fits the query, spelling variants too; the best `limit` of them."""
    wanted = Search(query, limit)
    for text in texts:
        wanted.scan(text)
        if wanted.has_enough:
            break
    return wanted.hits()


def is_searchable(query: str) -> bool:
    """Whether a query is long enough to look for: one letter fits half the city."""
    return len(names.fold(query).replace(" ", "")) >= SHORTEST_QUERY
