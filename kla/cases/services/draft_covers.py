"""What becomes of the drafts of a case when it gets a new secret."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.accounts.services import directory
from kla.cases.models import CaseDraft
from kla.cases.services.lookup import OpenCase
from kla.core.errors import DomainError, Untrusted
from kla.crypto.directory import KeyRecord
from kla.crypto.drafts import Cover, put_cover, take_cover
from kla.crypto.grants import GrantKind, Lock

INTAKE = "intake"


def renew(session: Session, actor: Actor, old: OpenCase, new: OpenCase) -> None:
    """Put the drafts of a case under its new key, unread; those of who lost it are destroyed.

    So are those that nobody can open any more: the author made new keys, or a row was changed.
    """
    for row in session.scalars(select(CaseDraft).where(CaseDraft.case_id == old.id)):
        cover = _cover_of(old, row)
        if cover is None or not _still_opens(session, actor, new.case.lock, cover):
            session.delete(row)
            continue
        row.dek_epoch = new.case.dek_epoch
        row.ct = put_cover(new.key, cover, row.id, row.dek_epoch)


def _cover_of(opened: OpenCase, row: CaseDraft) -> Cover | None:
    try:
        return take_cover(opened.key, row.ct, row.id, row.dek_epoch)
    except DomainError:
        return None


def _still_opens(session: Session, actor: Actor, lock: Lock, cover: Cover) -> bool:
    """Whether the author holds the case by name or in a circle, with the key of the draft."""
    record = _record_of(session, actor, cover.author)
    if record is None or record.recipient_kid != cover.kid:
        return False
    if record.recipient_kid in lock.kids:
        return True
    kids = {one.recipient_kid for one in lock.grants if one.kind is GrantKind.CIRCLE}
    known = directory.load(session, actor).circle_keys
    circles = {one.circle for one in known if one.kid in kids}
    if record.role == Role.INTAKE:
        return INTAKE in circles
    return record.role == Role.SUPERVISOR and f"supervision:{record.unit}" in circles


def _record_of(session: Session, actor: Actor, account_id: uuid.UUID) -> KeyRecord | None:
    try:
        return directory.person_key(session, actor, account_id)
    except Untrusted:
        return None
