"""`register_case`: one new report, from a filled command to a commit that is safe on disk.

Ours: the service that the intake form calls, and the commit: a handle made durable in the shred
store, a new secret sealed to two circles and split for the two emergency circles, three sections
sealed, clocks started, two lines for the sealed index sealed and signed (folded into it as often as
the service does), a line in the trail. Peer: the same content, checked by the same rules, into
plaintext tables with their indexes (the case, its victim, its perpetrator, its two tasks) through
the same kind of session, with the same line in the same trail, and the commit. Both are in one
database file with the same settings: write-ahead log, `synchronous=FULL`.
"""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from bench import measure
from bench.measure import Result
from bench.plain import PlainCase, PlainPerpetrator, PlainTask, PlainVictim
from bench.plain_rows import case_row
from bench.world import World
from kla.access.policy import Actor
from kla.cases import clocks
from kla.cases.models import Case
from kla.cases.services import intake, reports
from kla.cases.types import CaseState, RegisterCase, SectionName, TaskKind
from kla.core.clock import WITA
from kla.core.periods import month_of
from kla.trail import services as trail

NAME = "register_case"


def measured(world: World, turns: int, warm_up: int = 5) -> Result:
    """Register the same reports in both ways."""
    commands = [world.reports.report() for _ in range(turns + warm_up)]
    with world.session() as session:
        actor = world.supervisor

        def ours(turn: int) -> None:
            intake.register_case(session, actor, uuid.uuid4(), commands[turn])
            session.commit()

        def peer(turn: int) -> None:
            register_in_clear(session, actor, uuid.uuid4(), commands[turn])
            session.commit()

        return measure.interleave(NAME, ours, peer, turns, warm_up)


def register_in_clear(
    session: Session, actor: Actor, case_id: uuid.UUID, command: RegisterCase
) -> None:
    """Check a report by the same rules and write it as it is."""
    reports.check(command)
    content = reports.content_of(command, "")
    tasks = _tasks(case_id, command)
    case = Case(
        id=case_id,
        unit_id=actor.unit_id,
        opened_month=month_of(command.received_at.astimezone(WITA).date()),
        next_due=min(task.due for task in tasks),
    )
    row = case_row(case, command, content[SectionName.CORE]) | {"state": CaseState.INTAKE}
    session.add_all([PlainCase(**row), *tasks])
    persons: dict[str, Any] = content[SectionName.PERSONS]
    session.add_all(PlainVictim(case_id=case_id, **one) for one in persons["victims"])
    session.add_all(PlainPerpetrator(case_id=case_id, **one) for one in persons["perpetrators"])
    trail.record(session, actor, "case.registered", case=str(case_id))


def _tasks(case_id: uuid.UUID, command: RegisterCase) -> list[PlainTask]:
    begun = command.received_at
    dues = {
        TaskKind.RESPOND: clocks.due(TaskKind.RESPOND, begun, command.risk),
        TaskKind.STATUTORY_REPORT: clocks.due(TaskKind.STATUTORY_REPORT, begun, ""),
    }
    return [
        PlainTask(id=uuid.uuid4(), case_id=case_id, kind=kind, due=due)
        for kind, due in dues.items()
    ]
