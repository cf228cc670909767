"""What is to be erased and what was: the list, and the certificate of one erasure."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission, Role
from kla.accounts.services import people
from kla.cases import retention as schedule
from kla.cases.models import Erasure
from kla.cases.numbers import case_number
from kla.cases.services import erasure
from kla.cases.types.retention import ErasureLine
from kla.core.errors import Forbidden, NotFound
from kla.trail import services as trail
from kla.trail.services import TrailLine

MOST = 500


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is printed of an erasure: no word about anybody but those who did it."""

    line: ErasureLine
    basis: str
    trail: TrailLine | None
    parts: tuple[str, ...] = ()


def list_erasures(session: Session, actor: Actor) -> list[ErasureLine]:
    """Proposals and erasures: of a supervisor's unit, all for an auditor; the newest first."""
    if not actor.may(Permission.ERASURE_CONFIRM):
        raise Forbidden(refused=Permission.ERASURE_CONFIRM)
    query = select(Erasure).where(Erasure.with_id.is_(None))
    query = query.order_by(Erasure.proposed.desc()).limit(MOST)
    if actor.role is not Role.AUDITOR:
        query = query.where(Erasure.unit_id == actor.unit_id)
    rows = list(session.scalars(query))
    trail.record(session, actor, "case.erasures_listed", erasures=len(rows))
    return _lines(session, actor, rows)


def count_waiting(session: Session, actor: Actor) -> int:
    """How many proposals this person may confirm."""
    own = actor.keys.signer.kid if actor.keys.signer else ""
    query = select(func.count(Erasure.id)).where(
        Erasure.erased.is_(None), Erasure.with_id.is_(None), Erasure.proposer_kid != own
    )
    if actor.role is not Role.AUDITOR:
        query = query.where(Erasure.unit_id == actor.unit_id)
    return session.scalar(query) or 0


def get_line(session: Session, actor: Actor, erasure_id: uuid.UUID) -> ErasureLine:
    """One of them. Raises `NotFound`."""
    return _lines(session, actor, [erasure.get_erasure(session, actor, erasure_id)])[0]


def certificate(session: Session, actor: Actor, erasure_id: uuid.UUID) -> Certificate:
    """What is left to say of an erased case. Raises `NotFound` for one that is not erased."""
    row = erasure.get_erasure(session, actor, erasure_id)
    if row.erased is None:
        raise NotFound(refused="erasure")
    found = trail.lines_about(session, erasure.line_key(row.id), limit=1)
    trail.record(session, actor, "case.certificate_printed", erasure=str(row.id))
    line = _lines(session, actor, [row])[0]
    parts = tuple(case_number(one.case_id, one.opened_month) for one in erasure.parts(session, row))
    return Certificate(line, schedule.bases()[row.basis], found[0] if found else None, parts)


def _lines(session: Session, actor: Actor, rows: Sequence[Erasure]) -> list[ErasureLine]:
    proposers = {row.proposer_kid for row in rows}
    names = people.names_of_signers(session, proposers | {row.confirmer_kid or "" for row in rows})
    own = actor.keys.signer.kid if actor.keys.signer else ""
    return [_line(row, names, own) for row in rows]


def _line(row: Erasure, names: Mapping[str, str], own_kid: str) -> ErasureLine:
    return ErasureLine(
        erasure_id=row.id,
        number=case_number(row.case_id, row.opened_month),
        basis=row.basis,
        proposed=row.proposed,
        proposer=names.get(row.proposer_kid, ""),
        can_confirm=row.erased is None and row.proposer_kid != own_kid,
        erased=row.erased,
        confirmer=names.get(row.confirmer_kid or "", ""),
        digest=(row.digest or b"").hex(),
        index_renewed=row.index_renewed,
    )
