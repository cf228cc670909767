"""Sealing all of a case again, from one key to the next."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.cases.models import CaseAttachment, CaseNote, CaseSection, CaseUpload
from kla.cases.services.lookup import OpenCase
from kla.crypto.envelope import Address, seal, unseal


def reseal(session: Session, old: OpenCase, new: OpenCase) -> None:
    """Seal sections, notes and what is kept about files to a new key; stored files stay.

    Raises `Unreadable` where something does not open: then nothing is half done.
    """
    _sections(session, old, new)
    _notes(session, old, new)
    _files(session, old, new)


def _sections(session: Session, old: OpenCase, new: OpenCase) -> None:
    for row in session.scalars(select(CaseSection).where(CaseSection.case_id == old.id)):
        content = unseal(old.key, row.ct, row.address)
        row.version, row.dek_epoch = row.version + 1, new.case.dek_epoch
        row.ct = seal(new.key, content, row.address)


def _notes(session: Session, old: OpenCase, new: OpenCase) -> None:
    for row in session.scalars(select(CaseNote).where(CaseNote.case_id == old.id)):
        content = _opened(old, row.ct, row.address)
        row.dek_epoch = new.case.dek_epoch
        row.ct = seal(new.key, content, row.address)


def _files(session: Session, old: OpenCase, new: OpenCase) -> None:
    kept = session.scalars(select(CaseAttachment).where(CaseAttachment.case_id == old.id))
    coming = session.scalars(select(CaseUpload).where(CaseUpload.case_id == old.id))
    for row in (*kept, *coming):
        content = _opened(old, row.meta_ct, row.address)
        row.dek_epoch = new.case.dek_epoch
        row.meta_ct = seal(new.key, content, row.address)


def _opened(old: OpenCase, blob: bytes, address: Address) -> dict[str, object]:
    return unseal(old.key, blob, address)
