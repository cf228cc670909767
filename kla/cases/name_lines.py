"""The lines by which somebody is found by name: how many are packed into one text and searched.

A text holds three blocks: heads of one length with the case, the year of birth and the sex; what is
left of each name when it is misheard; the folded names. A search scans the second block only and
looks at the others where it found something, so that it costs no more than a database's own.
"""

import base64
import struct
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kla.cases import names
from kla.cases.lines import case_of, mark_of
from kla.crypto.encoding import digest

SHORTEST_QUERY = 2
# A shorter skeleton fits so many names that looking for the folded spelling is better.
SHORTEST_SKELETON = 3
# So many times the wanted hits are enough to choose the best from.
ENOUGH = 8

ID_BYTES = 16
TOP = struct.Struct(">II")  # how many lines; how long the skeletons are
HEAD = struct.Struct(">16sHcI")  # case, year of birth or 0, sex, where the folded name begins
WHERE = struct.Struct(">I")  # the last of these alone
WHERE_AT = HEAD.size - WHERE.size
BREAK, BETWEEN, NO_SEX = b"\n", b"|", b" "
# Behind a name: the mark of a NIK, of letters that no folded name has. Fifty bits, so that among a
# hundred thousand people two numbers look alike once in ten thousand million searches.
NUMBER = " #"
NUMBER_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """A case in which somebody's name fits, best fit first by `rank`."""

    case_id: uuid.UUID
    rank: int


def match_lines(case_id: uuid.UUID, summary: Mapping[str, Any]) -> list[bytes]:
    """One line for each victim: what finding the same person needs, and no more.

    A case that had a number in another register is found by that one too. Of a NIK stands a mark
    behind the name: it tells that a number is the same, and costs a search little.
    """
    mark = mark_of(case_id).decode()
    found = []
    for one in summary["victims"]:
        number = number_mark(one["nik"]) if one.get("nik") else ""
        who = f"{mark}|{one['born'] or ''}|{one['sex']}"
        found.append(f"{who}|{one['folded']}{number}|{one['skeleton']}".encode())
    if number := names.fold(summary.get("old_number", "")):
        found.append(f"{mark}|||{number}|{names.skeleton(number)}".encode())
    return found


def number_mark(nik: str) -> str:
    """What stands behind a name for the NIK of its bearer, with the blank before it."""
    said = base64.b32encode(digest("kla/v1/nik", nik)[:NUMBER_LENGTH])
    return NUMBER + said.decode()[:NUMBER_LENGTH]


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

    __slots__ = ("bones", "bones_end", "count", "folded", "heads", "text")

    def __init__(self, text: bytes) -> None:
        self.text, self.heads = text, TOP.size
        self.count, length = TOP.unpack_from(text) if text else (0, 0)
        self.bones = TOP.size + self.count * HEAD.size
        self.bones_end = self.bones + length
        self.folded = self.bones_end + 1

    def cases(self) -> set[bytes]:
        """The ids of the cases in it."""
        starts = range(TOP.size, TOP.size + self.count * HEAD.size, HEAD.size)
        return {self.text[at : at + ID_BYTES] for at in starts}

    def found(self, needle: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Where the heads of the lines of a block are that hold a needle, and those lines."""
        text, head, counted = self.text, TOP.size, start
        at = text.find(needle, start, end)
        while at >= 0:
            head += text.count(BREAK, counted, at) * HEAD.size
            counted, after = at, text.find(BREAK, at, end)
            after = end if after < 0 else after
            yield head, text[text.rfind(BREAK, start, at) + 1 or start : after]
            at = text.find(needle, after, end)

    def name_at(self, head: int) -> bytes:
        """The folded name of the line with this head, and the mark of a number behind it."""
        start = self.folded + WHERE.unpack_from(self.text, head + WHERE_AT)[0]
        end = self.text.find(BREAK, start)
        return self.text[start:] if end < 0 else self.text[start:end]


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
        by_bones = len(self.bone) >= SHORTEST_SKELETON
        needle, start = (self.bone, page.bones) if by_bones else (self.word, page.folded)
        for head, line in page.found(needle, start, page.bones_end if by_bones else len(text)):
            case = text[head : head + ID_BYTES]
            rank = self._rank(page.name_at(head), line) if by_bones else self._rank(line)
            if rank > best.get(case, 0) and case not in gone:
                best[case] = rank

    def hits(self) -> list[Hit]:
        """The best of them, no more than wanted."""
        ordered = sorted(self.best.items(), key=lambda item: (-item[1], item[0]))
        return [Hit(uuid.UUID(bytes=case), rank) for case, rank in ordered[: self.limit]]

    def _rank(self, folded: bytes, bones: bytes = b"") -> int:
        """0 does not fit, 1 by ear, 2 by part of the spelling, 3 by whole words."""
        if _holds_all(folded, self.tokens):
            return 3 if _holds_all(folded.split(), self.tokens) else 2
        if not self.beginnings:
            return 0
        # By ear each word must begin alike: its inside alone fits too much.
        bones = bones or b" " + names.skeleton(folded.decode()).encode()
        return 1 if _holds_all(bones, self.beginnings) else 0


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
