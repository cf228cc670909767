"""A case of the register that an office kept before, and what became of that register's rows."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kla.cases.types.commands import RegisterCase
from kla.core.importing import Problem, RowStatus


@dataclass(frozen=True, slots=True)
class RowReport:
    """One row of a register: its number on the sheet, how it stands, why, and what to know."""

    number: int
    status: RowStatus
    reasons: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCase:
    """One case of an old register. `rows` are the places of its rows among all that were read.

    `details` are what is known of each victim beyond the report, in the same order. `closed` is
    set for a case that is over. `digest` is the same wherever the same was written.
    """

    number: str
    rows: tuple[int, ...]
    report: RegisterCase
    digest: str
    details: tuple[Mapping[str, Any], ...] = ()
    services: tuple[tuple[str, date], ...] = ()
    worker: str = ""
    closed: date | None = None
    closing: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One import: its id is left with every case that it adds. `retention_years` as for closing."""

    import_id: uuid.UUID = field(default_factory=uuid.uuid4)
    retention_years: int = 5
