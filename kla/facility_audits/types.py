"""The words of facility audits, free of database and web: kinds of facilities, commands, rows."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from kla.core.importing import Problem, RowStatus

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_CODE = 200, 200, 40


class FacilityKind(StrEnum):
    """What a place is: the standards are kept by kind."""

    SCHOOL = "sekolah"
    PUSKESMAS = "puskesmas"
    PLAY_SPACE = "rbra"
    WORSHIP = "rira"
    DAYCARE = "tara"
    INFORMATION = "pisa"
    CREATIVITY = "pka"
    PUSPAGA = "puspaga"
    PROTECTION = "lpkra"
    CARE_HOME = "lksa"
    ROUTE = "rass_zoss"
    OTHER = "lainnya"


class FacilityStatus(StrEnum):
    """Whether a place can be visited."""

    ACTIVE = "active"
    PLANNED = "planned"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe in degrees (WGS 84), south and west below zero."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeFacility:
    """What a facility is to be. `code` is what an authority calls it, as the NPSN of a school."""

    kind: FacilityKind
    name: str
    kelurahan: str
    address: str = ""
    point: Point | None = None
    operator: str = ""
    code: str = ""
    status: FacilityStatus = FacilityStatus.ACTIVE
    certificate: str = ""
    certificate_until: date | None = None


@dataclass(frozen=True, slots=True)
class FacilityFilter:
    """Which facilities are asked for; "" leaves a part open."""

    kind: str = ""
    kelurahan: str = ""
    status: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of a list: its line in the file, its cells, what it describes, how it stands."""

    number: int
    cells: tuple[str, ...]
    facility: DescribeFacility | None = None
    status: RowStatus = RowStatus.OK
    problems: tuple[Problem, ...] = ()

    def stands(self, status: RowStatus, *problems: Problem) -> "ImportRow":
        """The same row with what became of it."""
        return replace(self, status=status, problems=problems)
