"""Referring to an institution: a letter with the ticked parts only, and what became of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import people, units
from kla.cases import guardianship, letters, vocabulary
from kla.cases.guardianship import Purpose
from kla.cases.models import CaseTask
from kla.cases.numbers import new_reference
from kla.cases.services import (
    attachments,
    clockwork,
    consents,
    covers,
    letter_parts,
    reports,
    sections,
    tasks,
)
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import SectionName, UploadFile
from kla.cases.types.actions import Action, require
from kla.cases.types.clockwork import REFERRAL
from kla.cases.types.consents import ConsentPurpose
from kla.cases.types.referrals import (
    NEXT,
    ChangeReferral,
    Desk,
    LetterPart,
    MakeReferral,
    ReferralState,
)
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Conflict, Invalid, InvalidTransition, NotFound
from kla.crypto import passwords
from kla.trail import services as trail

NAME = SectionName.REFERRALS
LONGEST = 500
MOST_BYTES = 10_000_000
RECIPIENT = ("institution", "addressee", "address")
LASTING = frozenset({ReferralState.SENT, ReferralState.ACCEPTED})
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on its way to who prints or sends it. Its name says nothing of anybody."""

    pdf: bytes
    name: str


def make_referral(
    session: Session, actor: Actor, case_id: uuid.UUID, command: MakeReferral, desk: Desk
) -> None:
    """Write a letter of referral, keep a sealed copy among the files, and set a day to ask again.

    Raises `Invalid` naming the field: without consent, towards somebody suspected, for nothing
    ticked; `InvalidTransition` for a case that is over.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_ASSESS, to_change=True)
    require(opened.case.state, Action.SERVE)
    entries = entries_of(sections.read(session, opened, NAME).content)
    if any(entry["entry"] == command.entry.hex for entry in entries):
        return
    _check(command)
    consents.require(session, actor, opened, ConsentPurpose.REFERRAL)
    _may_go_there(session, opened, (command.institution, command.addressee, command.address))
    entry = _entry(session, actor, opened, command, desk)
    entry["file"] = str(_keep_copy(session, actor, opened, entry, desk))
    ends = covers.end_of(command.ask_again)
    entry["task"] = clockwork.start_review(session, actor, opened, REFERRAL, ends).id.hex
    sections.put(session, actor, opened, {NAME: {"entries": [*entries, entry]}})
    trail.record(session, actor, "case.referral_made", opened.history, case=str(case_id))


def change_referral(
    session: Session, actor: Actor, case_id: uuid.UUID, command: ChangeReferral
) -> None:
    """Note what became of a referral. Where it is over nobody is reminded any more.

    Raises `NotFound`, `InvalidTransition` for a step that does not follow, `Conflict` where
    somebody noted one in between, `Invalid` naming the field.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_ASSESS, to_change=True)
    entries = entries_of(sections.read(session, opened, NAME).content)
    entry = find_entry(entries, command.entry)
    if command.seen != len(entry["steps"]):
        raise Conflict(section=NAME)
    if command.state not in NEXT[state_of(entry)]:
        raise InvalidTransition(source=str(state_of(entry)), target=str(command.state))
    reports.not_in_future(command.on, "on")
    reports.check_text(command.remark, "remark")
    if command.state in {ReferralState.REFUSED, ReferralState.REVOKED}:
        reports.require_text(command.remark, "remark")
    _not_past(command.ask_again)
    entry["steps"].append(_step(actor, command.state, command.on, command.remark))
    _move_reminder(session, opened, entry, command)
    sections.put(session, actor, opened, {NAME: {"entries": entries}})
    trail.record(session, actor, "case.referral_changed", opened.history, case=str(case_id))


