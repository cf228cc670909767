"""How long a case is kept, and how it is erased, as forms hand it over and pages show it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from kla.cases.types.states import CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCase:
    """Why a case must not be erased for now, or may be again; `seen` is the version in view."""

    reason: str
    seen: int = 0


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """A case whose time is over, as the review list shows it; `month` is the sealed one."""

    case_id: uuid.UUID
    number: str
    state: CaseState
    month: str
    hold: str
    proposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureLine:
    """A proposal to erase a case or, once that is done, what there is left to say of it."""

    erasure_id: uuid.UUID
    number: str
    basis: str
    proposed: datetime
    proposer: str
    can_confirm: bool
    erased: datetime | None = None
    confirmer: str = ""
    digest: str = ""
    index_renewed: datetime | None = None

    @property
    def reference(self) -> str:
        """The number of the certificate, from the random id: it counts nothing."""
        text = self.erasure_id.hex[:8].upper()
        year = (self.erased or self.proposed).year
        return f"BAP/{year}/{text[:4]}-{text[4:]}"
