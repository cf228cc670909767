"""What other areas keep with a case: told when it gets a new secret, and when it is erased."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases.services.lookup import OpenCase

Renewed: TypeAlias = Callable[[Session, Actor, OpenCase], None]
Erased: TypeAlias = Callable[[Session, Actor, uuid.UUID, Path], None]
RENEWED: list[Renewed] = []
ERASED: list[Erased] = []


def on_renewal(companion: Renewed) -> Renewed:
    """Have this called with every case that has just got a new secret.

    For secrets that are sealed with the case: who held the case before may know them still.
    """
    RENEWED.append(companion)
    return companion


def on_erasure(companion: Erased) -> Erased:
    """Have this called before the rows of a case go, with the folder of files.

    For handles and files that are to be doomed: the rows themselves go without being asked.
    """
    ERASED.append(companion)
    return companion


def renewed(session: Session, actor: Actor, opened: OpenCase) -> None:
    """Tell everyone that a case has a new secret."""
    for companion in RENEWED:
        companion(session, actor, opened)


def erased(session: Session, actor: Actor, case_id: uuid.UUID, folder: Path) -> None:
    """Tell everyone that a case is about to go."""
    for companion in ERASED:
        companion(session, actor, case_id, folder)
