"""Whether what was agreed to is enough for a purpose. Pure: it is handed everything.

For a child a parent, guardian or court agrees (UU 27/2022 art. 25), in writing or on record (art.
22), and not one who is suspected. Whoever says no is heard, the child too. Another ground of art.
20 stands in with its reason, but for what is done by consent alone. Nobody's silence is a yes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kla.cases import guardianship, vocabulary
from kla.cases.guardianship import Person, Purpose
from kla.cases.types.consents import Decision

Entry = Mapping[str, Any]
ADULT = 18
CHILD = "klien"
OK = "ok"
MISSING, REFUSED, WITHDRAWN = "consent-missing", "consent-refused", "consent-withdrawn"
EXPIRED, SPOKEN = "consent-expired", "consent-spoken"
OF_SUSPECT, OF_CHILD_ONLY = "consent-of-suspect", "consent-of-child-only"


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands for one victim and purpose: `OK`, or what is wrong; and what it rests on."""

    victim: str
    purpose: str
    status: str
    rests_on: tuple[Entry, ...] = ()

    @property
    def is_ok(self) -> bool:
        """Whether something may leave for this purpose."""
        return self.status == OK


def standings(
    entries: Sequence[Entry], people: Sequence[Person], purpose: str, on: date
) -> list[Standing]:
    """How it stands for each victim of a case."""
    victims = [one for one in people if one.role == guardianship.VICTIMS]
    return [_standing(entries, people, purpose, one, on) for one in victims]


def _standing(
    entries: Sequence[Entry], people: Sequence[Person], purpose: str, victim: Person, on: date
) -> Standing:
    mine = _newest(entries, purpose, victim.ref)
    living = _living(mine, on)
    grounds = _saying(living, Decision.GROUND)
    if grounds and purpose not in vocabulary.marked("consent_purposes", "only_by_consent"):
        return Standing(victim.ref, purpose, OK, tuple(grounds))
    heard = [one for one in living if not is_of_suspect(one, people)]
    given = _saying(heard, Decision.GIVEN)
    enough = tuple(one for one in given if _is_enough(one, victim, on))
    if _saying(heard, Decision.REFUSED):
        return Standing(victim.ref, purpose, REFUSED)
    if enough:
        return Standing(victim.ref, purpose, OK, enough)
    return Standing(victim.ref, purpose, _lack_of(given) or _wrong(mine, people, on))


def _living(entries: Sequence[Entry], on: date) -> list[Entry]:
    return [one for one in entries if not (one.get("withdrawn") or has_ended(one, on))]


def _saying(entries: Sequence[Entry], decision: Decision) -> list[Entry]:
    return [one for one in entries if one["decision"] == decision]


def _newest(entries: Sequence[Entry], purpose: str, victim: str) -> list[Entry]:
    """What each giver said last: a newer word takes the place of an older one, also a withdrawn."""
    mine = [one for one in entries if one["purpose"] == purpose and victim in one["about"]]
    return list({giver_of(one): one for one in mine}.values())


def current(entries: Sequence[Entry]) -> list[Entry]:
    """The entries in whose place no newer word of the same giver has come, for some victim."""
    asked = {(one["purpose"], victim) for one in entries for victim in one["about"]}
    last = [entry for purpose, victim in asked for entry in _newest(entries, purpose, victim)]
    return list({one["entry"]: one for one in last}.values())


def giver_of(entry: Entry) -> tuple[str, ...]:
    """Who decided, so that their newer word is known to be theirs; each ground is its own."""
    if entry["decision"] == Decision.GROUND:
        return (Decision.GROUND, entry["ground"])
    return (entry["giver"], entry.get("giver_ref") or entry.get("giver_name", "").casefold())


def has_ended(entry: Entry, on: date) -> bool:
    """Whether the last day on which it counts has gone by."""
    return bool(entry.get("until")) and date.fromisoformat(entry["until"]) < on


def is_of_suspect(entry: Entry, people: Sequence[Person]) -> bool:
    """Whether a parent or guardian who is suspected decided."""
    barred = [one for one in people if one.is_barred]
    if any(one.ref == entry.get("giver_ref") for one in barred):
        return True
    named = entry.get("giver_name", "")
    return guardianship.find_refused(barred, named, Purpose.NOTICE) is not None


def is_child(facts: Mapping[str, Any], on: date) -> bool:
    """Whether somebody is under eighteen; who is of unknown age is treated as a child."""
    if facts.get("born"):
        born = date.fromisoformat(facts["born"])
        return (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) < ADULT
    age = facts.get("age")
    return age is None or age < ADULT


def _is_enough(entry: Entry, victim: Person, on: date) -> bool:
    mark = "for_child" if is_child(victim.facts, on) else "for_adult"
    may_give = entry["giver"] in vocabulary.marked("consent_givers", mark)
    return may_give and _is_on_record(entry)


def _is_on_record(entry: Entry) -> bool:
    return entry["how"] in vocabulary.marked("consent_how", "enough")


def _lack_of(given: Sequence[Entry]) -> str:
    """What a yes that stands still lacks."""
    if not all(map(_is_on_record, given)):
        return SPOKEN
    return OF_CHILD_ONLY if any(one["giver"] == CHILD for one in given) else ""


def _wrong(mine: Sequence[Entry], people: Sequence[Person], on: date) -> str:
    """Why what was agreed to once counts no more; the one thing that is most worth saying."""
    found = {MISSING}
    for one in mine:
        if one["decision"] == Decision.REFUSED:
            continue
        found.add(OF_SUSPECT if is_of_suspect(one, people) else "")
        found.add(WITHDRAWN if one.get("withdrawn") else "")
        found.add(EXPIRED if has_ended(one, on) else "")
    return next(one for one in (OF_SUSPECT, WITHDRAWN, EXPIRED, MISSING) if one in found)
