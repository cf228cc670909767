"""The records that the security tests stand on: who holds which case, said once.

To the office of `factories` come three caseworkers, none of whom opens anything: Rudi, from whom
Ratna's case was taken; Lupa, who made keys that no supervisor has confirmed; and Pamit, whose
account was ended and whose certificate still stands.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from kla.access.policy import Role
from kla.accounts.services import people
from kla.cases.services import assignment, attachments
from kla.cases.types import UploadFile
from tests import factories
from tests import factories_cases as make
from tests.factories import Cast, Member, Person
from tests.security.pictures import jpeg
from tests.security.visitor import Visitor

UNKNOWN = UUID("00000000-0000-4000-8000-00000000dead")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everybody, and four cases: nobody's yet, Ratna's, Lestari's, and one of the other unit."""

    cast: Cast
    waiting: UUID
    ratnas: UUID
    lestaris: UUID
    elsewhere: UUID

    @property
    def cases(self) -> dict[str, UUID]:
        """The four cases by name."""
        names = ("waiting", "ratnas", "lestaris", "elsewhere")
        return {name: getattr(self, name) for name in names}

    def actor(self, session: Session, key: str):
        """Somebody as services see them, with every key they hold now."""
        return self.cast.actor(session, key)

    def id_of(self, key: str) -> UUID:
        """The account of somebody."""
        return self.cast.members[key].account_id


# Which cases each person opens. Everybody who is not named opens none.
OPENS = {
    "tini": {"waiting"},
    "hasan": {"waiting", "ratnas", "lestaris"},
    "ratna": {"ratnas"},
    "lestari": {"lestaris"},
    "sari": {"elsewhere"},
    "made": {"elsewhere"},
}


def build(session: Session, office: Cast, folder: Path) -> Stage:
    """Set the stage, through the services."""
    cast = Cast(office.office, office.units, dict(office.members))
    caseworker = {"role": Role.CASEWORKER, "unit": 0}
    for key in ("rudi", "pamit"):
        person = Person(name=f"{key.title()} Contoh", **caseworker)
        invited = factories.invite(session, cast, key, person)
        cast.members[key] = factories.bring_in(session, cast, key, invited)
    cast.members["lupa"] = _not_admitted(session, cast)
    stage = Stage(
        cast=cast,
        waiting=make.identified(session, cast),
        ratnas=make.assigned(session, cast, "ratna", "rudi"),
        lestaris=make.assigned(session, cast, "lestari"),
        elsewhere=make.assigned(session, cast, "made", by="sari", unit_id=cast.units[1]),
    )
    hasan = cast.actor(session, "hasan")
    assignment.remove_worker(session, hasan, stage.ratnas, stage.id_of("rudi"))
    people.deactivate(session, cast.actor(session, "gilang"), stage.id_of("pamit"))
    for key, case_id in zip(
        ("tini", "ratna", "lestari", "made"), stage.cases.values(), strict=True
    ):
        upload = UploadFile(stream=BytesIO(jpeg(key)), name=f"{key}.jpg", max_bytes=1_000_000)
        attachments.add_file(session, cast.actor(session, key), case_id, folder, upload)
    session.commit()
    return stage


def _not_admitted(session: Session, cast: Cast) -> Member:
    """Somebody who made keys and came in, and whose four words nobody has compared."""
    person = Person(name="Lupa Contoh", role=Role.CASEWORKER, unit=0)
    invited = factories.invite(session, cast, "lupa", person)
    passphrase, secret = factories.passwords.generate_passphrase(), b"a telephone's secret"
    factories.activate(session, cast.office, invited, passphrase, secret)
    entered = factories.come_in(session, cast.office, "lupa", passphrase, secret)
    session.commit()
    return Member(
        key="lupa",
        account_id=invited.account_id,
        username="lupa",
        role=Role.CASEWORKER,
        passphrase=passphrase,
        totp_secret=secret,
        unlocked=entered.unlocked,
        login_epoch=entered.login_epoch,
    )


def visitor(app: Flask, stage: Stage, key: str) -> Visitor:
    """Somebody at a screen, signed in; "stranger" is signed in as nobody."""
    if key == "stranger":
        return Visitor(app.test_client())
    return Visitor(factories.enter(app, stage.cast.members[key]))
