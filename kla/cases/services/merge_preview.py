"""What would become of two cases that are made one, and what speaks against it now."""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import guardianship, merged
from kla.cases.guardianship import Person
from kla.cases.merged import Content, Ways
from kla.cases.models import Case, CaseAttachment, CaseNote, Erasure, SiagaRequest
from kla.cases.name_matching import Decision, compare
from kla.cases.numbers import case_number
from kla.cases.services import closure, offers, retention, sections, siaga, tasks
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import ACTIVE, PROPOSABLE, OpenedSection, PlanStatus, SectionName
from kla.cases.types.merging import PROBLEMS, Pair, Preview, Side
from kla.cases.types.people import PersonRole
from kla.cases.types.siaga import SiagaState
from kla.cases.types.states import OWN
from kla.core.errors import NotFound
from kla.crypto.grants import GrantKind
from kla.trail import services as trail

NOTHING = Ways({}, {}, {})
# What is written of a pair or a merge itself changes nothing that a merge is about.
BESIDES = frozenset({SectionName.DUPLICATES, SectionName.MERGES})
Sections = Mapping[SectionName, OpenedSection]


def preview(session: Session, actor: Actor, case_id: uuid.UUID, other_id: uuid.UUID) -> Preview:
    """What would become of a case if another one were merged into it, with a line in each.

    Raises `NotFound` where one is out of reach or both are the same, `InvalidTransition` for one
    that is a part of another already.
    """
    own, other = open_both(session, actor, case_id, other_id)
    for one in (own, other):
        trail.record(session, actor, "case.read", one.history, case=str(one.id))
    return of(session, own, other)


def open_both(
    session: Session,
    actor: Actor,
    case_id: uuid.UUID,
    other_id: uuid.UUID,
    *,
    to_change: bool = False,
) -> tuple[OpenCase, OpenCase]:
    """Both cases, locked in one order whichever stays: two who merge at once wait for each other.

    Raises what `open_case` raises.
    """
    if case_id == other_id:
        raise NotFound(refused="case")
    found = {}
    for one in sorted((case_id, other_id)):
        opened = open_case(session, actor, one, Permission.CASE_MERGE, to_change=to_change)
        opened.case.state.require(OWN)
        found[one] = opened
    return found[case_id], found[other_id]


def of(session: Session, own: OpenCase, other: OpenCase) -> Preview:
    """The same, for a service that has opened both."""
    mine, theirs = (sections.read_all(session, one) for one in (own, other))
    summary = merged.unite(_bare(mine), _bare(theirs), NOTHING).get(SectionName.SUMMARY)
    summary = summary or mine[SectionName.SUMMARY].content
    people = [_people(mine), _people(theirs)]
    return Preview(
        own=_side(session, own, mine),
        other=_side(session, other, theirs),
        state=merged.state_of(own.case.state, other.case.state),
        risk=str(summary.get("risk", "")),
        kinds=tuple(summary.get("kinds", ())),
        workers=tuple(one["name"] for one in summary.get("workers", ())),
        guardian_suspected=any(one.is_barred for found in people for one in found),
        pairs=tuple(_pairs(*people)),
        problems=tuple(problems(session, own, other, mine, theirs)),
        seen=mark_of(session, own, other),
    )


def problems(
    session: Session, own: OpenCase, other: OpenCase, mine: Sections, theirs: Sections
) -> Iterator[str]:
    """Why the two can't be merged as they stand; each says what has to be done first."""
    cases, found = (own.case, other.case), (mine, theirs)
    is_so = {
        "merge-unit": own.case.unit_id != other.case.unit_id,
        "merge-restricted": _named(own.case) != _named(other.case),
        "merge-keep-active": own.case.state not in ACTIVE and other.case.state in ACTIVE,
        "merge-offered": any(offers.find_open(session, one) for one in cases),
        "merge-siaga": any(_in_emergency(session, one) for one in cases),
        "merge-erasure": any(_to_be_erased(session, one.id) for one in cases),
        "merge-decision-waits": any(map(_waits, cases, found)),
    }
    return (problem for problem in PROBLEMS if is_so[problem])


