"""Whom word of a case may reach, where the one who is suspected is a parent or guardian.

A parent is told about their child, and may ask to see what is kept: UU 27/2022 art. 32. Where that
would endanger the child it must be refused: art. 33. So whoever is suspected gets no paper of the
case, and who is suspected and a parent or guardian gets no word at all, whatever they stand in the
case as. Everything that prints, sends or answers asks `may_reach` first.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from kla.cases import identity_numbers, names
from kla.cases.types.people import PersonRole, ref_of
from kla.core.errors import Invalid

GROUND = "UU 27/2022 pasal 33"
VICTIMS, REPORTER = PersonRole.VICTIM, PersonRole.REPORTER
PERPETRATORS, FAMILY = PersonRole.PERPETRATOR, PersonRole.FAMILY
PARENT = "orang_tua"
PARENTAL = frozenset({"ayah", "ibu", "ayah_tiri", "ibu_tiri", "orang_tua_angkat", "wali"})
SHORTEST_PHONE = 6
WHERE = frozenset({"address", "kelurahan"})
WHERE_TO_FIND = WHERE | {"phone"}


class Purpose(StrEnum):
    """Why something would reach somebody."""

    NOTICE = "notice"
    PRINT = "print"
    ACCESS = "access"
    REFERRAL = "referral"


# Somebody suspected who is no guardian may be written to, summoned for instance, and no more.
OF_SUSPECTS = frozenset({Purpose.NOTICE})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a case: as what they stand there, and what they are suspected of being."""

    role: PersonRole
    ref: str
    facts: Mapping[str, Any]
    is_suspect: bool = False
    is_guardian: bool = False

    @property
    def id(self) -> uuid.UUID:
        """By which name they go, as addresses have it."""
        return uuid.UUID(self.ref)

    @property
    def name(self) -> str:
        """Their name, empty where it is not known."""
        return str(self.facts.get("name", ""))

    @property
    def is_barred(self) -> bool:
        """Whether they are suspected and a parent or guardian: nothing reaches them."""
        return self.is_suspect and self.is_guardian


def may_reach(person: Person, purpose: Purpose) -> bool:
    """Whether something for this purpose may reach this person."""
    if person.is_barred:
        return False
    return not person.is_suspect or purpose in OF_SUSPECTS


def people_of(persons: Mapping[str, Any], core: Mapping[str, Any] | None = None) -> list[Person]:
    """Everybody in a case. `core` is the report, in which the reporter stands."""
    found = [
        Person(role, ref_of(role, place, row), row)
        for role in (VICTIMS, PERPETRATORS, FAMILY)
        for place, row in enumerate(persons.get(role, []))
    ]
    reporter = reporter_of(persons, core or {})
    found.append(Person(REPORTER, ref_of(REPORTER, 0, reporter), reporter))
    others = [one for one in found if one.role != VICTIMS]  # victims are suspected of nothing
    suspects = [one for one in found if one.role == PERPETRATORS]
    guardians = [one for one in suspects if _is_guardian(one, others)]
    return [_judged(one, suspects, guardians) for one in found]


def reporter_of(persons: Mapping[str, Any], core: Mapping[str, Any]) -> dict[str, Any]:
    """Who reported: what the report says, and what else is known of them."""
    said = {
        "relation": core.get("relation", ""),
        "anonymous": core.get("anonymous", False),
        "name": core.get("reporter_name", ""),
        "phone": core.get("reporter_phone", ""),
    }
    return dict(persons.get(REPORTER, {})) | said


def barred(persons: Mapping[str, Any], core: Mapping[str, Any] | None = None) -> list[Person]:
    """The suspected parents and guardians of a case, as whatever they stand in it."""
    return [one for one in people_of(persons, core) if one.is_barred]


def is_guardian_suspected(
    persons: Mapping[str, Any], core: Mapping[str, Any] | None = None
) -> bool:
    """Whether a parent or guardian is among the suspects."""
    return bool(barred(persons, core))


def find_refused(people: list[Person], recipient: str, purpose: Purpose) -> Person | None:
    """The person whom a typed recipient names and who may not be reached; nobody else."""
    said = f" {names.fold(recipient)} "
    for one in people:
        folded = names.fold(one.name)
        if folded and f" {folded} " in said and not may_reach(one, purpose):
            return one
    return None


def require(people: list[Person], recipient: str, purpose: Purpose, field: str) -> None:
    """Raise `Invalid` where a letter, print or answer would go to somebody who must not have it.

    `recipient` is what was typed as the one who gets it, or the name that a person goes by here.
    """
    by_ref = [one for one in people if one.ref == recipient and not may_reach(one, purpose)]
    if by_ref or find_refused(people, recipient, purpose):
        raise Invalid("suspect-not-reached", field=field)


def unprinted(person: Person, *, guardian_suspected: bool) -> frozenset[str]:
    """What of somebody no paper shows: a safe place; and where the victim is, if a guardian is
    suspected."""
    if guardian_suspected and person.role == VICTIMS:
        return WHERE_TO_FIND
    return WHERE if person.facts.get("address_hidden") else frozenset()


def printable(persons: Mapping[str, Any]) -> dict[str, Any]:
    """The people of a case as paper may show them."""
    suspected, shown = is_guardian_suspected(persons), dict(persons)
    for role in (VICTIMS, PERPETRATORS, FAMILY):
        shown[role] = [_bare(Person(role, "", row), suspected) for row in persons.get(role, [])]
    if REPORTER in persons:
        shown[REPORTER] = _bare(Person(REPORTER, "", persons[REPORTER]), suspected)
    shown.pop("removed", None)
    return shown


def _bare(person: Person, suspected: bool) -> dict[str, Any]:
    hidden = unprinted(person, guardian_suspected=suspected)
    return {name: "" if name in hidden else value for name, value in person.facts.items()}


def _judged(person: Person, suspects: list[Person], guardians: list[Person]) -> Person:
    if person.role == VICTIMS:
        return person
    return replace(
        person,
        is_suspect=any(_is_same(person, one) for one in suspects),
        is_guardian=any(_is_same(person, one) for one in guardians),
    )


def _is_guardian(suspect: Person, others: list[Person]) -> bool:
    """By what is said of the suspect, or of the same one among the family."""
    if suspect.facts.get("relation") == PARENT or suspect.facts.get("is_guardian"):
        return True
    return any(one.facts.get("relation") in PARENTAL and _is_same(one, suspect) for one in others)


def _is_same(person: Person, suspect: Person) -> bool:
    """Whether somebody is a suspect under another heading. In doubt they are."""
    numbers = [identity_numbers.bare(str(one.facts.get("nik", ""))) for one in (person, suspect)]
    phones = [re.sub(r"\D", "", str(one.facts.get("phone", "")))[-9:] for one in (person, suspect)]
    return (
        person.ref == suspect.ref
        or (numbers[0] == numbers[1] != "")
        or (phones[0] == phones[1] and len(phones[0]) >= SHORTEST_PHONE)
        or _are_namesakes(person, suspect)
    )


def _are_namesakes(person: Person, suspect: Person) -> bool:
    """One common word is no proof, except of somebody who is a parent anyway."""
    folded = names.fold(person.name)
    is_enough = " " in folded or person.facts.get("relation") in PARENTAL
    return bool(folded) and is_enough and folded == names.fold(suspect.name)
