"""Who works on a case: giving it to caseworkers by name, and taking it from them."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import people, recovery
from kla.cases.models import Case, CaseGrant
from kla.cases.services import holders, index, summaries, tasks
from kla.cases.services.holders import worker_key
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import ACTIVE, PROPOSABLE, AssignCase, CaseState, TaskKind
from kla.core import clock
from kla.core.errors import Forbidden, Invalid, NotFound, Untrusted
from kla.trail import services as trail

ASSIGNABLE = PROPOSABLE | {CaseState.IDENTIFICATION}


def assign_case(session: Session, actor: Actor, case_id: uuid.UUID, command: AssignCase) -> Case:
    """Seal a case to caseworkers by name. The first time it gets a new secret, without intake.

    Raises `InvalidTransition` before identification and after the end, `Invalid` for nobody or
    somebody who is no caseworker of the unit.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_ASSIGN, to_change=True)
    case = opened.case
    case.state.require(ASSIGNABLE)
    known = summaries.workers_of(summaries.read(session, opened))
    fresh = [one for one in dict.fromkeys(command.workers) if one not in known]
    if not fresh:
        raise Invalid("missing" if not command.workers else "already-assigned", field="workers")
    keys = [worker_key(session, actor, case, one) for one in fresh]
    if case.state is CaseState.IDENTIFICATION:
        opened = holders.rotate(session, actor, opened, keys)
        case.state = case.state.to(CaseState.ASSESSMENT)
        tasks.start(session, case, TaskKind.ASSESS, clock.now())
        tasks.hand_to(session, case.id, fresh[0])
    else:
        secret = actor.keys.secret_of(case.lock)
        for key in keys:
            holders.add_worker(actor, case, secret, key)
    _write_workers(session, actor, opened, [*known, *fresh])
    _leave_line(session, actor, opened, "case.assigned")
    return case


def remove_worker(
    session: Session, actor: Actor, case_id: uuid.UUID, account_id: uuid.UUID
) -> Case:
    """Take a case from a caseworker: a new secret for those who stay, old grants gone.

    Raises `NotFound` where the person does not have the case, `Invalid` for the last one of an
    active case: assign somebody else first.
    """
    _must_supervise(actor)
    opened = open_case(session, actor, case_id, Permission.CASE_ASSIGN, to_change=True)
    case = opened.case
    known = summaries.workers_of(summaries.read(session, opened))
    if account_id not in known:
        raise NotFound(refused="worker")
    staying = [one for one in known if one != account_id]
    if not staying and case.state in ACTIVE:
        raise Invalid("last-worker", field="workers")
    keys = [worker_key(session, actor, case, one) for one in staying]
    opened = holders.rotate(session, actor, opened, keys)
    _write_workers(session, actor, opened, staying)
    _renew_lines(session, actor, opened)
    if staying:
        tasks.hand_to(session, case.id, staying[0])
    _leave_line(session, actor, opened, "case.worker_removed")
    return case


def _must_supervise(actor: Actor) -> None:
    """Taking a case away is a supervisor's decision; intake only hands over."""
    if not actor.may(Permission.CASE_APPROVE_CLOSURE):
        raise Forbidden(refused=Permission.CASE_ASSIGN)


def _write_workers(
    session: Session, actor: Actor, opened: OpenCase, account_ids: list[uuid.UUID]
) -> None:
    names = people.names_of(session, account_ids)
    workers = [{"id": str(one), "name": names.get(one, "")} for one in account_ids]
    summaries.change(session, actor, opened, workers=workers)


def _renew_lines(session: Session, actor: Actor, opened: OpenCase) -> None:
    """What somebody wrote for the index counts no more once they hold the case no more."""
    index.replace_lines(session, actor, opened.case, summaries.read(session, opened))


def _leave_line(session: Session, actor: Actor, opened: OpenCase, action: str) -> None:
    session.flush()
    digest = holders.digest_of_sections(session, opened.id)
    epoch = opened.case.dek_epoch
    trail.record(
        session, actor, action, opened.history, case=str(opened.id), epoch=epoch, digest=digest
    )


def give_back(session: Session, actor: Actor, account_id: uuid.UUID) -> int:
    """Give somebody who made new keys their open cases again; answers how many.

    For the moment at which a supervisor certifies the new key.
    """
    replaced = recovery.old_and_new_key(session, actor, account_id)
    old_kids = replaced.old_kids if replaced else ()
    return sum(regrant_cases(session, actor, kid, account_id) for kid in old_kids)


def regrant_cases(
    session: Session, actor: Actor, old_recipient_kid: str, account_id: uuid.UUID
) -> int:
    """Seal somebody's open cases to the new key that they made after losing the old one.

    The old key is taken to be lost to whoever found it, so every case gets a new secret. Answers
    how many cases it were. Raises `Forbidden` for anyone but a supervisor.
    """
    _must_supervise(actor)
    query = (
        select(Case.id)
        .join(CaseGrant, (CaseGrant.case_id == Case.id) & (CaseGrant.dek_epoch == Case.dek_epoch))
        .where(CaseGrant.recipient_kid == old_recipient_kid, Case.unit_id == actor.unit_id)
        .order_by(Case.id)
    )
    return sum(_regrant(session, actor, one, account_id) for one in session.scalars(query).all())


def _regrant(session: Session, actor: Actor, case_id: uuid.UUID, account_id: uuid.UUID) -> bool:
    opened = open_case(session, actor, case_id, Permission.CASE_ASSIGN, to_change=True)
    workers = summaries.workers_of(summaries.read(session, opened))
    if account_id not in workers or opened.case.state not in ACTIVE:
        return False
    keys = []
    for one in workers:
        try:
            keys.append(worker_key(session, actor, opened.case, one))
        except (Invalid, Untrusted):
            if one == account_id:
                raise
    opened = holders.rotate(session, actor, opened, keys)
    _renew_lines(session, actor, opened)
    _leave_line(session, actor, opened, "case.regranted")
    return True
