"""Cases at the later stages, made through the services that the office uses."""

import uuid
from datetime import timedelta

from sqlalchemy.orm import Session

from kla.cases.services import deliveries, plans, stages
from kla.cases.types import AddService, CaseState, DecidePlan, PlanRow, WritePlan
from kla.core import clock
from tests import factories_cases as f
from tests.factories import Cast

ROW = uuid.UUID(int=1)


def row(**changed) -> PlanRow:
    """One row of a plan, in a few words."""
    values = {
        "need": "Merasa aman.",
        "kind": "rehabilitasi_sosial",
        "intervention": "Sesi pendampingan.",
        "institution": "UPTD PPA",
        "by_when": clock.today() + timedelta(days=14),
        "agreed": ("anak",),
        "row": ROW,
    }
    return PlanRow(**(values | changed))


def plan(**changed) -> WritePlan:
    """A plan of one row, handed to the supervisor."""
    return WritePlan(**({"rows": (row(),), "submit": True} | changed))


def advance(session: Session, cast: Cast, case_id: uuid.UUID, target: CaseState) -> None:
    """Ratna goes on to the next stage."""
    stages.advance_case(session, cast.actor(session, "ratna"), case_id, target)
    session.commit()


def planning(session: Session, cast: Cast, **changed) -> uuid.UUID:
    """A case that waits for its plan."""
    case_id = f.assessed(session, cast, **changed)
    advance(session, cast, case_id, CaseState.PLANNING)
    return case_id


def submitted(session: Session, cast: Cast, **changed) -> uuid.UUID:
    """A case whose plan waits for a word."""
    case_id = planning(session, cast, **changed)
    plans.write_plan(session, cast.actor(session, "ratna"), case_id, plan())
    session.commit()
    return case_id


def approved(session: Session, cast: Cast, **changed) -> uuid.UUID:
    """A case whose plan Hasan has approved."""
    case_id = submitted(session, cast, **changed)
    hasan = cast.actor(session, "hasan")
    plans.decide_plan(session, hasan, case_id, DecidePlan(approve=True, seen=1))
    session.commit()
    return case_id


def delivery(session: Session, cast: Cast, **changed) -> uuid.UUID:
    """A case whose plan is carried out."""
    case_id = approved(session, cast, **changed)
    advance(session, cast, case_id, CaseState.DELIVERY)
    return case_id


def service(**changed) -> AddService:
    """A service that was given today."""
    values = {"kind": "rehabilitasi_sosial", "given_on": clock.today(), "institution": "UPTD PPA"}
    return AddService(**(values | changed))


def serve(session: Session, cast: Cast, case_id: uuid.UUID, **changed) -> uuid.UUID:
    """Ratna logs a service."""
    command = service(**changed)
    deliveries.add_service(session, cast.actor(session, "ratna"), case_id, command)
    session.commit()
    return command.entry


def monitoring(session: Session, cast: Cast, **changed) -> uuid.UUID:
    """A case that is looked at after its services."""
    case_id = delivery(session, cast, **changed)
    serve(session, cast, case_id, row=ROW.hex)
    advance(session, cast, case_id, CaseState.MONITORING)
    return case_id
