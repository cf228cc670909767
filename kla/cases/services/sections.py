"""Reading and writing what is sealed about a case."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases.models import CaseSection
from kla.cases.services.lookup import OpenCase
from kla.cases.types import OpenedSection, SectionName
from kla.core.errors import Conflict
from kla.crypto.envelope import seal, unseal
from kla.trail import services as trail

Content = Mapping[str, Any]
Follower: TypeAlias = Callable[[Session, Actor, OpenCase], None]
# What is worked out from sections and has to be looked at again once one of them was written.
FOLLOWERS: list[Follower] = []
EMPTY = OpenedSection(content={}, version=0)


def find_section(session: Session, case_id: uuid.UUID, name: SectionName) -> CaseSection | None:
    """The row of a section, if it was ever written."""
    query = select(CaseSection).where(CaseSection.case_id == case_id, CaseSection.name == name)
    return session.scalars(query).one_or_none()


def read(session: Session, opened: OpenCase, name: SectionName) -> OpenedSection:
    """Open one section, for a service that has authorized."""
    section = find_section(session, opened.id, name)
    if section is None:
        return EMPTY
    return OpenedSection(unseal(opened.key, section.ct, section.address), section.edition)


def read_all(session: Session, opened: OpenCase) -> dict[SectionName, OpenedSection]:
    """Open every section of a case with one query; those never written are empty."""
    query = select(CaseSection).where(CaseSection.case_id == opened.id)
    found = {
        row.name: OpenedSection(unseal(opened.key, row.ct, row.address), row.edition)
        for row in session.scalars(query)
    }
    return {name: found.get(name, EMPTY) for name in SectionName}


def put(
    session: Session,
    actor: Actor,
    opened: OpenCase,
    content: Mapping[SectionName, Content],
    seen: Mapping[SectionName, int] | None = None,
) -> None:
    """Seal sections and record them, for a service of this area that has authorized.

    `seen` are the editions that the writer had in view. Raises `Conflict` where one of them was
    written in between; then nothing is. A new key in between is no reason.
    """
    rows = {name: find_section(session, opened.id, name) for name in content}
    for name, version in (seen or {}).items():
        row = rows[name]
        if version != (row.edition if row else 0):
            raise Conflict(section=name)
    for name, words in content.items():
        section = rows[name] or new_row(opened, name)
        session.add(section)
        seal_into(section, opened, words)
        _leave_line(session, actor, opened, section)
    tell_followers(session, actor, opened)


def _leave_line(session: Session, actor: Actor, opened: OpenCase, section: CaseSection) -> None:
    trail.record(
        session,
        actor,
        "case.section_written",
        opened.history,
        case=str(opened.id),
        section=str(section.name),
        digest=hashlib.sha256(section.ct).hexdigest(),
    )


def follows(follower: Follower) -> Follower:
    """Have this called whenever sections or the summary of a case were written."""
    FOLLOWERS.append(follower)
    return follower


def tell_followers(session: Session, actor: Actor, opened: OpenCase) -> None:
    """Let what is worked out from the sections of a case be brought up to date."""
    for follower in FOLLOWERS:
        follower(session, actor, opened)


def new_row(opened: OpenCase, name: SectionName) -> CaseSection:
    """The row of a section that nobody has written yet."""
    return CaseSection(case_id=opened.id, name=name, version=opened.case.dek_epoch - 1)


def seal_into(section: CaseSection, opened: OpenCase, content: Content) -> None:
    """Seal content into a row at its next version."""
    section.version, section.dek_epoch = section.version + 1, opened.case.dek_epoch
    section.ct = seal(opened.key, content, section.address)
