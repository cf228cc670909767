"""The people of a case as a copy shows them: a safe place never, a number only where ticked."""

from collections.abc import Iterator, Mapping
from typing import Any

from kla.cases import guardianship
from kla.cases.guardianship import Person
from kla.cases.services.copy_groups import Group, Source, group
from kla.cases.types import SectionName
from kla.cases.types.copies import Wording

NUMBERS = frozenset({"nik", "kk"})
RELATIONS: Mapping[str, str] = {
    guardianship.REPORTER: "reporters",
    guardianship.PERPETRATORS: "relations",
    guardianship.FAMILY: "family_relations",
}
ONE_OF = {
    "sex": "sexes",
    "religion": "religions",
    "citizenship": "citizenship",
    "education": "education",
    "work": "work",
    "marital": "marital",
}
SOME_OF = {"disabilities": "disabilities", "ampk": "ampk"}
AS_TYPED = ("birthplace", "nik", "kk", "phone", "address_kk", "address", "hope", "remarks")


def of_role(source: Source, role: str) -> Iterator[Group]:
    """Everybody who stands in the case as this."""
    for person in _people(source):
        if person.role == role:
            yield _group(source, person)


def reporter(source: Source) -> Iterator[Group]:
    """Who reported; of one who wishes to stay unnamed nothing but the relation is known."""
    for person in _people(source):
        if person.role == guardianship.REPORTER and person.facts.get("relation"):
            yield _group(source, person)


def _people(source: Source) -> list[Person]:
    return guardianship.people_of(
        source.content(SectionName.PERSONS), source.content(SectionName.CORE)
    )


def _group(source: Source, person: Person) -> Group:
    persons, core = source.content(SectionName.PERSONS), source.content(SectionName.CORE)
    suspected = guardianship.is_guardian_suspected(persons, core)
    hidden = guardianship.unprinted(person, guardian_suspected=suspected)
    if not source.numbers:
        hidden |= NUMBERS
    known = {name: value for name, value in person.facts.items() if name not in hidden}
    return group(source.words, head=person.name, facts=_said(source, person.role, known))


def _said(source: Source, role: str, known: Mapping[str, Any]) -> dict[str, Any]:
    words = source.words
    said: dict[str, Any] = {}
    said |= _chosen(words, known, {"relation": RELATIONS[role]} if role in RELATIONS else {})
    said |= {"born": words.day(known.get("born") or ""), "age": known.get("age")}
    said |= _chosen(words, known, ONE_OF)
    said |= _chosen(words, known, SOME_OF)
    said |= {name: known.get(name, "") for name in AS_TYPED}
    said["lives_in"] = words.place(known["kelurahan"]) if known.get("kelurahan") else ""
    return said


def _chosen(words: Wording, known: Mapping[str, Any], lists: Mapping[str, str]) -> dict[str, str]:
    """What was chosen from lists: one code of a list, or several."""
    said = {}
    for name, list_name in lists.items():
        codes = known.get(name) or []
        codes = [codes] if isinstance(codes, str) else codes
        said[name] = "; ".join(words.say(list_name, one) for one in codes)
    return said
