"""The demo's offices: its key ceremony, its people, and how they sign in."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.accounts.services import activation, admission, founding, keyrings, people, sign_in, units
from kla.accounts.types import (
    Activate,
    Activated,
    Admit,
    Credentials,
    FoundOffice,
    NewAccount,
    Office,
    SignedIn,
)
from kla.cli.demo.cast import (
    CAST,
    MAIN_UNIT,
    OTHER_UNIT,
    Member,
    SignIn,
    passphrase_of,
    totp_secret_of,
)
from kla.cli.plain import OPERATOR
from kla.core import clock
from kla.core.clock import WITA
from kla.crypto.tokens import totp_code

# The offices open before the first report comes in.
FOUNDED = datetime(2024, 12, 16, 9, 0, tzinfo=WITA)
FIRST, IT_ADMIN = CAST[0], next(member for member in CAST if member.role is Role.IT_ADMIN)
T = TypeVar("T")
WHO_ACT = ("supervisor-1", "supervisor-2", "intake", "caseworker-1", "caseworker-2", "verifier")


def ceremony_seed(seed: int) -> bytes:
    """The seed of the demo's keys. A demo keeps no secrets, and says so on every page."""
    return Random(f"ceremony/{seed}").randbytes(32)  # noqa: S311 -- the same keys for the same seed


def sign_ins(seed: int) -> list[SignIn]:
    """How everybody comes in."""
    return [
        SignIn(
            role=member.role.value,
            username=member.username,
            passphrase=passphrase_of(seed, member.username),
            totp_secret=base64.b32encode(_phone(seed, member)).decode(),
        )
        for member in CAST
    ]


@dataclass(slots=True)
class Founders:
    """Founds the offices and brings everybody in, a minute for each step."""

    session: Session
    office: Office
    seed: int
    hour: datetime = FOUNDED
    codes: dict[str, str] = field(default_factory=dict)

    def make_people(self, done: Callable[[int], None]) -> dict[str, Actor]:
        """Everybody of the cast; answers those who will act, signed in."""
        self._later(self._found)
        self._later(partial(self._activate, FIRST))
        first = self._later(partial(self.enter, FIRST))
        done(1)
        for member in CAST[1:]:
            self._later(partial(self._bring_in, first, member))
            done(1)
        acting = [member for member in CAST if member.username in WHO_ACT]
        return {m.username: self._later(partial(self.enter, m)).actor for m in acting}

    def enter(self, member: Member) -> SignedIn:
        """Sign somebody in, as they would in a browser."""
        phone = _phone(self.seed, member)
        credentials = Credentials(
            username=member.username,
            passphrase=passphrase_of(self.seed, member.username),
            code=totp_code(phone, clock.now()) if phone else "",
        )
        return sign_in.sign_in(self.session, self.office, credentials)

    def _found(self) -> None:
        command = FoundOffice(
            unit=MAIN_UNIT, supervisor=self._new(FIRST, None), it_admin=self._new(IT_ADMIN, None)
        )
        seed = ceremony_seed(self.seed)
        founded = founding.found_office(self.session, self.office, seed, command)
        units.open_unit(self.session, OPERATOR, OTHER_UNIT)
        self.codes = {
            FIRST.username: founded.supervisor.code,
            IT_ADMIN.username: founded.it_admin.code,
        }

    def _bring_in(self, first: SignedIn, member: Member) -> None:
        if member.username not in self.codes:
            units_by_name = {unit.name: unit.id for unit in units.list_units(self.session)}
            command = self._new(member, units_by_name)
            account = people.create_account(self.session, OPERATOR, command)
            self.codes[member.username] = people.invite(self.session, OPERATOR, account.id).code
        activated = self._activate(member)
        if activated.waits:
            admission.admit(
                self.session,
                self._refreshed(first),
                activated.account_id,
                Admit(words=activated.words),
            )

    def _activate(self, member: Member) -> Activated:
        phone = _phone(self.seed, member)
        command = Activate(
            username=member.username,
            code=self.codes[member.username],
            passphrase=passphrase_of(self.seed, member.username),
            totp_secret=phone,
            totp_code=totp_code(phone, clock.now()) if phone else "",
        )
        return activation.activate(self.session, self.office, command)

    def _refreshed(self, signed_in: SignedIn) -> Actor:
        """The same person, with the circles they have come into since."""
        person = keyrings.standing_of(self.session, signed_in.account_id)
        assert person is not None  # noqa: S101 -- has just signed in
        unlocked = keyrings.refresh(self.session, self.office, person, signed_in.unlocked)
        return keyrings.actor_of(self.office, person, unlocked)

    def _later(self, do: Callable[[], T]) -> T:
        """Do something a minute later, so that no code of a phone is asked for twice."""
        self.hour += timedelta(minutes=1)
        with clock.retelling(self.hour):
            done = do()
            self.session.commit()
        return done

    def _new(self, member: Member, unit_ids: Mapping[str, UUID] | None) -> NewAccount:
        return NewAccount(
            username=member.username,
            name=member.name,
            role=member.role,
            unit_id=unit_ids[member.unit] if unit_ids and member.unit else None,
            siaga=member.siaga,
        )


def _phone(seed: int, member: Member) -> bytes:
    """The secret of a phone; volunteers need none."""
    return b"" if member.role is Role.VOLUNTEER else totp_secret_of(seed, member.username)
