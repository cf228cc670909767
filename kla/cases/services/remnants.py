"""Destroying handles and stored files once the transaction that made them useless is safe."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from kla.cases.models import Remnant
from kla.cases.services.index_keys import shred_after_commit
from kla.crypto.shred import HandleStore

FILE = "file/"
DOOMED_FILES = "files_to_delete"
AT_ONCE = 500


def doom(session: Session, handles: HandleStore, ref: str) -> None:
    """Destroy a handle after the commit, and remember it until that is known to be done."""
    session.add(Remnant(ref=ref))
    shred_after_commit(session, handles, ref)


def doom_file(session: Session, folder: Path, name: str) -> None:
    """Delete a stored file after the commit, and remember it until that is known to be done."""
    session.add(Remnant(ref=f"{FILE}{name}"))
    session.info.setdefault(DOOMED_FILES, []).append(folder / name)


def sweep(session: Session, handles: HandleStore, folder: Path) -> int:
    """Destroy again what earlier transactions were to destroy, and forget it; answers how many.

    Nothing is left to do, unless the program was stopped between a commit and what follows it.
    """
    rows = session.scalars(select(Remnant).order_by(Remnant.ref).limit(AT_ONCE)).all()
    for row in rows:
        if row.ref.startswith(FILE):
            _unlink(folder / row.ref.removeprefix(FILE))
        else:
            handles.delete(row.ref)
        session.delete(row)
    return len(rows)


def _unlink(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()


@event.listens_for(Session, "after_commit")
def _delete(session: Session) -> None:
    for path in session.info.pop(DOOMED_FILES, []):
        _unlink(path)


@event.listens_for(Session, "after_rollback")
def _spare(session: Session) -> None:
    session.info.pop(DOOMED_FILES, None)
