"""The cases of somebody who leaves, or who had to make new keys: one by one, safe to repeat."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import people, recovery
from kla.cases.models import Case, CaseGrant
from kla.cases.services import covers, holders, reach, summaries, tasks, team
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import ACTIVE
from kla.cases.types.offers import MoveCase
from kla.core.errors import Conflict, Forbidden, Invalid, NotFound, Untrusted
from kla.trail import services as trail

MOST = 2000


@dataclass(frozen=True, slots=True)
class Held:
    """The cases of one person: those that go on, and those that are over."""

    account_id: uuid.UUID
    name: str
    running: tuple[uuid.UUID, ...]
    over: tuple[uuid.UUID, ...]


def read_held(session: Session, actor: Actor, account_id: uuid.UUID) -> Held:
    """The cases of the supervisor's unit that a key of somebody opens, also of one who left.

    Raises `Forbidden` for anyone but a supervisor, `NotFound` for people of another unit.
    """
    name = _name_in_unit(session, actor, account_id)
    found = _held_by(session, actor, team.kids_of(session, actor, account_id))
    running = tuple(one for one, state in found if state in ACTIVE)
    over = tuple(one for one, state in found if state not in ACTIVE)
    trail.record(session, actor, "case.workload_read", cases=len(found))
    return Held(account_id, name, running, over)


def move_case(session: Session, actor: Actor, case_id: uuid.UUID, command: MoveCase) -> bool:
    """Give a case of one caseworker to another, with a new secret and all that is to be done.

    Answers false where they do not have it any more. Raises `Invalid` for a wrong new one.
    """
    team.must_supervise(actor)
    opened = open_case(session, actor, case_id, Permission.CASE_ASSIGN, to_change=True)
    case, summary = opened.case, summaries.read(session, opened)
    known = summaries.workers_of(summary)
    kids = team.kids_of(session, actor, command.leaving)
    if case.state not in ACTIVE or not (command.leaving in known or kids & case.lock.kids):
        return False
    if command.to == command.leaving:
        raise Invalid("already-assigned", field="to")
    holders.worker_key(session, actor, case, command.to)
    staying = [one for one in known if one not in {command.leaving, command.to}]
    _forget_covers(session, actor, opened, command.leaving)
    renewed = team.replace(session, actor, opened, [command.to, *staying])
    tasks.hand_to(session, case.id, command.to, left=command.leaving)
    team.leave_line(session, actor, renewed, "case.moved")
    return True


def let_go(session: Session, actor: Actor, case_id: uuid.UUID, account_id: uuid.UUID) -> bool:
    """Take from somebody a case that is over: their grant goes, its secret stays as it is."""
    team.must_supervise(actor)
    opened = open_case(session, actor, case_id, Permission.CASE_ASSIGN, to_change=True)
    if opened.case.state in ACTIVE:
        return False
    gone = holders.drop_grants(opened.case, team.kids_of(session, actor, account_id))
    if gone:
        holders.follow(session, actor, opened)
        trail.record(session, actor, "case.worker_removed", opened.history, case=str(case_id))
    return gone


def list_lost(session: Session, actor: Actor, account_id: uuid.UUID) -> Held:
    """The running cases that are still sealed to a key that somebody has replaced.

    Raises `Forbidden`, `NotFound` for people of another unit, `Conflict` for somebody without a
    certified key, to whom nothing can be given yet.
    """
    name = _name_in_unit(session, actor, account_id)
    try:
        keys = recovery.old_and_new_key(session, actor, account_id)
    except Untrusted as error:
        raise Conflict(person="uncertified") from error
    found = _held_by(session, actor, keys.old_kids) if keys else []
    return Held(account_id, name, tuple(one for one, state in found if state in ACTIVE), ())


def _held_by(session: Session, actor: Actor, kids: Collection[str]) -> list[tuple[uuid.UUID, str]]:
    mine = reach.in_reach(actor).with_only_columns(Case.id).order_by(None)
    query = (
        select(Case.id, Case.state)
        .join(CaseGrant, (CaseGrant.case_id == Case.id) & (CaseGrant.dek_epoch == Case.dek_epoch))
        .where(CaseGrant.recipient_kid.in_(sorted(kids)), Case.id.in_(mine))
        .distinct()
        .order_by(Case.next_due, Case.id)
        .limit(MOST)
    )
    return [(row.id, row.state) for row in session.execute(query.add_columns(Case.next_due))]


def _name_in_unit(session: Session, actor: Actor, account_id: uuid.UUID) -> str:
    team.must_supervise(actor)
    if actor.unit_id is None:
        raise Forbidden(refused=Permission.CASE_ASSIGN)
    account = people.get_account(session, account_id)
    if account.unit_id != actor.unit_id:
        raise NotFound(refused="person")
    return account.staff_name


def _forget_covers(session: Session, actor: Actor, opened: OpenCase, account_id: uuid.UUID) -> None:
    """Nobody stands in for somebody who left, nor do they for anybody."""
    before = covers.of(summaries.read(session, opened))
    left = [one for one in before if str(account_id) not in {one["id"], one["for"]}]
    if left == before:
        return
    for one in before:
        if one not in left:
            kids = team.kids_of(session, actor, uuid.UUID(one["id"]))
            holders.drop_grants(opened.case, kids)
    summaries.change(session, actor, opened, covers=left)
