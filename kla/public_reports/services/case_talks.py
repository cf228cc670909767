"""The conversations with reporters whose reports became a part of a case.

Their secrets are sealed with the case: whoever opens it reads and answers, and whoever does not
any more meets a new secret.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.services import absorbed, companions, reach, remnants, sections
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import CasePage, SectionName
from kla.core.errors import DomainError, NotFound
from kla.core.texts import require_text
from kla.crypto.envelope import unseal
from kla.crypto.reports import report_key
from kla.public_reports.models import Report
from kla.public_reports.services import messages, moving_files, opening, rekeying, report_files
from kla.public_reports.services.handing_over import ENTRIES
from kla.public_reports.services.opening import OpenReport
from kla.public_reports.services.returning import LONGEST_MESSAGE
from kla.public_reports.types import CaseTalk, Turn, WriteMessage
from kla.trail import services as trail

Entry = Mapping[str, Any]
# A case, and a report that became a part of it.
Place = tuple[uuid.UUID, uuid.UUID]


def read(session: Session, actor: Actor, page: CasePage) -> list[CaseTalk]:
    """The conversations of a case that somebody has opened, and of its parts, with a line each."""
    entries = [*page.content(SectionName.DOOR).get(ENTRIES, [])]
    for merge in absorbed.living(page.content(SectionName.MERGES)):
        part = absorbed.open_part(session, merge)
        within = [part, *(one for _, one in absorbed.all_parts(session, part))] if part else []
        entries += [entry for one in within for entry in _entries(session, one)]
    return [_talk(session, actor, one) for one in entries]


def read_one(session: Session, actor: Actor, place: Place) -> CaseTalk:
    """One conversation for who is about to answer it, and a line. Raises `NotFound`."""
    case_id, report_id = place
    case = open_case(session, actor, case_id, Permission.CASE_WRITE)
    return _talk(session, actor, _entry(session, case, report_id))


def answer(session: Session, actor: Actor, place: Place, command: WriteMessage) -> None:
    """Write to a reporter from the case. The same message sent twice is one.

    Raises `NotFound` for a report that is no part of the case, `Invalid`.
    """
    case, opened = _open(session, actor, place)
    require_text(command.text, "text", LONGEST_MESSAGE)
    if messages.add(
        session, opened, command.message_id, text=command.text, author=actor.account_id
    ):
        opened.report.turn = Turn.REPORTER
        opening.rewrite(opened)
        trail.record(session, actor, "report.answered", opened.history, **_about(place))
        trail.record(session, actor, "case.reporter_answered", case.history, **_about(place))


def mark_read(session: Session, actor: Actor, place: Place, folder: Path) -> None:
    """Say that what the reporter sent last was read, and make its files the case's.

    Raises `NotFound`.
    """
    case, opened = _open(session, actor, place)
    moved = moving_files.move(session, actor, case, opened, folder)
    if opened.report.turn is Turn.OFFICE or moved:
        opened.report.turn = Turn.NOBODY
        opening.rewrite(opened)
        trail.record(session, actor, "case.reporter_read", case.history, **_about(place))


def _about(place: Place) -> dict[str, str]:
    case_id, report_id = place
    return {"case": str(case_id), "report": str(report_id)}


def waiting(session: Session, actor: Actor) -> tuple[int, uuid.UUID | None]:
    """In how many conversations of their cases somebody outside wrote last, and the first case."""
    waits = (Report.turn == Turn.OFFICE, Report.case_id.in_(reach.ids_in_reach(actor)))
    count = session.scalar(select(func.count(Report.id)).where(*waits)) or 0
    if not count:
        return 0, None
    first = select(Report.case_id).where(*waits).order_by(Report.received, Report.id).limit(1)
    return count, session.scalar(first)


@companions.on_renewal
def _renew(session: Session, actor: Actor, case: OpenCase) -> None:
    row = sections.find_section(session, case.id, SectionName.DOOR)
    if row is None:
        return
    content = sections.read(session, case, SectionName.DOOR).content
    fresh = [_renewed(session, actor, one) for one in content[ENTRIES]]
    sections.seal_into(row, case, {**content, ENTRIES: fresh})


def _renewed(session: Session, actor: Actor, entry: Entry) -> Entry:
    keys = actor.keys
    opened = _with_entry(session, actor, entry, to_change=True)
    renewed, secret = rekeying.rekey(session, keys.instance, keys.handles, opened)
    return {**entry, "epoch": renewed.report.epoch, "secret": secret.hex()}


@companions.on_erasure
def _erase(session: Session, actor: Actor, case_id: uuid.UUID, folder: Path) -> None:
    query = select(Report.id, Report.handle).where(Report.case_id == case_id)
    for report_id, handle in session.execute(query).all():
        moving_files.doom(session, report_id, folder)
        remnants.doom(session, actor.keys.handles, handle)


def _open(session: Session, actor: Actor, place: Place) -> tuple[OpenCase, OpenReport]:
    case_id, report_id = place
    case = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    return case, _with_entry(session, actor, _entry(session, case, report_id), to_change=True)


def _entry(session: Session, case: OpenCase, report_id: uuid.UUID) -> Entry:
    for one in (case, *(part for _, part in absorbed.all_parts(session, case))):
        for entry in _entries(session, one):
            if entry["report"] == report_id.hex:
                return entry
    raise NotFound(refused="report")


def _entries(session: Session, case: OpenCase) -> list[Entry]:
    found: list[Entry] = sections.read(session, case, SectionName.DOOR).content.get(ENTRIES, [])
    return found


def _with_entry(
    session: Session, actor: Actor, entry: Entry, *, to_change: bool = False
) -> OpenReport:
    report = opening.get(session, uuid.UUID(entry["report"]), to_change=to_change)
    secret = report.lock(actor.keys.instance).check(bytes.fromhex(entry["secret"]))
    handle = actor.keys.handles.get(report.handle)
    key = report_key(secret, handle, report.id, report.epoch)
    return OpenReport(report, key, unseal(key, report.ct, report.address))


def _talk(session: Session, actor: Actor, entry: Entry) -> CaseTalk:
    report_id, received = uuid.UUID(entry["report"]), datetime.fromisoformat(entry["received"])
    try:
        opened = _with_entry(session, actor, entry)
        talk, files = messages.read(session, opened), report_files.list_files(session, opened)
    except DomainError:  # tampered with: what was taken over is still there
        return CaseTalk(report_id, received, entry["said"], None)
    trail.record(session, actor, "report.read", opened.history, report=str(report_id))
    return CaseTalk(report_id, received, opened.content, talk, opened.report.turn, len(files))
