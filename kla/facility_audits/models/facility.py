"""A place that children use, and the names under which it is found again."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kla.core.db import Base, Entity, code, word
from kla.facility_audits.types import DescribeFacility, FacilityKind, FacilityStatus, Point


class Facility(Entity):
    """One school, puskesmas, playground or the like, as the office knows it now.

    `version` counts its changes: a visit says which one it started from.
    """

    __tablename__ = "facility"
    __table_args__ = (
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="point_is_whole"),
        Index("ix_facility_kelurahan_kind", "kelurahan", "kind"),
        Index("ix_facility_point", "lat", "lon"),
    )

    kind: Mapped[FacilityKind]
    name: Mapped[word]
    sort_name: Mapped[word] = mapped_column(index=True)
    kelurahan: Mapped[code]
    address: Mapped[word]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    operator: Mapped[word]
    code: Mapped[code]
    status: Mapped[FacilityStatus]
    certificate: Mapped[word]
    certificate_until: Mapped[date | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 -- as SQLAlchemy wants it

    @property
    def described(self) -> DescribeFacility:
        """What is known of it, apart from the database."""
        point = Point(self.lat, self.lon) if self.lat is not None and self.lon is not None else None
        return DescribeFacility(
            kind=self.kind,
            name=self.name,
            kelurahan=self.kelurahan,
            address=self.address,
            point=point,
            operator=self.operator,
            code=self.code,
            status=self.status,
            certificate=self.certificate,
            certificate_until=self.certificate_until,
        )


class FacilityKey(Base):
    """A name that means one facility and no other, so that no place stands here twice."""

    __tablename__ = "facility_key"

    key: Mapped[code] = mapped_column(primary_key=True)
    facility_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("facility.id"), index=True)
