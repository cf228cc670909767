"""The little that lists need of a case, kept in one small section and in the index of the unit."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases import facts, identity_numbers, names, vocabulary
from kla.cases.models import Case
from kla.cases.services import index, sections
from kla.cases.services.lookup import OpenCase
from kla.cases.types import RegisterCase, SectionName, Victim
from kla.core import clock
from kla.core.clock import WITA

Summary = dict[str, Any]
# What followers of the sections write themselves.
WORKED_OUT = frozenset({"simfoni", "facts"})


def of_report(report: RegisterCase) -> Summary:
    """The summary of a case that has just been reported."""
    day = report.received_at.astimezone(WITA).date()
    return of_victims(report.victims, day) | {
        "primary": report.primary_kind,
        "kinds": list(report.kinds),
        "kelurahan": report.kelurahan,
        "risk": report.risk,
        "danger": report.immediate_danger,
        "received": report.received_at.isoformat(),
        "accepted": False,
        "workers": [],
        "services": [],
    }


def of_victims(victims: Sequence[Victim], day: date) -> Summary:
    """The part of a summary that tells of the victims; `day` is the one of the report."""
    return {
        "initials": [names.initials(victim.name) for victim in victims],
        "victims": [_counted(victim, day) for victim in victims],
    }


def _counted(victim: Victim, day: date) -> dict[str, Any]:
    born = victim.born.year if victim.born else None
    folded, nik = names.fold(victim.name), identity_numbers.whole(victim.nik)
    number = {"nik": nik} if nik else {}
    return number | {
        "person": victim.person.hex,
        "sex": victim.sex,
        "age": _age(victim, day),
        "born": born if born or victim.age is None else day.year - victim.age,
        "kecamatan": vocabulary.kecamatan_of(victim.kelurahan),
        "folded": folded,
        "skeleton": names.skeleton(folded),
    }


def _age(victim: Victim, day: date) -> int | None:
    """The age on the day of the report: as it was said, else from the day of birth."""
    if victim.age is not None or victim.born is None:
        return victim.age
    born = victim.born
    return max(day.year - born.year - ((day.month, day.day) < (born.month, born.day)), 0)


def workers_of(summary: Mapping[str, Any]) -> list[uuid.UUID]:
    """The caseworkers of a case, as its sealed summary names them."""
    return [uuid.UUID(worker["id"]) for worker in summary.get("workers", [])]


def read(session: Session, opened: OpenCase) -> Summary:
    """The summary of a case that somebody has opened."""
    return dict(sections.read(session, opened, SectionName.SUMMARY).content)


def change(session: Session, actor: Actor, opened: OpenCase, **values: object) -> Summary:
    """Write new values into the summary and, where they show there, the lines of the index."""
    before = read(session, opened)
    summary = replace(session, actor, opened, before | values)
    if summary != before and WORKED_OUT.isdisjoint(values):
        sections.tell_followers(session, actor, opened)
    return summary


def replace(session: Session, actor: Actor, opened: OpenCase, summary: Summary) -> Summary:
    """Write a whole summary and, where it shows there, the lines of the index."""
    before = read(session, opened)
    if summary == before:
        return summary
    row = sections.find_section(session, opened.id, SectionName.SUMMARY)
    assert row is not None  # noqa: S101 -- written when the case was registered
    sections.seal_into(row, opened, summary)
    if index.lines_of(opened.case, before) != index.lines_of(opened.case, summary):
        index.replace_lines(session, actor, opened.case, summary)
    return summary


@sections.follows
def renew_facts(session: Session, actor: Actor, opened: OpenCase) -> None:
    """Draw what filters ask from the sections as they are now."""
    change(session, actor, opened, facts=_facts(session, opened))


def _facts(session: Session, opened: OpenCase) -> dict[str, Any]:
    wanted = (
        SectionName.CORE,
        SectionName.PERSONS,
        SectionName.SERVICES,
        SectionName.CONSENTS,
    )
    core, persons, services, consents = (
        sections.read(session, opened, name).content for name in wanted
    )
    given, entries = services.get("given", []), consents.get("entries", [])
    return facts.of_sections(core, persons, given, entries, clock.today())


def add_to_index(session: Session, actor: Actor, case: Case, summary: Summary) -> None:
    """Put the lines of a new case into the index of its unit."""
    index.add_lines(session, actor, case, summary)
