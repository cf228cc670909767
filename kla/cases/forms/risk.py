"""The risk instrument as a form: one group of radio buttons for each of its items."""

from functools import cache
from typing import TypeVar

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from kla.cases import instruments
from kla.cases.forms import words
from kla.cases.forms.entries import EntryForm
from kla.cases.forms.fields import LONGEST_TEXT, choices, text, typed
from kla.cases.forms.report import number_of
from kla.cases.instruments import Instrument, Item, Words
from kla.cases.types.risk import ScoreRisk

BY_ANSWERS = "-"
Asked = TypeVar("Asked", bound="Instrumented")


def said(text: Words) -> str:
    """What an instrument says, in the language of the screen."""
    return text.get(str(get_locale()).partition("_")[0], text["id"])


def said_later(text: Words) -> LazyString:
    """The same, asked for when it is shown."""
    return LazyString(said, text)


class Instrumented(EntryForm):
    """What every form with an instrument in it has beside the items."""

    instrument = HiddenField()
    level = RadioField(
        _("Tingkat yang dipakai"),
        description=_("Ubah hanya bila pertimbangan profesional berbeda; tulis alasannya."),
        choices=[SelectChoice(BY_ANSWERS, _("Menurut jawaban")), *choices(words.RISKS)],
        default=BY_ANSWERS,
    )
    reason = TextAreaField(_("Alasan tingkat yang berbeda"), validators=text(LONGEST_TEXT))

    def items(self) -> list[RadioField]:
        """The fields of the instrument's items, in its order."""
        return [self[item.code] for item in instruments.load().items]

    def begin(self) -> None:
        """A new scoring with the version that is in use."""
        super().begin()
        self.instrument.data = instruments.CURRENT

    def scoring(self, seen: HiddenField) -> ScoreRisk:
        """What was answered; `seen` holds the version of the scorings that was in view."""
        level = typed(self.level)
        return ScoreRisk(
            instrument=typed(self.instrument),
            answers={field.name: typed(field) for field in self.items()},
            level="" if level == BY_ANSWERS else level,
            reason=typed(self.reason),
            seen=number_of(seen),
            entry=self.entry_id(),
        )


class RiskForm(Instrumented):
    """A scoring by itself."""

    seen = HiddenField(default="0")

    def to_command(self) -> ScoreRisk:
        """What was answered."""
        return self.scoring(self.seen)


@cache
def risk_form() -> type[RiskForm]:
    """The form of the version that is in use."""
    return with_items(RiskForm)


def with_items(form: type[Asked], code: str = instruments.CURRENT) -> type[Asked]:
    """A form that asks the items of one version of the instrument too."""
    version: Instrument = instruments.load(code)
    return type(form.__name__, (form,), {item.code: _field(item) for item in version.items})


def _field(item: Item) -> RadioField:
    return RadioField(
        said_later(item.text),
        description=said_later(item.help),
        choices=[SelectChoice(one.code, said_later(one.text)) for one in item.answers],
        validators=[InputRequired(_("Pilih satu jawaban."))],
    )
