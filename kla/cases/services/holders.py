"""To whom a case is sealed, and giving it a new secret when that changes."""

import hashlib
import uuid
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.accounts.services import directory
from kla.cases.models import Case, CaseGrant, CaseSection
from kla.cases.services import absorbed, companions, draft_covers, resealing, sections
from kla.cases.services.index_keys import circle_key
from kla.cases.services.lookup import OpenCase, check_granters
from kla.cases.types import CaseState, SectionName
from kla.core import clock
from kla.core.errors import Invalid, NotReady, Untrusted
from kla.crypto import grants
from kla.crypto.directory import KeyRecord
from kla.crypto.grants import GrantKind, Terms

INTAKE, SIAGA_A, SIAGA_B = "intake", "siaga_a", "siaga_b"


@dataclass(frozen=True, slots=True)
class To:
    """A key to seal to; its epoch if it is a circle's, until when if not for good."""

    public: bytes
    epoch: int = 0
    expires: datetime | None = None


def supervision_of(unit_id: uuid.UUID) -> str:
    """The circle of a unit's supervisors."""
    return f"supervision:{unit_id}"


def worker_key(session: Session, actor: Actor, case: Case, account_id: uuid.UUID) -> KeyRecord:
    """The certified key of a caseworker of the case's unit.

    Raises `Invalid` for anyone whose certificate does not say so, whatever their account says.
    """
    record = directory.person_key(session, actor, account_id)
    if record.role != Role.CASEWORKER or record.unit != str(case.unit_id):
        raise Invalid("not-a-caseworker", field="workers")
    return record


def lock_with(
    session: Session,
    actor: Actor,
    case: Case,
    secret: bytes,
    workers: Iterable[KeyRecord] | None,
) -> None:
    """Commit a case to a secret and seal it to everyone who shall hold it; older grants go.

    `workers` are sealed to by name; without any list the case is not assigned yet and intake
    holds it too.
    """
    case.kcommit = grants.commit(case.id, case.dek_epoch, secret)
    share_a, share_b = grants.split(secret)
    to_circles = [
        (supervision_of(case.unit_id), GrantKind.CIRCLE, secret),
        (SIAGA_A, GrantKind.SHARE_A, share_a),
        (SIAGA_B, GrantKind.SHARE_B, share_b),
    ]
    if workers is None:
        to_circles.append((INTAKE, GrantKind.CIRCLE, secret))
    rows = []
    for name, kind, part in to_circles:
        record = circle_key(session, actor, name)
        rows.append(_grant(actor, case, kind, part, To(record.pk, record.epoch)))
    case.grants = rows + _to_people(actor, case, secret, workers or ())


def lock_to_people(
    session: Session, actor: Actor, case: Case, secret: bytes, people: Iterable[KeyRecord]
) -> None:
    """Commit a case to a secret and seal it to people by name, and to the offline recovery.

    No circle holds it and no shares are made: an emergency goes through these people, or through
    the quorum.
    """
    case.kcommit = grants.commit(case.id, case.dek_epoch, secret)
    recovery = circle_key(session, actor, directory.RECOVERY)
    to_recovery = To(recovery.pk, recovery.epoch)
    rows = [_grant(actor, case, GrantKind.RECOVERY, secret, to_recovery)]
    case.grants = rows + _to_people(actor, case, secret, people)


def _to_people(
    actor: Actor, case: Case, secret: bytes, people: Iterable[KeyRecord]
) -> list[CaseGrant]:
    """Grants by name. Whoever holds the case until a day holds it until that day still."""
    until = {
        row.recipient_kid: row.expires for row in case.grants if row.grant.is_living(clock.now())
    }
    by_kid = {one.recipient_kid: one for one in people}
    return [
        _grant(actor, case, GrantKind.USER, secret, To(one.xpk, 0, until.get(kid)))
        for kid, one in by_kid.items()
    ]


