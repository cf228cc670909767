"""One case of an old register, sealed as a case of this office at the stage that it has reached."""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases import facts, retention
from kla.cases.models import Case, CaseSection
from kla.cases.register_file import columns
from kla.cases.services import holders, notes, reports, sections, summaries, tasks
from kla.cases.services.lookup import OpenCase
from kla.cases.types import NO_DUE, AddNote, CaseState, SectionName, ServiceStatus, TaskKind
from kla.cases.types.clockwork import ClockStep
from kla.cases.types.register_import import ImportRun, OldCase
from kla.core import clock
from kla.core.clock import WITA
from kla.core.periods import month_of
from kla.crypto import grants
from kla.crypto.directory import KeyRecord
from kla.trail.history import history_key

NOTE = "import"
HERE = "daerah"
NOON = time(12)
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Worker:
    """A caseworker of the unit, who can be given a case."""

    account_id: uuid.UUID
    name: str
    key: KeyRecord


@dataclass(frozen=True, slots=True)
class Desk:
    """Who imports what, and what all cases of a batch need: handles made, workers looked up."""

    session: Session
    actor: Actor
    run: ImportRun
    handles: Mapping[str, bytes]
    workers: Mapping[str, Worker] = field(default_factory=dict)

    def worker_of(self, old: OldCase) -> Worker | None:
        """Who goes on with a case; nobody with one that is over."""
        return None if old.closed else self.workers.get(columns.fold(old.worker))


def seal_case(
    desk: Desk, case_id: uuid.UUID, people: Iterable[uuid.UUID], old: OldCase
) -> tuple[OpenCase, Content]:
    """Seal an old case under this id; `people` are the ids of its victims, in their order.

    Answers it opened, with its summary for the index.
    """
    victims = tuple(
        replace(victim, person=person)
        for victim, person in zip(old.report.victims, people, strict=True)
    )
    old = replace(old, report=replace(old.report, victims=victims))
    worker, seed = desk.worker_of(old), secrets.token_bytes(32)
    opened = _open_new(desk, case_id, seed, old, worker)
    content = _content_of(desk, old, worker, seed)
    for name, words in content.items():
        section = CaseSection(case_id=case_id, name=name, version=0)
        sections.seal_into(section, opened, words)
        desk.session.add(section)
    _start_clocks(desk, opened, old, worker)
    if said := _note_of(old, worker):
        notes.put(desk.session, desk.actor, opened, AddNote(text=said, about=NOTE))
    return opened, content[SectionName.SUMMARY]


def _open_new(
    desk: Desk, case_id: uuid.UUID, seed: bytes, old: OldCase, worker: Worker | None
) -> OpenCase:
    case = Case(
        id=case_id,
        unit_id=desk.actor.unit_id,
        opened_month=month_of(old.report.received_at.astimezone(WITA).date()),
        state=_state_of(old, worker),
        next_due=NO_DUE,
        dek_epoch=1,
        grants=[],
    )
    if old.closed:
        case.retain_month = month_of(old.closed, years_later=desk.run.retention_years)
    secret = grants.new_secret()
    holders.lock_with(desk.session, desk.actor, case, secret, _holders_of(old, worker))
    desk.session.add(case)
    key = grants.dek(secret, desk.handles[grants.handle_ref(case_id)], case_id, case.dek_epoch)
    return OpenCase(case, key, history_key(seed))


def _state_of(old: OldCase, worker: Worker | None) -> CaseState:
    if old.closed:
        return CaseState.CLOSED
    return CaseState.ASSESSMENT if worker else CaseState.IDENTIFICATION


def _holders_of(old: OldCase, worker: Worker | None) -> list[KeyRecord] | None:
    """Supervision alone holds what is over; intake holds what nobody was given yet."""
    if old.closed:
        return []
    return [worker.key] if worker else None


