"""A facility as somebody describes it, and how facilities are looked for."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from kla.core.errors import Invalid
from kla.facility_audits.forms.labels import KINDS, MESSAGES, STATUSES
from kla.facility_audits.reading import read_point
from kla.facility_audits.types import (
    LONGEST_ADDRESS,
    LONGEST_CODE,
    LONGEST_NAME,
    DescribeFacility,
    FacilityFilter,
    FacilityKind,
    FacilityStatus,
    Point,
)
from kla.regions import places
from kla.web.forms import Form, no_control_characters, options, put_error

LONGEST_NUMBER = 9


def kelurahan_choices() -> list[SelectChoice]:
    """Every kelurahan of the city, by kecamatan."""
    city = places.load(current_app.extensions["settings"].region)
    return [
        SelectChoice(place.code, f"{place.local} ({group.name})")
        for group in city.kecamatan
        for place in group.kelurahan
    ]


def text(label: Any, longest: int, hint: Any = "", *, needed: str = "") -> StringField:  # noqa: ANN401 -- words of the screen
    """A line of text."""
    first = InputRequired(needed) if needed else Optional()
    return StringField(
        label, description=hint, validators=[first, Length(max=longest), no_control_characters]
    )


class FacilityForm(Form):
    """A facility. `entry` is its id while it is new, `seen` the version that was in view."""

    entry = HiddenField()
    seen = HiddenField()
    kind = SelectField(
        _("Jenis"),
        choices=[SelectChoice("", _("Pilih jenis")), *options(KINDS)],
        validators=[InputRequired(_("Pilih jenisnya."))],
    )
    name = text(_("Nama"), LONGEST_NAME, needed=_("Tulis namanya."))
    kelurahan = SelectField(_("Kelurahan"), validators=[InputRequired(_("Pilih kelurahannya."))])
    address = text(_("Alamat"), LONGEST_ADDRESS)
    lat = text(_("Lintang"), 20, _("Derajat, di selatan khatulistiwa dengan tanda minus: -1,2654."))
    lon = text(_("Bujur"), 20, _("Derajat: 116,8312."))
    operator = text(_("Pengelola"), LONGEST_NAME, _("Lembaga, bukan nama orang."))
    code = text(_("Kode"), LONGEST_CODE, _("NPSN sekolah, kode puskesmas, atau nomor izin."))
    status = SelectField(_("Keadaan"), choices=options(STATUSES))
    certificate = text(_("Sertifikat"), LONGEST_NAME, _("Jenis dan nomor, bila ada."))
    certificate_until = DateField(_("Sertifikat berlaku sampai"), validators=[Optional()])

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 -- as WTForms has it
        super().__init__(*given, **more)
        self.kelurahan.choices = [SelectChoice("", _("Pilih kelurahan")), *kelurahan_choices()]

    def begin(self) -> None:
        """A blank one with an id of its own, so that it can be sent twice."""
        self.entry.data = str(uuid.uuid4())

    @property
    def new_id(self) -> uuid.UUID:
        """The id that the form brought; another where something else stands there."""
        try:
            return uuid.UUID(self.entry.data or "")
        except ValueError:
            return uuid.uuid4()

    @property
    def version(self) -> int:
        """The version that was in view."""
        seen = self.seen.data or ""
        return int(seen) if seen.isdecimal() and len(seen) <= LONGEST_NUMBER else 0

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """The fields one by one, and the two numbers of the point together."""
        fine = super().validate(extra_validators)
        try:
            self.point()
        except Invalid as error:
            put_error(self, error.field, MESSAGES[error.reason])
            return False
        return bool(fine)

    def point(self) -> Point | None:
        """Where it is. Raises `Invalid`."""
        return read_point((self.lat.data or "").strip(), (self.lon.data or "").strip())

    def to_command(self) -> DescribeFacility:
        """What was typed."""
        return DescribeFacility(
            kind=FacilityKind(self.kind.data),
            name=(self.name.data or "").strip(),
            kelurahan=self.kelurahan.data or "",
            address=(self.address.data or "").strip(),
            point=self.point(),
            operator=(self.operator.data or "").strip(),
            code=(self.code.data or "").strip(),
            status=FacilityStatus(self.status.data or FacilityStatus.ACTIVE),
            certificate=(self.certificate.data or "").strip(),
            certificate_until=self.certificate_until.data,
        )


def filled(facility: DescribeFacility, version: int) -> FacilityForm:
    """The form with what is known of a facility."""
    data = {
        name: getattr(facility, name)
        for name in ("name", "kelurahan", "address", "operator", "code", "certificate")
    }
    point = facility.point
    return FacilityForm(
        formdata=None,
        data=data
        | {
            "kind": facility.kind.value,
            "status": facility.status.value,
            "certificate_until": facility.certificate_until,
            "lat": f"{point.lat:.6f}" if point else "",
            "lon": f"{point.lon:.6f}" if point else "",
            "seen": str(version),
        },
    )


class FilterForm(Form):
    """Which facilities are asked for. It changes nothing, so that it may stand in an address."""

    class Meta(Form.Meta):
        csrf = False

    query = StringField(_("Cari nama"), validators=[Length(max=LONGEST_NAME)])
    kind = SelectField(
        _("Jenis"), choices=[SelectChoice("", _("Semua jenis")), *options(KINDS)], default=""
    )
    kelurahan = SelectField(_("Kelurahan"), default="")
    status = SelectField(
        _("Keadaan"),
        choices=[SelectChoice("", _("Semua keadaan")), *options(STATUSES)],
        default="",
    )

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 -- as WTForms has it
        super().__init__(*given, **more)
        self.kelurahan.choices = [SelectChoice("", _("Semua kelurahan")), *kelurahan_choices()]

    def to_filter(self) -> FacilityFilter:
        """What was asked for; what no list offers is not asked for."""
        if not self.validate():
            return FacilityFilter()
        return FacilityFilter(
            kind=self.kind.data or "",
            kelurahan=self.kelurahan.data or "",
            status=self.status.data or "",
            query=(self.query.data or "").strip(),
        )


class ListFileForm(Form):
    """A list of facilities."""

    file = FileField(
        _("Berkas CSV"),
        description=_("Kolom: kind, name, kelurahan; boleh address, lat, lon, operator, code."),
        validators=[FileRequired(_("Pilih berkasnya."))],
    )


class PlacesForm(Form):
    """The kelurahan of a volunteer."""

    kelurahan = SelectMultipleField(
        _("Kelurahan"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 -- as WTForms has it
        super().__init__(*given, **more)
        self.kelurahan.choices = kelurahan_choices()