def add_worker(
    actor: Actor, case: Case, secret: bytes, worker: KeyRecord, expires: datetime | None = None
) -> None:
    """Seal the living secret to one more caseworker, or to one who held it until another day."""
    fresh = _grant(actor, case, GrantKind.USER, secret, To(worker.xpk, 0, expires))
    for row in case.grants:
        if (row.dek_epoch, row.kind, row.recipient_kid) == (
            fresh.dek_epoch,
            fresh.kind,
            fresh.recipient_kid,
        ):
            row.sealed, row.granter_kid = fresh.sealed, fresh.granter_kid
            row.sig, row.expires = fresh.sig, fresh.expires
            return
    case.grants.append(fresh)


def drop_grants(case: Case, kids: Collection[str]) -> bool:
    """Take the grants of some keys away; whoever held the secret may know it still."""
    staying = [row for row in case.grants if row.recipient_kid not in kids]
    gone = len(staying) < len(case.grants)
    case.grants = staying
    return gone


def _grant(actor: Actor, case: Case, kind: GrantKind, part: bytes, to: To) -> CaseGrant:
    if actor.keys.signer is None:
        raise NotReady("signing-key")
    terms = Terms(
        instance=actor.keys.instance,
        case_id=case.id,
        dek_epoch=case.dek_epoch,
        kind=kind,
        recipient_epoch=to.epoch,
        expires=to.expires,
    )
    given = grants.grant_secret(part, to.public, terms, actor.keys.signer)
    return CaseGrant(
        dek_epoch=case.dek_epoch,
        kind=given.kind,
        recipient_kid=given.recipient_kid,
        recipient_epoch=given.recipient_epoch,
        sealed=given.sealed,
        granter_kid=given.granter_kid,
        sig=given.sig,
        expires=given.expires,
    )


def rotate(
    session: Session, actor: Actor, opened: OpenCase, workers: Iterable[KeyRecord] | None
) -> OpenCase:
    """Give a case a new secret, held by supervision and these workers, and seal all of it again.

    Who held the old secret opens nothing from now on, not even with old rows put back. A
    restricted case stays one: these workers and those named besides them hold it.
    """
    if opened.case.is_restricted:
        named = [*(workers or ()), *_named_besides(session, actor, opened.case)]
        return rotate_to_people(session, actor, opened, named)
    return _renew(session, opened, actor, partial(lock_with, workers=workers))


def rotate_to_people(
    session: Session, actor: Actor, opened: OpenCase, people: Iterable[KeyRecord]
) -> OpenCase:
    """Give a case a new secret that these people alone hold, by name."""
    return _renew(session, opened, actor, partial(lock_to_people, people=list(people)))


def rotate_to_circles(
    session: Session, actor: Actor, opened: OpenCase, workers: Iterable[KeyRecord] | None
) -> OpenCase:
    """Give a case a new secret that the circles hold too, also one that was restricted."""
    return _renew(session, opened, actor, partial(lock_with, workers=workers))


def renew(session: Session, actor: Actor, opened: OpenCase) -> OpenCase:
    """Give a case a new secret for those who hold it by grants that have not run out."""
    case = opened.case
    people = people_of(session, actor, case)
    if case.is_restricted:
        return rotate_to_people(session, actor, opened, people)
    unassigned = is_with_intake(session, actor, case)
    return rotate_to_circles(session, actor, opened, None if unassigned else people)


def is_with_intake(session: Session, actor: Actor, case: Case) -> bool:
    """Whether intake holds a case still: nobody was given it yet."""
    known = directory.load(session, actor).circle_keys
    of_intake = {record.kid for record in known if record.circle == INTAKE}
    return not of_intake.isdisjoint(case.lock.kids)


