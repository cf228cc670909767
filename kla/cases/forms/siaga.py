"""The forms of emergency access."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from kla.cases.forms.fields import LONGEST_LINE, LONGEST_NAME, choices, text, typed
from kla.cases.types.siaga import AskSiaga, ReviewSiaga, SiagaState
from kla.web.forms import Form

JUSTIFIED = "justified"
VERDICTS: dict[str, LazyString] = {
    JUSTIFIED: _("Beralasan"),
    "not-justified": _("Tidak beralasan"),
}
STATES: dict[SiagaState, LazyString] = {
    SiagaState.WAITING: _("Menunggu petugas siaga"),
    SiagaState.OPEN: _("Terbuka"),
    SiagaState.ENDED: _("Berakhir"),
}
STATE_KINDS: dict[SiagaState, str] = {
    SiagaState.WAITING: "warn",
    SiagaState.OPEN: "bad",
    SiagaState.ENDED: "neutral",
}


class AskSiagaForm(Form):
    """Which case, and why."""

    number = StringField(
        _("Nomor kasus"),
        description=_("Seperti 2501-7QF3-M2K9."),
        validators=text(LONGEST_NAME, _("Isi nomor kasus.")),
    )
    reason = TextAreaField(
        _("Alasan"),
        description=_("Hanya penyelia unit dan auditor yang dapat membacanya."),
        validators=text(LONGEST_LINE, _("Tulis mengapa kasus ini harus dibuka sekarang.")),
    )

    def to_command(self) -> AskSiaga:
        """What was typed."""
        return AskSiaga(number=typed(self.number), reason=typed(self.reason))


class AnswerSiagaForm(Form):
    """That the officer knows who asks."""

    spoken = BooleanField(
        _("Saya sudah berbicara langsung dengan orang ini dan tahu alasannya"),
        validators=[InputRequired(_("Bicaralah dulu dengan orang ini, lalu centang kotak ini."))],
    )


class ReviewSiagaForm(Form):
    """What the supervisor makes of it."""

    verdict = RadioField(
        _("Penilaian"),
        choices=choices(VERDICTS),
        validators=[InputRequired(_("Pilih penilaian."))],
    )
    remark = TextAreaField(
        _("Catatan"),
        description=_("Wajib bila tidak beralasan. Hanya penyelia dan auditor yang membacanya."),
        validators=text(LONGEST_LINE),
    )

    def to_command(self) -> ReviewSiaga:
        """What was chosen."""
        return ReviewSiaga(justified=self.verdict.data == JUSTIFIED, remark=typed(self.remark))
