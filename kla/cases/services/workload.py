"""How much lies with whom in a unit, and who will fall behind. Closed cases are not looked at."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import directory, people
from kla.cases.models import Case, CaseGrant, CaseTask
from kla.cases.services import index, reach
from kla.cases.services.index_keys import LIST, IndexId, may_read
from kla.cases.services.reach import ALL_ACTIVE, WEEK
from kla.cases.types import ACTIVE
from kla.core import clock
from kla.core.errors import Forbidden
from kla.crypto.grants import GrantKind
from kla.trail import services as trail

WEEKS_BACK = 4


@dataclass(slots=True)
class Load:
    """What lies with one person or a whole unit. Cases, but for the last three: tasks.

    `pace` is how many tasks were finished in a week, over the last four; `ahead` how many are late
    or due within seven days.
    """

    account_id: uuid.UUID | None = None
    name: str = ""
    cases: int = 0
    risks: Counter[str] = field(default_factory=Counter)
    late: int = 0
    due: int = 0
    ahead: int = 0
    pace: float = 0.0

    @property
    def forecast(self) -> int:
        """How many tasks will be late in seven days if they go on at their pace."""
        return max(0, round(self.ahead - self.pace))

    def count(self, due: datetime, risk: str, now: datetime) -> None:
        """Add one case."""
        self.cases += 1
        self.risks[risk] += 1
        self.late += due <= now
        self.due += now < due <= now + WEEK


@dataclass(frozen=True, slots=True)
class Workload:
    """Everybody's load, the fullest first; what nobody has; and the unit's."""

    workers: tuple[Load, ...]
    nobody: Load
    unit: Load


def read_workload(session: Session, actor: Actor) -> Workload:
    """The load of the actor's unit, and a line that they looked. Raises `Forbidden`."""
    if not actor.may(Permission.WORKLOAD_READ) or actor.unit_id is None:
        raise Forbidden(refused=Permission.WORKLOAD_READ)
    dues = _open_cases(session, actor)
    risks = _risks(session, actor, actor.unit_id, dues.keys())
    holders = _holders(session, actor, actor.unit_id)
    loads: dict[uuid.UUID | None, Load] = defaultdict(Load)
    unit, now = Load(), clock.now()
    for case_id, due in dues.items():
        for one in (*(loads[who] for who in holders.get(case_id, (None,))), unit):
            one.count(due, risks.get(case_id, ""), now)
    _add_tasks(session, actor.unit_id, loads, unit)
    trail.record(session, actor, "case.workload_read", cases=unit.cases)
    return _named(session, loads, unit)


def _open_cases(session: Session, actor: Actor) -> dict[uuid.UUID, datetime]:
    query = reach.in_reach(actor).where(reach.at_stage(ALL_ACTIVE))
    rows = session.execute(query.with_only_columns(Case.id, Case.next_due))
    return {row.id: row.next_due for row in rows}


def _risks(
    session: Session, actor: Actor, unit_id: uuid.UUID, wanted: Collection[uuid.UUID]
) -> dict[uuid.UUID, str]:
    """The risk of each case by its sealed line; nothing without the key of the list."""
    found: dict[uuid.UUID, str] = {}
    if not may_read(session, actor, IndexId(unit_id, LIST)):
        return found
    for line in index.list_lines(session, actor, unit_id, wanted):
        found[line.case_id] = line.risk
    return found


def _holders(
    session: Session, actor: Actor, unit_id: uuid.UUID
) -> dict[uuid.UUID, tuple[uuid.UUID, ...]]:
    """Who has each open case, by the keys that it is sealed to."""
    known = {one.recipient_kid: one.user for one in directory.load(session, actor).records}
    query = (
        select(CaseGrant.case_id, CaseGrant.recipient_kid)
        .join(Case, (Case.id == CaseGrant.case_id) & (Case.dek_epoch == CaseGrant.dek_epoch))
        .where(*_open_in(unit_id), CaseGrant.kind == GrantKind.USER)
    )
    held: dict[uuid.UUID, tuple[uuid.UUID, ...]] = {}
    for case_id, kid in session.execute(query):
        if kid in known:
            held[case_id] = (*held.get(case_id, ()), known[kid])
    return held


def _open_in(unit_id: uuid.UUID) -> tuple[ColumnElement[bool], ...]:
    return Case.unit_id == unit_id, Case.state.in_(sorted(ACTIVE))


def _add_tasks(
    session: Session, unit_id: uuid.UUID, loads: dict[uuid.UUID | None, Load], unit: Load
) -> None:
    now = clock.now()
    by_person = select(CaseTask.assignee, func.count()).group_by(CaseTask.assignee)
    ahead = by_person.join(Case, Case.id == CaseTask.case_id).where(
        Case.unit_id == unit_id,
        CaseTask.done.is_(None),
        CaseTask.stopped.is_(None),
        CaseTask.due <= now + WEEK,
    )
    for who, number in session.execute(ahead):
        loads[who].ahead += number
        unit.ahead += number
    # Without a look at the cases: what somebody finished anywhere tells how fast they are.
    since, people_here = now - timedelta(weeks=WEEKS_BACK), [one for one in loads if one]
    finished = by_person.where(CaseTask.done >= since, CaseTask.assignee.in_(people_here))
    for who, number in session.execute(finished):
        loads[who].pace = number / WEEKS_BACK
        unit.pace += number / WEEKS_BACK


def _named(session: Session, loads: Mapping[uuid.UUID | None, Load], unit: Load) -> Workload:
    names = people.names_of(session, [one for one in loads if one is not None])
    for who, load in loads.items():
        load.account_id, load.name = who, names.get(who, "") if who else ""
    workers = sorted(
        (load for who, load in loads.items() if who is not None),
        key=lambda one: (-one.forecast, -one.late, -one.cases, one.name),
    )
    return Workload(tuple(workers), loads.get(None, Load()), unit)
