"""The forms of one's own account."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from kla.web.forms import Form


class NewPassphraseForm(Form):
    """The old passphrase; and the new one, made by the system or chosen."""

    old = PasswordField(
        _("Kata sandi sekarang"),
        validators=[InputRequired(_("Isi kata sandi sekarang.")), Length(max=1000)],
    )
    noted = BooleanField(_("Saya sudah mencatat kata sandi baru ini"))
    passphrase = PasswordField(_("Kata sandi buatan sendiri"), validators=[Length(max=1000)])
    again = PasswordField(_("Ketik sekali lagi"), validators=[Length(max=1000)])


class NewPhoneForm(Form):
    """The passphrase, and a code from the new phone."""

    passphrase = PasswordField(
        _("Kata sandi"), validators=[InputRequired(_("Isi kata sandi.")), Length(max=1000)]
    )
    code = StringField(
        _("Kode 6 angka dari ponsel baru"),
        validators=[InputRequired(_("Isi kode 6 angka.")), Length(max=20)],
    )
