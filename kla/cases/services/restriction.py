"""A case sealed to people by name only, because somebody of the office must not see it.

There is no flag: a case is restricted when no circle holds it. It stands in no index, it can't be
found as a duplicate, and an emergency goes through those named or through the recovery quorum.
"""

import hashlib
import uuid
from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, Role
from kla.accounts.services import circles, directory, people
from kla.accounts.types import PersonChoice
from kla.cases.models import Case, CaseGrant
from kla.cases.services import holders, index, notes, reports, summaries, tasks, team
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import PROPOSABLE, AddNote, CaseState
from kla.cases.types.restriction import FEWEST_NAMED, LiftRestriction, RestrictCase
from kla.core.errors import Conflict, Invalid, InvalidTransition, NotReady, Untrusted
from kla.crypto.directory import KeyRecord
from kla.crypto.grants import GrantKind

NAMED_ROLES = (Role.CASEWORKER, Role.SUPERVISOR)
UNASSIGNED = frozenset({CaseState.INTAKE, CaseState.IDENTIFICATION})


def restrict(session: Session, actor: Actor, case_id: uuid.UUID, command: RestrictCase) -> Case:
    """Give a case a new secret that only these people hold; take it out of the unit's indexes.

    On a restricted case it names others. Raises `Invalid` naming the field: fewer than two people,
    or one who is no certified caseworker or supervisor of the unit; `Conflict` where somebody else
    named people in between.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_RESTRICT, to_change=True)
    case = opened.case
    reports.require_text(command.reason, "reason")
    if command.seen is not None and command.seen != mark_of(session, actor, case):
        raise Conflict(restricted="meanwhile")
    named = _named(session, actor, case, command.people)
    if not command.confirmed:
        raise Invalid("unconfirmed", field="confirmed")
    if not case.is_restricted and not index.forget_case(session, actor, case.unit_id, case.id):
        raise NotReady("index")
    opened = holders.rotate_to_people(session, actor, opened, named)
    _rename_workers(session, actor, opened, named)
    _put_reason(session, actor, opened, command.reason, "restricted")
    team.leave_line(session, actor, opened, "case.restricted")
    return case


def lift(session: Session, actor: Actor, case_id: uuid.UUID, command: LiftRestriction) -> Case:
    """Seal a restricted case to its circles again, and put it back into the indexes.

    Any of those named may. Raises `InvalidTransition` for a case that is not restricted.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_UNRESTRICT, to_change=True)
    case = opened.case
    if not case.is_restricted:
        raise InvalidTransition(restricted="no")
    reports.require_text(command.reason, "reason")
    named = holders.people_of(session, actor, case)
    workers = [one for one in named if one.role == Role.CASEWORKER]
    unassigned = case.state in UNASSIGNED
    opened = holders.rotate_to_circles(session, actor, opened, None if unassigned else workers)
    team.renew_lines(session, actor, opened)
    _put_reason(session, actor, opened, command.reason, "unrestricted")
    team.leave_line(session, actor, opened, "case.unrestricted")
    return case


def regrant(session: Session, actor: Actor, opened: OpenCase, account_id: uuid.UUID) -> bool:
    """Seal a restricted case to the new key of somebody who is named and lost the old one."""
    named = {one.user for one in holders.people_of(session, actor, opened.case)}
    if account_id not in named:
        return False
    opened = holders.renew(session, actor, opened)
    team.leave_line(session, actor, opened, "case.regranted")
    return True


def candidates(session: Session, actor: Actor) -> list[PersonChoice]:
    """The certified caseworkers and supervisors of the actor's unit, by name."""
    known = directory.load(session, actor)
    unit = directory.unit_text(actor.unit_id)
    ids = [
        record.user
        for role in NAMED_ROLES
        for record in circles.certified_people(session, known, role)
        if record.unit == unit
    ]
    names = people.names_of(session, ids)
    return [PersonChoice(account_id=one, name=names[one]) for one in ids]


def mark_of(session: Session, actor: Actor, case: Case) -> str:
    """Whether a case is restricted, and to whom, in one mark that a form can carry."""
    if not case.is_restricted:
        return "-"
    named = sorted(one.hex for one in named_accounts(session, actor, case))
    return hashlib.sha256("".join(named).encode()).hexdigest()[:16]


def named_accounts(session: Session, actor: Actor, case: Case) -> list[uuid.UUID]:
    """Who is named, as far as their keys are in use."""
    return [one.user for one in holders.people_of(session, actor, case)]


def restricted_among(session: Session, case_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of a page of cases that no circle holds, read from their grants."""
    held = exists().where(
        CaseGrant.case_id == Case.id,
        CaseGrant.dek_epoch == Case.dek_epoch,
        CaseGrant.kind == GrantKind.CIRCLE,
    )
    return set(session.scalars(select(Case.id).where(Case.id.in_(case_ids), ~held)))


def _named(
    session: Session, actor: Actor, case: Case, account_ids: Collection[uuid.UUID]
) -> list[KeyRecord]:
    keys = [_key(session, actor, case, one) for one in dict.fromkeys(account_ids)]
    if len(keys) < FEWEST_NAMED:
        raise Invalid("two-named", field="people")
    return keys


def _key(session: Session, actor: Actor, case: Case, account_id: uuid.UUID) -> KeyRecord:
    try:
        record = directory.person_key(session, actor, account_id)
    except Untrusted:
        raise Invalid("not-nameable", field="people") from None
    if record.role not in NAMED_ROLES or record.unit != str(case.unit_id):
        raise Invalid("not-nameable", field="people")
    return record


def _rename_workers(
    session: Session, actor: Actor, opened: OpenCase, named: list[KeyRecord]
) -> None:
    """Those named who are caseworkers have the case; what others had to do goes to one of them."""
    case = opened.case
    if case.state in UNASSIGNED:
        return
    before = summaries.workers_of(summaries.read(session, opened))
    workers = [one.user for one in named if one.role == Role.CASEWORKER]
    team.write_workers(session, actor, opened, workers)
    if case.state in PROPOSABLE:
        for left in set(before) - {one.user for one in named}:
            tasks.hand_to(session, case.id, (workers or [named[0].user])[0], left=left)


def _put_reason(session: Session, actor: Actor, opened: OpenCase, reason: str, about: str) -> None:
    notes.put(session, actor, opened, AddNote(text=reason, about=about))
