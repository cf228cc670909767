"""`import_row`: one row of an old register, imported, as its share of a batch to a durable commit.

Ours: what the command and the page call for a hundred cases at once, and the commit: whether they
are there already, their handles made durable together, a secret each, sealed to circles and split
for the two emergency circles, five to eight sections each, tasks and notes, their lines written
into both sealed indexes, a line in the trail for each. Peer: the same cases, checked by the same
rules, into plaintext tables with their indexes (case, victim, perpetrator, tasks, services) through
the same kind of session, after asking which are there already, with the same lines in the same
trail and one commit for the batch. Reading the workbook is the same for both and is not timed.
"""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench import measure
from bench.content import Reports
from bench.measure import Result
from bench.plain import PlainCase, PlainPerpetrator, PlainService, PlainTask, PlainVictim
from bench.plain_rows import case_row
from bench.world import World
from kla.access.policy import Actor
from kla.cases import clocks
from kla.cases.models import Case
from kla.cases.services import register_import, reports
from kla.cases.types import NO_DUE, CaseState, SectionName, TaskKind
from kla.cases.types.register_import import ImportRun, OldCase
from kla.core import clock
from kla.core.clock import WITA
from kla.core.periods import month_of
from kla.trail import services as trail

NAME = "import_row"
BATCH = 100
OVER = 0.8  # of a register that was kept for years, most is over


def measured(world: World, turns: int, warm_up: int = 2) -> Result:
    """Import the same cases in both ways, a batch at a time."""
    batches = [_batch(world.reports, turn) for turn in range(turns + warm_up)]
    with world.session() as session:
        actor, run = world.supervisor, ImportRun()

        def ours(turn: int) -> None:
            done = register_import.add_cases(session, actor, run, batches[turn])
            session.commit()
            session.expunge_all()
            assert {status for status, _why in done} == {"added"}

        def peer(turn: int) -> None:
            import_in_clear(session, actor, batches[turn])
            session.commit()
            session.expunge_all()

        whole = measure.interleave(NAME, ours, peer, turns, warm_up)
    return measure.result(NAME, whole.ours / BATCH, whole.peer / BATCH, "ms", whole.n)


def _batch(made: Reports, turn: int) -> list[OldCase]:
    return [_old_case(made, f"R-{turn:03d}-{row:03d}", row) for row in range(BATCH)]


def _old_case(made: Reports, number: str, row: int) -> OldCase:
    report = made.report()
    day = report.received_at.astimezone(WITA).date()
    return OldCase(
        number=number,
        rows=(row,),
        report=report,
        digest=uuid.uuid4().hex,
        details=({"education": made.code("education")},),
        services=((made.code("services"), day + timedelta(days=1)),),
        closed=day + timedelta(days=60) if made.rng.random() < OVER else None,
        closing="tujuan_tercapai",
    )


def import_in_clear(session: Session, actor: Actor, batch: Sequence[OldCase]) -> None:
    """Check old cases by the same rules and write those that are not there as they are."""
    ids = {old.number: uuid.uuid5(uuid.NAMESPACE_OID, old.number) for old in batch}
    known = set(session.scalars(select(PlainCase.id).where(PlainCase.id.in_(ids.values()))))
    with session.no_autoflush:
        for old in batch:
            if ids[old.number] not in known:
                _write(session, actor, ids[old.number], old)


def _write(session: Session, actor: Actor, case_id: uuid.UUID, old: OldCase) -> None:
    reports.check(old.report)
    content = reports.content_of(old.report, "")
    tasks = [] if old.closed else _tasks(case_id, old)
    case = Case(
        id=case_id,
        unit_id=actor.unit_id,
        opened_month=month_of(old.report.received_at.astimezone(WITA).date()),
        next_due=NO_DUE,
    )
    row = case_row(case, old.report, content[SectionName.CORE]) | _stage(old)
    session.add_all([PlainCase(**row), *tasks])
    persons: dict[str, Any] = content[SectionName.PERSONS]
    session.add_all(PlainVictim(case_id=case_id, **one) for one in persons["victims"])
    session.add_all(PlainPerpetrator(case_id=case_id, **one) for one in persons["perpetrators"])
    session.add_all(_service(actor, case_id, *one) for one in old.services)
    trail.record(session, actor, "case.imported", case=str(case_id))


def _stage(old: OldCase) -> dict[str, Any]:
    report = old.report
    found: dict[str, Any] = {
        "state": CaseState.IDENTIFICATION,
        "accepted": True,
        "identification_primary_kind": report.primary_kind,
        "identification_kinds": ",".join(report.kinds),
        "identification_risk": report.risk,
        "identification_kewenangan": "daerah",
        "identification_outcome": "identification",
        "identification_at": report.received_at.isoformat(),
    }
    if old.closed:
        found |= {
            "state": CaseState.CLOSED,
            "retain_month": month_of(old.closed, years_later=5),
            "closure_reason": old.closing,
            "closure_proposed_at": old.closed.isoformat(),
        }
    return found


def _tasks(case_id: uuid.UUID, old: OldCase) -> list[PlainTask]:
    begun, now = old.report.received_at, clock.now()
    dues = {
        TaskKind.RESPOND: clocks.due(TaskKind.RESPOND, begun, old.report.risk),
        TaskKind.STATUTORY_REPORT: clocks.due(TaskKind.STATUTORY_REPORT, begun, ""),
    }
    return [
        PlainTask(id=uuid.uuid4(), case_id=case_id, kind=kind, due=due, stopped=now)
        for kind, due in dues.items()
    ]


def _service(actor: Actor, case_id: uuid.UUID, kind: str, given_on: date) -> PlainService:
    return PlainService(
        case_id=case_id,
        entry=uuid.uuid4().hex,
        kind=kind,
        row="",
        status="delivered",
        given_on=given_on.isoformat(),
        institution="",
        outcome="",
        reason="",
        lawful=False,
        author=str(actor.account_id),
        at=clock.now().isoformat(),
    )
