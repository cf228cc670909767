"""A month of cases against the ministry's register: what is entered, counted with its unit named.

Cases are of the month of their report. A case counts once, under its main kind; its victims count
under the same kind.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import vocabulary
from kla.cases.services import reach, simfoni_list
from kla.cases.services.simfoni_list import AT_ONCE, Listed
from kla.cases.simfoni import reconcile
from kla.cases.simfoni.reconcile import Ours, Outcome, Theirs
from kla.cases.types import CaseState
from kla.cases.types.simfoni import SimfoniState
from kla.core import clock
from kla.core.errors import Forbidden
from kla.core.periods import month_of
from kla.trail import services as trail

MONTHS_BACK = 12


@dataclass(slots=True)
class Count:
    """Cases and victims, of ours and of those that are entered (up to date or not)."""

    cases: int = 0
    cases_entered: int = 0
    victims: int = 0
    victims_entered: int = 0

    def add(self, one: Listed) -> None:
        """Count one case with its victims."""
        is_entered, victims = one.state is not SimfoniState.WAITING, len(one.line.victims)
        self.cases += 1
        self.cases_entered += is_entered
        self.victims += victims
        self.victims_entered += victims if is_entered else 0


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One case of the month; no name, only initials. `differs` are blocks of the sheet."""

    case_id: uuid.UUID
    number: str
    initials: tuple[str, ...]
    stage: CaseState
    received: str
    state: SimfoniState
    entry_number: str
    on: str
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month: by kind, in all, month by month before it, and case by case."""

    month: str
    kinds: Mapping[str, Count]
    total: Count
    months: Mapping[str, Count]
    rows: Sequence[MonthRow]
    offered: Sequence[str] = field(default_factory=tuple)


def read_month(
    session: Session, actor: Actor, month: str, *, exported: bool = False
) -> MonthFigures:
    """The figures of a month of the unit, with a line that they were looked at or `exported`.

    Raises `Forbidden`.
    """
    found = _everything(session, actor)
    of_month = [one for one in found if one.clear.opened_month == month]
    rows = list(_rows(session, actor, of_month))
    action = "case.simfoni_exported" if exported else "case.simfoni_counted"
    trail.record(session, actor, action, month=month, cases=len(rows))
    offered = {one.clear.opened_month for one in found} | {month, month_of(clock.today())}
    return MonthFigures(
        month=month,
        kinds=_counted(vocabulary.labels("kinds"), of_month, lambda one: one.line.primary_kind),
        total=_counted([month], of_month, lambda one: one.clear.opened_month)[month],
        months=_counted(months_until(month), found, lambda one: one.clear.opened_month),
        rows=rows,
        offered=sorted(offered, reverse=True),
    )


def _counted(
    names: Iterable[str], found: Sequence[Listed], name_of: Callable[[Listed], str]
) -> dict[str, Count]:
    """What goes by each of these names."""
    counts = {name: Count() for name in names}
    for one in found:
        if name_of(one) in counts:
            counts[name_of(one)].add(one)
    return counts


def compare_list(
    session: Session, actor: Actor, theirs: Sequence[Theirs], month: str = ""
) -> Outcome:
    """Our entered cases against the ministry's list, with a line that it was done.

    Nothing of the list is kept. Raises `Forbidden`.
    """
    ours = [
        Ours(one.clear.number, one.clear.opened_month, one.entry.number, one.entry.on)
        for one in _everything(session, actor)
        if one.entry.number
    ]
    trail.record(session, actor, "case.simfoni_compared", cases=len(ours), lines=len(theirs))
    return reconcile.compare(ours, theirs, month)


def months_until(month: str) -> list[str]:
    """Twelve months, the given one last."""
    year, number = int(month[:4]), int(month[5:])
    last = year * 12 + number - 1
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(last - MONTHS_BACK + 1, last + 1)]


def _everything(session: Session, actor: Actor) -> list[Listed]:
    if not actor.may(Permission.SIMFONI_RECONCILE):
        raise Forbidden(refused=Permission.SIMFONI_RECONCILE)
    return simfoni_list.everything(session, actor)


def _rows(session: Session, actor: Actor, found: Sequence[Listed]) -> Iterable[MonthRow]:
    """Case by case, opened some hundred at a time: a month is what a workbook holds."""
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        opened = reach.open_rows(session, actor, [one.clear for one in some])
        for one, row in zip(some, opened, strict=True):
            yield _row(one, row.summary)


def _row(one: Listed, summary: Mapping[str, Any]) -> MonthRow:
    return MonthRow(
        case_id=one.clear.case_id,
        number=one.clear.number,
        initials=tuple(summary.get("initials", ())),
        stage=one.clear.state,
        received=one.entry.received,
        state=one.state,
        entry_number=one.entry.number,
        on=one.entry.on,
        differs=tuple((summary.get("simfoni") or {}).get("differs", ())),
    )
