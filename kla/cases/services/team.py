"""The caseworkers of a case: giving it to just these, with a new secret, and naming them."""

import uuid
from collections.abc import Iterable

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import directory, people
from kla.cases.models import Case
from kla.cases.services import holders, index, summaries
from kla.cases.services.lookup import OpenCase
from kla.core import clock
from kla.core.errors import Forbidden, Invalid, Untrusted
from kla.crypto.directory import KeyRecord
from kla.trail import services as trail


def must_supervise(actor: Actor) -> None:
    """Taking a case away is a supervisor's decision; intake only hands over."""
    if not actor.may(Permission.CASE_APPROVE_CLOSURE):
        raise Forbidden(refused=Permission.CASE_ASSIGN)


def keys_of(
    session: Session, actor: Actor, case: Case, account_ids: Iterable[uuid.UUID]
) -> list[KeyRecord]:
    """The keys of caseworkers, as far as they have one that counts."""
    found = []
    for one in account_ids:
        try:
            found.append(holders.worker_key(session, actor, case, one))
        except (Invalid, Untrusted):
            continue
    return found


def kids_of(session: Session, actor: Actor, account_id: uuid.UUID) -> frozenset[str]:
    """Every key that somebody ever had, by the name that grants call it."""
    known = directory.load(session, actor).records
    return frozenset(one.recipient_kid for one in known if one.user == account_id)


def replace(
    session: Session, actor: Actor, opened: OpenCase, account_ids: list[uuid.UUID]
) -> OpenCase:
    """Give a case a new secret for these caseworkers, for a service that has authorized.

    Who stands in for somebody until a day goes on until then.
    """
    keys = keys_of(session, actor, opened.case, account_ids)
    standing_in = _until_a_day(session, actor, opened, keys)
    # A grant until a day would be renewed until that day, also for who has it for good now.
    holders.drop_grants(opened.case, {one.recipient_kid for one in keys})
    renewed = holders.rotate(session, actor, opened, [*keys, *standing_in])
    write_workers(session, actor, renewed, account_ids)
    renew_lines(session, actor, renewed)
    return renewed


def _until_a_day(
    session: Session, actor: Actor, opened: OpenCase, workers: list[KeyRecord]
) -> list[KeyRecord]:
    """The keys of substitutes, as far as a grant that has not run out names just these keys."""
    named = [uuid.UUID(one["id"]) for one in summaries.read(session, opened).get("covers", [])]
    keys, now = keys_of(session, actor, opened.case, named), clock.now()
    living = {
        grant.recipient_kid
        for grant in opened.case.lock.grants
        if grant.expires is not None and grant.is_living(now)
    }
    known = {one.recipient_kid for one in workers}
    return [one for one in keys if one.recipient_kid in living - known]


def write_workers(
    session: Session, actor: Actor, opened: OpenCase, account_ids: list[uuid.UUID]
) -> summaries.Summary:
    """Name the caseworkers in the summary; nobody stands in for whom they work beside for good."""
    names = people.names_of(session, account_ids)
    workers = [{"id": str(one), "name": names.get(one, "")} for one in account_ids]
    ids = {one["id"] for one in workers}
    before = summaries.read(session, opened).get("covers", [])
    covers = [one for one in before if one["id"] not in ids]
    changed = {"covers": covers} if covers != before else {}
    return summaries.change(session, actor, opened, workers=workers, **changed)


def renew_lines(session: Session, actor: Actor, opened: OpenCase) -> None:
    """What somebody wrote for the index counts no more once they hold the case no more."""
    index.replace_lines(session, actor, opened.case, summaries.read(session, opened))


def leave_line(session: Session, actor: Actor, opened: OpenCase, action: str) -> None:
    """A line of the trail with a digest of everything that was sealed again."""
    session.flush()
    digest = holders.digest_of_sections(session, opened.id)
    epoch = opened.case.dek_epoch
    trail.record(
        session, actor, action, opened.history, case=str(opened.id), epoch=epoch, digest=digest
    )