def mark_of(session: Session, *both: OpenCase) -> str:
    """A mark of both cases as they are: another one where anything was written, by whomever.

    A new secret alone changes nothing.
    """
    told = [_told(session, opened) for opened in both]
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(session: Session, opened: OpenCase) -> list[Any]:
    case, found = opened.case, sections.read_all(session, opened)
    content = {str(name): found[name].content for name in found if name not in BESIDES}
    ids = [
        sorted(str(one) for one in session.scalars(select(rows.id).where(rows.case_id == case.id)))
        for rows in (CaseNote, CaseAttachment)
    ]
    due = [
        [str(one.id), str(one.due), str(one.done), str(one.stopped), str(one.assignee)]
        for one in tasks.tasks_of(session, case.id)
    ]
    return [str(case.id), str(case.state), case.retain_month, content, ids, due]


def _bare(found: Sections) -> dict[SectionName, Content]:
    return {name: one.content for name, one in found.items()}


def _side(session: Session, opened: OpenCase, found: Sections) -> Side:
    case, summary = opened.case, found[SectionName.SUMMARY].content
    kept = found[SectionName.RETENTION].content
    notes, files = (
        len(session.scalars(select(rows.id).where(rows.case_id == case.id)).all())
        for rows in (CaseNote, CaseAttachment)
    )
    entries = {
        "services": len(found[SectionName.SERVICES].content.get("given", [])),
        "plan": len(found[SectionName.PLAN].content.get("rows") or []),
        "consents": len(found[SectionName.CONSENTS].content.get("entries", [])),
        "referrals": len(found[SectionName.REFERRALS].content.get("entries", [])),
        "conferences": len(found[SectionName.CONFERENCES].content.get("entries", [])),
        "risk": len(found[SectionName.RISK].content.get("scorings", [])),
        "tasks": len(tasks.open_tasks(session, case.id)),
        "people": len(_people(found)),
    }
    return Side(
        case_id=case.id,
        number=case_number(case.id, case.opened_month),
        state=case.state,
        summary=summary,
        counts={**entries, "notes": notes, "files": files},
        workers=tuple(one["name"] for one in summary.get("workers", [])),
        retain_month=retention.month_due(case, kept),
        hold=str(retention.hold_of(kept).get("reason", "")),
    )


def _people(found: Sections) -> list[Person]:
    persons, core = (found[name].content for name in (SectionName.PERSONS, SectionName.CORE))
    return guardianship.people_of(persons, core)


def _pairs(own: list[Person], other: list[Person]) -> Iterator[Pair]:
    """Who of the other case may be who of this one: the same role, and a name that fits."""
    known = {one.ref for one in own}
    theirs = [one for one in other if one.ref not in known and one.role != PersonRole.REPORTER]
    for one in theirs:
        yield from (_pair(one, mine) for mine in own if _fits(one, mine))


def _fits(theirs: Person, mine: Person) -> bool:
    if theirs.role != mine.role or not (theirs.name and mine.name):
        return False
    return compare(theirs.name, mine.name).decision is not Decision.DIFFERENT


def _pair(theirs: Person, mine: Person) -> Pair:
    return Pair(
        role=str(theirs.role),
        theirs=theirs.ref,
        own=mine.ref,
        their_name=theirs.name,
        own_name=mine.name,
        is_sure=compare(theirs.name, mine.name).decision is Decision.SAME,
    )


def _named(case: Case) -> frozenset[str]:
    """The people to whom a restricted case is sealed; nobody for one that is not."""
    if not case.is_restricted:
        return frozenset()
    grants = case.lock.grants
    return frozenset(one.recipient_kid for one in grants if one.kind is GrantKind.USER)


def _in_emergency(session: Session, case: Case) -> bool:
    query = select(SiagaRequest).where(SiagaRequest.case_id == case.id)
    states = {siaga.state_of(one, case.dek_epoch) for one in session.scalars(query)}
    return not states <= {SiagaState.ENDED}


def _to_be_erased(session: Session, case_id: uuid.UUID) -> bool:
    return bool(session.scalar(select(exists().where(Erasure.case_id == case_id))))


def _waits(case: Case, found: Sections) -> bool:
    """Whether a plan or an end waits for a supervisor's word."""
    plan, ending = (found[name].content for name in (SectionName.PLAN, SectionName.CLOSURE))
    submitted = plan.get("status") == PlanStatus.SUBMITTED
    return case.state in PROPOSABLE and (submitted or closure.is_proposed(ending))
