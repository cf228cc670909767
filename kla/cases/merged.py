"""What becomes of each chapter of two cases that are made one. Pure: the rules, and no storage.

The chapters of the case that stays go first. What is counted, asked for or acted upon is united;
what was told once, such as the report, an assessment in words or an ending, stays as it was in the
one, and is read in the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kla.cases import guardianship, scoring
from kla.cases.joining import join, rename
from kla.cases.types import ACTIVE, STAGES, CaseState, PlanStatus, SectionName
from kla.cases.types.people import PersonRole, rows_of
from kla.cases.types.plans import approved_rows

Content = Mapping[str, Any]
Chapters = Mapping[SectionName, Content]

# Read in the case that was merged, and not written into the other one.
OWN_ONLY = frozenset(
    {
        SectionName.CORE,
        SectionName.CLOSURE,
        SectionName.EXIT,
        SectionName.OFFERS,
        SectionName.DOOR,
        SectionName.DUPLICATES,
        SectionName.MERGES,
    }
)
ROLES = (PersonRole.VICTIM, PersonRole.PERPETRATOR, PersonRole.FAMILY)


@dataclass(frozen=True, slots=True)
class Ways:
    """What names of the other case are called here, and what is written of people set aside."""

    people: Mapping[str, str]
    tasks: Mapping[str, str]
    aside: Content

    @property
    def names(self) -> dict[str, str]:
        """Both together."""
        return {**self.people, **self.tasks}


def unite(own: Chapters, other: Chapters, ways: Ways) -> dict[SectionName, Content]:
    """The chapters that change in the case that stays, as they are to be written."""
    found = {}
    for name in SectionName:
        before, theirs = own.get(name, {}), other.get(name, {})
        if name in OWN_ONLY or not theirs:
            continue
        joined = _JOINS.get(name, _join)(before, theirs, ways)
        if joined != before:
            found[name] = joined
    found.update(_with_guardians(found, own, other, ways))
    return found


def state_of(own: CaseState, other: CaseState) -> CaseState:
    """The further of two stages that go on; a case that is over changes nothing."""
    if own in ACTIVE and other in ACTIVE:
        return max(own, other, key=STAGES.index)
    return own


def higher(own: str, other: str) -> str:
    """The higher of two levels of risk; one that is not known counts least."""
    levels = ("", *scoring.LEVELS)
    return max(own, other, key=lambda level: levels.index(level) if level in levels else 0)


def _join(own: Content, other: Content, ways: Ways) -> Content:
    return dict(join(own, rename(other, ways.names)))


def _summary(own: Content, other: Content, ways: Ways) -> Content:
    """Lists and figures see one case: all kinds, people and services, and the risk of both."""
    both = _join(own, other, ways)
    received = sorted(filter(None, [own.get("received", ""), other.get("received", "")]))
    workers = {one["id"]: one for one in (*other.get("workers", []), *own.get("workers", []))}
    old_numbers = [one["old_number"] for one in (own, other) if one.get("old_number")]
    order = [one["id"] for one in (*own.get("workers", []), *other.get("workers", []))]
    return {
        **both,
        "risk": higher(own.get("risk", ""), other.get("risk", "")),
        "received": received[0] if received else "",
        "kinds": _all(own.get("kinds", []), other.get("kinds", [])),
        "services": sorted({*own.get("services", []), *other.get("services", [])}),
        "workers": [workers[one] for one in dict.fromkeys(order)],
    } | ({"old_number": " ".join(old_numbers)} if old_numbers else {})


def _identification(own: Content, other: Content, ways: Ways) -> Content:
    if not own:
        return _join(own, other, ways)
    return {
        **own,
        "kinds": _all(own.get("kinds", []), other.get("kinds", [])),
        "risk": higher(own.get("risk", ""), other.get("risk", "")),
    }


def _assessment(own: Content, other: Content, ways: Ways) -> Content:
    """The words of one assessment, and every level that either was given."""
    if not own:
        return _join(own, other, ways)
    return {**own, "scores": join(list(own.get("scores", [])), list(other.get("scores", [])))}


def _plan(own: Content, other: Content, ways: Ways) -> Content:
    """All rows of both. In force at once where both plans are; else a draft of the next edition."""
    if not own:
        return _join(own, other, ways)
    other = rename(other, ways.names)
    rows = join(list(own.get("rows") or []), list(other.get("rows") or []))
    past = join(list(own.get("past", [])), list(other.get("past", [])))
    if own.get("status") == other.get("status") == PlanStatus.APPROVED:
        return {**own, "rows": rows, "past": past}
    edition = max(int(own.get("edition", 1)), int(other.get("edition", 1)))
    approved = join(approved_rows(own), approved_rows(other))
    if approved:
        status = str(PlanStatus.APPROVED)
        past = [*past, {"edition": edition, "rows": approved, "status": status, "agreed_note": ""}]
    note = own.get("agreed_note") or other.get("agreed_note", "")
    draft = {"rows": rows, "agreed_note": note, "status": str(PlanStatus.DRAFT), "past": past}
    return draft | {"edition": edition + bool(approved)}


def _persons(own: Content, other: Content, ways: Ways) -> Content:
    """Everybody of both. Of two rows that are one person's the second is set aside, with a reason.

    What the first does not say is taken from the second; who reported stays who reported.
    """
    theirs = rename(other, ways.people)
    both = {str(role): join(rows_of(own, role), _rows(other, role, ways)) for role in ROLES}
    gone = [*own.get("removed", []), *theirs.get("removed", []), *_set_aside(other, ways)]
    more = {
        **both,
        "removed": gone,
        "linked": join(own.get("linked", {}), theirs.get("linked", {})),
    }
    return {**own, **{name: said for name, said in more.items() if said or name in own}}


def _rows(persons: Content, role: PersonRole, ways: Ways) -> list[dict[str, Any]]:
    return [rename(row, ways.people) for row in rows_of(persons, role)]


def _set_aside(persons: Content, ways: Ways) -> list[dict[str, Any]]:
    """The rows of those who are somebody here, as they stood there."""
    rows = [(role, row) for role in ROLES for row in rows_of(persons, role)]
    doubled = ((role, row) for role, row in rows if row["person"] in ways.people)
    return [{**row, "role": str(role), **ways.aside} for role, row in doubled]


def _with_guardians(
    found: Mapping[SectionName, Content], own: Chapters, other: Chapters, ways: Ways
) -> dict[SectionName, Content]:
    """Who was barred in either case, by whatever they stood there as, is barred in the one."""
    name = SectionName.PERSONS
    barred = {
        ways.people.get(one.ref, one.ref)
        for chapters in (own, other)
        for one in guardianship.barred(chapters.get(name, {}), chapters.get(SectionName.CORE, {}))
        if one.role == PersonRole.PERPETRATOR
    }
    persons = found.get(name)
    if persons is None or not barred:
        return {}
    rows = [
        {**row, "is_guardian": True} if row["person"] in barred else row
        for row in rows_of(persons, PersonRole.PERPETRATOR)
    ]
    return {name: {**persons, PersonRole.PERPETRATOR: rows}}


def _retention(own: Content, other: Content, _ways: Ways) -> Content:
    """Kept for as long as either had to be; a legal hold on either holds both."""
    later = max(own, other, key=lambda one: str(one.get("month", "")))
    holds = [one["hold"] for one in (own, other) if one.get("hold")]
    kept = {**later} if later.get("month") else {**own}
    kept.pop("hold", None)
    return kept | ({"hold": holds[0] | {"reason": _reasons(holds)}} if holds else {})


def _reasons(holds: Iterable[Content]) -> str:
    return "\n".join(dict.fromkeys(str(one.get("reason", "")) for one in holds))


def _simfoni(own: Content, other: Content, ways: Ways) -> Content:
    """One number in the ministry's register: that of the case that stays, where it has one."""
    if not own.get("entered") and not other.get("entered"):
        return _join(own, other, ways)
    first, second = (own, other) if own.get("entered") else (other, own)
    past = join(list(first.get("past", [])), list(second.get("past", [])))
    extra = first.get("extra") or second.get("extra")
    return {**first, "past": past} | ({"extra": extra} if extra else {})


def _all(own: Iterable[str], other: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*own, *other]))


_JOINS = {
    SectionName.SUMMARY: _summary,
    SectionName.IDENTIFICATION: _identification,
    SectionName.ASSESSMENT: _assessment,
    SectionName.PLAN: _plan,
    SectionName.PERSONS: _persons,
    SectionName.RETENTION: _retention,
    SectionName.SIMFONI: _simfoni,
}
