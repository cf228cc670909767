"""The forms of the IT admin and of supervisors about people."""

import uuid
from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from kla.access.policy import Role
from kla.accounts.forms.labels import ROLE_LABELS
from kla.accounts.types import NO_SIAGA, Admit, NewAccount
from kla.web.forms import Form, no_control_characters, options


def email_field() -> StringField:
    """Where somebody is told that something waits, if they want to be."""
    return StringField(
        _("Surel"),
        description=_("Boleh kosong. Surat hanya berkata bahwa ada yang menunggu, tanpa isi."),
        validators=[Length(max=200), no_control_characters],
    )


class NewAccountForm(Form):
    """A new person."""

    name = StringField(
        _("Nama"),
        validators=[InputRequired(_("Isi nama.")), Length(max=200), no_control_characters],
    )
    username = StringField(
        _("Nama pengguna"),
        description=_("Nomor pegawai atau nama pendek, huruf kecil tanpa spasi."),
        validators=[InputRequired(_("Isi nama pengguna.")), Length(max=40)],
    )
    role = SelectField(
        _("Peran"),
        choices=[SelectChoice("", _("Pilih peran")), *options(ROLE_LABELS)],
        validators=[InputRequired(_("Pilih peran."))],
    )
    unit_id = SelectField(_("Unit"), validators=[Optional()])
    siaga = SelectField(
        _("Kelompok siaga"),
        description=_("Hanya untuk petugas siaga: dua orang dari dua kelompok membuka bersama."),
        choices=[
            SelectChoice(NO_SIAGA, _("Bukan petugas siaga")),
            SelectChoice("a", _("Kelompok A")),
            SelectChoice("b", _("Kelompok B")),
        ],
        default=NO_SIAGA,
    )

    email = email_field()

    def offer_units(self, units: Iterable[tuple[uuid.UUID, str]]) -> None:
        """Fill the list of units."""
        none = SelectChoice("", _("Tanpa unit"))
        self.unit_id.choices = [none, *(SelectChoice(str(unit), name) for unit, name in units)]

    def to_command(self) -> NewAccount:
        """What was typed."""
        return NewAccount(
            username=self.username.data or "",
            name=self.name.data or "",
            role=Role(self.role.data),
            unit_id=uuid.UUID(self.unit_id.data) if self.unit_id.data else None,
            siaga=self.siaga.data or NO_SIAGA,
            email=self.email.data or "",
        )


class EmailForm(Form):
    """Another address, or none."""

    email = email_field()


class AdmitForm(Form):
    """The words that stood on the screen, and that they were compared."""

    words = StringField(_("Empat kata"), validators=[InputRequired(), Length(max=200)])
    compared = BooleanField(
        _("Saya sudah membandingkan keempat kata ini langsung dengan orangnya"),
        validators=[InputRequired(_("Bandingkan keempat kata dengan orangnya, lalu beri tanda."))],
    )

    def to_command(self) -> Admit:
        """The words as the supervisor saw them."""
        return Admit(words=tuple((self.words.data or "").split()))
