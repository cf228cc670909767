"""To whom a case is sealed, and giving it a new secret when that changes."""

import hashlib
import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.accounts.services import directory
from kla.cases.models import Case, CaseAttachment, CaseGrant, CaseNote, CaseSection
from kla.cases.services.index_keys import circle_key
from kla.cases.services.lookup import OpenCase
from kla.core.errors import Invalid, NotReady
from kla.crypto import grants
from kla.crypto.directory import KeyRecord
from kla.crypto.envelope import Address, seal, unseal
from kla.crypto.grants import GrantKind, Terms

INTAKE, SIAGA_A, SIAGA_B = "intake", "siaga_a", "siaga_b"


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
        rows.append(_grant(actor, case, kind, part, (record.pk, record.epoch)))
    rows += [_grant(actor, case, GrantKind.USER, secret, (one.xpk, 0)) for one in workers or ()]
    case.grants = rows


def add_worker(actor: Actor, case: Case, secret: bytes, worker: KeyRecord) -> None:
    """Seal the living secret to one more caseworker."""
    case.grants.append(_grant(actor, case, GrantKind.USER, secret, (worker.xpk, 0)))


def _grant(
    actor: Actor, case: Case, kind: GrantKind, part: bytes, to: tuple[bytes, int]
) -> CaseGrant:
    if actor.keys.signer is None:
        raise NotReady("signing-key")
    public, epoch = to
    terms = Terms(
        instance=actor.keys.instance,
        case_id=case.id,
        dek_epoch=case.dek_epoch,
        kind=kind,
        recipient_epoch=epoch,
    )
    given = grants.grant_secret(part, public, terms, actor.keys.signer)
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
    session: Session, actor: Actor, opened: OpenCase, workers: Iterable[KeyRecord]
) -> OpenCase:
    """Give a case a new secret, held by supervision and these workers, and seal all of it again.

    Who held the old secret opens nothing from now on, not even with old rows put back.
    """
    case, secret = opened.case, grants.new_secret()
    case.dek_epoch += 1
    lock_with(session, actor, case, secret, workers)
    handle = actor.keys.handles.get(case.lock.ref)
    key = grants.dek(secret, handle, case.id, case.dek_epoch)
    renewed = OpenCase(case, key, opened.history)
    _reseal_sections(session, opened, renewed)
    _reseal_notes(session, opened, renewed)
    _reseal_files(session, opened, renewed)
    return renewed


def digest_of_sections(session: Session, case_id: uuid.UUID) -> str:
    """One digest over all sections, for the trail line of a rotation."""
    query = select(CaseSection).where(CaseSection.case_id == case_id).order_by(CaseSection.name)
    whole = b"".join(hashlib.sha256(row.ct).digest() for row in session.scalars(query))
    return hashlib.sha256(whole).hexdigest()


def _reseal_sections(session: Session, old: OpenCase, new: OpenCase) -> None:
    for row in session.scalars(select(CaseSection).where(CaseSection.case_id == old.id)):
        content = unseal(old.key, row.ct, row.address)
        row.version, row.dek_epoch = row.version + 1, new.case.dek_epoch
        row.ct = seal(new.key, content, row.address)


def _reseal_notes(session: Session, old: OpenCase, new: OpenCase) -> None:
    for row in session.scalars(select(CaseNote).where(CaseNote.case_id == old.id)):
        content = _opened(old, row.ct, row.address)
        row.dek_epoch = new.case.dek_epoch
        row.ct = seal(new.key, content, row.address)


def _reseal_files(session: Session, old: OpenCase, new: OpenCase) -> None:
    for row in session.scalars(select(CaseAttachment).where(CaseAttachment.case_id == old.id)):
        content = _opened(old, row.meta_ct, row.address)
        row.dek_epoch = new.case.dek_epoch
        row.meta_ct = seal(new.key, content, row.address)


def _opened(old: OpenCase, blob: bytes, address: Address) -> dict[str, object]:
    return unseal(old.key, blob, address)
