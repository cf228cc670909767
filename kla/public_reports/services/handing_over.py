"""A report becomes a case, or a part of one: sealed again, and out of intake's hands."""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.services import duplicates, lookup, sections
from kla.cases.services.duplicates import Decided, Said
from kla.cases.services.lookup import OpenCase
from kla.cases.types import RegisterCase, SectionName
from kla.core import clock
from kla.core.errors import InvalidTransition
from kla.public_reports.services import (
    desk,
    families,
    messages,
    moving_files,
    opening,
    receiving,
    rekeying,
)
from kla.public_reports.services.opening import OpenReport
from kla.public_reports.types import ReportState, Turn
from kla.trail import services as trail

ENTRIES = "entries"
NOTHING_ALIKE = Said([], {})
# What a report keeps for itself: it opens or proves something, and tells nothing.
OWN = frozenset({"history", "reporter", "sent"})


@dataclass(frozen=True, slots=True)
class HandOver:
    """The case that a report becomes: its id, its form, and what was said of cases like it.

    `folder` is where files lie.
    """

    case_id: uuid.UUID
    case: RegisterCase
    folder: Path
    said: Said = NOTHING_ALIKE


def hand_over(session: Session, actor: Actor, report_id: uuid.UUID, command: HandOver) -> Decided:
    """Register a case from a report, or add it to one that is there, in one transaction.

    Those that were put with the report go along. Handed over already, it answers the case that it
    became. Raises `Forbidden`, `NotFound`, `InvalidTransition` for a report that has ended or was
    put with another one, and what registering a case raises.
    """
    desk.must_triage(actor)
    report = opening.get(session, report_id, to_change=True)
    if report.case_id is not None:
        lookup.must_reach(session, actor, report.case_id)
        return Decided(report.case_id)
    if report.main_id is not None:
        raise InvalidTransition(state="put-together")
    family = families.opened_to_change(session, actor, report_id)
    for one in family:
        receiving.state_after_reading(one.report).to(ReportState.HANDED_OVER)
    decided = duplicates.register(session, actor, command.case_id, command.case, command.said)
    session.flush()
    opened = lookup.open_case(
        session, actor, decided.case_id, Permission.CASE_WRITE, to_change=True
    )
    _take(session, actor, opened, (family, command.folder))
    return decided


def _take(
    session: Session, actor: Actor, case: OpenCase, given: tuple[list[OpenReport], Path]
) -> None:
    """Seal reports again, and keep what opens them, and what they say now, with the case."""
    family, folder = given
    for one in family:
        moving_files.move(session, actor, case, one, folder)
    fresh = [_taken(session, actor, case, one) for one in family]
    before = sections.read(session, case, SectionName.DOOR).content.get(ENTRIES, [])
    sections.put(session, actor, case, {SectionName.DOOR: {ENTRIES: [*before, *fresh]}})


def _taken(session: Session, actor: Actor, case: OpenCase, opened: OpenReport) -> dict[str, Any]:
    report = opened.report
    talk = messages.read(session, opened)
    report.state, report.case_id = ReportState.HANDED_OVER, case.id
    if report.turn is Turn.OFFICE:
        report.turn = Turn.NOBODY  # whoever registers the case has just read it
    keys = actor.keys
    renewed, secret = rekeying.rekey(session, keys.instance, keys.handles, opened)
    about = {"report": str(report.id), "case": str(case.id)}
    trail.record(session, actor, "report.handed_over", renewed.history, **about)
    trail.record(session, actor, "case.report_taken", case.history, **about)
    return {
        "report": report.id.hex,
        "epoch": report.epoch,
        "secret": secret.hex(),
        "at": clock.now().isoformat(),
        "by": str(actor.account_id),
        "received": report.received.isoformat(),
        "said": {name: value for name, value in opened.content.items() if name not in OWN},
        "messages": [
            {
                "at": one.at.isoformat(),
                "author": str(one.author) if one.author else "",
                "text": one.text,
            }
            for one in talk
        ],
    }
