"""What filters ask of a case beyond its short line, drawn from its sections. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from kla.cases import consent_rules, guardianship, vocabulary
from kla.cases.types import ServiceStatus
from kla.cases.types.people import PersonRole

Content = Mapping[str, Any]


def of_sections(
    core: Content, persons: Content, given: Sequence[Content], consents: Sequence[Content], on: date
) -> dict[str, Any]:
    """The facts of a case by the names that `lines.WORDS` knows, each a list of codes.

    `lacking` names the purposes for which not every victim's consent was in order on that day; what
    ends later has a task that reminds of it.
    """
    people = guardianship.people_of(persons, core)
    planned = [one["kind"] for one in given if one.get("status") == ServiceStatus.PLANNED]
    return {
        "happened": core["happened_on"],
        "place": [core["place"]],
        "channel": [core["kanal"]],
        "guardian": ["1"] if any(one.is_barred for one in people) else [],
        "planned": _several(planned),
        "lacking": _lacking(people, consents, on),
        **_of_people(people),
    }


def _of_people(people: Sequence[guardianship.Person]) -> dict[str, list[str]]:
    victims = [one.facts for one in people if one.role == PersonRole.VICTIM]
    suspects = [one.facts for one in people if one.role == PersonRole.PERPETRATOR]
    return {
        "education": _several(row.get("education") for row in victims),
        "disabilities": _several(_all(victims, "disabilities")),
        "ampk": _several(_all(victims, "ampk")),
        "relation": _several(row.get("relation") for row in suspects),
    }


def _all(rows: Iterable[Content], name: str) -> Iterable[str]:
    return chain.from_iterable(row.get(name) or () for row in rows)


def _several(codes: Iterable[str | None]) -> list[str]:
    return sorted({one for one in codes if one})


def _lacking(
    people: Sequence[guardianship.Person], consents: Sequence[Content], on: date
) -> list[str]:
    purposes = vocabulary.labels("consent_purposes")
    if not consents:
        return sorted(purposes)
    standings = {
        purpose: consent_rules.standings(consents, people, purpose, on) for purpose in purposes
    }
    return sorted(name for name, found in standings.items() if not all(one.is_ok for one in found))
