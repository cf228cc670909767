"""The people of a case: what is kept of each, and how they stand in its sealed section."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

Facts = Mapping[str, Any]


class PersonRole(StrEnum):
    """As what somebody stands in a case. One human being may stand there as several."""

    VICTIM = "victims"
    REPORTER = "reporter"
    PERPETRATOR = "perpetrators"
    FAMILY = "family"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What is known of somebody. Which of it a role keeps, `KEPT` says."""

    name: str = ""
    relation: str = ""
    sex: str = ""
    born: date | None = None
    age: int | None = None
    birthplace: str = ""
    nik: str = ""
    kk: str = ""
    phone: str = ""
    address_kk: str = ""
    address: str = ""
    address_hidden: bool = False
    kelurahan: str = ""
    religion: str = ""
    citizenship: str = ""
    education: str = ""
    work: str = ""
    marital: str = ""
    disabilities: tuple[str, ...] = ()
    ampk: tuple[str, ...] = ()
    hope: str = ""
    is_guardian: bool = False
    anonymous: bool = False
    remarks: str = ""


COMMON = frozenset(one.name for one in fields(PersonDetails)) - {
    "relation",
    "ampk",
    "hope",
    "is_guardian",
    "anonymous",
}
KEPT: dict[PersonRole, frozenset[str]] = {
    PersonRole.VICTIM: COMMON | {"ampk", "hope"},
    PersonRole.REPORTER: COMMON | {"relation", "anonymous"},
    PersonRole.PERPETRATOR: COMMON | {"relation", "is_guardian"},
    PersonRole.FAMILY: COMMON | {"relation"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PutPerson:
    """Somebody as they are to stand in a case; `seen` is the mark that the writer had in view.

    Without a mark it is somebody new. The form chose `person`: sent twice, it is one.
    """

    role: PersonRole
    details: PersonDetails
    seen: str = ""
    person: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePerson:
    """Why somebody does not belong to a case. What was known of them stays, set aside."""

    role: PersonRole
    person: uuid.UUID
    reason: str
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPerson:
    """That somebody is the same human being as one who stands in this or another case."""

    role: PersonRole
    person: uuid.UUID
    known_case: uuid.UUID
    known: uuid.UUID


def content_of(role: PersonRole, details: PersonDetails) -> dict[str, Any]:
    """What a role keeps of the details, as it is sealed."""
    found: dict[str, Any] = {name: getattr(details, name) for name in sorted(KEPT[role])}
    for name in ("disabilities", "ampk"):
        if name in found:
            found[name] = list(found[name])
    return found | {"born": details.born.isoformat() if details.born else ""}


def mark_of(facts: Facts) -> str:
    """A short mark of what somebody's page shows: another one where anything was changed."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def ref_of(role: str, place: int, row: Facts) -> str:
    """By which name somebody goes; a row that was kept without one is named by its place."""
    return str(row.get("person") or uuid.uuid5(uuid.NAMESPACE_OID, f"{role}-{place}").hex)


def rows_of(persons: Facts, role: PersonRole) -> list[dict[str, Any]]:
    """The stored rows of a role, each with its name."""
    rows = persons.get(role, [])
    return [{**row, "person": ref_of(role, place, row)} for place, row in enumerate(rows)]


def keep_details(before: Facts, reported: Facts) -> dict[str, Any]:
    """The people as a corrected report has them, with all that else is known of them.

    Whom the report does not name any more is set aside.
    """
    kept, gone = {**before, **reported}, list(before.get("removed", []))
    for role in (PersonRole.VICTIM, PersonRole.PERPETRATOR):
        known = {row["person"]: row for row in rows_of(before, role)}
        said = [_asked(role, row) for row in reported[role]]
        kept[role] = [known.get(row["person"], {}) | row for row in said]
        there = {row["person"] for row in said}
        gone += [{**row, "role": str(role)} for ref, row in known.items() if ref not in there]
    return kept | ({"removed": gone} if gone else {})


def _asked(role: PersonRole, row: dict[str, Any]) -> dict[str, Any]:
    """What the report asks for: not how old a suspect is."""
    blank = {"age"} if role is PersonRole.PERPETRATOR and row.get("age") is None else set()
    return {name: value for name, value in row.items() if name not in blank}
