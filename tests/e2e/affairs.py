"""What the demo is too young for, laid into it before it is served: `python -m tests.e2e.affairs`.

A case whose time is over, one proposed for erasure, one erased, one offered to the other unit, a
copy that is out, an emergency that is over.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from kla import create_app
from kla.access.policy import Actor
from kla.accounts.types import Office
from kla.cases.numbers import case_number
from kla.cases.services import (
    consents,
    copies,
    corrections,
    deliveries,
    erasure,
    lookup,
    people,
    siaga,
    siaga_reading,
    transfers,
)
from kla.cases.types import AddService, CorrectService
from kla.cases.types.consents import ConsentPurpose, Decision, RecordConsent
from kla.cases.types.copies import MakeCopy, Wording
from kla.cases.types.offers import OfferTransfer
from kla.cases.types.siaga import AskSiaga
from kla.cli.demo.cast import SignIn
from kla.cli.demo.city import known_sign_ins
from kla.cli.demo.counting import enter
from kla.config import Settings
from kla.core import clock
from kla.core.errors import Invalid
from kla.extensions import db
from tests import factories_cases as make

# Who of the demo does what the people of the other tests do.
PARTS = {
    "tini": "intake",
    "ratna": "caseworker-1",
    "hasan": "supervisor-1",
    "sari": "supervisor-3",
    "made": "caseworker-2",
    "nur": "auditor",
}
SIX_YEARS = timedelta(days=6 * 366)


@dataclass(slots=True)
class Member:
    """One of them, as `factories_cases` asks for."""

    account_id: UUID


@dataclass(slots=True)
class Team:
    """The people of the demo under the names of the other tests."""

    office: Office
    known: dict[str, SignIn]
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, session: Session, key: str) -> Actor:
        """Somebody, signed in once."""
        if key not in self.actors:
            self.actors[key] = self._enter(session, self.known[PARTS[key]])
            session.commit()
        return self.actors[key]

    def _enter(self, session: Session, who: SignIn) -> Actor:
        """On a busy machine a code can be over before it is looked at: then the next."""
        try:
            return enter(session, self.office, who)
        except Invalid:
            session.commit()
            return enter(session, self.office, who)

    @property
    def members(self) -> dict[str, Member]:
        """Those who came in."""
        return {key: Member(one.account_id) for key, one in self.actors.items()}

    @property
    def units(self) -> list[UUID]:
        """The units of the two supervisors."""
        found = [self.actors["hasan"].unit_id, self.actors["sari"].unit_id]
        return [one for one in found if one is not None]


def lay_out(session: Session, team: Team, folder: Path) -> dict[str, list[str]]:
    """All of it, through the services. Answers addresses without a link, by who may open them."""
    for key in PARTS:
        team.actor(session, key)
    hasan = team.actors["hasan"]
    over = [make.closed(session, team) for _ in range(3)]
    with clock.retelling(clock.now() + SIX_YEARS):
        proposed = [erasure.propose(session, hasan, one, confirmed=True).id for one in over[1:]]
        session.commit()
    erasure.confirm(session, team.actors["nur"], proposed[1], folder, confirmed=True)
    session.commit()
    moving = make.assigned(session, team)
    _agree(session, hasan, moving)
    offer = OfferTransfer(unit_id=team.units[1], reason="Pindah rumah.", confirmed=True)
    offer_id = transfers.offer_transfer(session, hasan, moving, offer)
    copied = MakeCopy(parts=("report",), to="office", purpose="Rapat tim.", confirmed=True)
    wording = Wording("id", lambda _list, code: code, str, str, str)
    copies.make_copy(session, hasan, moving, copied, wording)
    month = lookup.get_case(session, moving).opened_month
    asked = AskSiaga(number=case_number(moving, month), reason="Anak belum pulang malam ini.")
    request = siaga.ask(session, team.actors["made"], asked)
    siaga_reading.end(session, team.actors["made"], request.id)
    session.commit()
    decided, corrected = _work(session, team)
    lost = f"/workload/{team.members['ratna'].account_id}/give-back"
    mine = [f"/cases/{over[0]}/erase", f"/cases/{moving}/copies", lost, decided, corrected]
    return {PARTS["hasan"]: mine, PARTS["sari"]: [f"/offers/{offer_id}/transfer"]}


def _work(session: Session, team: Team) -> tuple[str, str]:
    """Where an end waits for a word, and a service that was logged wrong at first."""
    case_id, ratna = make.proposed(session, team), team.actors["ratna"]
    given = AddService(kind="kesehatan", given_on=clock.today(), institution="RSUD Contoh")
    deliveries.add_service(session, ratna, case_id, given)
    right = CorrectService(service=replace(given, institution="Puskesmas Contoh"), why="Salah.")
    corrections.correct_service(session, ratna, case_id, right)
    session.commit()
    return f"/cases/{case_id}/closure/decide", f"/cases/{case_id}/services/{given.entry}"


def _agree(session: Session, actor: Actor, case_id: UUID) -> None:
    roll = people.read_roll(session, actor, case_id)
    consent = RecordConsent(
        purposes=(str(ConsentPurpose.TRANSFER),),
        about=tuple(one.id for one in roll.people if one.role == "victims"),
        decision=Decision.GIVEN,
        on=clock.today(),
        giver="wali",
        giver_name="Nenek Contoh",
        how="tertulis",
    )
    consents.record_consent(session, actor, case_id, consent)


def main() -> None:
    """For the demo of the environment."""
    app = create_app()
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        known = {one.username: one for one in known_sign_ins(settings)}
        team = Team(app.extensions["office"], known)
        print(json.dumps(lay_out(db.session(), team, settings.files_path)))  # noqa: T201 -- read


if __name__ == "__main__":
    main()
