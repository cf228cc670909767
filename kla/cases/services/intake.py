"""Taking a report in: a new case, sealed before it is stored."""

import secrets
import uuid
from collections.abc import Collection

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import units
from kla.cases import facts, scoring
from kla.cases.models import Case, CaseSection
from kla.cases.services import holders, notices, reports, sections, summaries, tasks
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import NO_DUE, CaseState, ChangeReport, RegisterCase, SectionName, TaskKind
from kla.cases.types.people import keep_details
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Conflict, Forbidden, NotFound
from kla.core.periods import month_of
from kla.crypto import grants
from kla.trail import services as trail
from kla.trail.history import history_key


def register_case(
    session: Session, actor: Actor, case_id: uuid.UUID, command: RegisterCase
) -> Case:
    """Seal a report as a new case of the actor's unit, held by intake and supervision.

    The form chose the id: the same form sent twice is one case, and the second time answers the
    first. Raises `Forbidden`; `Invalid` naming the field; `Conflict` where the id is somebody
    else's case.
    """
    if not actor.may(Permission.CASE_REGISTER):
        raise Forbidden(refused=Permission.CASE_REGISTER)
    with session.no_autoflush:  # many cases in one transaction are then written together
        known = session.get(Case, case_id)
        if known is not None:
            return _same_again(session, actor, known)
        reports.check(command)
        return _register(session, actor, case_id, command)


def _register(session: Session, actor: Actor, case_id: uuid.UUID, command: RegisterCase) -> Case:
    seed = secrets.token_bytes(32)
    opened = _open_new(session, actor, case_id, command, seed)
    case, content = opened.case, reports.content_of(command, seed.hex())
    core, persons = content[SectionName.CORE], content[SectionName.PERSONS]
    asked = facts.of_sections(core, persons, (), (), clock.today())
    summary = summaries.of_report(command) | {"facts": asked}
    for name, words in {**content, SectionName.SUMMARY: summary}.items():
        section = CaseSection(case_id=case.id, name=name, version=0)
        sections.seal_into(section, opened, words)
        session.add(section)
    start_clocks(session, case, command)
    if command.risk == scoring.HIGH:
        notices.tell_at_once(session, actor, case.unit_id, ())
    summaries.add_to_index(session, actor, case, summary)
    trail.record(session, actor, "case.registered", opened.history, case=str(case.id))
    return case


def prepare_handles(actor: Actor, case_ids: Collection[uuid.UUID]) -> None:
    """Make the handles of many cases to come at once: each alone waits for the disk."""
    actor.keys.handles.add_many([grants.handle_ref(one) for one in case_ids])


def _open_new(
    session: Session, actor: Actor, case_id: uuid.UUID, command: RegisterCase, seed: bytes
) -> OpenCase:
    case = Case(
        id=case_id,
        unit_id=actor.unit_id or command.unit_id or units.default_unit(session).id,
        opened_month=month_of(command.received_at.astimezone(WITA).date()),
        state=CaseState.INTAKE,
        next_due=NO_DUE,
        dek_epoch=1,
        grants=[],
    )
    secret = grants.new_secret()
    handle = actor.keys.handles.add(grants.handle_ref(case_id))
    holders.lock_with(session, actor, case, secret, None)
    session.add(case)
    key = grants.dek(secret, handle, case.id, case.dek_epoch)
    return OpenCase(case, key, history_key(seed))


def _same_again(session: Session, actor: Actor, known: Case) -> Case:
    try:
        return open_case(session, actor, known.id, Permission.CASE_REGISTER).case
    except NotFound:
        raise Conflict(reason="id-taken") from None


def start_clocks(session: Session, case: Case, report: RegisterCase) -> None:
    """Start what every case has, whatever happened: a response, and the report to the police.

    The second is mandatory for sexual violence (UU 12/2022 art. 41); it stands in every case
    because a task that only some kinds have would tell the kind in clear.
    """
    begun = report.received_at
    tasks.start(session, case, TaskKind.RESPOND, begun, risk=report.risk)
    tasks.start(session, case, TaskKind.STATUTORY_REPORT, begun)


def change_report(
    session: Session, actor: Actor, case_id: uuid.UUID, command: ChangeReport
) -> None:
    """Correct the report of a case: its facts and its people.

    Raises `Conflict` where somebody else wrote in between, and what `register_case` raises.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    reports.check(command.report)
    core = sections.read(session, opened, SectionName.CORE)
    content = reports.content_of(command.report, core.content["history"])
    persons = sections.read(session, opened, SectionName.PERSONS).content
    content[SectionName.PERSONS] = keep_details(persons, content[SectionName.PERSONS])
    seen = {SectionName.CORE: command.seen_core, SectionName.PERSONS: command.seen_persons}
    sections.put(session, actor, opened, content, seen)
    fresh = summaries.of_report(command.report)
    kept = {name: value for name, value in fresh.items() if name not in _LATER}
    summaries.change(session, actor, opened, **kept)


# What identification and assignment put into the summary after the report.
_LATER = frozenset({"accepted", "workers", "services", "risk"})
