"""Undoing a merge: two cases again, each as it was, and what was added since stays with the one."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.joining import part
from kla.cases.models import Case, Erasure
from kla.cases.services import (
    absorbed,
    merge_holders,
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
from kla.cases.types.merging import UnmergeCases
from kla.core import clock
from kla.core.errors import Invalid, NotFound

NAME = SectionName.MERGES
KEPT = ("case", "number", "at", "by", "reason")


def unmerge(
    session: Session, actor: Actor, case_id: uuid.UUID, other_id: uuid.UUID, command: UnmergeCases
) -> Case:
    """Give a case that was merged back what is its own. The same form sent twice is undone once.

    Raises `NotFound` where no such merge is in reach, `Invalid` without a reason or while the case
    is to be erased.
    """
    own = open_case(session, actor, case_id, Permission.CASE_MERGE, to_change=True)
    content = sections.read(session, own, NAME).content
    entries = [one for one in content.get("entries", []) if one["case"] == other_id.hex]
    if not entries:
        raise NotFound(refused="merge")
    if not absorbed.living({"entries": entries}):
        return own.case
    _check(session, case_id, command)
    (entry,) = absorbed.living({"entries": entries})
    get_case(session, other_id, to_change=True)
    other = absorbed.open_part(session, entry)
    assert other is not None  # noqa: S101 -- it is living
    _give_back(session, actor, own, other, entry)
    undone = {
        "at": clock.now().isoformat(),
        "by": str(actor.account_id),
        "reason": command.reason,
    }
    _part(session, actor, own, other, entry | {"undone": undone})
    return own.case


def _check(session: Session, case_id: uuid.UUID, command: UnmergeCases) -> None:
    reports.require_text(command.reason, "reason")
    if not command.confirmed:
        raise Invalid("unconfirmed", field="confirmed")
    if session.scalar(select(exists().where(Erasure.case_id == case_id))):
        raise Invalid("merge-erasure", field="confirmed")


def find(
    session: Session, actor: Actor, case_id: uuid.UUID, other_id: uuid.UUID
) -> Mapping[str, Any]:
    """What is kept of a merge that can be undone, for a page. Raises `NotFound`."""
    opened = open_case(session, actor, case_id, Permission.CASE_MERGE)
    for entry in absorbed.living(sections.read(session, opened, NAME).content):
        if entry["case"] == other_id.hex:
            return {one: entry[one] for one in KEPT}
    raise NotFound(refused="merge")


def _give_back(
    session: Session, actor: Actor, own: OpenCase, other: OpenCase, entry: Mapping[str, Any]
) -> None:
    """Take out of the one case what came from the other, and let tasks and stages be as before."""
    merge_tasks.give_back(session, own, other, entry["tasks"])
    left = {
        SectionName(name): part(
            before, entry["merged"][name], sections.read(session, own, SectionName(name)).content
        )
        for name, before in entry["before"].items()
    }
    summary = left.pop(SectionName.SUMMARY, None)
    sections.put(session, actor, own, left)
    if summary is not None:
        is_changed = summary != entry["before"][str(SectionName.SUMMARY)]
        summaries.replace(session, actor, own, summary)
        if is_changed and SectionName.PERSONS in left:
            people.renew_summary(session, actor, own, left[SectionName.PERSONS])
    _set_back(own.case, entry)


def _set_back(case: Case, entry: Mapping[str, Any]) -> None:
    """To the stage before, unless it went on since; what ended since is kept as it was to be."""
    before, after = entry["state"]
    if case.state == after:
        case.state = CaseState(before)
        months = entry["retain_month"]
        if case.state not in ACTIVE and case.retain_month == months[1]:
            case.retain_month = months[0]


def _part(
    session: Session, actor: Actor, own: OpenCase, other: OpenCase, entry: Mapping[str, Any]
) -> None:
    """Two cases again, each with a secret for its own people. `entry` says why by now."""
    kept = sections.read(session, own, NAME).content
    bare = {one: entry[one] for one in (*KEPT, "undone")}
    name = entry["case"]
    entries = [
        bare if one["case"] == name and "undone" not in one else one for one in kept["entries"]
    ]
    sections.put(session, actor, own, {NAME: {**kept, "entries": entries}})
    intake = {own.id: entry["with_intake"], other.id: _stand_alone(session, actor, other)}
    for one in (own, other):
        renewed = merge_holders.share(session, actor, one, with_intake=intake[one.id])
        why = AddNote(text=entry["undone"]["reason"], about="unmerged")
        notes.put(session, actor, renewed, why)
        team.leave_line(session, actor, renewed, "case.unmerged")


def _stand_alone(session: Session, actor: Actor, other: OpenCase) -> bool:
    """To the stage that it had; answers whether intake held it. Who left it has it no more."""
    theirs = dict(sections.read(session, other, NAME).content)
    into = theirs.pop("into")
    other.case.state = other.case.state.to(CaseState(into["state"]))
    other.case.retain_month = into["retain_month"]
    sections.put(session, actor, other, {NAME: theirs})
    summary = summaries.read(session, other)
    workers = summaries.workers_of(summary)
    known = {one.user for one in team.keys_of(session, actor, other.case, workers)}
    staying = [one for one in workers if one in known]
    if staying != workers:  # they left, or the case went to another unit in between
        team.write_workers(session, actor, other, staying)
    return bool(into["with_intake"])
