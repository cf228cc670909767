"""What the sealed index of a unit knows of one case for lists and measures, as one line. Pure.

A line says when the report came in, when it happened, who the victims are by random id, sex, age
and kecamatan, how the case stands in the ministry's register, and all else as words: `k:fisik` is a
kind, `r:tinggi` the risk. `WORDS` tells what each begins with. How many lines lie in one text, and
how they are gone through, is `facets`.

Lines of the first format know fewer words and no day. They are read as what they say with the word
`OLD` added: no filter takes them for something that they do not say, and they can be found and
written again (`services/facts.py`).
"""

import base64
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kla.cases import vocabulary
from kla.cases.types import ListLine
from kla.cases.types.opened import EntryLine, VictimLine
from kla.core.clock import WITA

ID_SIGNS = 22
SIGN = b"2"  # of the present format; in the first one a month stands in its place
BETWEEN = b"|"
MINUTE = 60
OLDEST = 120  # a slip of the pen may make somebody older: they are counted among the oldest
OLD = b"o:"
MONTH, ACCEPTED = "m", "a"

# What a word begins with, and what of a case it tells.
WORDS: dict[str, str] = {
    "kinds": "k",
    "primary": "p",
    "risk": "r",
    "kelurahan": "l",
    "kecamatan": "c",
    "place": "t",
    "channel": "n",
    "victims": "v",
    "education": "b",
    "disabilities": "x",
    "ampk": "u",
    "relation": "h",
    "guardian": "g",
    "danger": "d",
    "given": "s",
    "planned": "q",
    "lacking": "j",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line, taken apart. `received` in minutes since 1970, `happened` as a day's number.

    Both are 0 where they are not known. `rest` is who the victims are,
    each as `person:sex:age:kecamatan` with `;` between, and behind `|` what the register has:
    `state,number,on`.
    """

    mark: bytes
    received: int
    happened: int
    rest: bytes
    words: tuple[bytes, ...]

    @property
    def text(self) -> bytes:
        """The line as it is kept."""
        head = (self.mark, SIGN, b"%d" % self.received, b"%d" % self.happened)
        return BETWEEN.join([*head, self.rest, b" ".join(sorted(self.words))])

    @property
    def youngest(self) -> int | None:
        """The age of the youngest victim, where any is known."""
        ages = [victim.age for victim in _victims(self.rest) if victim.age is not None]
        return min([*ages, OLDEST]) if ages else None


def mark_of(case_id: uuid.UUID) -> bytes:
    """The id of a case as lines begin with it."""
    return mark_of_bytes(case_id.bytes)


def mark_of_bytes(raw: bytes) -> bytes:
    """The same from the bytes of an id."""
    return base64.urlsafe_b64encode(raw)[:ID_SIGNS]


def case_of(mark: bytes) -> uuid.UUID:
    """The id that a line begins with."""
    return uuid.UUID(bytes=bytes_of(mark))


def bytes_of(mark: bytes) -> bytes:
    """The same as bytes."""
    return base64.urlsafe_b64decode(mark + b"==")


def list_lines(case_id: uuid.UUID, opened_month: str, summary: Mapping[str, Any]) -> list[bytes]:
    """The one line that filters and measures read."""
    facts = summary.get("facts")
    people = ";".join(
        f"{v['person']}:{v['sex']}:{'' if v['age'] is None else v['age']}:{v['kecamatan']}"
        for v in summary["victims"]
    )
    happened = (facts or {}).get("happened", "")
    line = Line(
        mark=mark_of(case_id),
        received=_minutes(datetime.fromisoformat(summary["received"])),
        happened=date.fromisoformat(happened).toordinal() if happened else 0,
        rest=f"{people}|{_entry_part(summary)}".encode(),
        words=tuple(word.encode() for word in _words(opened_month, summary, facts)),
    )
    return [line.text]


def _words(
    opened_month: str, summary: Mapping[str, Any], facts: Mapping[str, Any] | None
) -> set[str]:
    said: dict[str, Iterable[Any]] = {
        "kinds": summary["kinds"],
        "primary": [summary["primary"]],
        "risk": [summary["risk"]],
        "kelurahan": [summary["kelurahan"]],
        "kecamatan": [vocabulary.kecamatan_of(summary["kelurahan"])],
        "victims": {victim_word(v["sex"], v["age"]) for v in summary["victims"]},
        "danger": ["1"] if summary.get("danger") else [],
        "given": summary["services"],
    }
    for name in WORDS.keys() - said.keys():
        said[name] = (facts or {}).get(name, [])
    found = {f"{WORDS[name]}:{one}" for name, many in said.items() for one in many}
    found |= {f"{MONTH}:{opened_month}", f"{ACCEPTED}:{int(summary['accepted'])}"}
    return found if facts is not None else found | {OLD.decode()}


def victim_word(sex: str, age: int | None) -> str:
    """How a victim is told, so that a filter can ask for girls of one age group."""
    return f"{sex}:{'' if age is None else min(age, OLDEST)}"


def read(line: bytes) -> Line:
    """A line taken apart, whichever format it has."""
    mark, sign, *parts = line.split(BETWEEN)
    if sign != SIGN:
        return _read_first(mark, sign, *parts)
    received, happened, people, entry, words = parts
    rest = BETWEEN.join([people, entry])
    return Line(mark, int(received), int(happened), rest, tuple(words.split()))


def _read_first(mark: bytes, month: bytes, accepted: bytes, *parts: bytes) -> Line:
    """`mark|month|a1|p:|k:,..,|r:|l:|s:..,..|v:..|e:..`, as the first format had it.

    The last part says the day of the report and how the case stands in the register; the oldest
    lines lack it.
    """
    primary, kinds, risk, kelurahan, services, victims = (part[2:] for part in parts[:6])
    day, _, entry = (parts[6][2:] if len(parts) > 6 else b",,,").partition(b",")
    kecamatan = vocabulary.kecamatan_of(kelurahan.decode()).encode()
    said = [(b"m", month), (b"a", accepted[1:]), (b"p", primary), (b"r", risk)]
    said += [(b"l", kelurahan), (b"c", kecamatan)]
    said += [(b"k", one) for one in kinds.split(b",") if one]
    said += [(b"s", one) for one in services.split(b",") if one]
    said += [(b"v", b":".join(one.split(b":")[1:3])) for one in victims.split(b";") if one]
    words = {b":".join(pair) for pair in said} | {OLD}
    received = _minutes(datetime.fromisoformat(day.decode()).replace(tzinfo=WITA)) if day else 0
    return Line(mark, received, 0, BETWEEN.join([victims, entry]), tuple(sorted(words)))


def _minutes(moment: datetime) -> int:
    return max(int(moment.timestamp()) // MINUTE, 0)


def _entry_part(summary: Mapping[str, Any]) -> str:
    """How a case stands in the ministry's register."""
    entry = summary.get("simfoni") or {}
    return ",".join(entry.get(name, "") for name in ("state", "number", "on"))


def _entry(line: Line) -> EntryLine:
    day = datetime.fromtimestamp(line.received * MINUTE, WITA).date() if line.received else ""
    return EntryLine(str(day), *line.rest.decode().partition("|")[2].split(","))


def parse_list_line(line: bytes) -> ListLine:
    """A list line as measures count it."""
    parts = read(line)
    told: dict[str, list[str]] = {}
    for word in parts.words:
        name, _, value = word.decode().partition(":")
        told.setdefault(name, []).append(value)
    return ListLine(
        case_id=case_of(parts.mark),
        opened_month=told[MONTH][0],
        accepted=told[ACCEPTED] == ["1"],
        primary_kind=told[WORDS["primary"]][0],
        kinds=tuple(told.get(WORDS["kinds"], ())),
        risk=told[WORDS["risk"]][0],
        kelurahan=told[WORDS["kelurahan"]][0],
        services=tuple(told.get(WORDS["given"], ())),
        victims=tuple(_victims(parts.rest)),
        entry=_entry(parts),
    )


def _victims(rest: bytes) -> Iterator[VictimLine]:
    people = rest.decode().partition("|")[0]
    for part in people.split(";") if people else ():
        person, sex, age, kecamatan = part.split(":")
        yield VictimLine(person, sex, int(age) if age else None, kecamatan)
