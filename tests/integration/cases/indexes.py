"""What stands in a sealed index, for tests that look into it."""

import uuid

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases import lines
from kla.cases.services import folding
from kla.cases.services.index_keys import IndexId, must_read
from kla.cases.services.index_segments import LAYOUTS, read_texts


def text_of(session: Session, actor: Actor, index: IndexId) -> bytes:
    """All that still opens, in segments and of what waits. Raises `NotFound` without the key."""
    texts = list(read_texts(session, actor, index, must_read(session, actor, index)))
    waiting = folding.read_waiting(session, actor, index)
    return b"\n".join([*texts, *(line for many in waiting.values() for line in many.lines)])


def cases_in(session: Session, actor: Actor, index: IndexId) -> set[uuid.UUID]:
    """The cases that an index has lines of. Raises `NotFound` without its key."""
    texts = read_texts(session, actor, index, must_read(session, actor, index))
    marks = {mark for text in texts for mark in LAYOUTS[index.kind].marks_in(text)}
    marks |= {mark for mark, w in folding.read_waiting(session, actor, index).items() if w.lines}
    return {lines.case_of(mark) for mark in marks}