def _content_of(
    desk: Desk, old: OldCase, worker: Worker | None, seed: bytes
) -> dict[SectionName, Content]:
    content = reports.content_of(old.report, seed.hex())
    victims = content[SectionName.PERSONS]["victims"]
    for victim, details in zip(victims, old.details, strict=True):
        victim |= details
    given = [_service(desk, *one) for one in old.services]
    core, persons = content[SectionName.CORE], content[SectionName.PERSONS]
    asked = facts.of_sections(core, persons, given, (), clock.today())
    content |= {
        SectionName.SUMMARY: _summary_of(old, worker) | {"facts": asked},
        SectionName.IDENTIFICATION: _identification_of(old),
        SectionName.IMPORT: _origin_of(desk, old),
    }
    if given:
        content[SectionName.SERVICES] = {"given": given}
    if old.closed:
        content[SectionName.CLOSURE] = _closure_of(desk, old)
        content[SectionName.RETENTION] = _retention_of(desk, old)
    return content


def _summary_of(old: OldCase, worker: Worker | None) -> Content:
    return summaries.of_report(old.report) | {
        "accepted": True,
        "workers": [{"id": str(worker.account_id), "name": worker.name}] if worker else [],
        "services": sorted({name for name, _day in old.services}),
        "old_number": old.number,
    }


def _identification_of(old: OldCase) -> Content:
    report = old.report
    return {
        "primary_kind": report.primary_kind,
        "kinds": list(report.kinds),
        "risk": report.risk,
        "kewenangan": HERE,
        "outcome": str(CaseState.IDENTIFICATION),
        "reason": "",
        "at": report.received_at.isoformat(),
    }


def _origin_of(desk: Desk, old: OldCase) -> Content:
    return {
        "number": old.number,
        "digest": old.digest,
        "run": str(desk.run.import_id),
        "by": str(desk.actor.account_id),
        "at": clock.now().isoformat(),
    }


def _service(desk: Desk, kind: str, given_on: date) -> Content:
    return {
        "status": str(ServiceStatus.DELIVERED),
        "given_on": given_on.isoformat(),
        "institution": "",
        "outcome": "",
        "reason": "",
        "lawful": False,
        "entry": uuid.uuid4().hex,
        "kind": kind,
        "row": "",
        "author": str(desk.actor.account_id),
        "at": clock.now().isoformat(),
    }


def _closure_of(desk: Desk, old: OldCase) -> Content:
    """As proposed and decided on the day that the register names."""
    assert old.closed is not None  # noqa: S101 -- asked by who calls
    at = min(datetime.combine(old.closed, NOON, WITA), clock.now())
    who, moment = str(desk.actor.account_id), at.isoformat()
    ended = {
        "reason": old.closing,
        "summary": columns.text("closing"),
        "risk": "",
        "outcomes": {},
        "proposed_by": who,
        "proposed_at": moment,
        "task": "",
        "decided_by": who,
        "decided_at": moment,
        "approved": True,
        "remarks": "",
    }
    return {**ended, "history": [ended]}


def _retention_of(desk: Desk, old: OldCase) -> Content:
    assert old.closed is not None  # noqa: S101 -- asked by who calls
    period = retention.period_for(old.report.kinds)
    years = max(desk.run.retention_years, period.years)
    return {
        "month": month_of(old.closed, years_later=years),
        "years": years,
        "official": period.official,
        "source": period.source,
    }


def _start_clocks(desk: Desk, opened: OpenCase, old: OldCase, worker: Worker | None) -> None:
    """A case that goes on has the clocks of every case; those long over stand still, and say why.

    What the law wants within days of the report was due before the case was written down here.
    """
    if old.closed:
        return
    now, begun = clock.now(), old.report.received_at
    kinds = [(TaskKind.RESPOND, begun), (TaskKind.STATUTORY_REPORT, begun)]
    running = []
    for kind, start in [*kinds, (TaskKind.ASSESS, now)] if worker else kinds:
        task = tasks.start(desk.session, opened.case, kind, start, old.report.risk)
        task.assignee = worker.account_id if worker else None
        if task.due <= now:
            task.stopped = now
            why = AddNote(text=columns.text("stopped"), about=f"{ClockStep.STOP}:{kind}")
            notes.put(desk.session, desk.actor, opened, why)
        else:
            running.append(task.due)
    opened.case.next_due = min(running, default=NO_DUE)


def _note_of(old: OldCase, worker: Worker | None) -> str:
    """What the register says beside; also who had the case, where they were not given it."""
    said = columns.text("worker").format(name=old.worker) if old.worker and not worker else ""
    return "\n\n".join(filter(None, (old.note, said)))
