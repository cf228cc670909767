"""Reports of the same event, put together: one is the main one, the others go with it.

Each keeps its own receipt and its own conversation: no reporter reads what another one wrote.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from kla.access.policy import Actor
from kla.public_reports.models import Report
from kla.public_reports.services import desk
from kla.public_reports.services.opening import OpenReport


def others(session: Session, report_id: uuid.UUID, *, to_change: bool = False) -> Sequence[Report]:
    """The reports that were put with this one, in the order in which they came."""
    query = (
        select(Report)
        .where(Report.main_id == report_id)
        .options(selectinload(Report.grants))
        .order_by(Report.received, Report.id)
    )
    return session.scalars(query.with_for_update() if to_change else query).all()


def opened_to_change(session: Session, actor: Actor, report_id: uuid.UUID) -> list[OpenReport]:
    """A report and those put with it, locked and opened for somebody of the desk.

    Raises `Forbidden`, and `NotFound` where one of them does not open.
    """
    first = desk.open_report(session, actor, report_id, to_change=True)
    rows = others(session, report_id, to_change=True)
    return [first, *(desk.open_report(session, actor, one.id, to_change=True) for one in rows)]
