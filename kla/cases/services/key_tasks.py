"""Secrets that somebody knows who has no right to them any more, and giving the cases new ones.

A grant that ran out opens nothing by the rules of the code from that minute on; by mathematics it
does so only once the case has a new secret. Nobody has to be signed in for the first; the second
needs a key, so it waits here for a supervisor. What is written before that is no gift to whoever
kept the old secret: whoever changes such a case gives it a new one with the same commit.
"""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, event, exists, or_, select
from sqlalchemy.orm import Session, SessionTransaction

from kla.access.policy import Actor, Permission
from kla.cases.models import Case, CaseGrant, CaseOffer, KeyTask, SiagaRequest, SiagaShare
from kla.cases.services import absorbed, attachments, covers, holders, notes, reach, sections, team
from kla.cases.services.lookup import OPENED, OpenCase, get_case, open_case, with_key
from kla.cases.types import Row
from kla.core import clock
from kla.core.errors import DomainError
from kla.crypto.grants import GrantKind
from kla.trail import services as trail

MOST = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """The cases that wait for a new secret."""

    rows: tuple[Row, ...]


def put(session: Session, case: Case, due: datetime | None = None) -> None:
    """From `due` on somebody knows the present secret of a case who has no right to it."""
    session.add(KeyTask(case_id=case.id, dek_epoch=case.dek_epoch, due=due or clock.now()))


def list_waiting(session: Session, actor: Actor) -> Waiting:
    """The cases in a supervisor's reach that wait for a new secret. Raises `Forbidden`."""
    team.must_supervise(actor)
    query = reach.in_order(reach.in_reach(actor, merged=True).where(_waits())).limit(MOST)
    rows = reach.open_rows(session, actor, reach.fetch(session, query))
    trail.record(session, actor, "case.keys_listed", cases=len(rows))
    return Waiting(tuple(rows))


def count_waiting(session: Session, actor: Actor) -> int:
    """How many there are, told by columns in clear alone; none for anyone but a supervisor."""
    if not actor.may(Permission.CASE_APPROVE_CLOSURE):
        return 0
    return len(waiting_ids(session, actor))


def waiting_ids(session: Session, actor: Actor) -> list[uuid.UUID]:
    """The ids of those cases."""
    team.must_supervise(actor)
    query = reach.in_reach(actor, merged=True).where(_waits()).with_only_columns(Case.id)
    return list(session.scalars(query.order_by(None).order_by(Case.id).limit(MOST)))


def renew_key(session: Session, actor: Actor, case_id: uuid.UUID) -> bool:
    """Give a case that waits for it a new secret, for those who hold it by right.

    Answers false where nothing waits: done twice, it is done once. A case that is a part of
    another one gets it with that one. Raises `Forbidden`, `NotFound`.
    """
    team.must_supervise(actor)
    whole = absorbed.top_of(session, actor, case_id)
    opened = open_case(session, actor, whole, Permission.CASE_ASSIGN, to_change=True)
    if not _is_due(session, case_id):
        return False
    _renew(session, actor, opened)
    forget(session, [case_id])
    return True


def _is_due(session: Session, case_id: uuid.UUID) -> bool:
    return session.scalar(select(Case.id).where(Case.id == case_id, _waits())) is not None


def _renew(session: Session, actor: Actor, opened: OpenCase) -> None:
    renewed = holders.renew(session, actor, opened)
    covers.end_those_over(session, actor, renewed)
    team.renew_lines(session, actor, renewed)
    forget(session, [renewed.id])
    team.leave_line(session, actor, renewed, "case.key_renewed")


@event.listens_for(Session, "before_commit", insert=True)  # its line is written with the others
def renew_what_was_changed(session: Session) -> None:
    """Let nothing be written for somebody who has no right to it any more.

    A case that waits for a new secret and was changed in this transaction gets it with the commit,
    from whoever changed it: under the old one nothing of the change is ever stored.
    """
    if session.in_nested_transaction():
        return
    for case_id, actor in session.info.pop(OPENED, {}).items():
        if _is_due(session, case_id):
            opened = _whole(session, actor, case_id)
            if opened is not None:
                _renew(session, actor, opened)


def _whole(session: Session, actor: Actor, case_id: uuid.UUID) -> OpenCase | None:
    """The case as it is now, where this person can seal all of it again.

    Not where something of it was tampered with, or they hold it no more: then it goes on waiting.
    Nor where it is a part of another one, which keeps its key and renews both.
    """
    with suppress(DomainError):
        case = get_case(session, case_id)
        opened = with_key(session, case, actor.keys.key_for(case.lock))
        sections.read_all(session, opened)
        notes.notes_of(session, opened)
        attachments.files_of(session, opened)
        is_own = absorbed.whole_of(session, opened) is None
        return opened if is_own and actor.keys.signer else None
    return None


@event.listens_for(Session, "after_soft_rollback")
def _forget_opened(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(OPENED, None)


def forget(session: Session, case_ids: Iterable[uuid.UUID]) -> None:
    """Take away what is done, for a service that has just given these cases new secrets."""
    ids = list(case_ids)
    old = select(KeyTask).join(Case, Case.id == KeyTask.case_id)
    for row in session.scalars(old.where(Case.id.in_(ids), KeyTask.dek_epoch < Case.dek_epoch)):
        session.delete(row)
    void = select(CaseOffer).join(Case, Case.id == CaseOffer.case_id)
    for offer in session.scalars(
        void.where(Case.id.in_(ids), CaseOffer.dek_epoch < Case.dek_epoch)
    ):
        session.delete(offer)
    halves = (
        select(SiagaShare)
        .join(SiagaRequest, SiagaRequest.id == SiagaShare.request_id)
        .join(Case, Case.id == SiagaRequest.case_id)
        .where(Case.id.in_(ids), SiagaShare.dek_epoch < Case.dek_epoch)
    )
    for half in session.scalars(halves):
        half.sealed = b""  # who gave it stays


def _waits() -> ColumnElement[bool]:
    now = clock.now()
    ran_out = exists().where(
        CaseGrant.case_id == Case.id,
        CaseGrant.dek_epoch == Case.dek_epoch,
        CaseGrant.kind == GrantKind.USER,
        CaseGrant.expires <= now,
    )
    noted = exists().where(
        KeyTask.case_id == Case.id, KeyTask.dek_epoch == Case.dek_epoch, KeyTask.due <= now
    )
    return or_(ran_out, noted, _was_siaga(now))


def _was_siaga(now: datetime) -> ColumnElement[bool]:
    """A half of the secret was handed over in an emergency that is over.

    One half too: two requests that were each answered by one officer make a whole.
    """
    return exists().where(
        SiagaRequest.case_id == Case.id,
        SiagaRequest.expires <= now,
        SiagaShare.request_id == SiagaRequest.id,
        SiagaShare.dek_epoch == Case.dek_epoch,
    )
