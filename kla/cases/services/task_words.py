"""The sealed words that belong to a task: a note of the case with the same id."""

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases.models import CaseNote, CaseTask
from kla.cases.services import notes
from kla.cases.services.lookup import OpenCase
from kla.cases.types import AddNote, TaskKind
from kla.core.errors import DomainError
from kla.crypto.envelope import unseal

# Kinds whose name alone does not say what is to be done.
WORDED = frozenset({TaskKind.OTHER, TaskKind.REVIEW})
SET = "set:"


def put(session: Session, actor: Actor, opened: OpenCase, task: CaseTask, words: AddNote) -> None:
    """Seal the words of a task. `words.about` says what they are about, behind `set:`."""
    about = f"{SET}{words.about}"
    command = AddNote(text=words.text, about=about, note_id=task.id)
    notes.put(session, actor, opened, command)


def words_of(
    session: Session, tasks: Iterable[CaseTask], keys: Mapping[uuid.UUID, bytes]
) -> dict[uuid.UUID, tuple[str, str]]:
    """The subject and the words of some tasks, as far as these keys open them: one query."""
    ids = [task.id for task in tasks if task.kind in WORDED]
    found: dict[uuid.UUID, tuple[str, str]] = {}
    if not ids:
        return found
    for note in session.scalars(select(CaseNote).where(CaseNote.id.in_(ids))):
        key = keys.get(note.case_id)
        try:
            content = unseal(key, note.ct, note.address) if key else {}
        except DomainError:  # tampered with: the page of the case will say so
            continue
        if content:
            found[note.id] = str(content["about"]).removeprefix(SET), str(content["text"])
    return found
