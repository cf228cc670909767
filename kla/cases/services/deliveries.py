"""The services of a case: planned, given with an outcome, or not, and why. All free."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import vocabulary
from kla.cases.services import clockwork, mediation, plans, reports, sections, summaries
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import AddService, SectionName, ServiceStatus, SettleService
from kla.cases.types.actions import Action, require
from kla.core import clock
from kla.core.errors import Conflict, Invalid, NotFound
from kla.trail import services as trail

LONGEST = 500
WITH_REASON = frozenset({ServiceStatus.NOT_DELIVERED, ServiceStatus.CANCELLED})
NAME = SectionName.SERVICES
Entry = dict[str, Any]


def add_service(session: Session, actor: Actor, case_id: uuid.UUID, command: AddService) -> None:
    """Log a service: one that was given, is planned, or was not to be had. Sent twice, it is one.

    Raises `Invalid` for mediation where the law forbids it, and for values that can't be so;
    `InvalidTransition` for a case that is over.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    require(opened.case.state, Action.SERVE)
    if command.status is ServiceStatus.CANCELLED:  # nothing was planned that could be called off
        raise Invalid("unknown-code", field="status")
    check(session, opened, command)
    given = entries_of(sections.read(session, opened, NAME).content)
    if any(entry["entry"] == command.entry.hex for entry in given):
        return
    given.append(_entry(actor, command))
    keep(session, actor, opened, given, given[-1])
    trail.record(session, actor, "case.service_added", opened.history, case=str(case_id))


def settle_service(
    session: Session, actor: Actor, case_id: uuid.UUID, command: SettleService
) -> None:
    """Say what became of a planned service.

    Raises `NotFound` where there is none, `Conflict` where somebody has said it already, `Invalid`
    naming the field, `InvalidTransition` for a case that is over.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    require(opened.case.state, Action.SERVE)
    given = entries_of(sections.read(session, opened, NAME).content)
    entry = find_entry(given, command.entry)
    if entry["status"] != ServiceStatus.PLANNED:
        raise Conflict(section=NAME)
    if command.status is ServiceStatus.PLANNED:
        raise Invalid("missing", field="status")
    _check(command)
    if command.status is ServiceStatus.DELIVERED:
        confirmed = command.mediation_confirmed
        mediation.check(session, opened, entry["kind"], confirmed=confirmed, field="status")
    entry["planned_for"] = entry["given_on"]
    entry.update(settled(command))
    entry.update(settled_by=str(actor.account_id), settled_at=clock.now().isoformat())
    keep(session, actor, opened, given, entry)
    trail.record(session, actor, "case.service_settled", opened.history, case=str(case_id))


def entries_of(content: sections.Content) -> list[Entry]:
    """The services of a case as they were logged; the oldest were all given."""
    delivered = {"status": str(ServiceStatus.DELIVERED), "row": "", "reason": ""}
    return [delivered | entry for entry in content.get("given", [])]


def find_entry(given: list[Entry], entry_id: uuid.UUID) -> Entry:
    """One service of a case. Raises `NotFound`."""
    for entry in given:
        if entry["entry"] == entry_id.hex:
            return entry
    raise NotFound(refused="service")


def keep(
    session: Session, actor: Actor, opened: OpenCase, given: list[Entry], changed: Entry
) -> None:
    """Seal the services, one of them changed. Only what was given counts for the case."""
    sections.put(session, actor, opened, {NAME: {"given": given}})
    kinds = sorted({one["kind"] for one in given if one["status"] == ServiceStatus.DELIVERED})
    if kinds != summaries.read(session, opened)["services"]:
        summaries.change(session, actor, opened, services=kinds)
    if changed["kind"] == vocabulary.STAY and changed["status"] == ServiceStatus.DELIVERED:
        clockwork.begin_stay(session, actor, opened, date.fromisoformat(changed["given_on"]))


def check(session: Session, opened: OpenCase, command: AddService) -> None:
    """Raise `Invalid` naming the field for a service that can't be so, or may not be."""
    vocabulary.require("services", command.kind, "kind")
    _check(command)
    confirmed = command.mediation_confirmed
    mediation.check(session, opened, command.kind, confirmed=confirmed, field="kind")
    _check_row(session, opened, command.row)


def _check_row(session: Session, opened: OpenCase, row: str) -> None:
    if row and row not in plans.all_rows(sections.read(session, opened, SectionName.PLAN).content):
        raise Invalid("unknown-code", field="row")


def _check(command: AddService | SettleService) -> None:
    if command.status not in {ServiceStatus.PLANNED, ServiceStatus.CANCELLED}:
        reports.not_in_future(command.given_on, "given_on")
    reports.check_text(command.institution, "institution", LONGEST)
    reports.check_text(command.outcome, "outcome")
    if command.status in WITH_REASON:
        reports.require_text(command.reason, "reason")
    reports.check_text(command.reason, "reason")


def _entry(actor: Actor, command: AddService) -> Entry:
    return settled(command) | {
        "entry": command.entry.hex,
        "kind": command.kind,
        "row": command.row,
        "author": str(actor.account_id),
        "at": clock.now().isoformat(),
    }


def settled(command: AddService | SettleService) -> Entry:
    """What a form says of a service, as it is kept."""
    day: date = command.given_on
    return {
        "status": str(command.status),
        "given_on": day.isoformat(),
        "institution": command.institution,
        "outcome": command.outcome,
        "reason": command.reason,
        "lawful": command.mediation_confirmed,
    }
