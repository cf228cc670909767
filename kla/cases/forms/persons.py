"""The rows of people in the report form."""

import uuid

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.validators import NumberRange, Optional

from kla.cases.forms import words
from kla.cases.forms.fields import (
    LONGEST_NAME,
    AgeField,
    choices,
    kelurahan_choices,
    not_ahead,
    text,
    typed,
)
from kla.cases.types import Perpetrator, Victim
from kla.web.forms import Form


def ref_in(field: HiddenField) -> uuid.UUID:
    """By which name somebody goes, or a new one where something else stands there."""
    try:
        return uuid.UUID(field.data or "")
    except ValueError:
        return uuid.uuid4()


class Row(Form):
    """Some fields about one person, inside a form that carries the token."""

    class Meta(Form.Meta):
        csrf = False


class VictimRow(Row):
    """One victim."""

    person = HiddenField()
    name = StringField(
        _("Nama korban"),
        validators=text(LONGEST_NAME),
        description=_("Bila nama belum diketahui, tulis sebutan, misalnya Anak 1."),
    )
    sex = SelectField(_("Jenis kelamin"), default="", choices=choices(words.SEXES, _("Pilih")))
    born = DateField(_("Tanggal lahir"), validators=[Optional(), not_ahead])
    age = AgeField(
        _("Umur (tahun)"),
        validators=[
            Optional(),
            NumberRange(min=0, max=120, message=_("Umur harus antara 0 dan 120 tahun.")),
        ],
        description=_("Bila tanggal lahir tidak diketahui."),
    )
    kelurahan = SelectField(_("Kelurahan tempat tinggal"), default="")
    nik = StringField(_("NIK, bila ada"), validators=text(LONGEST_NAME))

    def __init__(self, *args: object, **values: object) -> None:
        super().__init__(*args, **values)
        self.kelurahan.choices = kelurahan_choices(_("Pilih kelurahan"))

    @property
    def is_blank(self) -> bool:
        """Nothing was typed: the row is not meant."""
        return not any(
            (self.name.data, self.sex.data, self.born.data, self.age.data, self.nik.data)
        )

    def validate(self, extra_validators: object = None) -> bool:
        """A row that is meant needs a name, a sex and a place."""
        if self.is_blank and not any(field.raw_data and field.raw_data[0] for field in self):
            return True
        valid: bool = super().validate(extra_validators)
        for field, message in (
            (self.name, _("Isi nama atau sebutan korban.")),
            (self.sex, _("Pilih jenis kelamin.")),
            (self.kelurahan, _("Pilih kelurahan.")),
        ):
            if not (field.data or "").strip():
                field.errors = [message]
                valid = False
        return valid

    def to_victim(self) -> Victim:
        """What was typed. Who was known before stays the same person."""
        return Victim(
            name=typed(self.name),
            sex=typed(self.sex),
            born=self.born.data,
            age=self.age.data,
            kelurahan=typed(self.kelurahan),
            nik=typed(self.nik),
            person=ref_in(self.person),
        )


class PerpetratorRow(Row):
    """One alleged perpetrator."""

    person = HiddenField()
    relation = SelectField(
        _("Hubungan dengan korban"),
        default="",
        choices=choices(words.RELATIONS, _("Tidak dicatat")),
    )
    name = StringField(_("Nama terlapor, bila diketahui"), validators=text(LONGEST_NAME))
    sex = SelectField(
        _("Jenis kelamin"), default="", choices=choices(words.SEXES, _("Tidak dicatat"))
    )

    @property
    def is_blank(self) -> bool:
        """Nothing was typed: the row is not meant."""
        return not (self.relation.data or self.name.data)

    def to_perpetrator(self) -> Perpetrator:
        """What was typed."""
        return Perpetrator(
            relation=self.relation.data or "tidak_diketahui",
            name=typed(self.name),
            sex=typed(self.sex),
            person=ref_in(self.person),
        )
