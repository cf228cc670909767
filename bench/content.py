"""What the benchmark's cases say: invented reports, the same for the same seed."""

import uuid
from datetime import UTC, date, datetime, timedelta
from random import Random

from bench.names import Names
from kla.cases import vocabulary
from kla.cases.types import Perpetrator, RegisterCase, Reporter, Victim
from kla.regions import places

FIRST = datetime(2023, 1, 2, 1, 0, tzinfo=UTC)
DAYS = 900
SENTENCES = (
    "Pelapor menyampaikan bahwa korban bercerita kepadanya tentang kejadian tersebut.",
    "Kejadian diduga berlangsung lebih dari satu kali.",
    "Keluarga meminta pendampingan dan berharap identitas dijaga.",
    "Korban saat ini berada di rumah kerabat.",
    "Wali kelas mengetahui keadaan ini dan siap membantu.",
    "Belum ada laporan ke tempat lain.",
)


class Reports:
    """Makes reports up, always the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.names = Names(self.rng)
        self.kelurahan = [place.code for place in places.load("64.71").kelurahan]

    def uuid(self) -> uuid.UUID:
        """An id by chance, the same for the same seed."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def code(self, name: str) -> str:
        """Some code of a list."""
        return self.rng.choice(list(vocabulary.labels(name)))

    def report(self) -> RegisterCase:
        """One report as the intake form would hand it over, every field filled."""
        received = FIRST + timedelta(minutes=self.rng.randrange(DAYS * 24 * 60))
        place = self.rng.choice(self.kelurahan)
        primary, other = self.code("kinds"), self.code("kinds")
        return RegisterCase(
            received_at=received,
            kanal=self.code("kanal"),
            reporter=self._reporter(),
            place=self.code("places"),
            address=f"Jalan {self.names.one()} No. {self.rng.randrange(1, 99)}",
            kelurahan=place,
            primary_kind=primary,
            kinds=tuple(dict.fromkeys((primary, other))),
            chronology=self.text(4),
            risk=self.code("risks"),
            victims=(self._victim(place),),
            perpetrators=(self._perpetrator(),),
            happened_on=received.date() - timedelta(days=self.rng.randrange(1, 30)),
            immediate_danger=self.rng.random() < 0.1,
        )

    def text(self, sentences: int) -> str:
        """A few sentences."""
        return " ".join(self.rng.choice(SENTENCES) for _ in range(sentences))

    def _reporter(self) -> Reporter:
        phone = f"0800-000-{self.rng.randrange(10_000):04d}"
        return Reporter(relation=self.code("reporters"), name=self.names.one(), phone=phone)

    def _victim(self, kelurahan: str) -> Victim:
        born = date(2008, 1, 1) + timedelta(days=self.rng.randrange(4000))
        return Victim(
            name=self.names.one(),
            sex=self.code("sexes"),
            born=born,
            kelurahan=kelurahan,
            nik=f"9999{self.rng.randrange(10**12):012d}",
            person=self.uuid(),
        )

    def _perpetrator(self) -> Perpetrator:
        return Perpetrator(
            relation=self.code("relations"),
            name=self.names.one(),
            sex=self.code("sexes"),
            age=self.rng.randrange(19, 60),
        )
