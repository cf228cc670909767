"""Erasing a case for good: a supervisor proposes, another certified person confirms.

With the handle gone from the shred store the case opens for nobody any more, not from any old
backup of the main database either. The trail keeps which case it was, a digest and the legal basis.
"""

import uuid
from pathlib import Path

from sqlalchemy import ColumnElement, Table, and_, delete, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, Role
from kla.accounts.services import circles, directory
from kla.cases import retention as schedule
from kla.cases.models import Case, Erasure
from kla.cases.services import absorbed, companions, holders, index, notices, remnants, retention
from kla.cases.services.lookup import get_case, open_case
from kla.cases.services.sections import Content, find_section
from kla.cases.services.siaga import must
from kla.cases.types import ACTIVE, SectionName
from kla.core import clock
from kla.core.db import Base
from kla.core.errors import Conflict, Invalid, InvalidTransition, NotFound, Untrusted
from kla.core.periods import month_of
from kla.crypto import signing
from kla.crypto.directory import KeyRecord
from kla.crypto.encoding import digest
from kla.crypto.grants import Signer, handle_ref
from kla.trail import services as trail
from kla.trail.history import HistoryKey, history_key

BASIS = "pdp"
STORED = "stored_as"


def propose(
    session: Session, actor: Actor, case_id: uuid.UUID, *, confirmed: bool = False
) -> Erasure:
    """Say that a case is to be erased. Nothing happens until another person confirms.

    Raises `InvalidTransition` for a case that goes on, `Invalid` before its time is over, under a
    legal hold, or without the box being ticked; `Conflict` where it has been proposed.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_RETAIN, to_change=True)
    case, kept = opened.case, retention.read(session, opened)
    _must_be_over(case)
    _must_be_due(case, kept.content)
    if not confirmed:
        raise Invalid("unconfirmed", field="confirmed")
    if _of_case(session, case_id) is not None:
        raise Conflict(erasure="proposed")
    erasure = _proposal(actor, case, kept.version)
    session.add(erasure)
    for _entry, part in absorbed.all_parts(session, opened):
        version = retention.read(session, part).version
        session.add(_proposal(actor, part.case, version, with_id=erasure.id))
    notices.tell_at_once(session, actor, case.unit_id, _auditors(session, actor))
    trail.record(session, actor, "case.erasure_proposed", opened.history, case=str(case_id))
    return erasure


def withdraw(session: Session, actor: Actor, erasure_id: uuid.UUID) -> None:
    """Take a proposal back. Raises `NotFound`, also for what is done."""
    must(actor, Permission.CASE_RETAIN)
    erasure = get_erasure(session, actor, erasure_id)
    if erasure.erased is not None:
        raise NotFound(refused="erasure")
    for part in parts(session, erasure):
        session.delete(part)
    session.flush()
    session.delete(erasure)
    trail.record(session, actor, "case.erasure_withdrawn", case=str(erasure.case_id))


def confirm(
    session: Session,
    actor: Actor,
    erasure_id: uuid.UUID,
    folder: Path,
    *,
    confirmed: bool = False,
) -> Erasure:
    """Erase a case that another person proposed to erase. Nothing brings it back.

    Raises `NotFound`, `Invalid` for the proposer themselves and without the box being ticked;
    `Conflict` where the case was touched since: reopened, put on hold, given a new secret.
    """
    signer = must(actor, Permission.ERASURE_CONFIRM)
    erasure = get_erasure(session, actor, erasure_id)
    _must_be_another(session, actor, erasure, signer)
    if not confirmed:
        raise Invalid("unconfirmed", field="confirmed")
    for one in (*parts(session, erasure), erasure):
        _proposer(session, actor, one)
        case = _untouched(session, one)
        digest_before = bytes.fromhex(holders.digest_of_sections(session, case.id))
        _sign_confirmed(actor, one, digest_before, signer)
        _destroy(session, actor, case, folder)
        if index.forget_case(session, actor, one.unit_id, one.case_id):
            one.index_renewed = clock.now()
        _leave_line(session, actor, one)
    return erasure


def parts(session: Session, erasure: Erasure) -> list[Erasure]:
    """The proposals for the parts of a case, which go with it."""
    query = select(Erasure).where(Erasure.with_id == erasure.id)
    return list(session.scalars(query.order_by(Erasure.case_id)))


def get_erasure(session: Session, actor: Actor, erasure_id: uuid.UUID) -> Erasure:
    """One proposal or erasure: of a supervisor's unit, any for an auditor. Raises `NotFound`."""
    erasure = session.get(Erasure, erasure_id)
    if erasure is None or erasure.with_id or not is_in_reach(actor, erasure):
        raise NotFound(refused="erasure")
    return erasure


def is_in_reach(actor: Actor, erasure: Erasure) -> bool:
    """Whether somebody may see that a case is to be erased or was."""
    if not actor.may(Permission.ERASURE_CONFIRM):
        return False
    return actor.role is Role.AUDITOR or actor.unit_id == erasure.unit_id


def line_key(erasure_id: uuid.UUID) -> HistoryKey:
    """What finds the line of an erasure in the trail. No secret: the line holds no word."""
    return history_key(digest("kla/v1/erasure", erasure_id))


