"""Invented people with real keys, made through the services that an office uses, once per run.

`cast` is the office: Ratna (caseworker, has the case), Hasan (her supervisor), Lestari (caseworker
of the same unit, does not have it), Dimas (volunteer), Tini (intake), and one person of every other
role. Sari leads a second unit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.accounts import sessions
from kla.accounts.models import Account
from kla.accounts.services import (
    activation,
    admission,
    founding,
    keyrings,
    people,
    sign_in,
    units,
)
from kla.accounts.types import (
    Activate,
    Activated,
    Admit,
    Credentials,
    FoundOffice,
    Invitation,
    NewAccount,
    Office,
    SignedIn,
    Unlocked,
    needs_second_factor,
)
from kla.core import clock
from kla.crypto import passwords, tokens
from tests.browser import Browser


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the cast: how they sign in, and what they had unlocked when the office was built."""

    key: str
    account_id: UUID
    username: str
    role: Role
    passphrase: str = field(repr=False)
    totp_secret: bytes = field(repr=False)
    unlocked: Unlocked = field(repr=False)
    login_epoch: int = 1

    def code(self) -> str:
        """What their phone shows now; empty without a phone."""
        return tokens.totp_code(self.totp_secret, clock.now()) if self.totp_secret else ""

    def credentials(self, **changed: str) -> Credentials:
        """What they type to come in."""
        typed = {"username": self.username, "passphrase": self.passphrase, "code": self.code()}
        return Credentials(**(typed | changed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is to be in the office."""

    name: str
    role: Role
    unit: int | None = None
    siaga: str = "-"


CAST = {
    "ratna": Person(name="Ratna Contoh", role=Role.CASEWORKER, unit=0),
    "lestari": Person(name="Lestari Contoh", role=Role.CASEWORKER, unit=0),
    "tini": Person(name="Tini Contoh", role=Role.INTAKE),
    "dimas": Person(name="Dimas Contoh", role=Role.VOLUNTEER),
    "sari": Person(name="Sari Contoh", role=Role.SUPERVISOR, unit=1),
    "made": Person(name="Made Contoh", role=Role.CASEWORKER, unit=1),
    "nur": Person(name="Nur Contoh", role=Role.AUDITOR),
    "wati": Person(name="Wati Contoh", role=Role.LEADERSHIP),
    "yuni": Person(name="Yuni Contoh", role=Role.STATISTICIAN),
    "arif": Person(name="Arif Contoh", role=Role.SIAGA, siaga="a"),
    "bima": Person(name="Bima Contoh", role=Role.SIAGA, siaga="b"),
    "vina": Person(name="Vina Contoh", role=Role.VERIFIER),
    "oki": Person(name="Oki Contoh", role=Role.OUTREACH),
    "dewi": Person(name="Dewi Contoh", role=Role.OPD),
}


@dataclass(slots=True)
class Cast:
    """The office and everybody in it."""

    office: Office
    units: list[UUID]
    members: dict[str, Member] = field(default_factory=dict)

    def __getattr__(self, key: str) -> Member:
        try:
            return self.members[key]
        except KeyError:
            raise AttributeError(key) from None

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members.values())

    def actor(self, session: Session, key: str) -> Actor:
        """Somebody as services see them after sign-in, with every key they hold now."""
        member = self.members[key]
        person = keyrings.standing_of(session, member.account_id)
        assert person is not None, f"{key} is not active"
        unlocked = keyrings.refresh(session, self.office, person, member.unlocked)
        return keyrings.actor_of(self.office, person, unlocked)

    def browser(self, app: Flask, key: str) -> Browser:
        """A browser in which somebody is signed in."""
        browser = Browser(enter(app, self.members[key]))
        browser.get("/security")
        return browser


def enter(app: Flask, member: Member) -> FlaskClient:
    """Open a login session without the work of signing in, and give its cookie to a browser."""
    client = app.test_client()
    with app.test_request_context():
        lifetime = sessions.lifetime_for(app.extensions["settings"], volunteer=False)
        sessions.begin(member.account_id, "Firefox; Linux", lifetime)
        present = sessions.current()
        present["_user_id"] = str(member.account_id)
        present["epoch"] = member.login_epoch
        present["keys"] = keyrings.to_content(member.unlocked)
        app.session_interface.save_session(app, present, app.response_class())
        client.set_cookie(app.session_interface.cookie, str(present.token))
    return client


def build_cast(session: Session, office: Office, seed: bytes) -> Cast:
    """Found an office and bring everybody in, the way it is done."""
    command = FoundOffice(
        unit="UPTD PPA Contoh",
        supervisor=NewAccount(username="hasan", name="Hasan Contoh", role=Role.SUPERVISOR),
        it_admin=NewAccount(username="gilang", name="Gilang Contoh", role=Role.IT_ADMIN),
    )
    founded = founding.found_office(session, office, seed, command)
    cast = Cast(office, [founded.unit_id])
    for key, invited in (("hasan", founded.supervisor), ("gilang", founded.it_admin)):
        cast.members[key] = bring_in(session, cast, key, invited)
    cast.units.append(units.open_unit(session, cast.actor(session, "gilang"), "Unit Dua").id)
    for key, person in CAST.items():
        invited = invite(session, cast, key, person)
        cast.members[key] = bring_in(session, cast, key, invited)
    session.execute(update(Account).values(totp_last_step=0))
    session.commit()
    return cast


def invite(session: Session, cast: Cast, key: str, person: Person) -> Invitation:
    """Let the IT admin make the row and the code."""
    gilang = cast.actor(session, "gilang")
    command = NewAccount(
        username=key,
        name=person.name,
        role=person.role,
        unit_id=None if person.unit is None else cast.units[person.unit],
        siaga=person.siaga,
    )
    account = people.create_account(session, gilang, command)
    return people.invite(session, gilang, account.id)


def bring_in(session: Session, cast: Cast, key: str, invited: Invitation) -> Member:
    """Let a person activate, be admitted where their keys open something, and sign in."""
    account = people.get_account(session, invited.account_id)
    secret = tokens.new_totp_secret() if needs_second_factor(account.role) else b""
    passphrase = passwords.generate_passphrase()
    made = activate(session, cast.office, invited, passphrase, secret)
    if made.waits:
        leader = "sari" if account.unit_id in cast.units[1:] and key != "sari" else "hasan"
        admission.admit(session, cast.actor(session, leader), account.id, Admit(words=made.words))
    entered = come_in(session, cast.office, invited.username, passphrase, secret)
    session.commit()
    return Member(
        key=key,
        account_id=account.id,
        username=invited.username,
        role=account.role,
        passphrase=passphrase,
        totp_secret=secret,
        unlocked=entered.unlocked,
        login_epoch=entered.login_epoch,
    )


def activate(
    session: Session, office: Office, invited: Invitation, passphrase: str, secret: bytes
) -> Activated:
    """Make the keys of somebody who got a code."""
    return activation.activate(
        session,
        office,
        Activate(
            username=invited.username,
            code=invited.code,
            passphrase=passphrase,
            totp_secret=secret,
            totp_code=tokens.totp_code(secret, clock.now()) if secret else "",
        ),
    )


def come_in(
    session: Session, office: Office, username: str, passphrase: str, secret: bytes
) -> SignedIn:
    """Sign somebody in with the code that their phone shows next."""
    soon = clock.now() + timedelta(seconds=30)
    code = tokens.totp_code(secret, soon) if secret else ""
    credentials = Credentials(username=username, passphrase=passphrase, code=code)
    return sign_in.sign_in(session, office, credentials)
