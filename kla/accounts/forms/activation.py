"""The forms of the first sign-in."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from kla.web.forms import Form


class CodeForm(Form):
    """Who, and the code that was handed over."""

    username = StringField(
        _("Nama pengguna"), validators=[InputRequired(_("Isi nama pengguna.")), Length(max=200)]
    )
    code = StringField(
        _("Kode aktivasi"), validators=[InputRequired(_("Isi kode aktivasi.")), Length(max=40)]
    )


class PassphraseForm(Form):
    """Take the passphrase that was made, or choose a long one."""

    noted = BooleanField(_("Saya sudah mencatat kata sandi ini"))
    passphrase = PasswordField(_("Kata sandi buatan sendiri"), validators=[Length(max=1000)])
    again = PasswordField(_("Ketik sekali lagi"), validators=[Length(max=1000)])


class SecondFactorForm(Form):
    """Proof that the phone has the secret."""

    code = StringField(
        _("Kode 6 angka dari ponsel"),
        validators=[InputRequired(_("Isi kode 6 angka.")), Length(max=20)],
    )
