"""Merging a case into another one.

The other case stays as it is, sealed and read-only, under a secret of its own that whoever holds
this one holds too. Into this one goes what is counted, asked for or acted upon, and beside it how
it was before and how it became: so that the two can be parted again, to the letter.
"""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import merged
from kla.cases.merged import Content, Ways
from kla.cases.models import Case
from kla.cases.numbers import case_number
from kla.cases.services import (
    absorbed,
    candidates,
    holders,
    index,
    merge_holders,
    merge_preview,
    merge_tasks,
    notes,
    people,
    reports,
    sections,
    summaries,
    team,
)
from kla.cases.services.lookup import OpenCase, get_case, open_case
from kla.cases.types import ACTIVE, AddNote, CaseState, SectionName
from kla.cases.types.merging import MergeCases
from kla.core import clock
from kla.core.errors import Conflict, Invalid
from kla.trail import services as trail

NAME = SectionName.MERGES
MOST = 10


def merge(
    session: Session, actor: Actor, case_id: uuid.UUID, other_id: uuid.UUID, command: MergeCases
) -> Case:
    """Make the other case a part of this one. The same form sent twice is one merge.

    Raises `NotFound` where one is out of reach, `Conflict` where either was written since it was
    looked at or merged elsewhere, `Invalid` naming what has to be done first, or the field.
    """
    if _is_done(session, actor, case_id, other_id):
        return get_case(session, case_id)
    own, other = merge_preview.open_both(session, actor, case_id, other_id, to_change=True)
    mine, theirs = (sections.read_all(session, one) for one in (own, other))
    if command.seen != merge_preview.mark_of(session, own, other):
        raise Conflict(merge="changed")
    for problem in merge_preview.problems(session, own, other, mine, theirs):
        raise Invalid(problem, field="confirmed")
    _check(mine[NAME].content, command, merge_preview.of(session, own, other).pairs)
    entry = _unite(session, actor, own, other, command)
    _absorb(session, actor, own, other, entry)
    _leave_lines(session, actor, own, other)
    return own.case


def _is_done(session: Session, actor: Actor, case_id: uuid.UUID, other_id: uuid.UUID) -> bool:
    """Whether the other case is a part of this one already, by what is sealed with it."""
    case = get_case(session, other_id)
    if case.state is not CaseState.MERGED or case_id == other_id:
        return False
    opened = open_case(session, actor, other_id, Permission.CASE_MERGE)
    if absorbed.whole_of(session, opened) != case_id:
        raise Conflict(merge="elsewhere")
    return True


def _check(kept: Content, command: MergeCases, pairs: tuple[Any, ...]) -> None:
    reports.require_text(command.reason, "reason")
    if not command.confirmed:
        raise Invalid("unconfirmed", field="confirmed")
    if len(absorbed.living(kept)) >= MOST:
        raise Invalid("merge-too-many", field="confirmed")
    known = {(one.theirs, one.own) for one in pairs}
    if set(command.same) - known:
        raise Invalid("unknown-code", field="same")
    for side in (0, 1):
        chosen = [pair[side] for pair in command.same]
        if len(set(chosen)) < len(chosen):
            raise Invalid("merge-same-twice", field="same")


def _unite(
    session: Session, actor: Actor, own: OpenCase, other: OpenCase, command: MergeCases
) -> dict[str, Any]:
    """Write into this case what comes of both; answers what is kept about it."""
    before, theirs = (_chapters(session, one) for one in (own, other))
    moved = merge_tasks.take_over(session, actor, own, other)
    number = case_number(other.id, other.case.opened_month)
    ways = Ways(
        people=dict(command.same),
        tasks={one["from"]: one["task"] for one in moved},
        aside=_aside(actor, number),
    )
    _write(session, actor, own, other, merged.unite(before, theirs, ways))
    now = _chapters(session, own)
    changed = [name for name in SectionName if now[name] != before[name]]
    return {
        "case": other.id.hex,
        "number": number,
        "at": clock.now().isoformat(),
        "by": str(actor.account_id),
        "reason": command.reason,
        **_move_on(own.case, other.case),
        "before": {str(name): before[name] for name in changed},
        "merged": {str(name): now[name] for name in changed},
        "tasks": moved,
        "with_intake": holders.is_with_intake(session, actor, own.case),
    }


def _chapters(session: Session, opened: OpenCase) -> dict[SectionName, dict[str, Any]]:
    found = sections.read_all(session, opened)
    return {name: dict(one.content) for name, one in found.items()}


def _move_on(own: Case, other: Case) -> dict[str, Any]:
    """To the further stage and the later month; answers both as they were and as they are."""
    state, retain = own.state, own.retain_month
    own.state = merged.state_of(state, other.state)
    if retain is not None:
        own.retain_month = max(retain, other.retain_month or retain)
    return {
        "state": [str(state), str(own.state)],
        "retain_month": [retain, own.retain_month],
    }


def _aside(actor: Actor, number: str) -> dict[str, str]:
    """How somebody set aside is told: as the same person, with where they stood."""
    return {
        "reason": f"Orang yang sama, dari kasus {number}.",
        "by": str(actor.account_id),
        "at": clock.now().isoformat(),
    }


def _write(
    session: Session,
    actor: Actor,
    own: OpenCase,
    other: OpenCase,
    written: dict[SectionName, Content],
) -> None:
    summary = written.get(SectionName.SUMMARY)
    chapters: dict[SectionName, Content]
    chapters = {name: one for name, one in written.items() if name is not SectionName.SUMMARY}
    said = dict(sections.read(session, own, SectionName.DUPLICATES).content)
    pair = candidates.mark_of(own.id, other.id)
    if pair in said.get("entries", {}):
        left = {mark: one for mark, one in said["entries"].items() if mark != pair}
        chapters[SectionName.DUPLICATES] = {**said, "entries": left}
    sections.put(session, actor, own, chapters)
    if summary is not None:
        summaries.change(session, actor, own, **summary)
    if SectionName.PERSONS in chapters:
        people.renew_summary(session, actor, own, chapters[SectionName.PERSONS])
        index.replace_lines(session, actor, own.case, summaries.read(session, own))


def _absorb(
    session: Session, actor: Actor, own: OpenCase, other: OpenCase, entry: dict[str, Any]
) -> None:
    """Put the other case under this one, and give both a new secret for those who hold the one."""
    case = other.case
    theirs = dict(sections.read(session, other, NAME).content)
    theirs["into"] = {
        "case": own.id.hex,
        "number": case_number(own.id, own.case.opened_month),
        "at": entry["at"],
        "by": entry["by"],
        "state": str(case.state),
        "retain_month": case.retain_month,
        "with_intake": holders.is_with_intake(session, actor, case),
    }
    sections.put(session, actor, other, {NAME: theirs})
    index.leave(session, actor, case)
    case.state = case.state.to(CaseState.MERGED)
    case.retain_month = None
    kept = sections.read(session, own, NAME).content
    fresh = entry | absorbed.key_of(other)
    sections.put(
        session, actor, own, {NAME: {**kept, "entries": [*kept.get("entries", []), fresh]}}
    )
    goes_on = own.case.state in ACTIVE - merge_holders.UNASSIGNED
    with_intake = entry["with_intake"] and not goes_on
    renewed = merge_holders.share(session, actor, own, with_intake=with_intake)
    notes.put(session, actor, renewed, AddNote(text=entry["reason"], about="merged"))


def _leave_lines(session: Session, actor: Actor, own: OpenCase, other: OpenCase) -> None:
    team.leave_line(session, actor, own, "case.merged")
    trail.record(session, actor, "case.merged_into", other.history, case=str(other.id))
