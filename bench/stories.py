"""Taking cases further by the services that do so, on until every field is full."""

import uuid
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench import plain_rows
from bench.content import Reports
from bench.people import Staff
from kla.access.policy import Actor, Permission
from kla.cases import instruments
from kla.cases.models import Case
from kla.cases.services import (
    assessment,
    assignment,
    closure,
    deliveries,
    identification,
    notes,
    reading,
)
from kla.cases.services.lookup import open_case
from kla.cases.types import (
    AddNote,
    AddService,
    Assess,
    AssignCase,
    CaseState,
    Identify,
    ProposeClosure,
)
from kla.cases.types.risk import ScoreRisk
from kla.core import clock

NOTES = 3


def most_urgent(session: Session, first: int, count: int) -> list[uuid.UUID]:
    """Some cases in the order of the list."""
    query = select(Case.id).order_by(Case.next_due, Case.id).offset(first).limit(count)
    return list(session.scalars(query))


def assign(session: Session, staff: Staff, case_id: uuid.UUID, reports: Reports) -> None:
    """Take a case on and give it to a caseworker."""
    supervisor = _actor(staff)
    kind = reports.code("kinds")
    identified = Identify(
        primary_kind=kind,
        kinds=(kind,),
        risk=reports.code("risks"),
        kewenangan="daerah",
        outcome=CaseState.IDENTIFICATION,
        reason=reports.text(1),
    )
    identification.identify_case(session, supervisor, case_id, identified)
    worker = reports.rng.choice(staff.caseworkers)
    assignment.assign_case(session, supervisor, case_id, AssignCase(workers=(worker.account_id,)))
    session.commit()


def _scoring(reports: Reports) -> ScoreRisk:
    items = instruments.load().items
    answers = {item.code: reports.rng.choice(item.answers).code for item in items}
    return ScoreRisk(instrument=instruments.CURRENT, answers=answers, entry=reports.uuid())


def fill(session: Session, staff: Staff, case_id: uuid.UUID, reports: Reports) -> None:
    """Take a case to where a closure is proposed: assessed, noted, served."""
    assign(session, staff, case_id, reports)
    supervisor, today = _actor(staff), clock.today()
    parts = {
        part: reports.text(3)
        for part in ("physical", "psychological", "social", "spiritual", "safety", "wishes")
    }
    assessed = Assess(**parts, scoring=_scoring(reports), assessed_on=today - timedelta(days=3))
    assessment.assess_case(session, supervisor, case_id, assessed)
    for _ in range(NOTES):
        note = AddNote(text=reports.text(2), note_id=reports.uuid())
        notes.add_note(session, supervisor, case_id, note)
    given = AddService(
        kind="kesehatan",
        given_on=today - timedelta(days=2),
        institution="Puskesmas Rekaan",
        outcome=reports.text(1),
        entry=reports.uuid(),
    )
    deliveries.add_service(session, supervisor, case_id, given)
    proposed = ProposeClosure(reason="tujuan_tercapai", summary=reports.text(2))
    closure.propose_closure(session, supervisor, case_id, proposed)
    session.commit()


def copy_in_clear(session: Session, staff: Staff, case_id: uuid.UUID) -> None:
    """Let the peer know what the sealed case says now."""
    opened = open_case(session, _actor(staff), case_id, Permission.CASE_READ)
    plain_rows.copy_page(session, _actor(staff), reading.page_of(session, opened))


def _actor(staff: Staff) -> Actor:
    assert staff.supervisor.actor is not None
    return staff.supervisor.actor
