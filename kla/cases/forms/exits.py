"""The forms of the exits, each with the words that it needs."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField, TextAreaField

from kla.cases.forms.fields import LONGEST_LINE, LONGEST_TEXT, text, typed
from kla.cases.types import CaseState, LeaveCase
from kla.web.forms import Form

REASON = _("Tulis alasannya.")
TOLD = _("Tulis apa yang disampaikan, dan kepada siapa.")
SAFETY = _("Tulis apakah korban aman.")


class ExitForm(Form):
    """What every exit asks."""

    fields: tuple[str, ...] = ("reason",)
    reason = TextAreaField(_("Alasan"), validators=text(LONGEST_TEXT, REASON))
    confirmed = BooleanField(_("Saya sudah memeriksa: kasus ini berakhir di sini dengan cara ini"))

    def to_command(self, outcome: CaseState, retention_years: int) -> LeaveCase:
        """What was typed."""
        said = {name: typed(self[name]) for name in self.fields}
        return LeaveCase(
            **said,
            outcome=outcome,
            confirmed=bool(self.confirmed.data),
            retention_years=retention_years,
        )


class ReferredForm(ExitForm):
    """Another institution takes the case over."""

    fields = ("to", "reason", "told", "safety")
    to = StringField(
        _("Lembaga penerima"), validators=text(LONGEST_LINE, _("Tulis lembaga penerima."))
    )
    told = TextAreaField(
        _("Yang disampaikan kepada anak dan keluarga"), validators=text(LONGEST_TEXT, TOLD)
    )
    safety = TextAreaField(
        _("Keamanan korban sampai lembaga itu menerima"), validators=text(LONGEST_TEXT, SAFETY)
    )


class TransferredForm(ExitForm):
    """The case is handed over to another region."""

    fields = ("to", "reason", "told", "safety")
    to = StringField(
        _("Daerah atau UPTD penerima"), validators=text(LONGEST_LINE, _("Tulis daerah penerima."))
    )
    told = TextAreaField(
        _("Yang disampaikan kepada anak dan keluarga"), validators=text(LONGEST_TEXT, TOLD)
    )
    safety = TextAreaField(
        _("Keamanan korban sampai daerah itu menerima"), validators=text(LONGEST_TEXT, SAFETY)
    )


class OutsideForm(ExitForm):
    """It is for somebody else to decide."""

    fields = ("to", "reason", "told")
    to = StringField(
        _("Siapa yang berwenang"), validators=text(LONGEST_LINE, _("Tulis siapa yang berwenang."))
    )
    told = TextAreaField(_("Yang disampaikan kepada pelapor"), validators=text(LONGEST_TEXT, TOLD))


class InsufficientForm(ExitForm):
    """There is not enough to go on."""

    fields = ("reason", "tried")
    tried = TextAreaField(
        _("Yang sudah dicoba untuk mencari keterangan"),
        description=_("Siapa yang dihubungi, kapan, dan lewat apa."),
        validators=text(LONGEST_TEXT, _("Tulis apa yang sudah dicoba.")),
    )


FORMS: dict[CaseState, type[ExitForm]] = {
    CaseState.REFERRED: ReferredForm,
    CaseState.TRANSFERRED: TransferredForm,
    CaseState.OUTSIDE_AUTHORITY: OutsideForm,
    CaseState.INSUFFICIENT: InsufficientForm,
}
