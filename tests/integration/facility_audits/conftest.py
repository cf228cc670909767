"""Who looks after facilities."""

import uuid

import pytest

from kla.facility_audits.services import facilities, volunteers
from tests.factories_facilities import CODES, MANGGAR, described


@pytest.fixture
def vina(session, cast):
    """The verifier."""
    return cast.actor(session, "vina")


@pytest.fixture
def dimas(session, cast, vina):
    """A volunteer of Manggar."""
    actor = cast.actor(session, "dimas")
    volunteers.assign(session, vina, actor.account_id, [MANGGAR], CODES)
    return actor


@pytest.fixture
def school(session, vina):
    return facilities.add(session, vina, uuid.uuid4(), described())
