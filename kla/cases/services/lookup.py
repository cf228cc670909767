"""Fetching a case, and opening it with the keys of whoever asks."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from kla.access.policy import Actor, Permission, authorize
from kla.accounts.services import directory
from kla.cases.models import Case, CaseSection
from kla.cases.types import SectionName
from kla.cases.types.actions import Action, require
from kla.cases.types.states import OWN
from kla.core.errors import NotFound, Unreadable
from kla.crypto.envelope import unseal
from kla.crypto.grants import SHARES, Lock, verify_grant
from kla.trail.history import HistoryKey, history_key

# Which cases a transaction has opened to change, and for whom: see `key_tasks`.
OPENED = "opened_to_change"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case whose key somebody who may do so has opened: what services here hand around."""

    case: Case
    key: bytes
    history: HistoryKey

    @property
    def id(self) -> uuid.UUID:
        """The id of the case."""
        return self.case.id


def get_case(session: Session, case_id: uuid.UUID, *, to_change: bool = False) -> Case:
    """Fetch a case with its grants; `to_change` locks its row until the commit.

    Raises `NotFound` where there is none.
    """
    query = select(Case).where(Case.id == case_id).options(selectinload(Case.grants))
    if to_change:
        query = query.with_for_update()
    case = session.scalars(query).one_or_none()
    if case is None:
        raise NotFound(refused="case")
    return case


def must_reach(session: Session, actor: Actor, case_id: uuid.UUID) -> None:
    """Raise `NotFound` unless one of the actor's keys opens the case."""
    authorize(actor, Permission.CASE_READ, within=get_case(session, case_id).lock.kids)


def must_be_at(session: Session, actor: Actor, case_id: uuid.UUID, action: Action) -> None:
    """Raise `NotFound` for a case out of reach, `InvalidTransition` at a wrong stage for a step."""
    must_reach(session, actor, case_id)
    require(get_case(session, case_id).state, action)


def open_case(
    session: Session,
    actor: Actor,
    case_id: uuid.UUID,
    permission: Permission,
    *,
    to_change: bool = False,
) -> OpenCase:
    """Fetch a case and open its key for an actor who may do what `permission` says.

    Raises `Forbidden`, `NotFound`, `InvalidTransition` for a change to a case that was merged into
    another one, and `Unreadable` or `Untrusted` where the row of a grant was tampered with.
    """
    if not actor.may(permission):
        authorize(actor, permission, within=())
    case = get_case(session, case_id, to_change=to_change)
    lock = case.lock
    authorize(actor, permission, within=lock.kids)
    if to_change:
        case.state.require(OWN)
    check_granters(session, actor, lock)
    if to_change:
        session.info.setdefault(OPENED, {})[case_id] = actor
    return with_key(session, case, actor.keys.key_for(lock))


def with_key(session: Session, case: Case, key: bytes) -> OpenCase:
    """A case with its key, for a service that has authorized and knows where the key is from."""
    return OpenCase(case, key, _history(session, case.id, key))


def check_granters(session: Session, actor: Actor, lock: Lock, *, everyone: bool = False) -> None:
    """Raise `Untrusted` unless the actor's own grants were signed by certified people.

    With `everyone` those of all others too: for who is about to seal something else to them.
    """
    known = directory.load(session, actor)
    for grant in lock.grants:
        is_own = grant.recipient_kid in actor.keys.kids and grant.kind not in SHARES
        if is_own or everyone:
            granter = known.known(grant.granter_kid)
            verify_grant(grant, lock.case_id, lock.dek_epoch, granter.epk, actor.keys.instance)


def _history(session: Session, case_id: uuid.UUID, key: bytes) -> HistoryKey:
    query = select(CaseSection).where(
        CaseSection.case_id == case_id, CaseSection.name == SectionName.CORE
    )
    core = session.scalars(query).one_or_none()
    if core is None:
        raise Unreadable(reason="no-core")
    return history_key(bytes.fromhex(unseal(key, core.ct, core.address)["history"]))
