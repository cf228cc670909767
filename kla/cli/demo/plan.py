"""What the demo city consists of, worked out from the published figures and a seed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from kla.cases.types import AddFollowUp, AddService, Assess
from kla.cli.demo.acts import ASSESSED, End, Report, Step
from kla.cli.demo.households import Figures, Household, make_households, shuffled
from kla.cli.demo.people import Inventor
from kla.cli.demo.script import steps_of
from kla.cli.demo.together import Told, steps_together
from kla.core.clock import WITA

FIRST_DAY = datetime(2025, 1, 1, tzinfo=WITA)
DAYS_OF_MONTHS = (31, 28, 31, 30, 31, 30, 31)
REPORTS_OF_MONTHS = (18, 19, 20, 22, 21, 23, 22)
FRESH_FROM = datetime(2025, 8, 1, tzinfo=WITA)

# How the cases that are not closed yet stand; after the list is used up, they stand assessed.
STILL_OPEN = (End.ASSESSED, End.PROPOSED, End.ASSESSED, End.PROPOSED)
OPEN_ENDS = frozenset({End.ASSESSED, End.PROPOSED})
BUSY = timedelta(days=40)  # what is open was worked on within these days
EXIT_WEIGHTS: dict[str, int] = {
    End.OUTSIDE_AUTHORITY: 8,
    End.INSUFFICIENT: 6,
    End.REFERRED: 2,
    End.TRANSFERRED: 2,
}
# Reports of the last days, so that there is something to do: hours before the demo is made.
FRESH = (
    (0.4, End.NEW),
    (3, End.NEW),
    (26, End.NEW),
    (7, End.ACCEPTED),
    (30, End.ASSIGNED),
    (75, End.ASSIGNED),
    (300, End.ASSESSED),
    (500, End.ASSESSED),
    (2200, End.PROPOSED),
)
WITHOUT_MEDIATION = frozenset({"seksual", "tppo"})
MEDIATION = "mediasi"


@dataclass(frozen=True, slots=True)
class City:
    """All that decides what a demo city looks like."""

    figures: Figures
    kelurahan: Mapping[str, Sequence[str]]
    now: datetime
    seed: int = 2025
    marker: str = ""


def plan_part(city: City, part: int) -> list[Step]:
    """One whole city's worth of steps, in the order of time. A larger demo has several parts."""
    rng = Random(f"{city.seed}/{part}")  # noqa: S311 -- an invented city must come out the same
    kelurahan = {code: list(places) for code, places in city.kelurahan.items()}
    inventor = Inventor(rng, kelurahan, city.marker)
    planned = [*plan_reports(city.figures, inventor), *_fresh(city, inventor)]
    reports = [_rested(report, city.now) for report in planned]
    steps = [
        _not_ahead(step, city.now)
        for number, report in enumerate(reports)
        for step in steps_of(number, report, inventor)
    ]
    steps += steps_together(steps, Told(city.now, f"{city.seed}/{part}", city.marker))
    return sorted(steps, key=lambda step: step.at)  # stable: a case's own steps keep their order


def _rested(report: Report, now: datetime) -> Report:
    """A case that is open still was taken up again lately, however long ago it was reported."""
    pause = now - report.received - BUSY
    if report.end in OPEN_ENDS and pause > timedelta(0):
        return replace(report, pause=pause)
    return report


def _not_ahead(step: Step, now: datetime) -> Step:
    """A step that would be yet to come is done now, and no day in it is ahead of today."""
    if step.at <= now:
        return step
    today, act = now.astimezone(WITA).date(), step.act
    if isinstance(act, AddService):
        act = replace(act, given_on=min(act.given_on, today))
    elif isinstance(act, Assess):
        act = replace(act, assessed_on=min(act.assessed_on, today))
    elif isinstance(act, AddFollowUp):
        act = replace(act, done_on=min(act.done_on, today))
    return replace(step, at=now, act=act)


def plan_reports(figures: Figures, inventor: Inventor) -> list[Report]:
    """Reports whose counts are the published figures."""
    rng = inventor.rng
    kinds = shuffled(figures.kinds, rng)
    still_open = iter(STILL_OPEN)
    reports = []
    for household in make_households(figures, rng):
        victims = inventor.victims(household)
        for moment, ended in zip(_moments(household, rng), household.ended, strict=True):
            end = End.CLOSED if ended else next(still_open, End.ASSESSED)
            reports.append(Report(moment, kinds.pop(), victims, end))
    return _with_functions(reports, figures, rng) + list(_exits(figures, inventor))


def _with_functions(reports: list[Report], figures: Figures, rng: Random) -> list[Report]:
    """Give each published service to as many cases as it is counted, mediation never to some."""
    given: dict[int, tuple[str, ...]] = {}
    for function, number in sorted(figures.services.items()):
        able = [
            index
            for index, report in enumerate(reports)
            if report.end in ASSESSED
            and not (function == MEDIATION and report.kind in WITHOUT_MEDIATION)
        ]
        for index in rng.sample(able, number):
            given[index] = (*given.get(index, ()), function)
    return [replace(report, functions=given.get(index, ())) for index, report in enumerate(reports)]


def _exits(figures: Figures, inventor: Inventor) -> Iterator[Report]:
    """Reports that end at identification: somebody else's, or nothing to go on."""
    rng = inventor.rng
    ends = shuffled(EXIT_WEIGHTS, rng)
    for number in range(figures.exits):
        kind = rng.choice(("fisik", "psikis", "penelantaran", "lainnya"))
        victims = inventor.victims(_someone(figures, rng))
        yield Report(_moment(rng), kind, victims, End(ends[number % len(ends)]))


def _fresh(city: City, inventor: Inventor) -> Iterator[Report]:
    for hours, end in FRESH:
        received = city.now - timedelta(hours=hours)
        if received >= FRESH_FROM:  # the published months are full
            victims = inventor.victims(_someone(city.figures, inventor.rng))
            kind = inventor.rng.choice(("seksual", "fisik", "psikis"))
            yield Report(received, kind, victims, end)


def _someone(figures: Figures, rng: Random) -> Household:
    group = rng.choices(list(figures.groups), weights=list(figures.groups.values()))[0]
    places = list(figures.kecamatan)
    return Household((group,), rng.choices(places, list(figures.kecamatan.values()))[0], (True,))


def _moments(household: Household, rng: Random) -> list[datetime]:
    """When the household's cases are reported, each at least a month after the one before."""
    moments = [_moment(rng)]
    if len(household.ended) > 1:
        first = FIRST_DAY + timedelta(days=rng.randrange(120), hours=rng.randint(9, 20))
        moments = [first, first + timedelta(days=rng.randint(30, 85))]
    return [moment.astimezone(UTC) for moment in moments]


def _moment(rng: Random) -> datetime:
    """Some minute of an ordinary day in January to July 2025."""
    month = rng.choices(range(7), weights=REPORTS_OF_MONTHS)[0]
    day = sum(DAYS_OF_MONTHS[:month]) + rng.randrange(DAYS_OF_MONTHS[month])
    minutes = rng.randint(8 * 60 + 30, 21 * 60)
    return (FIRST_DAY + timedelta(days=day, minutes=minutes)).astimezone(UTC)
