"""The services that were given in a case: what, when, by whom, with what outcome."""

import uuid

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import vocabulary
from kla.cases.services import reports, sections, summaries
from kla.cases.services.lookup import open_case
from kla.cases.types import ACTIVE, AddService, SectionName
from kla.core import clock
from kla.core.errors import Invalid
from kla.trail import services as trail

LONGEST = 500


def add_service(session: Session, actor: Actor, case_id: uuid.UUID, command: AddService) -> None:
    """Log a service that was given. The same form sent twice is one entry.

    Raises `Invalid` for mediation in a case of sexual violence, which no agreement may settle
    outside a court (UU 12/2022 art. 23), and for values that can't be so; `InvalidTransition`
    for a case that is over.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    opened.case.state.require(ACTIVE)
    _check(command)
    summary = summaries.read(session, opened)
    if command.kind == vocabulary.MEDIATION and vocabulary.SEXUAL in summary["kinds"]:
        raise Invalid("mediation-forbidden", field="kind")
    before = sections.read(session, opened, SectionName.SERVICES)
    given = list(before.content.get("given", []))
    if any(entry["entry"] == command.entry.hex for entry in given):
        return
    given.append(_entry(actor, command))
    sections.put(session, actor, opened, {SectionName.SERVICES: {"given": given}})
    kinds = sorted({entry["kind"] for entry in given})
    if kinds != summary["services"]:
        summaries.change(session, actor, opened, services=kinds)
    trail.record(session, actor, "case.service_added", opened.history, case=str(case_id))


def _check(command: AddService) -> None:
    vocabulary.require("services", command.kind, "kind")
    reports.not_in_future(command.given_on, "given_on")
    reports.check_text(command.institution, "institution", LONGEST)
    reports.check_text(command.outcome, "outcome")


def _entry(actor: Actor, command: AddService) -> dict[str, str]:
    return {
        "entry": command.entry.hex,
        "kind": command.kind,
        "given_on": command.given_on.isoformat(),
        "institution": command.institution,
        "outcome": command.outcome,
        "author": str(actor.account_id),
        "at": clock.now().isoformat(),
    }
