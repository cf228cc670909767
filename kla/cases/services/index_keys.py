"""Keys and handles of a unit's index."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.accounts.services import directory
from kla.cases.models import SearchDelta, SearchIndex
from kla.core.errors import NotFound, Unreadable, Untrusted
from kla.crypto.directory import CircleKeyRecord
from kla.crypto.segments import DeltaPlace
from kla.crypto.shred import HandleStore

MATCH, LIST = "match", "list"
KINDS = (MATCH, LIST)
DOOMED, LOCKED = "handles_to_shred", "locked_indexes"


@dataclass(frozen=True, slots=True)
class IndexId:
    """Which index: of which unit, and which of the two."""

    unit_id: uuid.UUID
    kind: str

    @property
    def circle(self) -> str:
        """The circle that reads it."""
        return f"{self.kind}:{self.unit_id}"

    def delta_ref(self, generation: int) -> str:
        """The name of the handle under which lines of one generation wait."""
        return f"deltas/{self.unit_id.hex}/{self.kind}/{generation}"


def newest_key(session: Session, actor: Actor, index: IndexId) -> CircleKeyRecord:
    """The verified public key that new lines are sealed to."""
    return circle_key(session, actor, index.circle)


def circle_key(session: Session, actor: Actor, name: str) -> CircleKeyRecord:
    """The verified newest key of a circle, without a query where the directory is read already.

    Raises `NotReady` where the circle has none.
    """
    try:
        return directory.load(session, actor).circle(name)
    except Untrusted:
        return directory.circle_key(session, actor, name)


def may_read(session: Session, actor: Actor, index: IndexId) -> bool:
    """Whether the actor holds the key that the index is read with.

    Whoever holds the key needs no proof of whose it is: a wrong one opens nothing.
    """
    kids = directory.kids_of(session, index.circle)
    return bool(kids) and kids[max(kids)] in actor.keys.kids


def must_read(session: Session, actor: Actor, index: IndexId) -> dict[int, bytes]:
    """The private keys of the index by epoch. Raises `NotFound` without the newest one."""
    kids, held = directory.kids_of(session, index.circle), actor.keys.private
    if not kids or kids[max(kids)] not in held:
        raise NotFound(refused="index")
    return {epoch: held[kid] for epoch, kid in kids.items() if kid in held}


def private_of(privates: Mapping[int, bytes], epoch: int) -> bytes:
    """The key of one epoch. Raises `Unreadable` where it is not held."""
    if epoch not in privates:
        raise Unreadable(reason="no-key")
    return privates[epoch]


def place_of(actor: Actor, delta: SearchDelta) -> DeltaPlace:
    """Where a waiting line belongs."""
    circle = IndexId(delta.unit_id, delta.kind).circle
    return DeltaPlace(actor.keys.instance, circle, delta.epoch, delta.row)


def index_row(session: Session, index: IndexId) -> SearchIndex:
    """The row of an index, locked until the commit: lines are added and folded in turn."""
    held: dict[IndexId, SearchIndex] = session.info.setdefault(LOCKED, {})
    if index not in held:
        held |= _locked_rows(session, index.unit_id)
    if index not in held:
        held[index] = row = SearchIndex(
            unit_id=index.unit_id, kind=index.kind, generation=1, shredded=0, pending=0
        )
        session.add(row)
        session.flush()
    return held[index]


def _locked_rows(session: Session, unit_id: uuid.UUID) -> dict[IndexId, SearchIndex]:
    """Both at once: who writes to one nearly always writes to the other."""
    query = select(SearchIndex).where(SearchIndex.unit_id == unit_id).order_by(SearchIndex.kind)
    locked = query.with_for_update().execution_options(populate_existing=True)
    return {IndexId(row.unit_id, row.kind): row for row in session.scalars(locked)}


def shred_after_commit(session: Session, handles: HandleStore, ref: str) -> None:
    """Destroy a handle once the transaction that made it useless is safe."""
    session.info.setdefault(DOOMED, []).append((handles, ref))


@event.listens_for(Session, "after_commit")
def _shred(session: Session) -> None:
    session.info.pop(LOCKED, None)
    for handles, ref in session.info.pop(DOOMED, []):
        handles.delete(ref)


@event.listens_for(Session, "after_rollback")
def _spare(session: Session) -> None:
    session.info.pop(LOCKED, None)
    session.info.pop(DOOMED, None)
