"""What the desk writes about a report."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from kla.public_reports.forms.entries import message_of, new_entry
from kla.public_reports.services.desk import LONGEST_REASON
from kla.public_reports.services.returning import LONGEST_MESSAGE
from kla.public_reports.types import EndReport, PutTogether, ReopenReport, ReportState, WriteMessage
from kla.web.forms import Form, no_control_characters

LONGEST_NUMBER = 9


class AnswerForm(Form):
    """A message to the reporter."""

    entry = HiddenField()
    text = TextAreaField(
        _("Jawaban kepada pelapor"),
        description=_("Pelapor membacanya dengan kodenya. Jangan menulis nama petugas."),
        validators=[
            InputRequired(_("Tulis jawabannya.")),
            Length(max=LONGEST_MESSAGE),
            no_control_characters,
        ],
    )

    def begin(self) -> None:
        """A blank one."""
        self.entry.data = new_entry()

    def to_command(self) -> WriteMessage:
        """What was typed."""
        return message_of(self.entry, self.text)


class EndForm(Form):
    """How a report ends at the desk, and why."""

    seen = HiddenField()
    target = RadioField(
        _("Laporan ini"),
        choices=[
            SelectChoice(ReportState.CLOSED.value, _("Selesai ditangani")),
            SelectChoice(ReportState.ABUSE.value, _("Bukan laporan sungguhan")),
        ],
        validators=[InputRequired(_("Pilih salah satu."))],
    )
    reason = TextAreaField(
        _("Alasan"),
        description=_("Hanya untuk petugas. Pelapor tidak membacanya."),
        validators=[
            InputRequired(_("Tulis alasannya.")),
            Length(max=LONGEST_REASON),
            no_control_characters,
        ],
    )

    def to_command(self) -> EndReport:
        """What was chosen."""
        return EndReport(
            target=ReportState(self.target.data),
            reason=(self.reason.data or "").strip(),
            seen=version_of(self.seen),
        )


class ReopenForm(Form):
    """Why an end was a mistake."""

    seen = HiddenField()
    reason = TextAreaField(
        _("Mengapa dibuka lagi?"),
        description=_("Hanya untuk petugas. Pelapor tidak membacanya."),
        validators=[
            InputRequired(_("Tulis alasannya.")),
            Length(max=LONGEST_REASON),
            no_control_characters,
        ],
    )

    def to_command(self) -> ReopenReport:
        """What was typed."""
        return ReopenReport(reason=(self.reason.data or "").strip(), seen=version_of(self.seen))


class SameForm(Form):
    """That two reports are of one event, and which versions of them were on the screen."""

    seen = HiddenField()
    seen_main = HiddenField()

    def to_command(self) -> PutTogether:
        """What was in view."""
        return PutTogether(seen=version_of(self.seen), seen_main=version_of(self.seen_main))


def version_of(seen: HiddenField) -> int:
    """The version in a hidden field; one that nothing has where something else stands there."""
    text = seen.data or ""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
