"""What may be counted about cases, by someone who holds the key of the index. Numbers only.

Three units are told apart and never added up: a complaint is a report that was registered, a case
is one that was accepted at identification, a victim is one human being, in however many cases.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases.models import Case
from kla.cases.services import index
from kla.cases.types import ACTIVE, ListLine
from kla.cases.types.opened import VictimLine
from kla.core.errors import NotFound

PUBLISHED = Path(__file__).with_name("published")
ADULT = 18

Cell = tuple[str, str, str]  # unit counted, breakdown, code


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as the city published it, with the unit that it is counted in here."""

    period: str
    unit: str
    breakdown: str
    category: str
    value: int
    counted_as: str
    code: str

    @property
    def cell(self) -> Cell:
        """Where the same number stands in what `count` answers."""
        return self.counted_as, self.breakdown, self.code


@cache
def published(name: str = "2025-01--2025-07") -> tuple[Figure, ...]:
    """The published figures of a period, in the order of their file."""
    lines = (PUBLISHED / f"{name}.csv").read_text().splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(_figure(row) for row in rows)


def count(session: Session, actor: Actor, first: str, last: str) -> dict[Cell, int]:
    """Count the cases of the actor's unit that were reported from month `first` to month `last`.

    Raises `NotFound` for anyone without a unit, or without the key of its index.
    """
    if actor.unit_id is None:
        raise NotFound(refused="index")
    known = index.list_lines(session, actor, actor.unit_id)
    lines = [line for line in known if first <= line.opened_month <= last]
    accepted = sorted(
        (line for line in lines if line.accepted),
        key=lambda line: (line.opened_month, line.case_id),
    )
    active = set(session.scalars(select(Case.id).where(Case.state.in_(ACTIVE))))
    cells = Counter[Cell]({("complaint", "total", "total"): len(lines)})
    cells.update(_cells_of_cases(accepted))
    cells.update(_cells_of_victims(accepted, {line for line in accepted if line.case_id in active}))
    return dict(cells)


def _cells_of_cases(accepted: Iterable[ListLine]) -> Iterator[Cell]:
    for line in accepted:
        yield "case", "total", "total"
        yield "case", "type", line.primary_kind
        for service in line.services:
            yield "service", "service", service


def _cells_of_victims(accepted: Iterable[ListLine], active: Iterable[ListLine]) -> Iterator[Cell]:
    """Each person once: as their first case describes them, in process while any case is."""
    in_process = {victim.person for line in active for victim in line.victims}
    for person, victim in _first_seen(accepted).items():
        yield "victim", "total", "total"
        yield "victim", "group", group_of(victim)
        yield "victim", "kecamatan", victim.kecamatan
        yield "victim", "status", "in_process" if person in in_process else "finished"


def group_of(victim: VictimLine) -> str:
    """Girls and boys are 18 at most, as the published groups are; of unknown age is `unknown`."""
    if victim.age is None:
        return "unknown"
    if victim.sex == "P":
        return "girls" if victim.age <= ADULT else "women"
    return "boys" if victim.age <= ADULT else "men"


def _first_seen(accepted: Iterable[ListLine]) -> dict[str, VictimLine]:
    people: dict[str, VictimLine] = {}
    for line in accepted:
        for victim in line.victims:
            people.setdefault(victim.person, victim)
    return people


def _figure(row: Mapping[str, str]) -> Figure:
    return Figure(
        period=row["period"],
        unit=row["unit"],
        breakdown=row["breakdown"],
        category=row["category"],
        value=int(row["value"]),
        counted_as=row["counted_as"],
        code=row["code"],
    )
