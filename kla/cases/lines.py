"""The lines of a unit's sealed index that lists and measures read, and how lines begin. Pure.

A line is cut into parts only where it matches: a scan of bytes is as fast as a database's own.
"""

import base64
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from kla.cases.types import ListLine
from kla.cases.types.opened import EntryLine, VictimLine
from kla.core.clock import WITA

ID_SIGNS = 22


def mark_of(case_id: uuid.UUID) -> bytes:
    """The id of a case as lines begin with it."""
    return base64.urlsafe_b64encode(case_id.bytes)[:ID_SIGNS]


def case_of(mark: bytes) -> uuid.UUID:
    """The id that a line begins with."""
    return uuid.UUID(bytes=base64.urlsafe_b64decode(mark + b"=="))


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
        _entry_part(summary),
    ]
    return ["|".join(parts).encode()]


def parse_list_line(line: bytes) -> ListLine:
    """A list line as measures count it."""
    mark, month, accepted, primary, kinds, risk, kelurahan, services, victims, *more = (
        line.decode().split("|")
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
        entry=_entry(more[0]) if more else EntryLine(),
    )


def _victim(part: str) -> VictimLine:
    person, sex, age, kecamatan = part.split(":")
    return VictimLine(person, sex, int(age) if age else None, kecamatan)


def _entry_part(summary: Mapping[str, Any]) -> str:
    """When the case came in, and how it stands in the ministry's register."""
    came, entry = summary.get("received", ""), summary.get("simfoni") or {}
    day = datetime.fromisoformat(came).astimezone(WITA).date().isoformat() if came else ""
    said = (day, *(entry.get(name, "") for name in ("state", "number", "on")))
    return f"e:{','.join(said)}"


def _entry(part: str) -> EntryLine:
    return EntryLine(*part[2:].split(","))


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


def join(lines: Iterable[bytes]) -> bytes:
    """Lines as one text."""
    return b"\n".join(lines)


def split(text: bytes) -> list[bytes]:
    """The lines of a text."""
    return text.split(b"\n") if text else []


def marks_in(text: bytes) -> set[bytes]:
    """The marks of the cases that a text has lines of."""
    return {line[:ID_SIGNS] for line in split(text)}
