"""The forms that hold a case back from erasure, or erase it."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, TextAreaField

from kla.cases.forms.fields import LONGEST_TEXT, text, typed
from kla.cases.forms.report import number_of
from kla.cases.types.retention import HoldCase
from kla.web.forms import Form


class HoldForm(Form):
    """Why a case must be kept, or need not be kept any more."""

    seen = HiddenField(default="0")
    reason = TextAreaField(
        _("Alasan"),
        description=_("Misalnya nomor perkara yang masih berjalan. Tersimpan rahasia di kasus."),
        validators=text(LONGEST_TEXT, _("Tulis alasannya.")),
    )

    def to_command(self) -> HoldCase:
        """What was typed."""
        return HoldCase(reason=typed(self.reason), seen=number_of(self.seen))


class EraseForm(Form):
    """That somebody knows what they do."""

    confirmed = BooleanField(_("Saya mengerti bahwa ini tidak dapat dibatalkan"))
