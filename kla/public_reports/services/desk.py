"""The intake desk: the queue of reports, reading one, answering, and ending it."""

import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, authorize
from kla.cases import pictures
from kla.core import clock
from kla.core.errors import Conflict, InvalidTransition, NotFound
from kla.core.texts import require_text
from kla.crypto.sealing import LoadedKey
from kla.public_reports.models import Report
from kla.public_reports.services import messages, opening, receiving, report_files
from kla.public_reports.services.opening import OpenReport
from kla.public_reports.services.report_files import GivenFile
from kla.public_reports.services.returning import LONGEST_MESSAGE
from kla.public_reports.types import (
    ENDED,
    SILENT,
    DeskView,
    EndReport,
    QueueRow,
    ReopenReport,
    ReportState,
    Turn,
    Wanted,
    WriteMessage,
)
from kla.trail import services as trail

PAGE = 50
LONGEST_REASON = 2_000


def queue(session: Session, actor: Actor, wanted: Wanted = Wanted()) -> list[QueueRow]:  # noqa: B008 -- frozen
    """A page of the queue and a line that somebody looked. Raises `Forbidden`.

    What waits comes as it is due, or as it came; what has ended, the newest first.
    """
    must_triage(actor)
    page = wanted.page
    waiting_first = (_is_read(), Report.due) if wanted.by_due else (Report.received,)
    is_newest_first = wanted.ended or wanted.newest_first
    query = (
        select(Report)
        .where(_is_ended() if wanted.ended else _stands_alone())
        .options(*opening.WITH_GRANTS)
        .order_by(*((Report.received.desc(),) if is_newest_first else waiting_first), Report.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    rows = [row_of(actor, report) for report in session.scalars(query)]
    trail.record(session, actor, "report.listed", page=page, reports=len(rows))
    return rows


def waiting(session: Session, actor: Actor) -> int:
    """How many reports nobody has read yet, or in which a reporter wrote last."""
    must_triage(actor)
    waits = (Report.state == ReportState.NEW) | (Report.turn == Turn.OFFICE)
    return session.scalar(select(func.count()).where(waits, ~_is_ended())) or 0


def late(session: Session, actor: Actor) -> int:
    """How many reports nobody has read although they should have been."""
    must_triage(actor)
    is_late = (Report.state == ReportState.NEW) & (Report.due < clock.now())
    return session.scalar(select(func.count()).where(is_late)) or 0


def read(session: Session, actor: Actor, report_id: uuid.UUID) -> DeskView:
    """Open a report for a person to read, and leave a line that they did."""
    opened = open_report(session, actor, report_id)
    trail.record(session, actor, "report.read", opened.history, report=str(report_id))
    return DeskView(
        _row_of(opened.report, opened.content),
        messages.read(session, opened),
        opened.report.version,
        report_files.list_files(session, opened),
    )


def give_file(
    session: Session,
    actor: Actor,
    place: tuple[uuid.UUID, uuid.UUID],
    folder: Path,
    wanted: tuple[int, int | None] | None = None,
) -> GivenFile:
    """A file of a report whole, or a stretch to play, and a line that somebody took it.

    `place` is the report and the file. Raises `NotFound`, `Unreadable`, `ValueError`.
    """
    report_id, file_id = place
    opened = open_report(session, actor, report_id)
    given = report_files.give(session, opened, file_id, folder, wanted or (0, None))
    if wanted is not None and not given.info.plays:
        raise NotFound(refused="file")
    action = "report.file_read" if wanted is None else "report.file_played"
    about = {"report": str(report_id), "sha256": given.info.sha256}
    trail.record(session, actor, action, opened.history, **about)
    return given


def give_drawn(
    session: Session, actor: Actor, place: tuple[uuid.UUID, uuid.UUID], folder: Path, what: str
) -> bytes:
    """A picture of a report: "view" leaves a line, "thumbnail" goes with the page that left one."""
    report_id, file_id = place
    opened = open_report(session, actor, report_id)
    content = report_files.give_drawn(session, opened, file_id, folder, what)
    if what == pictures.VIEW:
        trail.record(session, actor, "report.file_seen", opened.history, report=str(report_id))
    return content


def take_up(session: Session, actor: Actor, report_id: uuid.UUID) -> None:
    """Say that somebody has read a report: from now on its reporter sees that."""
    opened = open_report(session, actor, report_id, to_change=True)
    report = opened.report
    report.state = receiving.state_after_reading(report)
    if report.turn is Turn.OFFICE:
        report.turn = Turn.NOBODY
    opening.rewrite(opened)
    trail.record(session, actor, "report.taken_up", opened.history, report=str(report_id))


def answer(session: Session, actor: Actor, report_id: uuid.UUID, command: WriteMessage) -> None:
    """Write to the reporter. The same message sent twice is one.

    Raises `Invalid` for a text that is missing or too long, `InvalidTransition` after the end.
    """
    opened = open_report(session, actor, report_id, to_change=True)
    report = opened.report
    require_text(command.text, "text", LONGEST_MESSAGE)
    if report.state in ENDED:
        raise InvalidTransition(state=str(report.state))
    fresh = messages.add(
        session, opened, command.message_id, text=command.text, author=actor.account_id
    )
    if fresh:
        report.state, report.turn = receiving.state_after_reading(report), Turn.REPORTER
        opening.rewrite(opened)
        trail.record(session, actor, "report.answered", opened.history, report=str(report_id))


def end(session: Session, actor: Actor, report_id: uuid.UUID, command: EndReport) -> None:
    """Close a report with a reason, or mark it as abuse. The reason is the office's own.

    Raises `Conflict` where somebody changed it since it was `seen`, `Invalid`, and
    `InvalidTransition`.
    """
    opened = open_report(session, actor, report_id, to_change=True)
    report, by = opened.report, str(actor.account_id)
    if report.version != command.seen:
        raise Conflict(reason="changed")
    require_text(command.reason, "reason", LONGEST_REASON)
    state = receiving.state_after_reading(report).to(command.target)
    report.state, report.turn = state, Turn.REPORTER
    opening.rewrite(opened, outcome=str(state), reason=command.reason, by=by)
    about = {"report": str(report_id), "state": str(state)}
    trail.record(session, actor, "report.ended", opened.history, **about)


def reopen(session: Session, actor: Actor, report_id: uuid.UUID, command: ReopenReport) -> None:
    """Take an end back that was a mistake, with a reason; both stay on record, sealed.

    Raises `Conflict` where somebody changed it since it was `seen`, `Invalid`, and
    `InvalidTransition` for a report that has not ended here.
    """
    opened = open_report(session, actor, report_id, to_change=True)
    report, content = opened.report, opened.content
    if report.version != command.seen:
        raise Conflict(reason="changed")
    if report.state not in SILENT:
        raise InvalidTransition(state=str(report.state))
    require_text(command.reason, "reason", LONGEST_REASON)
    before = {name: content.get(name, "") for name in ("outcome", "reason", "by")}
    again = {"why": command.reason, "again_by": str(actor.account_id)}
    report.state, report.turn = report.state.to(ReportState.READ), Turn.NOBODY
    report.main_id = None
    ends = [*content.get("ends", []), before | again]
    opening.rewrite(opened, outcome="", reason="", by="", ends=ends)
    trail.record(session, actor, "report.reopened", opened.history, report=str(report_id))


def open_report(
    session: Session, actor: Actor, report_id: uuid.UUID, *, to_change: bool = False
) -> OpenReport:
    """Open a report for somebody of the desk. Raises `Forbidden` and `NotFound`."""
    must_triage(actor)
    report = opening.get(session, report_id, to_change=to_change)
    kids = {one.recipient_kid for one in report.lock(actor.keys.instance).grants}
    authorize(actor, Permission.REPORT_TRIAGE, within=kids)
    opened = _open(actor, report)
    if opened is None:
        raise NotFound(refused="report")
    return opened


def _open(actor: Actor, report: Report) -> OpenReport | None:
    return opening.opens_with(report, actor.keys.instance, _keys(actor, report), actor.keys.handles)


def _keys(actor: Actor, report: Report) -> list[LoadedKey]:
    grants = report.lock(actor.keys.instance).grants
    return [
        actor.keys.key(one.recipient_kid) for one in grants if one.recipient_kid in actor.keys.kids
    ]


def row_of(actor: Actor, report: Report) -> QueueRow:
    """A report as a list shows it."""
    opened = _open(actor, report)
    return _row_of(report, opened.content if opened else None)


def _row_of(report: Report, content: dict[str, Any] | None) -> QueueRow:
    return QueueRow(
        report.id,
        report.state,
        report.turn,
        report.received,
        report.due,
        content,
        report.main_id,
    )


def must_triage(actor: Actor) -> None:
    """Raise `Forbidden` for whoever does not read reports."""
    if not actor.may(Permission.REPORT_TRIAGE):
        authorize(actor, Permission.REPORT_TRIAGE, within=())


def _is_read() -> ColumnElement[bool]:
    return Report.state != ReportState.NEW


def _stands_alone() -> ColumnElement[bool]:
    """It waits, and by itself: what was put with another one is found there."""
    return ~_is_ended() & Report.main_id.is_(None)


def _is_ended() -> ColumnElement[bool]:
    return Report.state.in_(ENDED)
