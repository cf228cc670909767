"""Which lines of an index of names may be about somebody: a quick sieve before a closer look. Pure.

A search asks for all words of a query. Whoever reports a child again says another part of its name,
or spells it otherwise; so here one own word that sounds alike is enough, or two of those that
everybody has, and what is known besides the name decides which lines are worth a comparison.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

from kla.cases import names
from kla.cases.name_lines import BREAK, HEAD, ID_BYTES, NUMBER, SHORTEST_SKELETON, Page, number_mark
from kla.cases.name_matching.attributes import YEARS_APART
from kla.cases.name_matching.reading import Kind, Word, readings

MOST_KEPT = 60
OWN = (Kind.OWN, Kind.ORDER)


@dataclass(frozen=True, slots=True)
class Sought:
    """Somebody to look for: all that may be known of a victim. "" and None are unknown."""

    ref: str
    name: str
    sex: str = ""
    born: int | None = None
    kelurahan: str = ""
    nik: str = ""
    relatives: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the index that is worth a closer look."""

    case_id: UUID
    born: int | None
    sex: str
    folded: str


@dataclass(slots=True)
class Sieve:
    """One person looked for, and the likeliest lines of what was scanned so far."""

    sought: Sought
    kept: list[tuple[int, Line]] = field(default_factory=list)
    by_number: set[UUID] = field(default_factory=set)
    _pattern: "re.Pattern[bytes] | None" = None
    _needed: int = 1

    def __post_init__(self) -> None:
        words = [word for word in readings(self.sought.name)[0].words if word.tells]
        own = [word for word in words if word.kind in OWN]
        chosen = own or words
        self._needed = 1 if own else 2
        parts = [part for part in (*map(_part, chosen), *_pairs(chosen)) if part]
        if len(parts) >= self._needed:
            joined = b"|".join(b"(%s)" % part for part in parts)
            self._pattern = re.compile(b" (?:%s)" % joined)

    @property
    def _numbers(self) -> tuple[bytes, ...]:
        """How the NIK stands in a line: as its mark, or in lines of before as it is."""
        nik = self.sought.nik
        return (number_mark(nik).encode(), b" " + nik.encode()) if nik else ()

    def scan(self, text: bytes, gone: Collection[bytes] = ()) -> None:
        """Look through a text, leaving out the ids of cases of which there are newer lines."""
        page = Page(text)
        for number in self._numbers:
            for head, _line in page.found(number, page.folded, len(text)):
                if text[head : head + ID_BYTES] not in gone:
                    self.by_number.add(UUID(bytes=text[head : head + ID_BYTES]))
        for head, words in self._hits(page).items():
            line = self._line(page, head, gone) if words.bit_count() >= self._needed else None
            if line is not None:
                self.kept.append((self._rank(words, line), line))
        self.kept.sort(key=lambda one: -one[0])
        del self.kept[MOST_KEPT:]

    def lines(self) -> list[Line]:
        """The likeliest, best first."""
        return [line for _rank, line in self.kept]

    def _hits(self, page: Page) -> dict[int, int]:
        """Which words were heard in which lines, by where the heads of these are."""
        found: dict[int, int] = {}
        if self._pattern is None:
            return found
        text, head, counted = page.text, page.heads, page.bones
        for hit in self._pattern.finditer(text, page.bones, page.bones_end):
            at = hit.start()
            head += text.count(BREAK, counted, at) * HEAD.size
            counted = at
            found[head] = found.get(head, 0) | 1 << (hit.lastindex or 0)
        return found

    def _line(self, page: Page, head: int, gone: Collection[bytes]) -> Line | None:
        """A line, unless what is known besides the name speaks against it."""
        case, born, sex, _at = HEAD.unpack_from(page.text, head)
        said, sought = sex.decode().strip(), self.sought
        if case in gone or (said and sought.sex and said != sought.sex):
            return None
        if born and sought.born and abs(born - sought.born) > YEARS_APART:
            return None
        name = page.name_at(head).decode().partition(NUMBER)[0].strip()
        return Line(UUID(bytes=case), born or None, said, name)

    def _rank(self, words: int, line: Line) -> int:
        return 4 * words.bit_count() + 2 * bool(line.born and self.sought.born) + bool(line.sex)


def _part(word: Word) -> bytes:
    return _heard(names.skeleton(word.folded))


def _pairs(words: list[Word]) -> list[bytes]:
    """Two neighbours that the other wrote as one."""
    bones = [names.skeleton(word.folded) for word in words]
    return [_heard(a + b) for a, b in pairwise(bones) if a and b]


def _heard(bones: str) -> bytes:
    """A word by its consonants, also where it was written as two; a short one to its end only."""
    if not bones:
        return b""
    found = b" ?".join(re.escape(sign.encode()) for sign in bones)
    return found if len(bones) >= SHORTEST_SKELETON else found + rb"(?=[ \n]|\Z)"
