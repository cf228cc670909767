"""Cases that may be about the same child as a report or a case, with what speaks for it.

Who holds the key of a unit's index of names finds what is like in it, also where the case itself
is out of reach: then nothing is told but which unit to ask. Others look through their own cases. A
restricted case stands in no index and is never found.
"""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import units
from kla.cases import identity_numbers, name_lines, names
from kla.cases.guardianship import SHORTEST_PHONE, Person
from kla.cases.likely import Line, Sieve, Sought
from kla.cases.models import Case
from kla.cases.numbers import case_number
from kla.cases.sameness import Likeness, Strength, is_open, judge
from kla.cases.services import index, people, reach, restriction, sections
from kla.cases.services.index_keys import MATCH, IndexId, may_read
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.services.sections import Content
from kla.cases.types import ACTIVE, CaseState, RegisterCase, SectionName
from kla.cases.types.duplicates import Candidate, Choice
from kla.cases.types.people import PersonRole
from kla.core.clock import WITA
from kla.core.errors import DomainError
from kla.crypto.encoding import digest
from kla.trail import services as trail

NAME = SectionName.DUPLICATES
MOST_SHOWN = 8
MOST_OPENED = 12
MOST_LOOKED_AT = 40
HINT = Likeness(Strength.WEAK, (), 0)
MOST_OWN = 1000
PHONE_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Found:
    """A case in which somebody is like one who is looked for; a mere hint has to be looked into."""

    case_id: uuid.UUID
    sought: Sought
    likeness: Likeness
    is_hint: bool = False

    @property
    def order(self) -> tuple[bool, tuple[int, int, float]]:
        """For sorting: the likeliest first."""
        return self.is_hint, self.likeness.order


def mark_of(own: uuid.UUID, other: uuid.UUID) -> str:
    """What stands for a pair on a page and in the sealed decisions of `own`."""
    return digest("kla/v1/duplicate", own, other).hex()[:24]


def sought_of_report(command: RegisterCase) -> list[Sought]:
    """The victims of a report, as they are looked for."""
    day = command.received_at.astimezone(WITA).date()
    reporter = command.reporter
    relatives = [reporter.name, *(one.name for one in command.perpetrators)]
    return [
        Sought(
            ref=victim.person.hex,
            name=victim.name,
            sex=victim.sex,
            born=_year(victim.born.year if victim.born else None, victim.age, day.year),
            kelurahan=victim.kelurahan,
            nik=identity_numbers.whole(victim.nik),
            relatives=tuple(filter(None, relatives)),
            phones=tuple(filter(None, [_phone(reporter.phone)])),
        )
        for victim in command.victims
    ]


def sought_of_case(session: Session, opened: OpenCase) -> list[Sought]:
    """The victims of a case, as they are looked for."""
    roll = people.roll_of(session, opened)
    core = sections.read(session, opened, SectionName.CORE).content
    year = datetime.fromisoformat(core["received_at"]).astimezone(WITA).year
    others = [one for one in roll.people if one.role != PersonRole.VICTIM]
    relatives = tuple(one.name for one in others if one.name)
    phones = {_phone(str(one.facts.get("phone", ""))) for one in roll.people} - {""}
    victims = [one for one in roll.people if one.role == PersonRole.VICTIM]
    return [_sought(one, year, relatives, tuple(sorted(phones))) for one in victims]


def _sought(one: Person, year: int, relatives: tuple[str, ...], phones: tuple[str, ...]) -> Sought:
    born = str(one.facts.get("born") or "")[:4]
    return Sought(
        ref=one.ref,
        name=one.name,
        sex=str(one.facts.get("sex", "")),
        born=_year(int(born) if born else None, one.facts.get("age"), year),
        kelurahan=str(one.facts.get("kelurahan", "")),
        nik=identity_numbers.whole(str(one.facts.get("nik", ""))),
        relatives=relatives,
        phones=phones,
    )


def find(
    session: Session, actor: Actor, own: uuid.UUID, sought: Sequence[Sought], said: Content
) -> list[Candidate]:
    """The cases that may be about one of these people, the likeliest first; not those of `own`.

    `said` are the decisions kept with `own`. Leaves a line in each case that was opened for it.
    """
    found = _first_look(session, actor, sought, own)
    rows = _rows(session, [one.case_id for one in found])
    reached = _reached(session, actor, rows)
    near = [one.case_id for one in found if one.case_id in reached][:MOST_OPENED]
    looked_at = [_near(session, actor, own, one, sought) for one in near]
    candidates = [
        *_far(session, own, [one for one in found if one.case_id not in reached], rows),
        *(one for one in looked_at if one is not None),
    ]
    ordered = sorted(candidates, key=lambda pair: pair[0].order)[:MOST_SHOWN]
    return [_decided(one, said) for _likeness, one in ordered]


def _first_look(
    session: Session, actor: Actor, sought: Sequence[Sought], own: uuid.UUID
) -> list[Found]:
    """What the index, or else the own summaries, say: each case once, by its likest person."""
    best: dict[uuid.UUID, Found] = {}
    for sieve in _sieves(session, actor, [one for one in sought if names.fold(one.name)]):
        lines = [*sieve.lines(), *_numbered(sieve)]
        for line in lines:
            found = _judged(sieve, line)
            if found is None or line.case_id == own:
                continue
            known = best.get(line.case_id)
            if known is None or found.order < known.order:
                best[line.case_id] = found
    return sorted(best.values(), key=lambda one: one.order)[:MOST_LOOKED_AT]


