"""The forms of a month against the ministry's register."""

import re
from collections.abc import Iterable
from datetime import date

from flask_babel import format_date
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Regexp

from kla.cases.forms.fields import text
from kla.web.forms import Form

PASSPHRASE = re.compile(r"[a-z]{4,12}(-[a-z]{4,12}){3,}")
LONGEST_PASSPHRASE = 100


class WorkbookForm(Form):
    """Which month, and under which passphrase: the one that the page showed."""

    month = SelectField(_("Bulan laporan"), validators=[InputRequired(_("Pilih bulan."))])
    passphrase = StringField(
        validators=[
            *text(LONGEST_PASSPHRASE),
            Regexp(PASSPHRASE, message=_("Muat ulang halaman untuk kata sandi yang baru.")),
        ]
    )

    def offer(self, months: Iterable[str]) -> None:
        """Fill the list of months."""
        self.month.choices = [SelectChoice(one, month_name(one)) for one in months]


class CompareForm(Form):
    """The ministry's list, and of which month it is."""

    file = FileField(
        _("Daftar dari SIMFONI PPA"),
        description=_(
            "XLSX atau CSV, paling besar 5 MB, dengan kolom nomor dan, bila ada, tanggal. Berkas "
            "ini dibaca di memori dan tidak disimpan."
        ),
        validators=[FileRequired(_("Pilih berkas."))],
    )
    month = SelectField(
        _("Isi daftar"),
        description=_("Bila daftarnya hanya satu bulan, kasus bulan lain tidak dianggap hilang."),
    )

    def offer(self, months: Iterable[str]) -> None:
        """Fill the list of months, behind the whole."""
        whole = SelectChoice("", _("Semua bulan"))
        self.month.choices = [whole, *(SelectChoice(one, month_name(one)) for one in months)]


def month_name(month: str) -> str:
    """A month in words: "Oktober 2026"."""
    return str(format_date(date.fromisoformat(f"{month}-01"), "MMMM yyyy"))
