"""The cases in which the forms of the table are found, each made through the services."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from kla.access.policy import Permission
from kla.cases.services import (
    consents,
    copies,
    covers,
    handovers,
    lookup,
    people,
    referrals,
    restriction,
    retention,
    simfoni,
    tasks,
)
from kla.cases.types import ServiceStatus, TaskKind
from kla.cases.types.consents import ConsentPurpose, Decision, RecordConsent
from kla.cases.types.copies import MakeCopy, Wording
from kla.cases.types.offers import CoverCase, OfferCase
from kla.cases.types.people import PersonDetails, PersonRole, PutPerson
from kla.cases.types.referrals import Desk, MakeReferral
from kla.cases.types.restriction import RestrictCase
from kla.cases.types.retention import HoldCase
from kla.cases.types.simfoni import EnterSimfoni
from kla.core import clock
from tests import factories_cases as f
from tests import factories_stages as s
from tests.factories import Cast

SIX_YEARS = timedelta(days=6 * 366)


@dataclass(slots=True)
class World:
    """The office, its records, and when it is."""

    app: Flask
    session: Session
    cast: Cast
    later: Any = None
    known: str = ""

    def actor(self, key: str):
        """Somebody as services see them."""
        return self.cast.actor(self.session, key)

    def id_of(self, key: str) -> uuid.UUID:
        """The account of somebody."""
        return self.cast.members[key].account_id


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form is."""

    case_id: uuid.UUID
    end: str

    @property
    def case(self) -> str:
        """The page of the case."""
        return f"/cases/{self.case_id}"

    @property
    def path(self) -> str:
        """Where the form is sent."""
        return f"{self.case}/{self.end}"


Maker = Callable[[World], Place]


def _plain(made: Callable[..., uuid.UUID]) -> Callable[[str], Maker]:
    return lambda end: lambda world: Place(made(world.session, world.cast), end)


registered, identified = _plain(f.registered), _plain(f.identified)
assigned, assessed = _plain(f.assigned), _plain(f.assessed)
proposed, closed = _plain(f.proposed), _plain(f.closed)
planning, submitted, delivery = _plain(s.planning), _plain(s.submitted), _plain(s.delivery)


def account(key: str) -> Callable[[World], str]:
    """Somebody as a list of people has them."""
    return lambda world: str(world.id_of(key))


def accounts(*keys: str) -> Callable[[World], list[str]]:
    """Several of them, each with a box."""
    return lambda world: [str(world.id_of(key)) for key in keys]


def unit(number: int) -> Callable[[World], str]:
    """A unit as a list of units has it."""
    return lambda world: str(world.cast.units[number])


def victim(end: str) -> Maker:
    """At the one victim of a case."""
    return lambda world: _person(world, f.assigned(world.session, world.cast), "victims", end)


def known() -> Maker:
    """At a victim of whom another case of Ratna's knows already."""

    def make(world: World) -> Place:
        other = f.assigned(world.session, world.cast)
        roll = people.read_roll(world.session, world.actor("ratna"), other)
        found = next(one for one in roll.people if one.role == "victims")
        world.known = f"{other}/{found.ref}"
        return victim("/known")(world)

    return make


def relative(end: str) -> Maker:
    """At a relative who was added."""

    def make(world: World) -> Place:
        case_id = f.assigned(world.session, world.cast)
        details = PersonDetails(name="Nenek Contoh", relation="kakek_nenek")
        command = PutPerson(role=PersonRole.FAMILY, details=details)
        people.put_person(world.session, world.actor("ratna"), case_id, command)
        world.session.commit()
        return _person(world, case_id, "family", end)

    return make


def _person(world: World, case_id: uuid.UUID, role: str, end: str) -> Place:
    roll = people.read_roll(world.session, world.actor("hasan"), case_id)
    found = next(one.id for one in roll.people if one.role == role)
    return Place(case_id, f"people/{role}/{found}{end}")


def consented(end: str) -> Maker:
    """A case in which the family agreed to all that is asked for."""
    return lambda world: Place(_agree(world)[0], end)


def consent(end: str) -> Maker:
    """At one of those consents."""

    def make(world: World) -> Place:
        case_id, command = _agree(world)
        entry = uuid.uuid5(command.entry, ConsentPurpose.REFERRAL)
        return Place(case_id, f"consents/{entry}/{end}")

    return make


def _agree(world: World) -> tuple[uuid.UUID, RecordConsent]:
    case_id, ratna = f.assigned(world.session, world.cast), world.actor("ratna")
    roll = people.read_roll(world.session, ratna, case_id)
    command = RecordConsent(
        purposes=tuple(map(str, ConsentPurpose)),
        about=tuple(one.id for one in roll.people if one.role == "victims"),
        decision=Decision.GIVEN,
        on=clock.today(),
        giver="wali",
        giver_name="Nenek Contoh",
        how="tertulis",
    )
    consents.record_consent(world.session, ratna, case_id, command)
    world.session.commit()
    return case_id, command


