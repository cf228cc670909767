"""The lines of a unit's sealed index: how they are written, searched and narrowed down. Pure.

A line is cut into parts only where it matches: a scan of bytes is as fast as a database's own.
"""

import base64
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kla.cases import names
from kla.cases.types import ListLine
from kla.cases.types.opened import VictimLine

ID_SIGNS = 22
SHORTEST_QUERY = 2
# A shorter skeleton fits so many names that looking for the folded spelling is better.
SHORTEST_SKELETON = 3
# So many times the wanted hits are enough to choose the best from.
ENOUGH = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A case in which somebody's name fits, best fit first by `rank`."""

    case: bytes
    rank: int


def mark_of(case_id: uuid.UUID) -> bytes:
    """The id of a case as lines begin with it."""
    return base64.urlsafe_b64encode(case_id.bytes)[:ID_SIGNS]


def case_of(mark: bytes) -> uuid.UUID:
    """The id that a line begins with."""
    return uuid.UUID(bytes=base64.urlsafe_b64decode(mark + b"=="))


def match_lines(case_id: uuid.UUID, opened_month: str, summary: Mapping[str, Any]) -> list[bytes]:
    """One line for each victim: what finding the same person needs, and no more."""
    head = f"{mark_of(case_id).decode()}|{opened_month}"
    return [
        f"{head}|{one['born'] or ''}|{one['sex']}| {one['folded']}| {one['skeleton']}".encode()
        for one in summary["victims"]
    ]


def list_lines(case_id: uuid.UUID, opened_month: str, summary: Mapping[str, Any]) -> list[bytes]:
    """The one line that filters and measures read."""
    victims = ";".join(
        f"{v['person']}:{v['sex']}:{'' if v['age'] is None else v['age']}:{v['kecamatan']}"
        for v in summary["victims"]
    )
    parts = [
        mark_of(case_id).decode(),
        opened_month,
        "a1" if summary["accepted"] else "a0",
        f"p:{summary['primary']}",
        f"k:,{','.join(summary['kinds'])},",
        f"r:{summary['risk']}",
        f"l:{summary['kelurahan']}",
        f"s:{','.join(summary['services'])}",
        f"v:{victims}",
    ]
    return ["|".join(parts).encode()]


def parse_list_line(line: bytes) -> ListLine:
    """A list line as measures count it."""
    mark, month, accepted, primary, kinds, risk, kelurahan, services, victims = line.decode().split(
        "|"
    )
    return ListLine(
        case_id=case_of(mark.encode()),
        opened_month=month,
        accepted=accepted == "a1",
        primary_kind=primary[2:],
        kinds=tuple(filter(None, kinds[2:].split(","))),
        risk=risk[2:],
        kelurahan=kelurahan[2:],
        services=tuple(filter(None, services[2:].split(","))),
        victims=tuple(_victim(part) for part in victims[2:].split(";") if part),
    )


def _victim(part: str) -> VictimLine:
    person, sex, age, kecamatan = part.split(":")
    return VictimLine(person, sex, int(age) if age else None, kecamatan)


def needles(wanted: Mapping[str, str]) -> list[bytes]:
    """What a list line must hold to pass a filter on kind, kelurahan and risk."""
    forms = {"risk": "|r:{}|", "kelurahan": "|l:{}|", "kind": ",{},"}
    return [forms[name].format(value).encode() for name, value in wanted.items()]


def narrow(texts: Iterable[bytes], wanted: Mapping[str, str]) -> Iterator[bytes]:
    """The marks of the cases whose list line passes the filter."""
    first, *rest = needles(wanted)
    for text in texts:
        for line in _lines_with(text, first):
            if all(needle in line for needle in rest):
                yield line[:ID_SIGNS]


def search(texts: Iterable[bytes], query: str, limit: int) -> list[Hit]:
    """The cases in which a name fits the query, spelling variants too; the best `limit` of them."""
    wanted = _Wanted(query)
    best: dict[bytes, int] = {}
    for text in texts:
        for line in _lines_with(text, wanted.needle):
            rank = wanted.rank(line)
            if rank:
                mark = line[:ID_SIGNS]
                best[mark] = max(best.get(mark, 0), rank)
        if len(best) > ENOUGH * limit:
            break
    ordered = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return [Hit(mark, rank) for mark, rank in ordered[:limit]]


def is_searchable(query: str) -> bool:
    """Whether a query is long enough to look for: one letter fits half the city."""
    return len(names.fold(query).replace(" ", "")) >= SHORTEST_QUERY


class _Wanted:
    """A query made ready: the one thing to scan for, and how well a line fits."""

    def __init__(self, query: str) -> None:
        self.tokens = [token.encode() for token in names.fold(query).split()]
        bones = [names.skeleton(token.decode()).encode() for token in self.tokens]
        self.bones = bones
        longest = max(bones, key=len, default=b"")
        if len(longest) >= SHORTEST_SKELETON:
            self.needle = longest
        else:
            self.needle = max(self.tokens, key=len, default=b"\0")
            if len(self.needle) < SHORTEST_SKELETON:  # inside words two letters stand everywhere
                self.needle = b" " + self.needle

    def rank(self, line: bytes) -> int:
        """0 does not fit, 1 by ear, 2 by part of the spelling, 3 by whole words."""
        folded, bones = line.rsplit(b"|", 2)[1:]
        if _holds_all(folded.split(), self.tokens):
            return 3
        if _holds_all(folded, self.tokens):
            return 2
        return 1 if self._sounds_like(bones) else 0

    def _sounds_like(self, bones: bytes) -> bool:
        """By ear each word must begin alike: its inside alone fits too much."""
        return _holds_all(bones, [b" " + bone for bone in self.bones]) and all(self.bones)


def _holds_all(where: bytes | list[bytes], wanted: Iterable[bytes]) -> bool:
    return all(one in where for one in wanted)


def _lines_with(text: bytes, needle: bytes) -> Iterator[bytes]:
    """The lines of a text that hold a needle, each once."""
    at = text.find(needle)
    while at >= 0:
        start = text.rfind(b"\n", 0, at) + 1
        end = text.find(b"\n", at)
        if end < 0:
            end = len(text)
        yield text[start:end]
        at = text.find(needle, end)


def replace(text: bytes, marks: Iterable[bytes], fresh: Iterable[bytes]) -> bytes:
    """A text without the lines of some cases, and with others behind it."""
    gone = frozenset(marks)
    kept = [line for line in text.split(b"\n") if line and line[:ID_SIGNS] not in gone]
    return b"\n".join([*kept, *fresh])
