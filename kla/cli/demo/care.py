"""The plan of a demo case, and what is done to carry it out. Invented, like all of the demo."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from kla.cases import instruments
from kla.cases.types import (
    AddFollowUp,
    AddService,
    CaseState,
    DecidePlan,
    PlanRow,
    ProposeClosure,
    WritePlan,
)
from kla.cases.types.risk import ScoreRisk
from kla.cli.demo import words
from kla.cli.demo.acts import Act
from kla.cli.demo.people import Inventor
from kla.core.clock import WITA

MONTH = timedelta(days=30)
# Of the help that is not among the published figures, so that these stay as they are.
KIND = "rehabilitasi_sosial"


def scoring(inventor: Inventor, calm: float = 0.6) -> ScoreRisk:
    """Answers to the instrument; the `calm`er the case, the more of them give nothing."""
    items = instruments.load().items
    rng = inventor.rng
    answers = {
        item.code: (item.answers[0] if rng.random() < calm else rng.choice(item.answers)).code
        for item in items
    }
    return ScoreRisk(instrument=instruments.CURRENT, answers=answers, entry=inventor.uuid())


def judged(inventor: Inventor, reason: str) -> ScoreRisk:
    """A scoring that somebody thinks too low."""
    return replace(scoring(inventor, calm=1), level="sedang", reason=reason)


def plan(start: datetime, inventor: Inventor) -> WritePlan:
    """A plan of one row, handed to the supervisor."""
    need, intervention = inventor.rng.choice(words.PLAN_ROWS)
    row = PlanRow(
        need=need,
        kind=KIND,
        intervention=f"{intervention} {inventor.marker}".strip(),
        institution=words.INSTITUTIONS[KIND],
        by_when=start.astimezone(WITA).date() + MONTH,
        agreed=("anak", "lainnya"),
        row=inventor.uuid(),
    )
    return WritePlan(rows=(row,), submit=True)


def work_of(
    stage: CaseState, after: timedelta, made: WritePlan, start: date
) -> Iterator[tuple[timedelta, Act]]:
    """What is done at a stage once it has begun."""
    day = start + timedelta(days=after.days)
    row = made.rows[0]
    if stage is CaseState.PLANNING:
        yield after + timedelta(hours=1), made
        yield after + timedelta(hours=3), DecidePlan(approve=True, seen=1)
    elif stage is CaseState.DELIVERY:
        given = AddService(
            kind=row.kind,
            given_on=day,
            institution=row.institution,
            outcome=words.OUTCOMES[0],
            row=row.row.hex,
            entry=row.row,
        )
        yield after + timedelta(hours=2), given
    else:
        seen = AddFollowUp(
            done_on=day,
            how="kunjungan_rumah",
            finding=words.NOTES[0],
            risk="rendah",
            entry=row.row,
        )
        yield after + timedelta(hours=2), seen


def proposal(summary: str, made: WritePlan | None) -> ProposeClosure:
    """An end that says what became of the plan."""
    rows = made.rows if made else ()
    return ProposeClosure(
        reason="tujuan_tercapai",
        summary=summary,
        risk="rendah",
        outcomes={row.row.hex: "tercapai" for row in rows},
    )
