"""Who works on a case: giving it to caseworkers by name, and taking it from them."""

import uuid
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import recovery
from kla.cases import scoring
from kla.cases.models import Case, CaseGrant
from kla.cases.services import holders, notices, restriction, summaries, tasks, team
from kla.cases.services.holders import worker_key
from kla.cases.services.lookup import open_case
from kla.cases.types import ACTIVE, PROPOSABLE, AssignCase, CaseState, TaskKind
from kla.core import clock
from kla.core.errors import Invalid, NotFound

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
        holders.follow(session, actor, opened)
    summary = team.write_workers(session, actor, opened, [*known, *fresh])
    if summary["risk"] == scoring.HIGH:
        notices.tell_at_once(session, actor, case.unit_id, fresh)
    team.leave_line(session, actor, opened, "case.assigned")
    return case


def remove_worker(
    session: Session, actor: Actor, case_id: uuid.UUID, account_id: uuid.UUID
) -> Case:
    """Take a case from a caseworker: a new secret for those who stay, old grants gone.

    Raises `NotFound` where the person does not have the case, `Invalid` for the last one of an
    active case: assign somebody else first.
    """
    team.must_supervise(actor)
    opened = open_case(session, actor, case_id, Permission.CASE_ASSIGN, to_change=True)
    case = opened.case
    known = summaries.workers_of(summaries.read(session, opened))
    if account_id not in known:
        raise NotFound(refused="worker")
    staying = [one for one in known if one != account_id]
    if not staying and case.state in ACTIVE:
        raise Invalid("last-worker", field="workers")
    opened = team.replace(session, actor, opened, staying)
    if staying:
        tasks.hand_to(session, case.id, staying[0], left=account_id)
    team.leave_line(session, actor, opened, "case.worker_removed")
    return case


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
    team.must_supervise(actor)
    query = (
        select(Case.id)
        .join(CaseGrant, (CaseGrant.case_id == Case.id) & (CaseGrant.dek_epoch == Case.dek_epoch))
        .where(CaseGrant.recipient_kid == old_recipient_kid, Case.unit_id == actor.unit_id)
        .where(Case.state != CaseState.MERGED)  # it follows the case that it is a part of
        .order_by(Case.id)
    )
    found = session.scalars(query).all()
    done = 0
    for one in found:
        with suppress(NotFound):  # restricted to others: one of those named has to do it
            done += regrant_case(session, actor, one, account_id)
    return done


def regrant_case(session: Session, actor: Actor, case_id: uuid.UUID, account_id: uuid.UUID) -> bool:
    """The same for one case; answers false where there is nothing to give back."""
    team.must_supervise(actor)
    opened = open_case(session, actor, case_id, Permission.CASE_ASSIGN, to_change=True)
    if opened.case.is_restricted:
        return restriction.regrant(session, actor, opened, account_id)
    workers = summaries.workers_of(summaries.read(session, opened))
    if account_id not in workers or opened.case.state not in ACTIVE:
        return False
    worker_key(session, actor, opened.case, account_id)  # theirs has to count, or nothing is done
    opened = team.replace(session, actor, opened, workers)
    team.leave_line(session, actor, opened, "case.regranted")
    return True
