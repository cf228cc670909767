"""The people of the benchmark's office, brought in by the same services that a real office uses."""

import time
import uuid
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.accounts.services import activation, admission, founding, people, sign_in
from kla.accounts.types import (
    Activate,
    Activated,
    Admit,
    Credentials,
    FoundOffice,
    Invitation,
    NewAccount,
    Office,
)
from kla.core import clock
from kla.crypto import passwords, tokens

UNIT = "Unit Rekaan"
STEP_S = 30
CASEWORKERS = 12


@dataclass
class Phone:
    """Shows the six digits of a second factor, none of them twice."""

    secret: bytes
    used: int = 0

    def code(self) -> str:
        """The next digits that are good now. Waits where all of this half minute are used."""
        while (step := max(self.used + 1, _now() - 1)) > _now() + 1:
            time.sleep(1)
        self.used = step
        at = clock.now().fromtimestamp(step * STEP_S, tz=clock.now().tzinfo)
        return tokens.totp_code(self.secret, at)


@dataclass
class Person:
    """Somebody with what they need to come in, and the keys they have once they did."""

    username: str
    role: Role
    account_id: uuid.UUID
    passphrase: str
    phone: Phone
    words: tuple[str, ...] = ()
    actor: Actor | None = None


@dataclass
class Staff:
    """The office: enough people that every circle exists."""

    unit_id: uuid.UUID
    supervisor: Person
    intake: Person
    caseworkers: list[Person] = field(default_factory=list)


def hire(session: Session, office: Office, seed: bytes) -> Staff:
    """Found an office, and bring in everybody who is needed before a case can be registered."""
    command = FoundOffice(
        unit=UNIT,
        supervisor=_new("penyelia", Role.SUPERVISOR),
        it_admin=_new("teknisi", Role.IT_ADMIN),
    )
    founded = founding.found_office(session, office, seed, command)
    supervisor = _activate(session, office, founded.supervisor, Role.SUPERVISOR)
    _activate(session, office, founded.it_admin, Role.IT_ADMIN)
    session.commit()
    enter(session, office, supervisor)
    others = [_join(session, office, supervisor, new) for new in _wanted(founded.unit_id)]
    session.commit()
    staff = Staff(founded.unit_id, supervisor, others[0], others[4:])
    for person in (supervisor, staff.intake, *staff.caseworkers):
        enter(session, office, person)
    return staff


def enter(session: Session, office: Office, person: Person) -> Actor:
    """Sign somebody in, with a new code of their phone."""
    typed = Credentials(
        username=person.username, passphrase=person.passphrase, code=person.phone.code()
    )
    person.actor = sign_in.sign_in(session, office, typed).actor
    session.commit()
    return person.actor


def _wanted(unit_id: uuid.UUID) -> list[NewAccount]:
    workers = [
        _new(f"pendamping{number}", Role.CASEWORKER, unit_id)
        for number in range(1, CASEWORKERS + 1)
    ]
    return [
        _new("pengaduan", Role.INTAKE),
        _new("siaga-a", Role.SIAGA, siaga="a"),
        _new("siaga-b", Role.SIAGA, siaga="b"),
        _new("pengawas", Role.AUDITOR),
        *workers,
    ]


def _new(
    username: str, role: Role, unit_id: uuid.UUID | None = None, siaga: str = "-"
) -> NewAccount:
    name = f"{username.capitalize()} Rekaan"
    return NewAccount(username=username, name=name, role=role, unit_id=unit_id, siaga=siaga)


def _join(session: Session, office: Office, supervisor: Person, new: NewAccount) -> Person:
    assert supervisor.actor is not None
    account = people.create_account(session, None, new)
    person = _activate(session, office, people.invite(session, None, account.id), new.role)
    admission.admit(session, supervisor.actor, person.account_id, Admit(words=person.words))
    session.commit()
    return person


def _activate(session: Session, office: Office, invited: Invitation, role: Role) -> Person:
    passphrase, phone = passwords.generate_passphrase(), Phone(tokens.new_totp_secret())
    typed = Activate(
        username=invited.username,
        code=invited.code,
        passphrase=passphrase,
        totp_secret=phone.secret,
        totp_code=phone.code(),
    )
    done: Activated = activation.activate(session, office, typed)
    return Person(invited.username, role, done.account_id, passphrase, phone, done.words)


def _now() -> int:
    return int(clock.now().timestamp()) // STEP_S
