"""Putting right how a service was logged: the new version counts, every older one is kept."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.services import deliveries, reports, sections
from kla.cases.services.deliveries import NAME, Entry
from kla.cases.services.lookup import open_case
from kla.cases.types import CorrectService, ServiceStatus
from kla.cases.types.actions import Action, require
from kla.core import clock
from kla.core.errors import Conflict, Invalid, NotFound
from kla.trail import services as trail

ABOUT_IT = frozenset({"entry", "versions"})


def correct_service(
    session: Session, actor: Actor, case_id: uuid.UUID, command: CorrectService
) -> None:
    """Log a decided service as it should have been; who changed it, when and why is kept.

    The same form sent twice is one correction. Raises `NotFound` for a service that is not there
    or is planned still, `Conflict` where somebody else corrected it in between, `Invalid` naming
    the field, `InvalidTransition` for a case that is over.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    require(opened.case.state, Action.SERVE)
    given = deliveries.entries_of(sections.read(session, opened, NAME).content)
    entry = find_decided(given, command.service.entry)
    before = versions_of(entry)
    if any(one["correction"] == command.correction.hex for one in before):
        return
    if command.seen != len(before):
        raise Conflict(section=NAME)
    if command.service.status is ServiceStatus.PLANNED:
        raise Invalid("unknown-code", field="status")
    deliveries.check(session, opened, command.service)
    reports.require_text(command.why, "why")
    old = {name: value for name, value in entry.items() if name not in ABOUT_IT}
    entry.update(deliveries.settled(command.service))
    entry.update(kind=command.service.kind, row=command.service.row)
    entry["versions"] = [*before, old | _made_by(actor, command)]
    deliveries.keep(session, actor, opened, given, entry)
    trail.record(session, actor, "case.service_corrected", opened.history, case=str(case_id))


def versions_of(entry: Entry) -> list[Entry]:
    """How a service was logged before each of its corrections, the oldest first."""
    return list(entry.get("versions", []))


def find_decided(given: list[Entry], entry_id: uuid.UUID) -> Entry:
    """One service that is not planned any more. Raises `NotFound`."""
    entry = deliveries.find_entry(given, entry_id)
    if entry["status"] == ServiceStatus.PLANNED:
        raise NotFound(refused="service")
    return entry


def _made_by(actor: Actor, command: CorrectService) -> dict[str, Any]:
    return {
        "correction": command.correction.hex,
        "corrected_by": str(actor.account_id),
        "corrected_at": clock.now().isoformat(),
        "why": command.why,
    }
