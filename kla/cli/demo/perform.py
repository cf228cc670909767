"""Doing what the plan says, through the services that people use."""

import io
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases.services import (
    assessment,
    assignment,
    attachments,
    closure,
    consents,
    corrections,
    deliveries,
    follow_ups,
    identification,
    intake,
    notes,
    people,
    plans,
    simfoni,
    stages,
    tasks,
    work,
)
from kla.cases.types import (
    AddFollowUp,
    AddNote,
    AddService,
    Assess,
    AssignCase,
    CorrectService,
    DecideClosure,
    DecidePlan,
    FinishTask,
    Identify,
    ProposeClosure,
    RegisterCase,
    UploadFile,
    WritePlan,
)
from kla.cases.types.consents import ConsentPurpose, Decision, RecordConsent
from kla.cases.types.people import PersonRole
from kla.cases.types.simfoni import EnterSimfoni
from kla.cli.demo import words
from kla.cli.demo.acts import Act, Advance, Attach, Enter, Finish, Step, Take
from kla.cli.demo.collegial import COLLEGIAL, Do
from kla.cli.demo.plan import City, plan_part
from kla.core import clock

STEPS_PER_COMMIT = 64
MOST_BYTES = 1024 * 1024


@dataclass(slots=True)
class Stage:
    """Where the steps are performed: a session, and who acts under which name."""

    session: Session
    actors: Mapping[str, Actor]
    files: Path
    uncommitted: int = 0
    cases: dict[int, uuid.UUID] = field(default_factory=dict)

    def perform(self, step: Step) -> None:
        """Do one step, at its own time."""
        with clock.retelling(step.at):
            ACTS[type(step.act)](self, self.actors[step.by], self.cases[step.case], step.act)
            self.uncommitted += 1
            if self.uncommitted >= STEPS_PER_COMMIT:
                self.commit()

    def commit(self) -> None:
        """Keep what was done, and let go of the rows."""
        self.session.commit()
        self.session.expunge_all()
        self.uncommitted = 0


def build(stage: Stage, city: City, part: int, done: Callable[[int], None]) -> None:
    """Make one part of a demo city; `done` hears of each report that was taken in."""
    steps = plan_part(city, part)
    stage.cases = case_ids(city.seed, part, steps)
    for step in steps:
        stage.perform(step)
        done(isinstance(step.act, RegisterCase))
    with clock.retelling(steps[-1].at):
        stage.commit()


def case_ids(seed: int, part: int, steps: Iterable[Step]) -> dict[int, uuid.UUID]:
    """An id for each case of the plan, the same for the same seed."""
    rng = Random(f"cases/{seed}/{part}")  # noqa: S311 -- so that the demo's numbers stay the same
    numbers = sorted({step.case for step in steps})
    return {number: uuid.UUID(int=rng.getrandbits(128), version=4) for number in numbers}


def _take(stage: Stage, actor: Actor, case_id: uuid.UUID, act: Take) -> None:
    worker = stage.actors[act.worker].account_id
    assignment.assign_case(stage.session, actor, case_id, AssignCase(workers=(worker,)))


def _advance(stage: Stage, actor: Actor, case_id: uuid.UUID, act: Advance) -> None:
    stages.advance_case(stage.session, actor, case_id, act.target)


def _finish(stage: Stage, actor: Actor, case_id: uuid.UUID, act: Finish) -> None:
    task = tasks.find_open(stage.session, case_id, act.kind)
    if task is not None:
        command = FinishTask(done_at=clock.now(), text=act.text)
        work.finish_task(stage.session, actor, case_id, task.id, command)


def _attach(stage: Stage, actor: Actor, case_id: uuid.UUID, act: Attach) -> None:
    command = UploadFile(
        stream=io.BytesIO(act.content), name=act.name, label=act.label, max_bytes=MOST_BYTES
    )
    attachments.add_file(stage.session, actor, case_id, stage.files, command)


def _enter(stage: Stage, actor: Actor, case_id: uuid.UUID, act: Enter) -> None:
    roll = people.read_roll(stage.session, actor, case_id)
    ground = RecordConsent(
        purposes=(str(ConsentPurpose.SIMFONI),),
        about=tuple(one.id for one in roll.people if one.role == PersonRole.VICTIM),
        decision=Decision.GROUND,
        ground="kewajiban_hukum",
        reason=words.GROUND,
        on=clock.today(),
        entry=uuid.uuid5(case_id, ConsentPurpose.SIMFONI),
    )
    consents.record_consent(stage.session, actor, case_id, ground)
    command = EnterSimfoni(number=act.number, on=clock.today(), entry=uuid.uuid5(case_id, "entry"))
    simfoni.enter(stage.session, actor, case_id, command)


def _through(service: Callable[[Session, Actor, uuid.UUID, Any], object]) -> Do:
    return lambda stage, actor, case_id, act: service(stage.session, actor, case_id, act)


ACTS: dict[type[Act], Do] = {
    RegisterCase: _through(intake.register_case),
    Identify: _through(identification.identify_case),
    Take: _take,
    Finish: _finish,
    Advance: _advance,
    Assess: _through(assessment.assess_case),
    WritePlan: _through(plans.write_plan),
    DecidePlan: _through(plans.decide_plan),
    AddService: _through(deliveries.add_service),
    AddFollowUp: _through(follow_ups.add_follow_up),
    AddNote: _through(notes.add_note),
    Attach: _attach,
    Enter: _enter,
    ProposeClosure: _through(closure.propose_closure),
    DecideClosure: _through(closure.decide_closure),
    CorrectService: _through(corrections.correct_service),
    **COLLEGIAL,
}
