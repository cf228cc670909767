"""Stored files that no record names: left by a program that was stopped while it wrote them."""

import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.cases.services import parts
from kla.core.db import Base

STORED = "stored_as"
OLD = timedelta(days=1)


def delete_strays(session: Session, folder: Path, age: timedelta = OLD) -> int:
    """Delete what no record names and nobody has written to for that long; answers how many.

    Younger files may be on their way: their record comes with the commit.
    """
    before = time.time() - age.total_seconds()
    old = {path.name for path in folder.iterdir() if path.stat().st_mtime <= before}
    strays = old - _named(session) if old else set()
    parts.delete(folder, *strays)
    return len(strays)


def _named(session: Session) -> set[str]:
    """Every stored name, in whatever table has one."""
    tables = [table for table in Base.metadata.sorted_tables if STORED in table.c]
    return {name for table in tables for name in session.scalars(select(table.c[STORED])) if name}
