"""The form for coming in."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from kla.accounts.types import Credentials
from kla.web.forms import Form


class SignInForm(Form):
    """Name, passphrase and the six digits, in one step: a mistake tells nobody which was wrong."""

    username = StringField(
        _("Nama pengguna"),
        validators=[InputRequired(_("Isi nama pengguna.")), Length(max=200)],
    )
    passphrase = PasswordField(
        _("Kata sandi"), validators=[InputRequired(_("Isi kata sandi.")), Length(max=1000)]
    )
    code = StringField(_("Kode 6 angka"), validators=[Length(max=20)])

    def to_command(self, network: str) -> Credentials:
        """What was typed."""
        return Credentials(
            username=self.username.data or "",
            passphrase=self.passphrase.data or "",
            code=self.code.data or "",
            network=network,
        )
