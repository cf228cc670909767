"""What of a case is retyped into the ministry's register, block by block. Pure.

First the raw values are taken out of the sections (`take`), then written as the ministry has them
(`write`). What is missing, has no word there, or must not be shown, is said and never guessed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from kla.cases import guardianship, simfoni
from kla.cases.guardianship import Person
from kla.cases.simfoni import BlockPlan, Field, Mark
from kla.cases.types.people import PersonRole, ref_of
from kla.cases.types.plans import ServiceStatus
from kla.cases.types.states import SectionName
from kla.core.clock import WITA

TRAFFICKING = "tppo"
Facts: TypeAlias = Mapping[str, Any]
Contents: TypeAlias = Mapping[SectionName, Facts]
PlaceNames: TypeAlias = Callable[[str], tuple[str, str]]


class Lack(StrEnum):
    """Why there is nothing to retype."""

    NONE = ""
    MISSING = "missing"
    NO_WORD = "no-word"
    WITHHELD = "withheld"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Value:
    """One value as the ministry writes it; without a text, `lack` says why."""

    text: str
    mark: Mark
    lack: Lack = Lack.NONE


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a block with its values, each on a row of its own."""

    field: Field
    values: tuple[Value, ...]

    @property
    def is_missing(self) -> bool:
        """Whether a form has still to be filled in for it."""
        return any(one.lack is Lack.MISSING for one in self.values)


@dataclass(frozen=True, slots=True)
class Block:
    """One block as it is read. `ref` names the person or service that it is about."""

    code: str
    label: str
    key: str
    ref: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """The raw values of a block, and the names of fields that must not be shown."""

    plan: BlockPlan
    ref: str
    values: Mapping[str, tuple[str, ...]]
    hidden: frozenset[str] = frozenset()
    is_anonymous: bool = False

    @property
    def key(self) -> str:
        """By which name the block goes in a snapshot."""
        return f"{self.plan.code}:{self.ref}"


@dataclass(frozen=True, slots=True)
class Source:
    """A case as its sheet is made of: its number and stage, and what its sections hold."""

    number: str
    state: str
    contents: Contents = field(default_factory=dict)

    def content(self, name: SectionName) -> Facts:
        """What a section holds, nothing where it was never written."""
        return self.contents.get(name, {})


def take(case: Source, version: str = simfoni.CURRENT) -> list[Taken]:
    """The raw values of every block that the case has, in the ministry's order."""
    return [one for plan in simfoni.blocks(version) for one in _TAKE[plan.each](case, plan)]


def write(taken: Sequence[Taken], places: PlaceNames) -> list[Block]:
    """The blocks as they are read and copied. `places` gives kecamatan and kelurahan by a code."""
    many: dict[str, int] = {}
    found = []
    for one in taken:
        many[one.plan.code] = number = many.get(one.plan.code, 0) + 1
        several = sum(other.plan.code == one.plan.code for other in taken) > 1
        label = f"{one.plan.label} {number}" if several else one.plan.label
        lines = tuple(_line(one, a_field, places) for a_field in one.plan.fields)
        found.append(Block(f"{one.plan.code}-{number}", label, one.key, one.ref, lines))
    return found


def text_of(style: str, raw: str, places: PlaceNames) -> str:
    """One raw value as the ministry writes it; empty where it has no word for it."""
    words = simfoni.words(style)
    if words is not None:
        return words.items.get(raw, "")
    return _STYLES[style](raw, places)


def missing(blocks: Sequence[Block]) -> list[str]:
    """The fields that a form has still to be filled in for, as "block.field", in their order."""
    return [
        f"{block.code}.{line.field.code}"
        for block in blocks
        for line in block.lines
        if line.is_missing
    ]


def _line(one: Taken, a_field: Field, places: PlaceNames) -> Line:
    raw = one.values.get(a_field.code, ())
    if a_field.source in one.hidden:
        return Line(a_field, (Value("", a_field.mark, Lack.WITHHELD),))
    if raw:
        return Line(a_field, tuple(_value(a_field, value, places) for value in raw))
    if a_field.is_optional:
        return Line(a_field, ())
    lack = Lack.ANONYMOUS if one.is_anonymous else Lack.MISSING
    return Line(a_field, (Value("", a_field.mark, lack),))


def _value(a_field: Field, raw: str, places: PlaceNames) -> Value:
    text, words = text_of(a_field.style, raw, places), simfoni.words(a_field.style)
    mark = words.mark_of(raw) if words else a_field.mark
    return Value(text, mark, Lack.NONE if text else Lack.NO_WORD)


