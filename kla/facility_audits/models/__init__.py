"""The tables of facility audits. Nothing in them is about a case or a child: all is in clear."""

from kla.facility_audits.models.facility import Facility, FacilityKey
from kla.facility_audits.models.volunteer import VolunteerPlace

__all__ = ["Facility", "FacilityKey", "VolunteerPlace"]
