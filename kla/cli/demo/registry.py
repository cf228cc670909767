"""The places of the demo, of every kind and in every kelurahan: invented, and marked so."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from kla.accounts.services.people import find_account
from kla.cli.demo.perform import Stage
from kla.core import clock
from kla.facility_audits.services import facilities, volunteers
from kla.facility_audits.types import DescribeFacility, FacilityKind, FacilityStatus
from kla.regions.places import City, Kelurahan

MADE_UP = "contoh"
# What stands in every kelurahan, and what in every third.
EVERYWHERE = (
    (FacilityKind.SCHOOL, "TK {place} Ceria"),
    (FacilityKind.SCHOOL, "SDN 0{number} {place}"),
    (FacilityKind.SCHOOL, "SMPN {number} {place}"),
    (FacilityKind.PUSKESMAS, "Puskesmas {place}"),
    (FacilityKind.PLAY_SPACE, "Taman Bermain {place}"),
    (FacilityKind.WORSHIP, "Masjid {place} Ramah Anak"),
    (FacilityKind.ROUTE, "Zona Selamat Sekolah {place}"),
)
SOMEWHERE = (
    (FacilityKind.DAYCARE, "Penitipan Anak {place}"),
    (FacilityKind.INFORMATION, "Pojok Baca {place}"),
    (FacilityKind.CREATIVITY, "Sanggar Anak {place}"),
    (FacilityKind.CARE_HOME, "Panti Anak {place}"),
    (FacilityKind.WORSHIP, "Gereja {place} Ramah Anak"),
    (FacilityKind.OTHER, "Posyandu {place}"),
    (FacilityKind.PUSPAGA, "Puspaga {place}"),
    (FacilityKind.PROTECTION, "Lembaga Perlindungan {place}"),
)
VERIFIER, VOLUNTEER = "verifier", "volunteer"
AREAS = 2  # kelurahan of the volunteer


def lay(stage: Stage, city: City, seed: int) -> None:
    """Put them all into the registry, and give the volunteer two kelurahan."""
    rng = Random(seed)  # noqa: S311 -- invented places, not secrets
    verifier, volunteer = stage.actors[VERIFIER], find_account(stage.session, VOLUNTEER)
    assert volunteer is not None  # noqa: S101 -- one of the cast
    for described in _places(city, rng):
        facilities.insert(stage.session, uuid.UUID(int=rng.getrandbits(128), version=4), described)
    codes = [place.code for place in city.kelurahan]
    volunteers.assign(stage.session, verifier, volunteer.id, codes[:AREAS], codes)
    stage.session.commit()


def _places(city: City, rng: Random) -> Iterator[DescribeFacility]:
    for number, place in enumerate(city.kelurahan, 1):
        some = rng.sample(SOMEWHERE, 3)
        for kind, name in (*EVERYWHERE, *some):
            yield _described(kind, name.format(place=place.local, number=number), place, rng)


def _described(kind: FacilityKind, name: str, place: Kelurahan, rng: Random) -> DescribeFacility:
    is_certified = rng.random() < 0.15
    odd = (FacilityStatus.ACTIVE,) * 18 + (FacilityStatus.PLANNED, FacilityStatus.CLOSED)
    return DescribeFacility(
        kind=kind,
        name=f"{name} ({MADE_UP})",
        kelurahan=place.code,
        address=f"Jalan {MADE_UP.title()} {rng.randint(1, 90)}, {place.local}",
        operator=f"Pengelola {MADE_UP}",
        status=rng.choice(odd),
        certificate=f"Sertifikat {MADE_UP} {rng.randint(100, 999)}" if is_certified else "",
        certificate_until=clock.today() + timedelta(days=rng.randint(-60, 900))
        if is_certified
        else None,
    )