def referral() -> Maker:
    """At a letter that was made."""

    def make(world: World) -> Place:
        case_id, _ = _agree(world)
        command = MakeReferral(
            institution="RSUD Contoh",
            service="kesehatan",
            purpose="Mohon diperiksa.",
            parts=("report",),
            ask_again=clock.today() + timedelta(days=7),
            confirmed=True,
        )
        desk = Desk(world.app.extensions["settings"].files_path, str)
        referrals.make_referral(world.session, world.actor("ratna"), case_id, command, desk)
        world.session.commit()
        return Place(case_id, f"referrals/{command.entry}")

    return make


def copy() -> Maker:
    """At a copy that was made."""

    def make(world: World) -> Place:
        case_id, _ = _agree(world)
        command = MakeCopy(parts=("report",), to="office", purpose="Rapat tim.", confirmed=True)
        words = Wording("id", lambda _list, code: code, str, str, str)
        copies.make_copy(world.session, world.actor("ratna"), case_id, command, words)
        world.session.commit()
        return Place(case_id, f"copies/{command.entry}")

    return make


def entered(end: str) -> Maker:
    """A case that was entered in the ministry's register."""

    def make(world: World) -> Place:
        case_id, _ = _agree(world)
        command = EnterSimfoni(number="SP-1", on=clock.today(), entry=uuid.uuid4())
        simfoni.enter(world.session, world.actor("ratna"), case_id, command)
        world.session.commit()
        return Place(case_id, end)

    return make


def service(end: str, status: ServiceStatus) -> Maker:
    """At a service."""

    def make(world: World) -> Place:
        case_id = s.delivery(world.session, world.cast)
        entry = s.serve(world.session, world.cast, case_id, status=status)
        return Place(case_id, f"services/{entry}/{end}")

    return make


def task(end: str) -> Maker:
    """At the first task of whoever was given a case."""

    def make(world: World) -> Place:
        case_id = f.assigned(world.session, world.cast)
        found = tasks.find_open(world.session, case_id, TaskKind.RESPOND)
        return Place(case_id, f"tasks/{found.id}/{end}")

    return make


def held(end: str) -> Maker:
    """A case that is not to be erased."""

    def make(world: World) -> Place:
        case_id, hasan = f.assigned(world.session, world.cast), world.actor("hasan")
        opened = lookup.open_case(world.session, hasan, case_id, Permission.CASE_READ)
        seen = retention.read(world.session, opened).version
        command = HoldCase(reason="Perkara di pengadilan.", seen=seen)
        retention.hold(world.session, hasan, case_id, command)
        world.session.commit()
        return Place(case_id, end)

    return make


def restricted(end: str) -> Maker:
    """A case that Hasan and Ratna alone may open."""

    def make(world: World) -> Place:
        case_id = f.assigned(world.session, world.cast)
        named = (world.id_of("hasan"), world.id_of("ratna"))
        command = RestrictCase(people=named, reason="Keluarga rekan kerja.", confirmed=True)
        restriction.restrict(world.session, world.actor("hasan"), case_id, command)
        world.session.commit()
        return Place(case_id, end)

    return make


def offered(end: str) -> Maker:
    """A case that Ratna has offered to Lestari."""

    def make(world: World) -> Place:
        case_id = f.assigned(world.session, world.cast)
        offer = OfferCase(to=world.id_of("lestari"), note="Saya pindah tugas.")
        handovers.offer_case(world.session, world.actor("ratna"), case_id, offer)
        world.session.commit()
        return Place(case_id, end)

    return make


def covered() -> Maker:
    """A case in which Lestari stands in for Ratna."""

    def make(world: World) -> Place:
        case_id, until = f.assigned(world.session, world.cast), clock.today() + timedelta(days=5)
        lestari = world.id_of("lestari")
        cover = CoverCase(away=world.id_of("ratna"), substitute=lestari, until=until)
        covers.cover_case(world.session, world.actor("hasan"), case_id, cover)
        world.session.commit()
        return Place(case_id, f"covers/{lestari}/end")

    return make


def two_workers() -> Maker:
    """A case that Ratna and Lestari work on; she is to leave it."""

    def make(world: World) -> Place:
        case_id = f.assigned(world.session, world.cast, "ratna", "lestari")
        return Place(case_id, f"workers/{world.id_of('lestari')}/remove")

    return make


def over(end: str) -> Maker:
    """A closed case, in the year in which its time is over."""

    def make(world: World) -> Place:
        case_id = f.closed(world.session, world.cast)
        world.later = time_machine.travel(clock.now() + SIX_YEARS)
        world.later.start()
        return Place(case_id, end)

    return make
