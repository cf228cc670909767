"""Consents of a case: written down, taken back, and asked for before anything leaves.

Nothing is changed afterwards but to say that it was taken back. Whoever lets something leave calls
`require` first.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import consent_rules, guardianship, vocabulary
from kla.cases.consent_rules import Entry, Standing
from kla.cases.guardianship import Person, Purpose
from kla.cases.models import CaseTask
from kla.cases.services import clockwork, notes, notices, people, reports, sections, tasks
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import ACTIVE, AddNote, SectionName
from kla.cases.types.clockwork import CONSENT
from kla.cases.types.consents import ConsentPurpose, Decision, RecordConsent, WithdrawConsent
from kla.cases.types.people import PersonRole
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Invalid, InvalidTransition, NotFound
from kla.trail import services as trail

NAME = SectionName.CONSENTS
OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The consents of a case as their page shows them: the newest entry first."""

    people: tuple[Person, ...]
    entries: tuple[Entry, ...]
    standings: Mapping[str, list[Standing]]
    guardian_suspected: bool

    @property
    def victims(self) -> list[Person]:
        """For whom something is decided."""
        return [one for one in self.people if one.role == PersonRole.VICTIM]


def require(
    session: Session, actor: Actor, opened: OpenCase, purpose: ConsentPurpose
) -> tuple[Entry, ...]:
    """Let something leave for a purpose only where every victim's consent, or a ground, says so.

    For a service that has authorized and is about to hand something out; answers what it rests on
    and leaves a line. Raises `Invalid` whose message says what to do about it.
    """
    roll = people.roll_of(session, opened)
    found = consent_rules.standings(_entries(session, opened), roll.people, purpose, clock.today())
    if not found:
        raise Invalid(consent_rules.MISSING)
    for one in found:
        if not one.is_ok:
            raise Invalid(one.status)
    about = str(opened.id)
    trail.record(
        session, actor, "case.consent_relied_on", opened.history, case=about, purpose=str(purpose)
    )
    return tuple(entry for one in found for entry in one.rests_on)


def rely_on(
    session: Session, actor: Actor, opened: OpenCase, purpose: ConsentPurpose, override: str = ""
) -> tuple[Entry, ...]:
    """As `require`; or on a supervisor's word, where nothing is agreed to and `override` says why.

    The reason is kept among the notes of the case, a line says that it was done, and the other
    supervisors are told. What is done by consent alone stays undone. Raises `Invalid`.
    """
    try:
        return require(session, actor, opened, purpose)
    except Invalid as refused:
        if not override.strip() or purpose in only_by_consent():
            raise refused
    if not actor.may(Permission.CONSENT_OVERRIDE):
        raise Invalid("override-by-supervisor", field="override")
    reports.check_text(override, "override")
    notes.put(session, actor, opened, AddNote(text=override, about=OVERRIDDEN))
    notices.tell_at_once(session, actor, opened.case.unit_id, ())
    about = str(opened.id)
    trail.record(
        session, actor, "case.consent_overridden", opened.history, case=about, purpose=str(purpose)
    )
    return ()


def only_by_consent() -> frozenset[str]:
    """The purposes for which nothing else stands in."""
    return vocabulary.marked("consent_purposes", "only_by_consent")


def read_ledger(session: Session, actor: Actor, case_id: uuid.UUID) -> Ledger:
    """The consents of a case, with a line that they were read."""
    opened = open_case(session, actor, case_id, Permission.CASE_READ)
    trail.record(session, actor, "case.read", opened.history, case=str(case_id))
    return _ledger_of(session, opened)


def _ledger_of(session: Session, opened: OpenCase) -> Ledger:
    roll, entries = people.roll_of(session, opened), _entries(session, opened)
    today = clock.today()
    return Ledger(
        people=roll.people,
        entries=tuple(reversed(entries)),
        standings={
            purpose: consent_rules.standings(entries, roll.people, purpose, today)
            for purpose in vocabulary.labels("consent_purposes")
        },
        guardian_suspected=roll.guardian_suspected,
    )


def record_consent(
    session: Session, actor: Actor, case_id: uuid.UUID, command: RecordConsent
) -> None:
    """Write down what was decided, an entry for each purpose; the same form twice is written once.

    Where it ends on a day, a task reminds of that. Raises `Invalid` naming the field.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    roll, before = people.roll_of(session, opened), _entries(session, opened)
    ids = {purpose: uuid.uuid5(command.entry, purpose).hex for purpose in command.purposes}
    if {one["entry"] for one in before} & set(ids.values()):
        return
    _check(command, roll.people)
    fresh = [_content(actor, command, purpose) for purpose in ids]
    for entry in fresh:
        entry["entry"] = ids[entry["purpose"]]
    _remind(session, actor, opened, command, fresh)
    _write(session, actor, opened, [*before, *fresh])
    about = str(case_id)
    trail.record(session, actor, "case.consent_recorded", opened.history, case=about)


def withdraw_consent(
    session: Session, actor: Actor, case_id: uuid.UUID, entry: uuid.UUID, command: WithdrawConsent
) -> None:
    """Write down that a consent was taken back. It can't be undone; a new one can be given.

    Raises `NotFound`, `Invalid` naming the field, also where it was taken back before.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    entries = _entries(session, opened)
    found = find(entries, entry)
    if found.get("withdrawn"):
        raise Invalid("already-withdrawn")
    reports.require_text(command.reason, "reason")
    reports.not_in_future(command.on, "on")
    if command.on.isoformat() < found["on"]:
        raise Invalid("until-before-day", field="on")
    taken = {
        "on": command.on.isoformat(),
        "reason": command.reason,
        "at": clock.now().isoformat(),
        "by": str(actor.account_id),
    }
    kept = [{**one, "withdrawn": taken} if one is found else one for one in entries]
    _write(session, actor, opened, kept)
    about = str(case_id)
    trail.record(session, actor, "case.consent_withdrawn", opened.history, case=about)


