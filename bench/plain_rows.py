"""Filling the peer's tables with exactly what the sealed cases hold."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, text, update
from sqlalchemy.orm import Session

from bench.plain import (
    LISTS,
    PlainCase,
    PlainEvent,
    PlainHolder,
    PlainNote,
    PlainPerpetrator,
    PlainService,
    PlainVictim,
)
from kla.access.policy import Actor
from kla.cases.models import Case
from kla.cases.services import reading, reports, summaries
from kla.cases.types import CasePage, RegisterCase, SectionName

COPY_TASKS = text(
    "INSERT INTO plain_task (id, case_id, kind, due, done, stopped, assignee) "
    "SELECT id, case_id, kind, due, done, stopped, assignee FROM case_task "
    "WHERE case_id NOT IN (SELECT case_id FROM plain_task)"
)


@dataclass
class Rows:
    """Rows of the peer that wait to be written."""

    cases: list[dict[str, Any]] = field(default_factory=list)
    victims: list[dict[str, Any]] = field(default_factory=list)
    perpetrators: list[dict[str, Any]] = field(default_factory=list)

    def add_report(self, case: Case, report: RegisterCase) -> None:
        """What a report says, as a sealed case keeps it, in columns."""
        content = reports.content_of(report, "")
        self.cases.append(case_row(case, report, content[SectionName.CORE]))
        persons = content[SectionName.PERSONS]
        self.victims += [{"case_id": case.id, **one} for one in persons["victims"]]
        self.perpetrators += [{"case_id": case.id, **one} for one in persons["perpetrators"]]

    def insert(self, connection: Connection) -> None:
        """Write them all."""
        connection.execute(insert(PlainCase), self.cases)
        connection.execute(insert(PlainVictim), self.victims)
        connection.execute(insert(PlainPerpetrator), self.perpetrators)


def case_row(case: Case, report: RegisterCase, core: dict[str, Any]) -> dict[str, Any]:
    """The wide row of a case."""
    summary = summaries.of_report(report)
    same = ("kanal", "relation", "anonymous", "reporter_name", "reporter_phone", "happened_on")
    also = ("place", "address", "kelurahan", "chronology", "primary_kind", "risk")
    return {
        "id": case.id,
        "unit_id": case.unit_id,
        "state": "intake",
        "opened_month": case.opened_month,
        "retain_month": None,
        "next_due": case.next_due,
        "initials": "\n".join(summary["initials"]),
        "kinds": ",".join(report.kinds),
        "reported_primary_kind": report.primary_kind,
        "reported_kinds": ",".join(report.kinds),
        "reported_risk": report.risk,
        "danger": report.immediate_danger,
        "accepted": False,
        "workers": "",
        "received_at": report.received_at,
        **{name: core[name] for name in (*same, *also)},
    }


CHAPTERS = (
    SectionName.IDENTIFICATION,
    SectionName.ASSESSMENT,
    SectionName.RISK,
    SectionName.CLOSURE,
)


def copy_page(session: Session, actor: Actor, page: CasePage) -> None:
    """Bring the peer's rows of one case up to what its sealed page says."""
    summary = page.content("summary")
    values = {
        "state": page.state,
        "retain_month": page.retain_month,
        "next_due": page.due,
        "primary_kind": summary["primary"],
        "kinds": ",".join(summary["kinds"]),
        "risk": summary["risk"],
        "accepted": summary["accepted"],
        "workers": json.dumps(summary["workers"]) if summary["workers"] else "",
        **_chapter_columns(page),
    }
    session.execute(update(PlainCase).where(PlainCase.id == page.case_id).values(values))
    case = {"case_id": page.case_id}
    notes = [{"id": one.note_id, **case, **_without(asdict(one), "note_id")} for one in page.notes]
    given = [case | one for one in page.content("services").get("given", [])]
    events = _events(session, actor, page)
    holders = [case | asdict(one) for one in reading.holders_of(session, actor, page.lock)]
    for table, rows in (
        (PlainNote, notes),
        (PlainService, given),
        (PlainEvent, events),
        (PlainHolder, holders),
    ):
        session.execute(delete(table).where(table.case_id == page.case_id))
        if rows:
            session.execute(insert(table), rows)


def _events(session: Session, actor: Actor, page: CasePage) -> list[dict[str, Any]]:
    history = reading.history_of(session, page)
    people = reading.accounts_of_kids(session, actor, {line.actor_kid for line in history})
    return [
        {
            "case_id": page.case_id,
            "at": line.at,
            "account_id": people[line.actor_kid],
            "action": line.action,
            "details": json.dumps(line.details),
        }
        for line in reversed(history)
    ]


def _chapter_columns(page: CasePage) -> dict[str, Any]:
    columns = {}
    for name in CHAPTERS:
        for key, value in page.content(name).items():
            if key == "history":  # of earlier proposals: there are none here
                continue
            columns[f"{name}_{key}"] = json.dumps(value) if key in LISTS else value
    return columns


def _without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