def _must_be_another(session: Session, actor: Actor, erasure: Erasure, signer: Signer) -> None:
    """Raise `Invalid` for the proposer, by whatever key of theirs; `Conflict` for what is done."""
    if erasure.erased is not None:
        raise Conflict(erasure="done")
    person = directory.load(session, actor).person(signer.kid)
    if person.user == _proposer(session, actor, erasure).user:
        raise Invalid("erasure-same-person", field="confirmed")


def _sign_confirmed(actor: Actor, erasure: Erasure, digest_before: bytes, signer: Signer) -> None:
    erasure.digest, erasure.erased = digest_before, clock.now()
    erasure.confirmer_kid = signer.kid
    instance, statement = actor.keys.instance, (*erasure.statement, digest_before)
    erasure.confirmer_sig = signing.sign(signer.private, instance, "erased", *statement)


def _must_be_over(case: Case) -> None:
    if case.state in ACTIVE or case.retain_month is None:
        raise InvalidTransition(source=case.state, allowed=frozenset(type(case.state)) - ACTIVE)


def _must_be_due(case: Case, kept: Content) -> None:
    if retention.month_due(case, kept) > month_of(clock.today()):
        raise Invalid("kept-until", field="confirmed")
    if retention.hold_of(kept):
        raise Invalid("on-hold", field="confirmed")


def _proposal(actor: Actor, case: Case, seen: int, *, with_id: uuid.UUID | None = None) -> Erasure:
    signer = must(actor, Permission.CASE_RETAIN)
    erasure = Erasure(
        case_id=case.id,
        unit_id=case.unit_id,
        opened_month=case.opened_month,
        basis=BASIS,
        seen=seen,
        proposed=clock.now().replace(microsecond=0),
        proposer_kid=signer.kid,
        with_id=with_id,
    )
    instance = actor.keys.instance
    erasure.proposer_sig = signing.sign(signer.private, instance, "erasure", *erasure.statement)
    return erasure


def _of_case(session: Session, case_id: uuid.UUID) -> Erasure | None:
    return session.scalars(select(Erasure).where(Erasure.case_id == case_id)).one_or_none()


def _auditors(session: Session, actor: Actor) -> list[uuid.UUID]:
    known = directory.load(session, actor)
    return [record.user for record in circles.certified_people(session, known, Role.AUDITOR)]


def _proposer(session: Session, actor: Actor, erasure: Erasure) -> KeyRecord:
    """Who proposed, by certificate and signature: a row that somebody wrote proposes nothing."""
    record = directory.load(session, actor).known(erasure.proposer_kid)
    if record.role != Role.SUPERVISOR or record.unit != str(erasure.unit_id):
        raise Untrusted(reason="may-not-propose")
    instance = actor.keys.instance
    signing.verify(record.epk, erasure.proposer_sig, instance, "erasure", *erasure.statement)
    return record


def _untouched(session: Session, erasure: Erasure) -> Case:
    """The case, if it stands as the proposer saw it: without a hold, over, its time over."""
    case = get_case(session, erasure.case_id, to_change=True)
    section = find_section(session, case.id, SectionName.RETENTION)
    if (section.edition if section else 0) != erasure.seen:
        raise Conflict(erasure="changed")
    is_over = case.retain_month is not None or erasure.with_id is not None
    if case.state in ACTIVE or not is_over:
        raise Conflict(erasure="reopened")
    return case


def _destroy(session: Session, actor: Actor, case: Case, folder: Path) -> None:
    """The handle and the files after the commit; every row that hangs on the case now."""
    case_id = case.id
    session.flush()
    for name in _stored_names(session, case_id):
        remnants.doom_file(session, folder, name)
    remnants.doom(session, actor.keys.handles, handle_ref(case_id))
    companions.erased(session, actor, case_id, folder)
    session.flush()
    session.expunge(case)
    cases = Base.metadata.tables[Case.__tablename__]
    _delete(session, cases, cases.c.id == case_id)


def _stored_names(session: Session, case_id: uuid.UUID) -> list[str]:
    """The names of stored files in whatever table hangs on the case."""
    found: list[str] = []
    for table in Base.metadata.sorted_tables:
        if STORED in table.c and "case_id" in table.c:
            query = select(table.c[STORED]).where(table.c.case_id == case_id)
            found += [name for name in session.scalars(query) if name]
    return found


def _delete(session: Session, table: Table, condition: ColumnElement[bool]) -> None:
    """Delete rows and, before them, those of every table that hangs on them."""
    for child in reversed(Base.metadata.sorted_tables):
        keys = [key for key in child.foreign_keys if key.column.table is table]
        for key in keys if child is not table else ():
            parents = select(key.column).where(condition)
            _delete(session, child, and_(key.parent.in_(parents)))
    session.execute(delete(table).where(condition))


def _leave_line(session: Session, actor: Actor, erasure: Erasure) -> None:
    trail.record(
        session,
        actor,
        "case.erased",
        line_key(erasure.id),
        case=str(erasure.case_id),
        erasure=str(erasure.id),
        digest=(erasure.digest or b"").hex(),
        basis=schedule.bases()[erasure.basis],
        proposer=erasure.proposer_kid,
    )