def find(entries: list[dict[str, Any]] | tuple[Entry, ...], entry: uuid.UUID) -> Any:  # noqa: ANN401 -- an entry
    """One entry by its name. Raises `NotFound`."""
    for one in entries:
        if one["entry"] == entry.hex:
            return one
    raise NotFound(refused="consent")


def form_for(
    session: Session, actor: Actor, case_id: uuid.UUID, role: PersonRole, person: uuid.UUID
) -> tuple[Ledger, Person]:
    """What a form to sign says, and for whom, with a line that it was opened to be printed.

    Raises `InvalidTransition` where no paper of the case may reach that person.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE)
    ledger = _ledger_of(session, opened)
    signer = people.find(ledger.people, role, person)
    if not guardianship.may_reach(signer, Purpose.PRINT):
        raise InvalidTransition(missing="suspect-not-reached")
    about, section = str(case_id), str(NAME)
    trail.record(session, actor, "case.printed", opened.history, case=about, section=section)
    return ledger, signer


def _entries(session: Session, opened: OpenCase) -> list[dict[str, Any]]:
    return list(sections.read(session, opened, NAME).content.get("entries", []))


def _check(command: RecordConsent, there: tuple[Person, ...]) -> None:
    for purpose in command.purposes:
        vocabulary.require("consent_purposes", purpose, "purposes")
    if not command.purposes:
        raise Invalid("missing", field="purposes")
    victims = {one.id for one in there if one.role == PersonRole.VICTIM}
    if not command.about or not victims.issuperset(command.about):
        raise Invalid("no-victim-chosen", field="about")
    _check_days_and_texts(command)
    if command.decision is Decision.GROUND:
        _check_ground(command)
    else:
        _check_giver(command, there)


def _check_days_and_texts(command: RecordConsent) -> None:
    reports.not_in_future(command.on, "on")
    if command.until is not None and command.until < command.on:
        raise Invalid("until-before-day", field="until")
    for name in ("reason", "giver_name", "witness"):
        reports.check_text(getattr(command, name), name)


def _check_ground(command: RecordConsent) -> None:
    vocabulary.require("consent_grounds", command.ground, "ground")
    reports.require_text(command.reason, "reason")
    if only_by_consent() & set(command.purposes):
        raise Invalid("only-by-consent", field="purposes")


def _check_giver(command: RecordConsent, there: tuple[Person, ...]) -> None:
    vocabulary.require("consent_givers", command.giver, "giver")
    vocabulary.require("consent_how", command.how, "how")
    refs = {one.id for one in there}
    if command.giver_person is None:
        reports.require_text(command.giver_name, "giver_name", reports.LONGEST_NAME)
    elif command.giver_person not in refs:
        raise Invalid("not-a-giver", field="giver_person")
    if command.how == "disaksikan":
        reports.require_text(command.witness, "witness", reports.LONGEST_NAME)
    said = {"giver_ref": _ref(command), "giver_name": command.giver_name}
    if command.decision is Decision.GIVEN and consent_rules.is_of_suspect(said, there):
        raise Invalid("consent-of-suspect", field="giver_person")


def _ref(command: RecordConsent) -> str:
    return command.giver_person.hex if command.giver_person else ""


def _content(actor: Actor, command: RecordConsent, purpose: str) -> dict[str, Any]:
    said = {"giver": "", "giver_ref": "", "giver_name": "", "how": "", "witness": "", "ground": ""}
    if command.decision is Decision.GROUND:
        said |= {"ground": command.ground}
    else:
        said |= {name: getattr(command, name) for name in ("giver", "how", "witness")}
        said |= {"giver_ref": _ref(command), "giver_name": command.giver_name.strip()}
    return said | {
        "purpose": purpose,
        "about": [one.hex for one in command.about],
        "decision": str(command.decision),
        "reason": command.reason,
        "on": command.on.isoformat(),
        "until": command.until.isoformat() if command.until else "",
        "at": clock.now().isoformat(),
        "by": str(actor.account_id),
    }


def _remind(
    session: Session,
    actor: Actor,
    opened: OpenCase,
    command: RecordConsent,
    fresh: list[dict[str, Any]],
) -> None:
    """One task for what one form says, however many purposes it has."""
    has_end = command.until is not None and command.decision is not Decision.REFUSED
    if command.until is None or not has_end or opened.case.state not in ACTIVE:
        return
    ends = datetime.combine(command.until, time(), WITA)
    task = clockwork.start_review(session, actor, opened, CONSENT, ends)
    for entry in fresh:
        entry["task"] = task.id.hex


def _write(session: Session, actor: Actor, opened: OpenCase, entries: list[dict[str, Any]]) -> None:
    """Seal the entries, and end the reminders of those that count no more."""
    sections.put(session, actor, opened, {NAME: {"entries": entries}})
    counting = [one for one in consent_rules.current(entries) if not one.get("withdrawn")]
    wanted = {one.get("task") for one in counting}
    for name in {one["task"] for one in entries if one.get("task")} - wanted:
        task = session.get(CaseTask, uuid.UUID(name))
        if task is not None and task.case_id == opened.id and task.done is None:
            task.done = clock.now()
    tasks.renew_next_due(session, opened.case)
