"""What a caseworker does with a case, counted from the moment that they get it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from kla.cases.types import (
    AddNote,
    AddService,
    Assess,
    CaseState,
    DecideClosure,
    DecidePlan,
    TaskKind,
    WritePlan,
)
from kla.cli.demo import care, files, words
from kla.cli.demo.acts import SUPERVISORS, Act, Advance, Attach, End, Finish, Report
from kla.cli.demo.people import Inventor
from kla.core.clock import WITA

STAGES = (CaseState.PLANNING, CaseState.DELIVERY, CaseState.MONITORING)
HELP = ("kesehatan", "bantuan_hukum", "rehabilitasi_sosial")

Happening = tuple[timedelta, str, Act]


def work_on(report: Report, worker: str, inventor: Inventor) -> Iterator[Happening]:
    """What the caseworker does, counted from the assignment."""
    rng = inventor.rng
    yield (
        timedelta(minutes=rng.randint(20, 300)),
        worker,
        Finish(TaskKind.RESPOND, _said(words.NOTES[0], inventor)),
    )
    if report.end is End.ASSIGNED:
        return
    if report.pause or report.end is not End.ASSESSED:  # where it is left out it is overdue
        told = Finish(TaskKind.STATUTORY_REPORT, "Laporan disampaikan kepada Unit PPA.")
        yield timedelta(hours=rng.randint(8, 60)), worker, told
    assessed = timedelta(days=rng.randint(2, 6), minutes=rng.randint(0, 400))
    start = report.received + assessed
    yield assessed, worker, _assessment(start, inventor)
    far = _how_far(report, inventor)
    plan = care.plan(start, inventor) if far else None
    staged = _stages(report, inventor, far, plan)
    for after, act in (*staged, *_help(report, start, inventor)):
        by = inventor.rng.choice(SUPERVISORS) if isinstance(act, DecidePlan) else worker
        yield assessed + after, by, act
    for after, by, act in _closure(report, worker, inventor, plan):
        yield assessed + after, by, act


def _closure(
    report: Report, worker: str, inventor: Inventor, plan: WritePlan | None
) -> Iterator[Happening]:
    """A proposal, and mostly a supervisor's word on it."""
    if report.end not in {End.PROPOSED, End.CLOSED}:
        return
    rng = inventor.rng
    after = report.pause + timedelta(days=rng.randint(16, 32))
    summary = _said(rng.choice(words.CLOSURE_SUMMARIES), inventor)
    yield after, worker, care.proposal(summary, plan)
    if report.end is End.CLOSED:
        after += timedelta(hours=rng.randint(4, 70))
        yield after, rng.choice(SUPERVISORS), DecideClosure(approve=True)


def _how_far(report: Report, inventor: Inventor) -> int:
    """How far the case goes beyond its assessment; some are closed straight from there."""
    rng = inventor.rng
    if report.end is End.ASSESSED or rng.random() < 0.2:
        return rng.randint(2 if report.pause else 0, len(STAGES))
    return len(STAGES)


def _stages(
    report: Report, inventor: Inventor, far: int, plan: WritePlan | None
) -> Iterator[tuple[timedelta, Act]]:
    """Stage by stage, each with the work that belongs to it."""
    rng = inventor.rng
    after = report.pause + timedelta(days=1)
    for stage in STAGES[:far]:
        after += timedelta(days=rng.randint(1, 4), minutes=rng.randint(1, 400))
        yield after, Advance(stage)
        if plan is not None:
            start = plan.rows[0].by_when - care.MONTH
            yield from care.work_of(stage, after, plan, start)


def _help(report: Report, start: datetime, inventor: Inventor) -> Iterator[tuple[timedelta, Act]]:
    """Services, notes and files, in the days after the assessment."""
    rng = inventor.rng
    others = rng.sample(HELP, rng.randint(0, 2))
    for kind in (*report.functions, *others):
        after = timedelta(days=rng.randint(0, 12), minutes=rng.randint(1, 400))
        given = AddService(
            kind=kind,
            given_on=(start + after).astimezone(WITA).date(),
            institution=words.INSTITUTIONS[kind],
            outcome=_said(rng.choice(words.OUTCOMES), inventor),
            entry=inventor.uuid(),
        )
        yield after, given
    for _ in range(rng.randint(0, 3)):
        text = _said(rng.choice(words.NOTES), inventor)
        after = timedelta(days=rng.randint(0, 12), minutes=rng.randint(1, 400))
        yield after, AddNote(text=text, note_id=inventor.uuid())
    if rng.random() < 0.1:
        yield timedelta(days=1), _file(inventor)


def _assessment(at: datetime, inventor: Inventor) -> Assess:
    rng = inventor.rng
    return Assess(
        physical=rng.choice(words.PHYSICAL),
        psychological=rng.choice(words.PSYCHOLOGICAL),
        social=_said(rng.choice(words.SOCIAL), inventor),
        spiritual=rng.choice(words.SPIRITUAL),
        safety=rng.choice(words.SAFETY),
        wishes=rng.choice(words.WISHES),
        scoring=care.scoring(inventor),
        assessed_on=at.astimezone(WITA).date(),
    )


def _file(inventor: Inventor) -> Attach:
    stem = "-".join(filter(None, (inventor.rng.choice(words.FILE_NAMES), inventor.marker)))
    is_picture = inventor.rng.random() < 0.5
    content = files.png(inventor.rng) if is_picture else files.pdf(stem)
    label = _said("Dokumen contoh", inventor)
    return Attach(f"{stem}.{'png' if is_picture else 'pdf'}", label, content)


def _said(text: str, inventor: Inventor) -> str:
    return f"{text} {inventor.marker}".strip()
