"""A text that is not finished, on its way to where it is kept and back."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from kla.access.policy import Permission

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPlace:
    """The form that a draft belongs to: its address, its case if it has one, who may send it."""

    path: str
    endpoint: str
    permission: Permission
    case_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft:
    """What stands in a form now. `seen` is the version that the page knows, 0 for a new draft."""

    draft_id: uuid.UUID
    place: DraftPlace
    fields: Fields
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft, opened for its author. `number` is that of its case."""

    draft_id: uuid.UUID
    version: int
    at: datetime
    path: str
    endpoint: str
    fields: Fields
    case_id: uuid.UUID | None = None
    number: str = ""
