"""What is to be entered in the ministry's register and what is there: lists, and all of a reach.

How a case stands is read from its line in the sealed index; only what has no line there (cases of
those without its key, restricted ones) is opened.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import lines, simfoni
from kla.cases.services import index, reach
from kla.cases.services.index_keys import LIST, IndexId, may_read
from kla.cases.services.reach import Clear
from kla.cases.types import ListLine, Row
from kla.cases.types.opened import EntryLine
from kla.cases.types.simfoni import SimfoniState
from kla.core import clock
from kla.core.errors import Forbidden
from kla.trail import services as trail

PAGE = 50
AT_ONCE = 500  # cases opened with one round of queries


@dataclass(frozen=True, slots=True)
class Listed:
    """One case that is to be entered: what is in clear, and its line."""

    clear: Clear
    line: ListLine

    @property
    def entry(self) -> EntryLine:
        """How it stands in the register."""
        return self.line.entry

    @property
    def state(self) -> SimfoniState:
        """The same in a word."""
        return SimfoniState(self.entry.state)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A case on the page of a list: its line as it is shown, and for how many days it waits."""

    row: Row
    entry: EntryLine
    waited: int


@dataclass(frozen=True, slots=True)
class EntryList:
    """A page of the cases that stand in one way, and how many stand in each."""

    shown: SimfoniState
    rows: Sequence[EntryRow]
    counts: Mapping[SimfoniState, int]
    page: int

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        return self.counts[self.shown] > self.page * PAGE


def list_entries(
    session: Session, actor: Actor, shown: SimfoniState = SimfoniState.WAITING, page: int = 1
) -> EntryList:
    """A page of what waits, is to be updated, or is entered: own cases, a supervisor's unit's.

    What came in first stands first; of what is entered, what was entered last. Raises `Forbidden`.
    """
    if not actor.may(Permission.SIMFONI_ENTER):
        raise Forbidden(refused=Permission.SIMFONI_ENTER)
    found = everything(session, actor)
    counts = {state: sum(one.state is state for one in found) for state in SimfoniState}
    of_state = [one for one in found if one.state is shown]
    if shown is SimfoniState.ENTERED:
        of_state.sort(key=lambda one: one.entry.on, reverse=True)
    on_page = of_state[(page - 1) * PAGE : page * PAGE]
    rows = reach.open_rows(session, actor, [one.clear for one in on_page])
    trail.record(session, actor, "case.simfoni_listed", page=page, cases=len(rows))
    today = clock.today()
    listed = [
        EntryRow(row, one.entry, _days(one.entry, today))
        for row, one in zip(rows, on_page, strict=True)
    ]
    return EntryList(shown, listed, counts, page)


def everything(session: Session, actor: Actor) -> list[Listed]:
    """Every case in somebody's reach that is to be entered or is, by the day of its report."""
    found = list({row.case_id: row for row in reach.fetch(session, reach.in_reach(actor))}.values())
    known = _known_lines(session, actor)
    rest = [row for row in found if row.case_id not in known]
    known |= {one.case_id: one for one in _opened(session, actor, rest)}
    listed = [Listed(row, known[row.case_id]) for row in found if row.case_id in known]
    wanted = [one for one in listed if one.entry.state or one.clear.state in simfoni.states()]
    return sorted(wanted, key=lambda one: (one.entry.received, one.clear.case_id))


def _known_lines(session: Session, actor: Actor) -> dict[uuid.UUID, ListLine]:
    """The lines of the unit's index by case; nothing without its key."""
    unit = actor.unit_id
    if unit is None or not may_read(session, actor, IndexId(unit, LIST)):
        return {}
    return {line.case_id: line for line in index.list_lines(session, actor, unit)}


def _opened(session: Session, actor: Actor, rows: Sequence[Clear]) -> Iterator[ListLine]:
    """The lines of cases that have none in the index: as their summaries would write them."""
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        opened = reach.open_rows(session, actor, some)
        for clear, row in zip(some, opened, strict=True):
            if row.summary:
                (text,) = lines.list_lines(row.case_id, clear.opened_month, row.summary)
                yield lines.parse_list_line(text)


def _days(entry: EntryLine, today: date) -> int:
    if not entry.received:
        return 0
    return max((today - date.fromisoformat(entry.received)).days, 0)
