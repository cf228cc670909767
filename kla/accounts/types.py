"""The words of accounts: what forms hand to services and what services answer."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kla.access.policy import KEY_ROLES, Actor, Role
from kla.crypto.certificates import KeyRecord
from kla.crypto.passwords import KdfParams
from kla.crypto.shred import HandleStore

NO_SIAGA = "-"

# Whoever is not paid staff may do without a second factor: a spare phone is a lot to ask.
WITHOUT_SECOND_FACTOR = frozenset({Role.VOLUNTEER})

# Ends the open transaction: slow work must not keep everybody else from writing.
Pause = Callable[[], None]


def no_pause() -> None:
    """Go on in the same transaction: for commands and tests, where nobody waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What one installation brings to its people's keys: public roots, pepper, cost, handles.

    And within how long it wants reports of the public read, those of danger first; in minutes.
    """

    instance: str
    root: bytes
    handles: HandleStore
    params: KdfParams
    pepper: bytes = field(repr=False)
    triage: tuple[int, int] = (60, 6 * 60)


class AccountState(StrEnum):
    """How far a person has come towards working here."""

    INVITED = "invited"  # has a code, or needs a new one
    WAITING = "waiting"  # has made keys, no supervisor has confirmed them
    READY = "ready"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What the IT admin knows of a new person."""

    username: str
    name: str
    role: Role
    unit_id: uuid.UUID | None = None
    siaga: str = NO_SIAGA
    email: str = ""
    account_id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A code to hand to a person, shown once."""

    account_id: uuid.UUID
    username: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What somebody typed to come in, and the network they came from."""

    username: str
    passphrase: str = field(repr=False)
    code: str = field(default="", repr=False)
    network: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activate:
    """Everything a person decides at the first sign-in."""

    username: str
    code: str = field(repr=False)
    passphrase: str = field(repr=False)
    method: str = "generated"  # or "chosen"
    totp_secret: bytes = field(default=b"", repr=False)
    totp_code: str = field(default="", repr=False)
    network: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    """The four words that the supervisor heard from the person."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassphrase:
    """The old passphrase and the new one."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    method: str = "generated"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSecondFactor:
    """A new secret for the phone, proved by a code; the passphrase says who asks."""

    passphrase: str = field(repr=False)
    secret: bytes = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What a person's bundle holds, unlocked. It lives in the login session and nowhere else."""

    kid: str  # of the key record, which signs
    own_kid: str  # of the X25519 key, which things are sealed to
    xsk: bytes = field(repr=False)
    esk: bytes = field(repr=False)
    root: bytes
    instance: str
    mlkem_seed: bytes = field(default=b"", repr=False)
    totp_secret: bytes = field(default=b"", repr=False)
    anchor_seq: int = 0
    anchor_hash: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a person's certificate says, as it was when it was last checked to the root."""

    role: Role
    unit: str
    siaga: str
    revocations: int  # how many there were then: another number means to check again


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """A person's secrets, and what has been opened with them. Kept in the login session."""

    secrets: Secrets
    circles: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    certificate: Certificate | None = None
    oversight: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    """A person who has made keys: the words to tell a supervisor, and who they are from now on."""

    account_id: uuid.UUID
    words: tuple[str, ...]
    waits: bool
    secrets: Secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody who came in, with the keys they unlocked."""

    account_id: uuid.UUID
    actor: Actor
    unlocked: Unlocked
    login_epoch: int
    trail_was_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A restored person's earlier keys, as grants name them, and the certified new key."""

    old_kids: tuple[str, ...]
    record: KeyRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOffice:
    """What the founding of an office needs beside the seed: a unit and the first two people."""

    unit: str
    supervisor: NewAccount
    it_admin: NewAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """The unit, and the codes to hand to the first two people."""

    unit_id: uuid.UUID
    supervisor: Invitation
    it_admin: Invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChoice:
    """A person to choose from a list."""

    account_id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPerson:
    """Somebody whose keys wait for a supervisor's word."""

    account_id: uuid.UUID
    name: str
    username: str
    role: Role
    unit: str
    words: tuple[str, ...]
    again: bool  # had keys before


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A row of the list of people."""

    account_id: uuid.UUID
    name: str
    username: str
    role: Role
    unit: str
    state: AccountState
    may_be_invited: bool = False

    @property
    def may_be_ended(self) -> bool:
        """Whether the account can still be deactivated."""
        return self.state is not AccountState.ENDED


def holds_keys(role: Role) -> bool:
    """Whether something may be sealed to people of this role."""
    return role in KEY_ROLES


def needs_second_factor(role: Role) -> bool:
    """Whether people of this role must have one."""
    return role not in WITHOUT_SECOND_FACTOR
