"""What colleagues do together with the cases that go on, so that every screen has something."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from kla.cases.types import AddNote, AddService, CorrectService, DecideClosure, ServiceStatus
from kla.cases.types.consents import ConsentPurpose, Decision
from kla.cli.demo import care, files, words
from kla.cli.demo.acts import (
    WORKERS,
    Act,
    Agree,
    Attach,
    CallOff,
    Cover,
    Hold,
    Meet,
    Offer,
    Refer,
    Step,
    Take,
)
from kla.cli.demo.people import Inventor
from kla.core.clock import WITA

LEADER = "supervisor-1"
PAUSE = timedelta(minutes=7)
WEEK, FORTNIGHT = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Open:
    """A case that goes on: whose it is, and when something was done about it last."""

    case: int
    worker: str
    last: datetime

    @property
    def day(self) -> date:
        """The day of what was done last."""
        return self.last.astimezone(WITA).date()

    @property
    def colleague(self) -> str:
        """The other caseworker of the unit."""
        return next(one for one in WORKERS if one != self.worker)


Tell = Callable[[Open, Inventor, date], Iterator[tuple[str, Act]]]


@dataclass(frozen=True, slots=True)
class Told:
    """Up to when it is told, by which seed, and with which marker in the names."""

    now: datetime
    seed: str
    marker: str


def steps_together(steps: Sequence[Step], told: Told) -> list[Step]:
    """More steps for the cases that go on, each after all that was done about its case."""
    # A chance of its own: what else the seed tells stays as it is.
    rng = Random(f"together/{told.seed}")  # noqa: S311 -- an invented city comes out the same
    inventor, today = Inventor(rng, {}, told.marker), told.now.astimezone(WITA).date()
    found = []
    for number, one in enumerate(_going_on(steps)):
        at = one.last
        for tell in TALES[number % len(TALES)]:
            for by, act in tell(one, inventor, today):
                at = min(at + PAUSE, told.now)
                found.append(Step(at, by, one.case, act))
    return found


def _going_on(steps: Sequence[Step]) -> list[Open]:
    over = {step.case for step in steps if isinstance(step.act, DecideClosure)}
    worker = {step.case: step.act.worker for step in steps if isinstance(step.act, Take)}
    last = {step.case: step.at for step in sorted(steps, key=lambda step: step.at)}
    return [Open(case, worker[case], last[case]) for case in sorted(worker) if case not in over]


def _consents(one: Open, inventor: Inventor, _today: date) -> Iterator[tuple[str, Act]]:
    """The family agrees to a referral and a conference, and to no research."""
    given = (ConsentPurpose.REFERRAL, ConsentPurpose.CONFERENCE, ConsentPurpose.TRANSFER)
    yield one.worker, Agree(given, Decision.GIVEN, inventor.name("P"), inventor.uuid())
    refused = (ConsentPurpose.RESEARCH,)
    yield one.worker, Agree(refused, Decision.REFUSED, inventor.name("P"), inventor.uuid())


def _referral(one: Open, inventor: Inventor, _today: date) -> Iterator[tuple[str, Act]]:
    yield one.worker, Refer(inventor.rng.choice(words.PURPOSES), inventor.uuid())


def _conference(one: Open, inventor: Inventor, today: date) -> Iterator[tuple[str, Act]]:
    guest, step = inventor.name("L"), today + WEEK
    yield one.worker, Meet(guest, *words.MINUTES, step, inventor.uuid())


def _services(one: Open, inventor: Inventor, today: date) -> Iterator[tuple[str, Act]]:
    """One to come, one that was called off, one that was logged wrongly and put right."""
    soon = {"status": ServiceStatus.PLANNED, "given_on": today + FORTNIGHT}
    for kind in ("kesehatan", "bantuan_hukum"):
        yield one.worker, _service(kind, inventor, **soon)
    called_off = _service("kesehatan", inventor, **soon)
    yield one.worker, called_off
    yield one.worker, CallOff(called_off.entry, words.CALLED_OFF)
    wrong = _service(care.KIND, inventor, given_on=one.day)
    yield one.worker, wrong
    right = _service(care.KIND, inventor, given_on=one.day, entry=wrong.entry)
    why = words.CORRECTION
    yield one.worker, CorrectService(service=right, why=why, correction=inventor.uuid())


def _service(kind: str, inventor: Inventor, **values: object) -> AddService:
    fresh = {"entry": inventor.uuid(), "outcome": ""} | values
    return AddService(kind=kind, institution=words.INSTITUTIONS[kind], **fresh)  # type: ignore[arg-type]


def _file(one: Open, inventor: Inventor, _today: date) -> Iterator[tuple[str, Act]]:
    yield one.worker, Attach("foto-kunjungan.png", "Dokumen contoh", files.png(inventor.rng))
    text = inventor.rng.choice(words.NOTES)
    yield one.worker, AddNote(text=text, note_id=inventor.uuid())


def _risk(one: Open, inventor: Inventor, _today: date) -> Iterator[tuple[str, Act]]:
    """Scored again, and once by judgement."""
    yield one.worker, care.scoring(inventor)
    yield LEADER, care.judged(inventor, words.JUDGED)


def _cover(one: Open, _inventor: Inventor, _today: date) -> Iterator[tuple[str, Act]]:
    yield LEADER, Cover(one.worker, one.colleague)


def _offer(one: Open, _inventor: Inventor, _today: date) -> Iterator[tuple[str, Act]]:
    yield one.worker, Offer(one.colleague, words.OFFER)


def _hold(_one: Open, _inventor: Inventor, _today: date) -> Iterator[tuple[str, Act]]:
    yield LEADER, Hold(words.HOLD)


# What is told of the first case that goes on, of the second, and so on, over and over.
TALES: tuple[tuple[Tell, ...], ...] = (
    (_consents, _referral, _file, _risk),
    (_services, _file),
    (_consents, _conference, _risk),
    (_cover, _file),
    (_consents, _referral, _conference, _services),
    (_file, _risk),
    (_hold,),
    (_consents, _offer),
)
