"""The invented people of the demo's cases."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kla.cases.types import Perpetrator, Reporter, Victim
from kla.cli.demo import words
from kla.cli.demo.households import Household

ELSEWHERE, OUTSIDE = "lainnya", "luar"
# Years of birth such that no birthday of 2025 or 2026 moves anyone to another group.
BORN = {"girls": (2008, 2021), "boys": (2008, 2021), "women": (1970, 2004)}
SEX = {"girls": "P", "women": "P", "boys": "L"}


@dataclass(frozen=True, slots=True)
class Inventor:
    """Makes people up, always the same ones for the same chance. `marker` goes into every word."""

    rng: Random
    kelurahan: dict[str, list[str]]
    marker: str = ""

    def victims(self, household: Household) -> tuple[Victim, ...]:
        """The victims of a household, all at one address."""
        place = self.kelurahan_in(household.kecamatan)
        return tuple(self._victim(group, place) for group in household.groups)

    def kelurahan_in(self, kecamatan: str) -> str:
        """Some kelurahan of a kecamatan; outside the city there are none to choose from."""
        return OUTSIDE if kecamatan == ELSEWHERE else self.rng.choice(self.kelurahan[kecamatan])

    def reporter(self) -> Reporter:
        """Somebody who brings a report; one in six does not wish to be named."""
        relations = ("keluarga", "keluarga", "korban", "tetangga", "teman", "saksi", "lainnya")
        relation = self.rng.choice(relations)
        if self.rng.random() < 0.17:
            return Reporter(relation=relation, anonymous=True)
        name = self.name(self.rng.choice("PL"))
        return Reporter(relation=relation, name=name, phone=self.phone())

    def perpetrators(self) -> tuple[Perpetrator, ...]:
        """Who is said to have done it, known by name every second time."""
        relations = ("orang_tua", "keluarga", "tetangga", "pacar_teman", "guru", "lainnya")
        person = self.uuid()
        if self.rng.random() < 0.15:
            return (Perpetrator(relation="tidak_diketahui", person=person),)
        name = self.name("L") if self.rng.random() < 0.5 else ""
        age, relation = self.rng.randint(19, 61), self.rng.choice(relations)
        return (Perpetrator(relation=relation, name=name, sex="L", age=age, person=person),)

    def name(self, sex: str) -> str:
        """A name of words from nature that ends in "Contoh"."""
        given = words.GIVEN_GIRLS if sex == "P" else words.GIVEN_BOYS
        parts = (self.rng.choice(given), self.rng.choice(words.SECOND), self.marker, words.SURNAME)
        return " ".join(filter(None, parts))

    def phone(self) -> str:
        """A number that no network gives out."""
        return f"{words.PHONE}{self.rng.randrange(10_000):04d}"

    def nik(self, born: date, sex: str) -> str:
        """Shaped like an identity number, of a region that there is none of."""
        day = born.day + (40 if sex == "P" else 0)
        serial = self.rng.randrange(1, 10_000)
        district = f"{self.rng.randrange(100):02d}"
        return f"{words.NIK_REGION}{self.marker}{district}{day:02d}{born:%m%y}{serial:04d}"

    def address(self) -> str:
        """An address in a street that there is not."""
        street = " ".join(filter(None, (self.rng.choice(words.STREETS), self.marker)))
        return f"{street} No. {self.rng.randint(1, 99)}, RT {self.rng.randint(1, 40):02d}"

    def uuid(self) -> uuid.UUID:
        """An id of chance, the same for the same seed."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def _victim(self, group: str, kelurahan: str) -> Victim:
        sex, (first, last) = SEX[group], BORN[group]
        born = date(first, 1, 1) + timedelta(days=self.rng.randrange((last - first + 1) * 365))
        nik = self.nik(born, sex) if self.rng.random() < 0.6 else ""
        return Victim(
            name=self.name(sex),
            sex=sex,
            born=born,
            kelurahan=kelurahan,
            nik=nik,
            person=self.uuid(),
        )
