"""Secrets that are known to somebody who has no right to them any more, and renewing them.

Nobody who is not signed in has a key, so what ends by itself in code is ended in mathematics by the
next supervisor: by one button, or a few at a time with whatever they do.
"""

import uuid
from pathlib import Path

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.models import Case, CaseGrant, Erasure, KeyTask, SiagaRequest, SiagaShare
from kla.cases.services import holders, index, reach, remnants, team
from kla.cases.services.lookup import open_case
from kla.cases.services.reach import Clear
from kla.core import clock
from kla.core.errors import Forbidden

BATCH = 20


def list_due(session: Session, actor: Actor) -> list[Clear]:
    """The cases in reach that need a new secret, the most urgent ones first."""
    _must_renew(actor)
    return reach.fetch(session, _query(actor))


def count_due(session: Session, actor: Actor) -> int:
    """How much waits for this supervisor: secrets, and indexes to be sealed anew."""
    if not actor.may(Permission.KEYS_RENEW):
        return 0
    return len(list_due(session, actor)) + len(_indexes(session, actor))


def renew_due(
    session: Session, actor: Actor, limit: int = BATCH, besides: uuid.UUID | None = None
) -> int:
    """Give some cases a new secret for those who hold them rightly; answers how many.

    `besides` is a case that is being worked on at this moment.
    """
    _must_renew(actor)
    query = _query(actor)
    if besides is not None:
        query = query.where(Case.id != besides)
    found = reach.fetch(session, query.limit(limit))
    for row in found:
        renew_case(session, actor, row.case_id)
    return len(found) + _renew_indexes(session, actor, limit - len(found))


def renew_case(session: Session, actor: Actor, case_id: uuid.UUID) -> None:
    """Give one case a new secret; whoever held it for a time opens nothing of it from now on."""
    opened = open_case(session, actor, case_id, Permission.KEYS_RENEW, to_change=True)
    renewed = holders.renew(session, actor, opened)
    team.renew_lines(session, actor, renewed)
    _forget_halves(session, renewed.case)
    team.leave_line(session, actor, renewed, "case.key_renewed")


def sweep(session: Session, actor: Actor, folder: Path) -> int:
    """Destroy what a stop of the program left over of earlier erasures."""
    _must_renew(actor)
    return remnants.sweep(session, actor.keys.handles, folder)


def _forget_halves(session: Session, case: Case) -> None:
    """What was done for an older secret is done; its sealed halves are of no more use."""
    of_case = select(SiagaRequest.id).where(SiagaRequest.case_id == case.id)
    stale = (SiagaShare.request_id.in_(of_case), SiagaShare.dek_epoch < case.dek_epoch)
    session.execute(update(SiagaShare).where(*stale).values(sealed=b""))
    older = (KeyTask.case_id == case.id, KeyTask.dek_epoch < case.dek_epoch)
    session.execute(delete(KeyTask).where(*older))


def _query(actor: Actor) -> reach.Query:
    wanted = or_(_is_owed(), _has_run_out(), _was_siaga())
    return reach.in_order(reach.in_reach(actor).where(wanted))


def _is_owed() -> ColumnElement[bool]:
    """Somebody wrote down that it has to be done by now."""
    return exists().where(
        KeyTask.case_id == Case.id,
        KeyTask.dek_epoch == Case.dek_epoch,
        KeyTask.due <= clock.now(),
    )


def _has_run_out() -> ColumnElement[bool]:
    """A grant for a time is over."""
    return exists().where(
        CaseGrant.case_id == Case.id,
        CaseGrant.dek_epoch == Case.dek_epoch,
        CaseGrant.expires <= clock.now(),
    )


def _was_siaga() -> ColumnElement[bool]:
    """A half of the secret was handed over in an emergency that is over.

    One half too: two requests that were each answered by one officer make a whole.
    """
    return exists().where(
        SiagaRequest.case_id == Case.id,
        SiagaRequest.expires <= clock.now(),
        SiagaShare.request_id == SiagaRequest.id,
        SiagaShare.dek_epoch == Case.dek_epoch,
    )


def _indexes(session: Session, actor: Actor) -> list[Erasure]:
    query = select(Erasure).where(
        Erasure.unit_id == actor.unit_id,
        Erasure.erased.is_not(None),
        Erasure.index_renewed.is_(None),
    )
    return list(session.scalars(query.order_by(Erasure.erased)))


def _renew_indexes(session: Session, actor: Actor, limit: int) -> int:
    """Take erased cases out of the indexes, where whoever confirmed had no key of these."""
    done = 0
    for erasure in _indexes(session, actor)[: max(limit, 0)]:
        if index.forget_case(session, actor, erasure.unit_id, erasure.case_id):
            erasure.index_renewed = clock.now()
            done += 1
    return done


def _must_renew(actor: Actor) -> None:
    if not actor.may(Permission.KEYS_RENEW):
        raise Forbidden(refused=Permission.KEYS_RENEW)
