"""One step for many cases: each in a transaction of its own, for as long as a page may take."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kla.core.errors import DomainError
from kla.extensions import db

SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it went. What failed stays as it was and is tried again with the next press."""

    done: int
    failed: int
    left: int


def run(case_ids: Sequence[uuid.UUID], step: Callable[[uuid.UUID], object]) -> Progress:
    """Take a step for each case until the time is up. Safe to repeat if the step is."""
    started, done, failed = time.monotonic(), 0, 0
    for case_id in case_ids:
        try:
            step(case_id)
            db.session.commit()
            done += 1
        except DomainError:
            db.session.rollback()
            failed += 1
        if time.monotonic() - started > SECONDS:
            break
    return Progress(done, failed, len(case_ids) - done - failed)
