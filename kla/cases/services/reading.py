"""A case as its page shows it, its trail, and who may open it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import directory
from kla.cases.numbers import case_number
from kla.cases.services import (
    absorbed,
    attachments,
    closure,
    notes,
    sections,
    task_words,
    tasks,
    work,
)
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import PROPOSABLE, CasePage, OpenedSection, Row, SectionName
from kla.cases.types.opened import Absorbed
from kla.core import clock
from kla.crypto.grants import GrantKind, Lock
from kla.trail import services as trail
from kla.trail.services import TrailLine


@dataclass(frozen=True, slots=True)
class Holder:
    """One key that opens a case: whose, or which circle's."""

    kind: GrantKind
    name: str
    account_id: uuid.UUID | None
    until: datetime | None = None


def read_case(session: Session, actor: Actor, case_id: uuid.UUID) -> CasePage:
    """Open a whole case for a person to read, and leave a line that they did."""
    opened = open_case(session, actor, case_id, Permission.CASE_READ)
    page = page_of(session, opened)
    trail.record(session, actor, "case.read", opened.history, case=str(case_id))
    return page


def page_of(session: Session, opened: OpenCase) -> CasePage:
    """Everything about a case, for a service of this area that has authorized."""
    case = opened.case
    number = case_number(case.id, case.opened_month)
    content = sections.read_all(session, opened)
    row = Row(case.id, number, case.state, case.next_due, content[SectionName.SUMMARY].content)
    kept = tasks.tasks_of(session, case.id)
    words = task_words.words_of(session, kept, {case.id: opened.key})
    listed = [work.row_of(task, row, words) for task in kept]
    waits = closure.is_proposed(content[SectionName.CLOSURE].content)
    parts, own = absorbed.all_parts(session, opened), absorbed.ids_of(content[SectionName.MERGES])
    written = [
        note for _entry, one in [({}, opened), *parts] for note in notes.notes_of(session, one)
    ]
    return CasePage(
        case_id=case.id,
        number=number,
        state=case.state,
        opened_month=case.opened_month,
        retain_month=case.retain_month,
        closure_proposed=waits and case.state in PROPOSABLE,
        due=case.next_due,
        sections=content,
        tasks=tuple(listed),
        notes=tuple(sorted(written, key=lambda note: note.at, reverse=True)),
        files=tuple(attachments.files_of(session, opened)),
        history=opened.history,
        lock=case.lock,
        absorbed=tuple(_part(session, entry, part, own) for entry, part in parts),
    )


def _part(
    session: Session, entry: Mapping[str, Any], part: OpenCase, own: frozenset[str]
) -> Absorbed:
    """What the page of a case tells of one that was merged into it; the rest is on its own page."""
    return Absorbed(
        case_id=part.id,
        is_own=part.id.hex in own,
        number=entry["number"],
        at=entry["at"],
        by=entry["by"],
        reason=entry["reason"],
        core=sections.read(session, part, SectionName.CORE).content,
        files=tuple(attachments.files_of(session, part)),
    )


def read_sections(
    session: Session, actor: Actor, case_id: uuid.UUID, *names: SectionName
) -> dict[SectionName, OpenedSection]:
    """Open some sections for a form to begin with, and leave a line that they were read."""
    opened = open_case(session, actor, case_id, Permission.CASE_READ)
    trail.record(session, actor, "case.read", opened.history, case=str(case_id))
    return {name: sections.read(session, opened, name) for name in names}


def holders_of(session: Session, actor: Actor, lock: Lock) -> list[Holder]:
    """Who may open a case at this moment, by certified key. Of the siaga circles it takes both."""
    known = directory.load(session, actor)
    people = {record.recipient_kid: record.user for record in known.records}
    circles = {record.kid: record.circle for record in known.circle_keys}
    holders = []
    for grant in lock.grants:
        if not grant.is_living(clock.now()):
            continue
        account_id = people.get(grant.recipient_kid) if grant.kind is GrantKind.USER else None
        name = circles.get(grant.recipient_kid, "").partition(":")[0]
        holders.append(Holder(grant.kind, name, account_id, grant.expires))
    return sorted(holders, key=lambda one: (one.kind, one.name, str(one.account_id)))


def history_of(session: Session, page: CasePage, most: int = 500) -> list[TrailLine]:
    """What was done with a case and who looked, newest first."""
    return trail.lines_about(session, page.history, most)


def accounts_of_kids(session: Session, actor: Actor, kids: set[str]) -> dict[str, uuid.UUID]:
    """Whose key records these are, for naming who left a line."""
    known = directory.load(session, actor)
    return {record.kid: record.user for record in known.records if record.kid in kids}
