"""What of a case goes into a letter: the parts that were ticked, and of these what paper may show.

Values only; the names of parts and fields stand in the template of the letter.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kla.cases import guardianship, vocabulary
from kla.cases.services import deliveries, plans
from kla.cases.types import OpenedSection, SectionName, ServiceStatus
from kla.cases.types.referrals import LetterPart

Facts = list[list[str]]
Sections = Mapping[SectionName, OpenedSection]
PlaceName = Callable[[str], str]
BODY_AND_SOUL = ("physical", "psychological", "social", "spiritual", "safety")
ASSESSED = (*BODY_AND_SOUL, "support", "recommendation")


def parts_of(found: Sections, ticked: Iterable[str], place_name: PlaceName) -> list[dict[str, Any]]:
    """The ticked parts in the order of a letter, each with groups of names and values."""
    wanted = set(ticked)
    return [
        {"part": str(part), "groups": [*filter(None, _WRITERS[part](found, place_name))]}
        for part in LetterPart
        if part in wanted
    ]


def _identity(found: Sections, place_name: PlaceName) -> Iterator[Facts]:
    for victim in _persons(found)["victims"]:
        facts = {"name": victim["name"], "sex": _label("sexes", victim["sex"])}
        facts |= {"born": victim.get("born", ""), "age": victim.get("age")}
        facts |= {"kelurahan": place_name(victim["kelurahan"])}
        facts |= {name: victim.get(name, "") for name in ("address", "phone")}
        yield _said(facts)


def _nik(found: Sections, _place_name: PlaceName) -> Iterator[Facts]:
    for victim in _persons(found)["victims"]:
        if victim.get("nik"):
            yield _said({"name": victim["name"], "nik": victim["nik"]})


def _report(found: Sections, place_name: PlaceName) -> Iterator[Facts]:
    core = found[SectionName.CORE].content
    yield _said(
        {
            "kinds": ", ".join(_label("kinds", one) for one in core["kinds"]),
            "happened_on": core["happened_on"],
            "place": _label("places", core["place"]),
            "kelurahan": place_name(core["kelurahan"]),
            "chronology": core["chronology"],
        }
    )


def _perpetrators(found: Sections, _place_name: PlaceName) -> Iterator[Facts]:
    for one in _persons(found)["perpetrators"]:
        facts = {"name": one.get("name", ""), "relation": _label("relations", one["relation"])}
        yield _said(facts | {"sex": _label("sexes", one.get("sex", "")), "age": one.get("age")})


def _risk(found: Sections, _place_name: PlaceName) -> Iterator[Facts]:
    yield _said({"risk": _label("risks", found[SectionName.SUMMARY].content["risk"])})


def _assessment(found: Sections, _place_name: PlaceName) -> Iterator[Facts]:
    assessed = found[SectionName.ASSESSMENT].content
    yield _said({name: assessed.get(name, "") for name in ASSESSED})


def _wishes(found: Sections, _place_name: PlaceName) -> Iterator[Facts]:
    yield _said({"wishes": found[SectionName.ASSESSMENT].content.get("wishes", "")})


def _plan(found: Sections, _place_name: PlaceName) -> Iterator[Facts]:
    for row in plans.approved_rows(found[SectionName.PLAN].content):
        facts = {name: row[name] for name in ("need", "intervention", "institution", "by_when")}
        yield _said({"service": _service(row["kind"])} | facts)


def _services(found: Sections, _place_name: PlaceName) -> Iterator[Facts]:
    for entry in deliveries.entries_of(found[SectionName.SERVICES].content):
        if entry["status"] == ServiceStatus.DELIVERED:
            facts = {name: entry[name] for name in ("given_on", "institution", "outcome")}
            yield _said({"service": _service(entry["kind"])} | facts)


_WRITERS: Mapping[LetterPart, Callable[[Sections, PlaceName], Iterator[Facts]]] = {
    LetterPart.IDENTITY: _identity,
    LetterPart.NIK: _nik,
    LetterPart.REPORT: _report,
    LetterPart.PERPETRATORS: _perpetrators,
    LetterPart.RISK: _risk,
    LetterPart.ASSESSMENT: _assessment,
    LetterPart.WISHES: _wishes,
    LetterPart.PLAN: _plan,
    LetterPart.SERVICES: _services,
}


def _persons(found: Sections) -> dict[str, Any]:
    """The people as paper may show them."""
    return guardianship.printable(found[SectionName.PERSONS].content)


def _said(facts: Mapping[str, Any]) -> Facts:
    return [[name, str(value)] for name, value in facts.items() if value not in {None, ""}]


def _label(name: str, code: str) -> str:
    return vocabulary.labels(name).get(code, code)


def _service(code: str) -> str:
    return {**vocabulary.labels("services"), **vocabulary.labels("functions")}.get(code, code)
