"""The cases that are parts of another one: their keys are sealed with it, entry by entry.

Whoever opens the one opens the others with it. They have grants of their own besides, for the same
holders, so that their pages and files are reached by their own addresses.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.services import sections
from kla.cases.services.lookup import OpenCase, get_case, open_case, with_key
from kla.cases.types import OpenedSection, SectionName

Entry = dict[str, Any]


def living(content: Mapping[str, Any]) -> list[Entry]:
    """The merges of an opened section that were not undone, oldest first."""
    return [one for one in content.get("entries", []) if "undone" not in one]


def ids_of(section: OpenedSection) -> frozenset[str]:
    """The cases that were merged into one by themselves, and not as parts of parts."""
    return frozenset(one["case"] for one in living(section.content))


def key_of(part: OpenCase) -> dict[str, str]:
    """What opens a part, to be kept sealed with the whole."""
    return {"key": part.key.hex()}


def open_part(session: Session, entry: Mapping[str, Any]) -> OpenCase | None:
    """A case by what is kept of it with the whole; nothing where the merge was undone."""
    if "undone" in entry:
        return None
    case = get_case(session, uuid.UUID(entry["case"]))
    return with_key(session, case, bytes.fromhex(entry["key"]))


def parts_of(session: Session, opened: OpenCase) -> list[tuple[Entry, OpenCase]]:
    """The parts of a case that somebody has opened, with what is kept of each merge."""
    content = sections.read(session, opened, SectionName.MERGES).content
    found = [(entry, open_part(session, entry)) for entry in living(content)]
    return [(entry, part) for entry, part in found if part is not None]


def all_parts(session: Session, opened: OpenCase) -> list[tuple[Entry, OpenCase]]:
    """The parts of a case and, behind each, the parts of that one."""
    found = []
    for entry, part in parts_of(session, opened):
        found += [(entry, part), *all_parts(session, part)]
    return found


def whole_of(session: Session, opened: OpenCase) -> uuid.UUID | None:
    """Of which case an opened one is a part; nothing where it is none."""
    into = sections.read(session, opened, SectionName.MERGES).content.get("into")
    return uuid.UUID(into["case"]) if into else None


def top_of(session: Session, actor: Actor, case_id: uuid.UUID) -> uuid.UUID:
    """The case of which one is a part, through however many merges; itself where it is none.

    Raises `NotFound` out of reach.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_READ)
    whole = whole_of(session, opened)
    return case_id if whole is None else top_of(session, actor, whole)
