"""Reports of the same event, put together: one is the main one, the others go with it.

Each keeps its own receipt and its own conversation: no reporter reads what another one wrote. That
one was put with another stands in clear and sealed in it too: only both together count.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.core.errors import Conflict, InvalidTransition
from kla.public_reports.models import Report
from kla.public_reports.services import desk, messages, opening, receiving
from kla.public_reports.services.opening import OpenReport
from kla.public_reports.types import (
    ENDED,
    DeskView,
    EndReport,
    PutTogether,
    QueueRow,
    ReportState,
    Turn,
    Wanted,
)
from kla.trail import services as trail

WITH = "with"


def candidates(session: Session, actor: Actor, report_id: uuid.UUID) -> list[QueueRow]:
    """The newest open reports with which this one may be put together. Raises `NotFound`."""
    desk.open_report(session, actor, report_id)
    rows = desk.queue(session, actor, Wanted(by_due=False, newest_first=True))
    return [one for one in rows if one.report_id != report_id and one.content is not None]


def compare(
    session: Session, actor: Actor, report_id: uuid.UUID, main_id: uuid.UUID
) -> tuple[DeskView, DeskView]:
    """Both reports side by side, with a line each. Raises `NotFound`."""
    return desk.read(session, actor, report_id), desk.read(session, actor, main_id)


def put_together(
    session: Session, actor: Actor, report_id: uuid.UUID, main_id: uuid.UUID, command: PutTogether
) -> None:
    """Put a report, and those that are with it, with another one. Done already, it is done.

    Raises `NotFound`; `InvalidTransition` where one has ended or the other is no main one;
    `Conflict` where one of them changed since it was `seen`.
    """
    first, second = sorted((report_id, main_id))
    found = {one: desk.open_report(session, actor, one, to_change=True) for one in (first, second)}
    opened, main = found[report_id], found[main_id]
    if opened.report.main_id == main_id:
        return
    _must_go_together(opened.report, main.report)
    if (opened.report.version, main.report.version) != (command.seen, command.seen_main):
        raise Conflict(reason="changed")
    for one in (opened, *others(session, actor, report_id)):
        one.report.main_id = main_id
        _was_read(session, one)
        opening.rewrite(one, **{WITH: main_id.hex})
        _line(session, actor, "report.put_together", one)
    _was_read(session, main)
    opening.rewrite(main)


def part(session: Session, actor: Actor, report_id: uuid.UUID) -> None:
    """Let a report stand by itself again. Raises `NotFound`, `InvalidTransition` where it does."""
    opened = desk.open_report(session, actor, report_id, to_change=True)
    if opened.report.main_id is None or opened.report.state in ENDED:
        raise InvalidTransition(state=str(opened.report.state))
    opened.report.main_id = None
    opening.rewrite(opened, **{WITH: ""})
    _line(session, actor, "report.parted", opened)


def end(session: Session, actor: Actor, report_id: uuid.UUID, command: EndReport) -> None:
    """End a report and those that are with it, all for the same reason. Raises as `desk.end`.

    `InvalidTransition` for one that is with another: the main one is what is decided about.
    """
    opened = desk.open_report(session, actor, report_id, to_change=True)
    if opened.report.main_id is not None:
        raise InvalidTransition(state="put-together")
    for one in others(session, actor, report_id):
        own = EndReport(target=command.target, reason=command.reason, seen=one.report.version)
        desk.end(session, actor, one.report.id, own)
    desk.end(session, actor, report_id, command)


def others(session: Session, actor: Actor, report_id: uuid.UUID) -> list[OpenReport]:
    """The open reports that are with this one, locked, in the order in which they came."""
    found = [
        desk.open_report(session, actor, one.id, to_change=True)
        for one in _rows(session, [report_id])
    ]
    return [one for one in found if one.content.get(WITH) == report_id.hex]


def rows_of(session: Session, actor: Actor, report_id: uuid.UUID) -> list[QueueRow]:
    """The same for a page: nothing is locked."""
    found = [desk.row_of(actor, one) for one in _rows(session, [report_id])]
    return [one for one in found if one.content and one.content.get(WITH) == report_id.hex]


def news_in(session: Session, main_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, bool]]:
    """How many reports are with each of these, and whether one of their reporters wrote last."""
    found: dict[uuid.UUID, tuple[int, bool]] = {}
    for one in _rows(session, main_ids):
        assert one.main_id is not None  # noqa: S101 -- asked for by it
        count, news = found.get(one.main_id, (0, False))
        found[one.main_id] = (count + 1, news or one.turn is Turn.OFFICE)
    return found


def opened_to_change(session: Session, actor: Actor, report_id: uuid.UUID) -> list[OpenReport]:
    """A report and those put with it, locked and opened for somebody of the desk.

    Raises `Forbidden`, and `NotFound` where one of them does not open.
    """
    first = desk.open_report(session, actor, report_id, to_change=True)
    return [first, *others(session, actor, report_id)]


def _rows(session: Session, main_ids: Sequence[uuid.UUID]) -> Sequence[Report]:
    query = (
        select(Report)
        .where(Report.main_id.in_(main_ids), Report.state.not_in(ENDED))
        .options(*opening.WITH_GRANTS)
        .order_by(Report.received, Report.id)
    )
    return session.scalars(query).all()


def _was_read(session: Session, opened: OpenReport) -> None:
    """Whoever compared two reports has read their stories, though no message that came after."""
    report = opened.report
    if report.state is ReportState.NEW and not messages.read(session, opened):
        report.turn = Turn.NOBODY
    report.state = receiving.state_after_reading(report)


def _must_go_together(report: Report, main: Report) -> None:
    if report is main or main.main_id is not None:
        raise InvalidTransition(state="put-together")
    for one in (report, main):
        if one.state in ENDED:
            raise InvalidTransition(state=str(one.state))


def _line(session: Session, actor: Actor, action: str, opened: OpenReport) -> None:
    trail.record(session, actor, action, opened.history, report=str(opened.report.id))