def _judged(sieve: Sieve, line: Line) -> Found | None:
    nik = sieve.sought.nik if line.case_id in sieve.by_number else ""
    other = Sought(ref="", name=line.folded, sex=line.sex, born=line.born, nik=nik)
    likeness = judge(sieve.sought, other)
    if likeness is not None:
        return Found(line.case_id, sieve.sought, likeness)
    is_hint = is_open(sieve.sought, other)
    return Found(line.case_id, sieve.sought, HINT, is_hint=True) if is_hint else None


def _numbered(sieve: Sieve) -> Iterator[Line]:
    """Cases with the same NIK whose name is another one."""
    for case_id in sorted(sieve.by_number - {line.case_id for line in sieve.lines()}):
        yield Line(case_id, None, "", "")


def _sieves(session: Session, actor: Actor, sought: Sequence[Sought]) -> list[Sieve]:
    sieves = [Sieve(one) for one in sought]
    wanted = [actor.unit_id] if actor.unit_id else reach.unit_ids(session)
    readable = [one for one in wanted if may_read(session, actor, IndexId(one, MATCH))]
    for unit_id in readable:
        index.sift(session, actor, unit_id, sieves)
    if not readable:
        _sift_own(session, actor, sieves)
    return sieves


def _sift_own(session: Session, actor: Actor, sieves: Sequence[Sieve]) -> None:
    """Whoever has no key of an index looks through the summaries of the own cases."""
    found = reach.fetch(session, reach.in_order(reach.in_reach(actor)).limit(MOST_OWN))
    rows = [row for row in reach.open_rows(session, actor, found) if row.summary]
    lines = [line for row in rows for line in name_lines.match_lines(row.case_id, row.summary)]
    text = name_lines.join(lines)
    for sieve in sieves:
        sieve.scan(text)


def _rows(session: Session, case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Case]:
    """Those that still are: not restricted, no part of another case."""
    closed = restriction.restricted_among(session, case_ids)
    query = reach.everywhere().with_only_columns(Case)
    query = query.where(Case.id.in_(set(case_ids) - closed), Case.state != CaseState.MERGED)
    return {case.id: case for case in session.scalars(query)}


def _reached(session: Session, actor: Actor, rows: Collection[uuid.UUID]) -> set[uuid.UUID]:
    query = reach.in_reach(actor).where(Case.id.in_(rows))
    return {row.case_id for row in reach.fetch(session, query)}


def _far(
    session: Session, own: uuid.UUID, found: Sequence[Found], rows: dict[uuid.UUID, Case]
) -> Iterator[tuple[Likeness, Candidate]]:
    """Those out of reach: in which unit, and what the index of names says. A hint is nothing."""
    unit_names = units.names(session)
    for one in found:
        if one.is_hint or one.case_id not in rows:
            continue
        yield (
            one.likeness,
            Candidate(
                mark=mark_of(own, one.case_id),
                sought=one.sought.name,
                strength=str(one.likeness.strength),
                reasons=tuple(map(str, one.likeness.reasons)),
                unit=unit_names.get(rows[one.case_id].unit_id, ""),
            ),
        )


def _near(
    session: Session, actor: Actor, own: uuid.UUID, case_id: uuid.UUID, sought: Sequence[Sought]
) -> tuple[Likeness, Candidate] | None:
    """Looked at with all that the case says; nothing where that speaks against it."""
    try:
        opened = open_case(session, actor, case_id, Permission.CASE_READ)
    except DomainError:  # tampered with: its own page says so
        return None
    about = str(opened.id)
    trail.record(session, actor, "case.people_compared", opened.history, case=about)
    alike = _likest(sought, sought_of_case(session, opened))
    if alike is None:
        return None
    likeness, mine, other = alike
    back = sections.read(session, opened, NAME).content
    choice = choice_of(back, mark_of(opened.id, own))
    bare = _shown(actor, opened.case)
    return likeness, replace(
        bare,
        mark=mark_of(own, opened.id),
        sought=mine.name,
        strength=str(likeness.strength),
        reasons=tuple(map(str, likeness.reasons)),
        name=other.name,
        choice=choice,
    )


def _shown(actor: Actor, case: Case) -> Candidate:
    """What a page tells of a case in reach, and what can be done with it."""
    return Candidate(
        mark="",
        sought="",
        strength="",
        reasons=(),
        unit="",
        case_id=case.id,
        number=case_number(case.id, case.opened_month),
        state=str(case.state),
        may_merge=actor.may(Permission.CASE_MERGE) and case.unit_id == actor.unit_id,
        may_add=actor.may(Permission.CASE_WRITE) and case.state in ACTIVE,
    )


def _likest(
    sought: Sequence[Sought], theirs: Sequence[Sought]
) -> tuple[Likeness, Sought, Sought] | None:
    """The two people of two cases that are most alike."""
    pairs = ((judge(mine, other), mine, other) for mine in sought for other in theirs)
    alike = [(one, mine, other) for one, mine, other in pairs if one is not None]
    return min(alike, key=lambda pair: pair[0].order, default=None)


def choice_of(said: Content, mark: str) -> Choice | None:
    """What the sealed decisions of a case say of a pair."""
    entry = said.get("entries", {}).get(mark)
    return Choice(entry["choice"]) if entry else None


def _decided(candidate: Candidate, said: Content) -> Candidate:
    """With the decision that is kept here, which goes before one that is kept with the other."""
    choice = choice_of(said, candidate.mark) or candidate.choice
    return replace(candidate, choice=choice)


def _year(born: int | None, age: object, year: int) -> int | None:
    return born or (year - age if isinstance(age, int) else None)


def _phone(said: str) -> str:
    digits = "".join(sign for sign in said if sign.isdigit())[-PHONE_DIGITS:]
    return digits if len(digits) >= SHORTEST_PHONE else ""
