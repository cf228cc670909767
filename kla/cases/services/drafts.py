"""Texts that are not finished, kept for whoever writes them and for nobody else.

They leave no line in the trail: a draft is nobody's act yet, and typing would fill it. What is
saved from one leaves its line as ever.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, authorize
from kla.cases.models import Case, CaseDraft
from kla.cases.numbers import case_number
from kla.cases.services import reach
from kla.cases.services.lookup import open_case
from kla.cases.types.drafts import Draft, DraftPlace, Fields, SaveDraft
from kla.core import clock
from kla.core.errors import Conflict, DomainError, Invalid, NotFound, NotReady
from kla.crypto import drafts as sealing
from kla.crypto.drafts import Cover

MOST_LETTERS, MOST_DRAFTS = 200_000, 60
# From then on the first page reminds of it.
OLD = timedelta(days=1)
KNOWN = Mapping[uuid.UUID, tuple[str, bytes]]


def save_draft(session: Session, actor: Actor, command: SaveDraft) -> int:
    """Keep what stands in a form; answers the version that is kept now.

    Raises `NotFound` for a case out of reach or a draft of somebody else, `Conflict` where another
    page saved the draft in between or it is gone, `Invalid` where it is too long or there are too
    many. Who may not send the form gets `Forbidden`.
    """
    private, case_id = _own_key(actor), command.place.case_id
    opened = None
    if case_id is None:
        authorize(actor, command.place.permission, within=actor.keys.kids)
    else:  # locked, so that no new secret of the case passes the draft by
        opened = open_case(session, actor, case_id, command.place.permission, to_change=True)
    _check(command.fields)
    row = _row_for(session, private, command)
    row.version, row.dek_epoch = command.seen + 1, opened.case.dek_epoch if opened else 0
    words = sealing.seal_words(private, _content(command), row.id, row.version)
    row.ct = words
    if opened is not None:
        cover = Cover(actor.account_id, actor.keys.own_kid, words)
        row.ct = sealing.put_cover(opened.key, cover, row.id, row.dek_epoch)
    session.flush()
    return row.version


def list_own(session: Session, actor: Actor) -> list[Draft]:
    """The drafts of somebody that they can open now, newest first."""
    private = _own_key(actor)
    query = select(CaseDraft).where(CaseDraft.owner == sealing.owner_of(private))
    rows = session.scalars(query.order_by(CaseDraft.id)).all()
    known = _cases(session, actor, {row.case_id for row in rows if row.case_id})
    found = (_open(private, known, row) for row in rows)
    return sorted((one for one in found if one), key=lambda one: one.at, reverse=True)


def list_at(session: Session, actor: Actor, place: DraftPlace) -> list[Draft]:
    """Somebody's drafts of one form, newest first. Raises `NotFound` for a case out of reach."""
    if place.case_id is not None:
        open_case(session, actor, place.case_id, place.permission)
    return [one for one in list_own(session, actor) if one.path == place.path]


def list_old(session: Session, actor: Actor) -> list[Draft]:
    """Those that somebody left unfinished for a day or longer; none for who has no keys."""
    if not actor.keys.own_kid:
        return []
    return [one for one in list_own(session, actor) if one.at <= clock.now() - OLD]


def drop_draft(session: Session, actor: Actor, draft_id: uuid.UUID) -> None:
    """Destroy a draft. Raises `NotFound` for one that is not the actor's."""
    session.delete(_own_row(session, actor, draft_id))


def forget_saved(session: Session, actor: Actor, draft_id: uuid.UUID, seen: int) -> None:
    """Let go of the draft of a form that was saved; one that went on elsewhere is kept."""
    if not actor.keys.own_kid:
        return
    row = session.get(CaseDraft, draft_id)
    is_own = row is not None and row.owner == sealing.owner_of(_own_key(actor))
    if row is not None and is_own and row.version <= seen:
        session.delete(row)


def _own_key(actor: Actor) -> bytes:
    if not actor.keys.own_kid:
        raise NotReady("signing-key")
    return actor.keys.private[actor.keys.own_kid]


def _own_row(session: Session, actor: Actor, draft_id: uuid.UUID) -> CaseDraft:
    row = session.get(CaseDraft, draft_id)
    if row is None or row.owner != sealing.owner_of(_own_key(actor)):
        raise NotFound(refused="draft")
    return row


def _row_for(session: Session, private: bytes, command: SaveDraft) -> CaseDraft:
    """The row that is written to: a new one, or the one in the version that the page knows."""
    owner, row = sealing.owner_of(private), session.get(CaseDraft, command.draft_id)
    if row is None:
        if command.seen:
            raise Conflict(draft="gone")
        query = select(func.count()).select_from(CaseDraft).where(CaseDraft.owner == owner)
        if session.scalars(query).one() >= MOST_DRAFTS:
            raise Invalid("too-many-rows")
        case_id = command.place.case_id
        row = CaseDraft(id=command.draft_id, case_id=case_id, owner=owner, version=0, dek_epoch=0)
        session.add(row)
        return row
    if row.owner != owner:
        raise NotFound(refused="draft")
    if row.version != command.seen or row.case_id != command.place.case_id:
        raise Conflict(draft="changed")
    return row


def _check(fields: Fields) -> None:
    if sum(len(name) + len(value) for name, value in fields) > MOST_LETTERS:
        raise Invalid("too-long")


def _content(command: SaveDraft) -> dict[str, Any]:
    return {
        "at": clock.now().isoformat(),
        "path": command.place.path,
        "endpoint": command.place.endpoint,
        "fields": [list(pair) for pair in command.fields],
    }


def _cases(session: Session, actor: Actor, ids: Iterable[uuid.UUID]) -> KNOWN:
    """Number and key of those cases that the actor can open: one query each, however many."""
    wanted = sorted(ids)
    if not wanted:
        return {}
    clears: Sequence[reach.Clear] = reach.fetch(
        session, reach.everywhere().where(Case.id.in_(wanted))
    )
    keys = reach.keys_of(session, actor, clears)
    numbers = {one.case_id: case_number(one.case_id, one.opened_month) for one in clears}
    return {one: (numbers[one], key) for one, key in keys.items()}


def _open(private: bytes, known: KNOWN, row: CaseDraft) -> Draft | None:
    """A draft; none where its case is out of reach now or the row was tampered with."""
    number, key = known.get(row.case_id, ("", b"")) if row.case_id else ("", b"")
    if row.case_id and not key:
        return None
    try:
        words = row.ct
        if row.case_id:
            words = sealing.take_cover(key, row.ct, row.id, row.dek_epoch).words
        content = sealing.open_words(private, words, row.id, row.version)
    except DomainError:
        return None
    return Draft(
        draft_id=row.id,
        version=row.version,
        at=datetime.fromisoformat(content["at"]),
        path=content["path"],
        endpoint=content["endpoint"],
        fields=tuple((name, value) for name, value in content["fields"]),
        case_id=row.case_id,
        number=number,
    )
