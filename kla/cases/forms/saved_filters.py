"""The forms that keep a filter of the list under a name."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, StringField

from kla.cases.forms.entries import EntryForm
from kla.cases.forms.fields import text, typed
from kla.cases.forms.report import number_of
from kla.cases.services.saved_filters import LONGEST_NAME
from kla.cases.types import ListFilter
from kla.cases.types.filters import ChangeFilter, SaveFilter
from kla.web.forms import Form


class SaveFilterForm(EntryForm):
    """A name for the filter that is in use."""

    name = StringField(
        _("Nama saringan"), validators=text(LONGEST_NAME, _("Beri saringan ini nama."))
    )

    def to_command(self, wanted: ListFilter) -> SaveFilter:
        """What was typed, for the filter in use."""
        return SaveFilter(name=typed(self.name), wanted=wanted, entry=self.entry_id())


class ChangeFilterForm(Form):
    """Another name, and whether the filter in use takes the place of the kept one."""

    seen = HiddenField(default="0")
    name = StringField(
        _("Nama saringan"), validators=text(LONGEST_NAME, _("Beri saringan ini nama."))
    )
    replace = BooleanField(_("Ganti isinya dengan saringan yang sedang dipakai di daftar"))

    def to_command(self, wanted: ListFilter) -> ChangeFilter:
        """What was typed; `wanted` is the filter in use."""
        content = wanted if self.replace.data else None
        return ChangeFilter(name=typed(self.name), seen=number_of(self.seen), wanted=content)
