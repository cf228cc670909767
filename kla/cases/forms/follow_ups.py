"""The form of a look at a case."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional

from kla.cases.forms import words
from kla.cases.forms.entries import EntryForm
from kla.cases.forms.fields import LONGEST_TEXT, choices, not_ahead, text, typed
from kla.cases.types import AddFollowUp
from kla.core import clock


class FollowUpForm(EntryForm):
    """When, how, what was found, the risk now, when next."""

    done_on = DateField(
        _("Tanggal pemantauan"), validators=[InputRequired(_("Isi tanggal.")), not_ahead]
    )
    how = SelectField(
        _("Cara"),
        choices=choices(words.CONTACTS, _("Pilih cara")),
        validators=[InputRequired(_("Pilih cara."))],
    )
    finding = TextAreaField(
        _("Temuan"),
        description=_("Apakah korban aman, apa yang berubah, apa kata anak sendiri."),
        validators=text(LONGEST_TEXT, _("Tulis apa yang ditemukan.")),
    )
    risk = RadioField(
        _("Risiko sekarang"),
        choices=choices(words.RISKS),
        validators=[InputRequired(_("Pilih tingkat risiko."))],
    )
    next_on = DateField(
        _("Pemantauan berikutnya"),
        description=_("Bila kosong, dihitung dari risiko."),
        validators=[Optional()],
    )

    def begin(self) -> None:
        """A new entry, for a look of today."""
        super().begin()
        self.done_on.data = self.done_on.data or clock.today()

    def to_command(self) -> AddFollowUp:
        """What was typed."""
        return AddFollowUp(
            done_on=self.done_on.data or clock.today(),
            how=typed(self.how),
            finding=typed(self.finding),
            risk=typed(self.risk),
            next_on=self.next_on.data,
            entry=self.entry_id(),
        )