def give_letter(
    session: Session, actor: Actor, case_id: uuid.UUID, entry_id: uuid.UUID, *, locked: bool
) -> Letter:
    """The letter once more, marked with who prints it now; `locked` with its passphrase on it.

    Raises `NotFound`, and `Invalid` where it may not leave any more: consent was taken back, or
    the one who was to get it is suspected now.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_READ)
    entry = find_entry(entries_of(sections.read(session, opened, NAME).content), entry_id)
    consents.require(session, actor, opened, ConsentPurpose.REFERRAL)
    _may_go_there(session, opened, [entry["letter"][name] for name in RECIPIENT])
    pdf = letters.render("referral", entry["letter"] | _marks(session, actor, opened))
    trail.record(session, actor, "case.referral_printed", opened.history, case=str(case_id))
    name = name_of(entry)
    if locked:
        return Letter(letters.lock(pdf, entry["passphrase"]), name.replace(".pdf", "-terkunci.pdf"))
    return Letter(pdf, name)


def entries_of(content: Mapping[str, Any]) -> list[Entry]:
    """The referrals of a case, in the order in which they were made."""
    return [{**one, "steps": list(one["steps"])} for one in content.get("entries", [])]


def find_entry(entries: list[Entry], entry_id: uuid.UUID) -> Entry:
    """One of them. Raises `NotFound`."""
    for entry in entries:
        if entry["entry"] == entry_id.hex:
            return entry
    raise NotFound(refused="referral")


def state_of(entry: Mapping[str, Any]) -> ReferralState:
    """How a referral stands."""
    return ReferralState(entry["steps"][-1]["state"])


def name_of(entry: Mapping[str, Any]) -> str:
    """What the file of a letter is called."""
    return f"surat-{entry['reference']}.pdf"


def _check(command: MakeReferral) -> None:
    reports.require_text(command.institution, "institution", LONGEST)
    reports.check_text(command.addressee, "addressee", LONGEST)
    reports.check_text(command.address, "address", LONGEST)
    reports.require_text(command.purpose, "purpose")
    vocabulary.require("services", command.service, "service")
    if not command.parts:
        raise Invalid("nothing-ticked", field="parts")
    if set(command.parts) - set(LetterPart):
        raise Invalid("unknown-code", field="parts")
    if not command.confirmed:
        raise Invalid("unconfirmed", field="confirmed")
    _not_past(command.ask_again)


def _not_past(day: date | None) -> None:
    if day is not None and day < clock.today():
        raise Invalid("moment-past", field="ask_again")


def _may_go_there(session: Session, opened: OpenCase, where: Sequence[str]) -> None:
    """Nothing goes to somebody suspected, under whatever heading they stand."""
    persons = sections.read(session, opened, SectionName.PERSONS).content
    core = sections.read(session, opened, SectionName.CORE).content
    found = guardianship.people_of(persons, core)
    for field, said in zip(RECIPIENT, where, strict=True):
        guardianship.require(found, said, Purpose.REFERRAL, field)


def _entry(
    session: Session, actor: Actor, opened: OpenCase, command: MakeReferral, desk: Desk
) -> Entry:
    reference, today = new_reference(), clock.today()
    found = sections.read_all(session, opened)
    labels = {**vocabulary.labels("services"), **vocabulary.labels("functions")}
    letter = {
        "reference": reference,
        "date": today.isoformat(),
        "office": units.names(session)[opened.case.unit_id],
        "institution": command.institution,
        "addressee": command.addressee,
        "address": command.address,
        "service": labels[command.service],
        "purpose": command.purpose,
        "parts": letter_parts.parts_of(found, command.parts, desk.place_name),
        "signed_by": people.names_of(session, [actor.account_id])[actor.account_id],
    }
    return {
        "entry": command.entry.hex,
        "reference": reference,
        "institution": command.institution,
        "service": command.service,
        "parts": [str(part) for part in LetterPart if part in command.parts],
        "passphrase": passwords.generate_passphrase(),
        "letter": letter,
        "steps": [_step(actor, ReferralState.SENT, today, "")],
    }


def _step(actor: Actor, state: ReferralState, on: date, remark: str) -> dict[str, str]:
    return {
        "state": str(state),
        "on": on.isoformat(),
        "remark": remark,
        "by": str(actor.account_id),
        "at": clock.now().isoformat(),
    }


def _keep_copy(
    session: Session, actor: Actor, opened: OpenCase, entry: Entry, desk: Desk
) -> uuid.UUID:
    pdf = letters.render("referral", entry["letter"] | _marks(session, actor, opened))
    file = UploadFile(
        stream=BytesIO(pdf), name=name_of(entry), max_bytes=MOST_BYTES, label=entry["reference"]
    )
    return attachments.add_file(session, actor, opened.id, desk.folder, file)


def _marks(session: Session, actor: Actor, opened: OpenCase) -> dict[str, Any]:
    """Who prints when, and where the trail stood: on every page."""
    name = people.names_of(session, [actor.account_id]).get(actor.account_id, "")
    line = next(iter(trail.lines_about(session, opened.history, limit=1)), None)
    seq, at = (line.seq, line.at) if line else (0, clock.now())
    return {
        "printed": {"by": name, "at": _moment(clock.now())},
        "trail": {"seq": seq, "at": _moment(at)},
    }


def _moment(at: Any) -> str:  # noqa: ANN401 -- an aware datetime
    return f"{at.astimezone(WITA):%d-%m-%Y %H.%M} WITA"


def _move_reminder(
    session: Session, opened: OpenCase, entry: Entry, command: ChangeReferral
) -> None:
    task = session.get(CaseTask, uuid.UUID(entry["task"]))
    if task is None or task.case_id != opened.id or task.done is not None:
        return
    if command.state not in LASTING:
        task.done = clock.now()
    elif command.ask_again is not None:
        task.due = covers.end_of(command.ask_again)
    tasks.renew_next_due(session, opened.case)