def people_of(session: Session, actor: Actor, case: Case) -> list[KeyRecord]:
    """The keys in use of those to whom a case is sealed by name, verified.

    Whoever made new keys since is met under these; whoever left, or was covering for somebody
    until a day that is over, is left out.
    """
    known = directory.load(session, actor)
    by_recipient = {record.recipient_kid: record for record in known.records}
    found: dict[uuid.UUID, KeyRecord] = {}
    for grant in case.lock.grants:
        if grant.kind is GrantKind.USER and grant.is_living(clock.now()):
            record = by_recipient.get(grant.recipient_kid)
            with suppress(Untrusted):
                if record is not None:
                    known.known(record.kid)
                    found[record.user] = directory.person_key(session, actor, record.user)
    return list(found.values())


def _named_besides(session: Session, actor: Actor, case: Case) -> list[KeyRecord]:
    """Those named who are not its caseworkers; before it is assigned, all of them."""
    people = people_of(session, actor, case)
    if case.state in {CaseState.INTAKE, CaseState.IDENTIFICATION}:
        return people
    return [one for one in people if one.role != Role.CASEWORKER]


def _renew(session: Session, opened: OpenCase, actor: Actor, lock: Callable[..., None]) -> OpenCase:
    case, secret = opened.case, grants.new_secret()
    case.dek_epoch += 1
    lock(session, actor, case, secret)
    handle = actor.keys.handles.get(case.lock.ref)
    key = grants.dek(secret, handle, case.id, case.dek_epoch)
    renewed = OpenCase(case, key, opened.history)
    resealing.reseal(session, opened, renewed)
    draft_covers.renew(session, actor, opened, renewed)
    follow(session, actor, renewed)
    companions.renewed(session, actor, renewed)
    return renewed


def follow(session: Session, actor: Actor, opened: OpenCase) -> None:
    """Let the cases that were merged into one be held by whoever holds it now, and by nobody else.

    Each gets a new secret of its own; its key is kept sealed with the case that it is a part of.
    For whoever changed to whom that one is sealed. Raises `Untrusted` for a grant nobody signed.
    """
    row = sections.find_section(session, opened.id, SectionName.MERGES)
    content = sections.read(session, opened, SectionName.MERGES).content if row else {}
    if row is None or not absorbed.living(content):
        return
    kept = []
    for entry in content["entries"]:
        part = absorbed.open_part(session, entry)
        if part is not None:
            renewed = _follow_one(session, actor, opened.case, part)
            entry = entry | absorbed.key_of(renewed)
        kept.append(entry)
    sections.seal_into(row, opened, {**content, "entries": kept})


def _follow_one(session: Session, actor: Actor, whole: Case, part: OpenCase) -> OpenCase:
    """A new secret for a case, sealed to the very people and circles that hold another one."""
    case, secret = part.case, grants.new_secret()
    check_granters(session, actor, whole.lock, everyone=True)
    known = directory.load(session, actor)
    keys = {one.recipient_kid: one.xpk for one in known.records}
    keys |= {one.kid: one.pk for one in known.circle_keys}
    case.unit_id, case.dek_epoch = whole.unit_id, case.dek_epoch + 1
    case.kcommit = grants.commit(case.id, case.dek_epoch, secret)
    halves = dict(zip((GrantKind.SHARE_A, GrantKind.SHARE_B), grants.split(secret), strict=True))
    case.grants = [
        _grant(
            actor,
            case,
            one.kind,
            halves.get(one.kind, secret),
            To(keys[one.recipient_kid], one.recipient_epoch, one.expires),
        )
        for one in whole.lock.grants
    ]
    handle = actor.keys.handles.get(case.lock.ref)
    renewed = OpenCase(case, grants.dek(secret, handle, case.id, case.dek_epoch), part.history)
    resealing.reseal(session, part, renewed)
    draft_covers.renew(session, actor, part, renewed)
    follow(session, actor, renewed)
    companions.renewed(session, actor, renewed)
    return renewed


def digest_of_sections(session: Session, case_id: uuid.UUID) -> str:
    """One digest over all sections, for the trail line of a rotation."""
    query = select(CaseSection).where(CaseSection.case_id == case_id).order_by(CaseSection.name)
    whole = b"".join(hashlib.sha256(row.ct).digest() for row in session.scalars(query))
    return hashlib.sha256(whole).hexdigest()
