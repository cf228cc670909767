"""Facilities for tests, and a volunteer who looks after some of them."""

import uuid
from collections.abc import Callable

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.facility_audits.services import facilities, volunteers
from kla.facility_audits.types import DescribeFacility, FacilityKind
from kla.regions import places

MANGGAR, LAMARU = "64.71.01.1001", "64.71.01.1002"
CODES = [place.code for place in places.load("64.71").kelurahan]


def described(name: str = "SD Uji 1", **more) -> DescribeFacility:
    """A school in Manggar, or what `more` says."""
    return DescribeFacility(
        **{"kind": FacilityKind.SCHOOL, "name": name, "kelurahan": MANGGAR} | more
    )


def near_and_far(
    session: Session, actor_of: Callable[[Session, str], Actor]
) -> dict[str, uuid.UUID]:
    """A place in Dimas' kelurahan, and one that is not."""
    vina, dimas = actor_of(session, "vina"), actor_of(session, "dimas")
    volunteers.assign(session, vina, dimas.account_id, [MANGGAR], CODES)
    made = {"near": described(), "far": described(kelurahan=LAMARU)}
    return {name: facilities.add(session, vina, uuid.uuid4(), one).id for name, one in made.items()}
