"""Merging as the tests about it do it, and what two cases hold."""

import uuid

from kla.access.policy import Permission
from kla.cases.models import CaseAttachment, CaseNote, CaseTask
from kla.cases.services import lookup, merge_preview, merging, notes, sections, unmerging
from kla.cases.types import SectionName
from kla.cases.types.merging import MergeCases, UnmergeCases

OWN = frozenset(SectionName) - {SectionName.MERGES}


def preview(session, cast, own, other, who="hasan"):
    """What somebody is shown before a merge."""
    return merge_preview.preview(session, cast.actor(session, who), own, other)


def merge(session, cast, own, other, who="hasan", **changed):
    """Somebody looks at two cases and makes them one."""
    values = {"reason": "Anak yang sama.", "confirmed": True}
    if "seen" not in changed:
        values["seen"] = preview(session, cast, own, other, who).seen
    command = MergeCases(**(values | changed))
    case = merging.merge(session, cast.actor(session, who), own, other, command)
    session.commit()
    return case


def unmerge(session, cast, own, other, who="hasan", **changed):
    """Somebody makes them two again."""
    command = UnmergeCases(**({"reason": "Ternyata dua anak.", "confirmed": True} | changed))
    case = unmerging.unmerge(session, cast.actor(session, who), own, other, command)
    session.commit()
    return case


def contents(session, cast, case_id, who="hasan"):
    """The chapters of a case, but for what is kept about merges; an empty one is none."""
    opened = lookup.open_case(session, cast.actor(session, who), case_id, Permission.CASE_READ)
    found = sections.read_all(session, opened)
    return {name: dict(found[name].content) for name in OWN if found[name].content}


def content(session, cast, case_id, name, who="hasan"):
    """One chapter of a case."""
    return contents(session, cast, case_id, who).get(SectionName(name), {})


def told(session, cast, case_id, who="hasan"):
    """The words of the notes of a case."""
    opened = lookup.open_case(session, cast.actor(session, who), case_id, Permission.CASE_READ)
    return {note.text for note in notes.notes_of(session, opened)}


def rows(session, case_id: uuid.UUID):
    """The ids of what hangs on a case."""
    return {
        model.__tablename__: {one.id for one in session.query(model).filter_by(case_id=case_id)}
        for model in (CaseNote, CaseAttachment, CaseTask)
    }


def clocks(session, case_id):
    """What is to be done in a case, by kind: when, and whether it is done."""
    found = session.query(CaseTask).filter_by(case_id=case_id)
    return sorted(
        (str(one.kind), one.due, one.stopped, one.done, str(one.assignee)) for one in found
    )
