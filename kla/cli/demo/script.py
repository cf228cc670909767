"""What happens to one report, step by step, until it is with a caseworker or gone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import itemgetter

from kla.cases.types import CaseState, Identify, RegisterCase, Victim
from kla.cli.demo import words
from kla.cli.demo.acts import (
    EXITS,
    INTAKE,
    SUPERVISORS,
    WITH_WORKER,
    WORKERS,
    End,
    Enter,
    Report,
    Step,
    Take,
)
from kla.cli.demo.people import Inventor
from kla.cli.demo.work import work_on
from kla.core.clock import WITA

CHANNELS = ("langsung", "langsung", "sapa129_wa", "sapa129_wa", "sapa129_telepon", "surat")
# Of every ten cases: entered in the ministry's register before more is known, and after it.
SOON = timedelta(minutes=2)
ENTERED_AT_ONCE, ENTERED_AT_THE_END = {0, 1}, {2, 3, 4, 5, 6}
PLACES = ("rumah_tangga", "rumah_tangga", "rumah_tangga", "sekolah", "fasilitas_umum", "daring")


def steps_of(number: int, report: Report, inventor: Inventor) -> Iterator[Step]:
    """All steps of a report, in the order of time."""
    rng = inventor.rng
    at = report.received + timedelta(minutes=rng.randint(2, 12))
    opening = _opening(report, inventor)
    yield Step(at, INTAKE, number, opening)
    if report.end is End.NEW:
        return
    at += timedelta(minutes=rng.randint(10, 60))
    yield Step(at, INTAKE, number, _identification(report, opening))
    if report.end in WITH_WORKER:
        worker = rng.choice(WORKERS)
        giver = INTAKE if rng.random() < 0.3 else rng.choice(SUPERVISORS)
        at += timedelta(minutes=rng.randint(10, 60))
        yield Step(at, giver, number, Take(worker))
        entry = Step(at + SOON, worker, number, Enter(f"SIM-{at:%y%m}-{number:04}"))
        if number % 10 in ENTERED_AT_ONCE:
            yield entry
        last = at
        for after, by, act in sorted(work_on(report, worker, inventor), key=itemgetter(0)):
            last = _by_day(at + after, report.received)
            yield Step(last, by, number, act)
        if number % 10 in ENTERED_AT_THE_END:
            yield replace(entry, at=last + SOON)


def _by_day(at: datetime, received: datetime) -> datetime:
    """From the second day on the office works from eight to five; the order of a day is kept."""
    local = at.astimezone(WITA)
    if local.date() == received.astimezone(WITA).date():
        return at
    morning = local.replace(hour=0, minute=0, second=0, microsecond=0)
    minutes = (local - morning) // timedelta(minutes=1) * 9 // 24
    return (morning + timedelta(hours=8, minutes=minutes)).astimezone(UTC)


def _opening(report: Report, inventor: Inventor) -> RegisterCase:
    rng = inventor.rng
    risk = rng.choices(("tinggi", "sedang", "rendah"), weights=(30, 45, 25))[0]
    kinds = {report.kind}
    # A service that brings people to one table is for cases without sexual violence only.
    if report.kind == "seksual" or rng.random() < 0.2:
        kinds |= {"psikis"} if rng.random() < 0.4 else set()
    return RegisterCase(
        received_at=report.received,
        kanal=rng.choice(CHANNELS),
        reporter=inventor.reporter(),
        place=rng.choice(PLACES),
        kelurahan=report.victims[0].kelurahan,
        primary_kind=report.kind,
        kinds=(report.kind, *sorted(kinds - {report.kind})),
        chronology=_chronology(report, inventor),
        risk=risk,
        victims=tuple(_aged(victim, report.received) for victim in report.victims),
        perpetrators=inventor.perpetrators(),
        address=inventor.address(),
        happened_on=(report.received - timedelta(days=rng.randint(0, 30))).astimezone(WITA).date(),
        immediate_danger=risk == "tinggi" and rng.random() < 0.3,
    )


def _aged(victim: Victim, at: datetime) -> Victim:
    """A victim with the age that they had on the day of the report."""
    day, born = at.astimezone(WITA).date(), victim.born
    if born is None:
        return victim
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return replace(victim, age=years)


def _chronology(report: Report, inventor: Inventor) -> str:
    rng = inventor.rng
    victim = report.victims[0].name
    told = rng.choice(words.OPENINGS).format(victim=victim)
    parts = [f"{told} {rng.choice(words.EVENTS[report.kind])}", rng.choice(words.CLOSINGS)]
    if inventor.marker:
        parts.append(f"Nomor pada dokumen: {words.NIK_REGION}{inventor.marker}.")
    return " ".join(parts)


def _identification(report: Report, opening: RegisterCase) -> Identify:
    is_exit = report.end in EXITS
    return Identify(
        primary_kind=opening.primary_kind,
        kinds=opening.kinds,
        risk=opening.risk,
        kewenangan="pusat" if report.end is End.TRANSFERRED else "daerah",
        outcome=CaseState(report.end.value) if is_exit else CaseState.IDENTIFICATION,
        reason=words.EXIT_REASONS.get(report.end.value, ""),
    )
