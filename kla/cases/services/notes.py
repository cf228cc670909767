"""Notes on a case. They are added and never changed."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import CaseNote
from kla.cases.services import reports
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import AddNote, NoteEntry
from kla.core import clock
from kla.core.errors import Conflict
from kla.crypto.envelope import seal, unseal
from kla.trail import services as trail


def add_note(session: Session, actor: Actor, case_id: uuid.UUID, command: AddNote) -> uuid.UUID:
    """Add a note to a case. The same form sent twice is one note.

    Raises `Invalid` for a text that is missing or too long.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    reports.require_text(command.text, "text")
    if is_known(session, opened, command.note_id):
        return command.note_id
    note = put(session, actor, opened, command)
    trail.record(session, actor, "case.note_added", opened.history, case=str(case_id))
    return note.id


def is_known(session: Session, opened: OpenCase, note_id: uuid.UUID) -> bool:
    """Whether a case has the note with this id. Raises `Conflict` for one of another case."""
    known = session.get(CaseNote, note_id)
    if known is not None and known.case_id != opened.id:
        raise Conflict(reason="id-taken")
    return known is not None


def put(session: Session, actor: Actor, opened: OpenCase, command: AddNote) -> CaseNote:
    """Seal a note, for a service of this area that has authorized."""
    note = CaseNote(id=command.note_id, case_id=opened.id, dek_epoch=opened.case.dek_epoch)
    content = {
        "at": clock.now().isoformat(),
        "author": str(actor.account_id),
        "about": command.about,
        "text": command.text,
    }
    note.ct = seal(opened.key, content, note.address)
    session.add(note)
    return note


def notes_of(session: Session, opened: OpenCase) -> list[NoteEntry]:
    """The notes of a case, newest first."""
    query = select(CaseNote).where(CaseNote.case_id == opened.id).order_by(CaseNote.id)
    notes = [_entry(opened, row) for row in session.scalars(query)]
    return sorted(notes, key=lambda note: note.at, reverse=True)


def _entry(opened: OpenCase, row: CaseNote) -> NoteEntry:
    content = unseal(opened.key, row.ct, row.address)
    return NoteEntry(
        note_id=row.id,
        at=datetime.fromisoformat(content["at"]),
        author=uuid.UUID(content["author"]),
        about=content["about"],
        text=content["text"],
    )
