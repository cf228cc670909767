"""Typing in what somebody told the office: it lands in the queue like all others, read already."""

from datetime import timedelta

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.accounts.types import Office
from kla.core import clock
from kla.core.errors import Invalid
from kla.public_reports.services import desk, receiving
from kla.public_reports.types import Received, ReportState, Turn, TypeReport
from kla.trail import services as trail

AHEAD = timedelta(minutes=1)  # clocks of two computers


def type_in(session: Session, actor: Actor, office: Office, command: TypeReport) -> Received:
    """Keep a report that somebody told the actor. Its clock runs since it was told.

    The same form sent twice is one report. Raises `Forbidden`, `Invalid` naming the field, and
    `Conflict` where the form's code is another report's.
    """
    desk.must_triage(actor)
    if command.told > clock.now() + AHEAD:
        raise Invalid("ahead", field="told")
    received = receiving.receive(session, office, command.report)
    if received.again:
        return received
    session.flush()
    opened = desk.open_report(session, actor, received.report_id, to_change=True)
    report = opened.report
    if report.state is ReportState.NEW:
        told, in_danger = command.told, command.report.in_danger
        report.received = told
        report.due = receiving.due_of(office, told, in_danger=in_danger)
        report.state, report.turn = ReportState.READ, Turn.NOBODY
    trail.record(session, actor, "report.typed_in", opened.history, report=str(report.id))
    return received
