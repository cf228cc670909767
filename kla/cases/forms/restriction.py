"""The forms that restrict a case to people by name, and that lift it."""

import uuid
from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from kla.cases.forms.fields import LONGEST_TEXT, checkboxes, text, typed
from kla.cases.types.restriction import LiftRestriction, RestrictCase
from kla.web.forms import Form


class RestrictForm(Form):
    """Who alone may open the case, and why."""

    seen = HiddenField(default="-")
    people = checkboxes(_("Yang boleh membuka kasus ini"), [])
    reason = TextAreaField(_("Alasan"), validators=text(LONGEST_TEXT, _("Tulis alasannya.")))
    confirmed = BooleanField(
        _("Saya mengerti bahwa orang lain di unit tidak dapat membukanya lagi")
    )

    def offer(self, people: Iterable[tuple[uuid.UUID, str]]) -> None:
        """Fill the list of those who may be named."""
        self.people.choices = [SelectChoice(str(one), name) for one, name in people]

    def to_command(self) -> RestrictCase:
        """Who was chosen."""
        people = tuple(uuid.UUID(one) for one in self.people.data or [])
        confirmed = bool(self.confirmed.data)
        return RestrictCase(
            people=people, reason=typed(self.reason), confirmed=confirmed, seen=typed(self.seen)
        )


class LiftForm(Form):
    """Why the unit may see the case again."""

    reason = TextAreaField(_("Alasan"), validators=text(LONGEST_TEXT, _("Tulis alasannya.")))

    def to_command(self) -> LiftRestriction:
        """What was typed."""
        return LiftRestriction(reason=typed(self.reason))
