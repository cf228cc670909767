"""Copies of a whole case: made on the spot, kept by nobody, and written into a register.

The register says who took which parts out, when, why and for whom, and what became of the paper.
The file itself is made in memory and handed over; the office keeps no second copy of its case.
"""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.guardianship import Purpose
from kla.cases.numbers import new_reference
from kla.cases.services import consents, copy_pages, people, reports, sections
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import SectionName
from kla.cases.types.copies import (
    CONSENT_FOR,
    Copy,
    CopyPart,
    Fate,
    MakeCopy,
    Recipient,
    SettleCopy,
    Wording,
)
from kla.cases.types.people import PersonRole
from kla.core import clock
from kla.core.errors import Conflict, Invalid, NotFound
from kla.trail import services as trail

NAME = SectionName.COPIES
LONGEST, SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE = 500, 12, 120
# A form that is sent twice within this time is one copy, handed over again.
SAME_WITHIN = timedelta(minutes=5)
SAME = ("parts", "to", "recipient", "person", "purpose", "language", "by")
Entry = dict[str, Any]


def make_copy(
    session: Session, actor: Actor, case_id: uuid.UUID, command: MakeCopy, words: Wording
) -> Copy:
    """Write a copy of the ticked parts, and enter it into the register of the case.

    Each copy has a number, and a reference that stands on every page and in its line of the trail,
    with the digest of the file. Raises `Invalid` naming the field: without consent or a
    supervisor's reason, towards somebody suspected, for nothing ticked.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_COPY, to_change=True)
    _check(command)
    recipient = _recipient(session, opened, command)
    entries = entries_of(sections.read(session, opened, NAME).content)
    entry = _fresh(actor, command, recipient, words.language)
    known = _sent_before(entries, entry)
    entry["rests_on"] = _rely_on_consent(session, actor, opened, command, known)
    if known is None:
        entry["number"] = len(entries) + 1
        entries.append(entry)
    entry = known or entry
    desk = copy_pages.Desk(session, actor, opened, words)
    pdf = copy_pages.set_pages(desk, entry, command.passphrase)
    entry["sha256"] = [*entry["sha256"], hashlib.sha256(pdf).hexdigest()]
    sections.put(session, actor, opened, {NAME: {"entries": entries}})
    _leave_line(session, actor, opened, entry)
    return Copy(pdf, f"salinan-{entry['reference']}.pdf")


def settle_copy(session: Session, actor: Actor, case_id: uuid.UUID, command: SettleCopy) -> None:
    """Write down that a copy came back, was destroyed, or is lost. Said once.

    Raises `NotFound`, `Conflict` where it was said before, `Invalid` naming the field: a copy that
    is lost wants a remark.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_COPY, to_change=True)
    entries = entries_of(sections.read(session, opened, NAME).content)
    entry = find_entry(entries, command.entry)
    if entry["fate"]:
        raise Conflict(section=NAME)
    if command.fate not in set(Fate):
        raise Invalid("unknown-code", field="fate")
    reports.not_in_future(command.on, "on")
    if command.on < datetime.fromisoformat(entry["at"]).astimezone(clock.WITA).date():
        raise Invalid("before-copy", field="on")
    reports.check_text(command.remark, "remark")
    if command.fate == Fate.LOST:
        reports.require_text(command.remark, "remark")
    entry["fate"] = {
        "what": command.fate,
        "on": command.on.isoformat(),
        "remark": command.remark,
        "by": str(actor.account_id),
        "at": clock.now().isoformat(),
    }
    sections.put(session, actor, opened, {NAME: {"entries": entries}})
    said = {"reference": entry["reference"], "fate": command.fate}
    trail.record(session, actor, "case.copy_settled", opened.history, case=str(case_id), **said)


def entries_of(content: Mapping[str, Any]) -> list[Entry]:
    """The register of copies, in the order in which they were made."""
    return [dict(one) for one in content.get("entries", [])]


