"""The people of the demo's offices: one of each role and a few more, all invented."""

import base64
from dataclasses import asdict, dataclass
from random import Random

from kla.access.policy import Role
from kla.accounts.types import NO_SIAGA
from kla.crypto.phrases import CONSONANTS, GROUPS, RUDE, SYLLABLES, VOWELS
from kla.crypto.tokens import TOTP_BYTES

MAIN_UNIT, OTHER_UNIT = "UPTD PPA Balikpapan", "UPTD PPA Contoh Kedua"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who signs in to the demo."""

    username: str
    name: str
    role: Role
    unit: str | None = None
    siaga: str = NO_SIAGA


# The first supervisor gets the root's voucher and admits the others, in this order.
CAST = (
    Member("supervisor-1", "Hasan Contoh", Role.SUPERVISOR, MAIN_UNIT),
    Member("auditor", "Audita Contoh", Role.AUDITOR),
    Member("supervisor-2", "Sulastri Contoh", Role.SUPERVISOR, MAIN_UNIT),
    Member("intake", "Indah Contoh", Role.INTAKE),
    Member("caseworker-1", "Ratna Contoh", Role.CASEWORKER, MAIN_UNIT),
    Member("caseworker-2", "Lestari Contoh", Role.CASEWORKER, MAIN_UNIT),
    Member("siaga-a", "Sigap Contoh", Role.SIAGA, None, "a"),
    Member("siaga-b", "Siaga Contoh", Role.SIAGA, None, "b"),
    Member("statistician", "Statika Contoh", Role.STATISTICIAN),
    Member("supervisor-3", "Surti Contoh", Role.SUPERVISOR, OTHER_UNIT),
    Member("it-admin", "Tekno Contoh", Role.IT_ADMIN),
    Member("volunteer", "Dimas Contoh", Role.VOLUNTEER),
    Member("verifier", "Verina Contoh", Role.VERIFIER),
    Member("outreach", "Jelita Contoh", Role.OUTREACH),
    Member("opd", "Dinas Contoh", Role.OPD),
    Member("leadership", "Pimpin Contoh", Role.LEADERSHIP),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """How somebody comes in to the demo. `totp_secret` is as a phone app takes it, in base 32."""

    role: str
    username: str
    passphrase: str
    totp_secret: str

    @property
    def phone(self) -> bytes:
        """The secret as the application keeps it; empty for who signs in without."""
        return base64.b32decode(self.totp_secret)

    def as_row(self) -> dict[str, str]:
        """For the file and for `demo sign-ins`."""
        return asdict(self)


def passphrase_of(seed: int, username: str) -> str:
    """A passphrase like those that the application makes, but the same for the same seed."""
    rng = Random(f"passphrase/{seed}/{username}")  # noqa: S311 -- printed on the screen, demo only
    while True:
        words = ["".join(_syllable(rng) for _ in range(SYLLABLES)) for _ in range(GROUPS)]
        if not any(rude in word for word in words for rude in RUDE):
            return "-".join(words)


def totp_secret_of(seed: int, username: str) -> bytes:
    """The secret of a phone, the same for the same seed."""
    return Random(f"totp/{seed}/{username}").randbytes(TOTP_BYTES)  # noqa: S311 -- demo only


def _syllable(rng: Random) -> str:
    return rng.choice(CONSONANTS) + rng.choice(VOWELS)