def _day(raw: str) -> str:
    """As "06-10-2026"; a moment is read in Balikpapan's time."""
    moment = datetime.fromisoformat(raw)
    local = moment.astimezone(WITA) if moment.tzinfo else moment
    return f"{local:%d-%m-%Y}"


_STYLES: Mapping[str, Callable[[str, PlaceNames], str]] = {
    "text": lambda raw, _places: raw,
    "day": lambda raw, _places: _day(raw),
    "time": lambda raw, _places: f"{datetime.fromisoformat(raw).astimezone(WITA):%H:%M}",
    "years": lambda raw, _places: raw,
    "age_band": lambda raw, _places: simfoni.age_band(int(raw)),
    "kecamatan": lambda raw, places: places(raw)[0],
    "kelurahan": lambda raw, places: places(raw)[1],
}


def _of_case(case: Source, plan: BlockPlan) -> Iterator[Taken]:
    facts = _case_facts(case)
    yield Taken(plan, "", {one.code: _raw(facts.get(one.source)) for one in plan.fields})


def _of_trafficking(case: Source, plan: BlockPlan) -> Iterator[Taken]:
    if TRAFFICKING in case.content(SectionName.SUMMARY).get("kinds", ()):
        yield from _of_case(case, plan)


def _of_services(case: Source, plan: BlockPlan) -> Iterator[Taken]:
    for entry in case.content(SectionName.SERVICES).get("given", []):
        if entry.get("status", ServiceStatus.DELIVERED) == ServiceStatus.DELIVERED:
            values = {one.code: _raw(entry.get(one.source)) for one in plan.fields}
            yield Taken(plan, entry["entry"], values)


def _of_people(role: PersonRole) -> Callable[[Source, BlockPlan], Iterator[Taken]]:
    def take_people(case: Source, plan: BlockPlan) -> Iterator[Taken]:
        persons, core = case.content(SectionName.PERSONS), case.content(SectionName.CORE)
        suspected = guardianship.is_guardian_suspected(persons, core)
        day = datetime.fromisoformat(core["received_at"]).astimezone(WITA).date()
        for ref, row in _rows(role, persons, core):
            person = Person(role, ref, row)
            facts = {**row, "age": _age(row, day.isoformat())}
            values = {one.code: _raw(facts.get(one.source)) for one in plan.fields}
            hidden = guardianship.unprinted(person, guardian_suspected=suspected)
            anonymous = role is PersonRole.REPORTER and bool(row.get("anonymous"))
            yield Taken(plan, ref, values, hidden, anonymous)

    return take_people


def _rows(role: PersonRole, persons: Facts, core: Facts) -> list[tuple[str, Facts]]:
    if role is PersonRole.REPORTER:
        found = guardianship.reporter_of(persons, core)
        return [(ref_of(role, 0, found), found)]
    return [(ref_of(role, place, row), row) for place, row in enumerate(persons.get(role, []))]


def _age(row: Facts, day: str) -> int | None:
    """The age on the day of the report: as it was said, else from the day of birth."""
    born = str(row.get("born") or "")
    if row.get("age") is not None or not born:
        return row.get("age")
    return max(int(day[:4]) - int(born[:4]) - (day[5:] < born[5:]), 0)


def _case_facts(case: Source) -> dict[str, Any]:
    """What stands in no row: by the name of a section and of what is in it."""
    summary, closure = case.content(SectionName.SUMMARY), case.content(SectionName.CLOSURE)
    ended = closure if closure.get("approved") else {}
    facts: dict[str, Any] = {
        "case.number": case.number,
        "case.state": case.state,
        "case.primary": summary.get("primary", ""),
        "case.kinds": summary.get("kinds", ()),
        "case.ended": ended.get("decided_at", ""),
        "case.end_reason": ended.get("reason", ""),
    }
    for name in (SectionName.CORE, SectionName.IDENTIFICATION):
        facts |= {f"{name}.{one}": value for one, value in case.content(name).items()}
    extra = case.content(SectionName.SIMFONI).get("extra", {})
    return facts | {f"extra.{one}": value for one, value in extra.items()}


def _raw(value: Any) -> tuple[str, ...]:  # noqa: ANN401 -- anything that a section holds
    """The values as texts: none for nothing, one for one, each for a list."""
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, (list, tuple)):
        return tuple(str(one) for one in value)
    return () if value in {None, ""} else (str(value),)


_TAKE: Mapping[str, Callable[[Source, BlockPlan], Iterator[Taken]]] = {
    "": _of_case,
    "reporter": _of_people(PersonRole.REPORTER),
    "victims": _of_people(PersonRole.VICTIM),
    "perpetrators": _of_people(PersonRole.PERPETRATOR),
    "trafficking": _of_trafficking,
    "services": _of_services,
}
