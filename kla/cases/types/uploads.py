"""Files that come in pieces."""

import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginUpload:
    """A file to come: its size in bytes, what it is called, and what it shows."""

    case_id: uuid.UUID
    size: int
    max_bytes: int
    name: str = ""
    label: str = ""
    file_id: uuid.UUID = field(default_factory=uuid.uuid4)