def find_entry(entries: list[Entry], entry_id: uuid.UUID) -> Entry:
    """One copy. Raises `NotFound`."""
    for entry in entries:
        if entry["entry"] == entry_id.hex:
            return entry
    raise NotFound(refused="copy")


def _check(command: MakeCopy) -> None:
    if not set(command.parts) - {CopyPart.NUMBERS}:
        raise Invalid("nothing-ticked", field="parts")
    if set(command.parts) - set(CopyPart):
        raise Invalid("unknown-code", field="parts")
    if command.to not in set(Recipient):
        raise Invalid("unknown-code", field="to")
    reports.require_text(command.purpose, "purpose")
    reports.check_text(command.recipient, "recipient", LONGEST)
    reports.check_text(command.passphrase, "passphrase", LONGEST_PASSPHRASE)
    if 0 < len(command.passphrase) < SHORTEST_PASSPHRASE:
        raise Invalid("passphrase-short", field="passphrase")
    if not command.confirmed:
        raise Invalid("unconfirmed", field="confirmed")


def _recipient(session: Session, opened: OpenCase, command: MakeCopy) -> str:
    """Who gets it, by name. Family is chosen among the people of the case, never typed."""
    if command.to == Recipient.FAMILY:
        return _relative(session, opened, command.person)
    if command.to != Recipient.OFFICE:
        reports.require_text(command.recipient, "recipient", LONGEST)
    people.refuse_recipient(session, opened, command.recipient, Purpose.PRINT, "recipient")
    return command.recipient


def _relative(session: Session, opened: OpenCase, person: str) -> str:
    roll = people.roll_of(session, opened)
    found = [one for one in roll.people if one.ref == person and one.role != PersonRole.REPORTER]
    if not found:
        raise Invalid("not-a-giver", field="person")
    people.refuse_recipient(session, opened, person, Purpose.ACCESS, "person")
    return found[0].name


def _rely_on_consent(
    session: Session, actor: Actor, opened: OpenCase, command: MakeCopy, known: Entry | None
) -> list[str]:
    """What the copy rests on. A reason is taken once: the same form again is the same word."""
    purpose = CONSENT_FOR[Recipient(command.to)]
    if purpose is None or (known and not known["rests_on"]):
        return []
    found = consents.rely_on(session, actor, opened, purpose, command.override)
    return [str(one["entry"]) for one in found]


def _fresh(actor: Actor, command: MakeCopy, recipient: str, language: str) -> Entry:
    return {
        "entry": command.entry.hex,
        "reference": new_reference("C"),
        "parts": [str(part) for part in CopyPart if part in command.parts],
        "to": command.to,
        "recipient": recipient,
        "person": command.person if command.to == Recipient.FAMILY else "",
        "purpose": command.purpose,
        "override": command.override.strip(),
        "language": language,
        "locked": bool(command.passphrase),
        "by": str(actor.account_id),
        "at": clock.now().isoformat(),
        "sha256": [],
        "fate": {},
    }


def _sent_before(entries: list[Entry], entry: Entry) -> Entry | None:
    """The same form sent again in these minutes; later, or changed, it makes another copy."""
    known = next((one for one in entries if one["entry"] == entry["entry"]), None)
    if known is None:
        return None
    is_new = clock.now() - datetime.fromisoformat(known["at"]) < SAME_WITHIN
    if is_new and all(known[name] == entry[name] for name in SAME):
        return known
    entry["entry"] = uuid.uuid4().hex
    return None


def _leave_line(session: Session, actor: Actor, opened: OpenCase, entry: Entry) -> None:
    """The parts by their codes and the digest of the file: nothing of what it says."""
    trail.record(
        session,
        actor,
        "case.copied",
        opened.history,
        case=str(opened.id),
        reference=entry["reference"],
        number=entry["number"],
        to=entry["to"],
        parts=" ".join(entry["parts"]),
        sha256=entry["sha256"][-1],
    )
