"""Fields and checks that several forms share."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, IntegerField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from kla.cases import vocabulary
from kla.core import clock
from kla.core.clock import WITA
from kla.regions import places
from kla.web.forms import no_control_characters

LONGEST_NAME, LONGEST_LINE, LONGEST_TEXT = 200, 500, 20_000
LONGEST_NUMBER, FIRST_YEAR = 9, 1900


def choices(labels: Mapping[str, LazyString], blank: LazyString | str = "") -> list[SelectChoice]:
    """The choices of a list, behind a blank one that asks for a choice."""
    first = [SelectChoice("", blank)] if blank else []
    return [*first, *(SelectChoice(str(code), label) for code, label in labels.items())]


def kelurahan_choices(blank: LazyString) -> list[SelectChoice]:
    """Every kelurahan of the city, and outside it."""
    city = places.load(current_app.extensions["settings"].region)
    found = [SelectChoice("", blank)]
    for group in city.kecamatan:
        for place in group.kelurahan:
            found.append(SelectChoice(place.code, f"{place.local} ({group.name})"))
    return [*found, SelectChoice(vocabulary.OUTSIDE, _("Luar kota"))]


def kelurahan_name(code: str) -> str:
    """The name of a kelurahan by its code."""
    if code == vocabulary.OUTSIDE:
        return str(_("Luar kota"))
    city = places.load(current_app.extensions["settings"].region)
    place = city.kelurahan_by_code(code)
    return place.local if place else code


def place_names(code: str) -> tuple[str, str]:
    """The official names of the kecamatan and the kelurahan of a code; empty outside the city."""
    city = places.load(current_app.extensions["settings"].region)
    for group in city.kecamatan:
        for place in group.kelurahan:
            if place.code == code:
                return group.name, place.name
    return "", ""


def checkboxes(label: LazyString, options: list[SelectChoice], **more: Any) -> SelectMultipleField:  # noqa: ANN401 -- WTForms' own
    """Several choices of a list, each with a box."""
    return SelectMultipleField(
        label,
        choices=options,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **more,
    )


class MomentField(DateTimeLocalField):
    """A moment as it is written in Balikpapan; `data` is what was typed, without a zone."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; a year in which nobody alive was born is a slip of the hand."""
        super().process_formdata(valuelist)
        if self.data is not None and self.data.year < FIRST_YEAR:
            self.data = None
            raise ValueError(_("Tahun ini terlalu jauh di masa lalu. Periksa tanggalnya."))

    @property
    def moment(self) -> datetime | None:
        """The moment with its zone."""
        return self.data.replace(tzinfo=WITA).astimezone(UTC) if self.data else None


class AgeField(IntegerField):
    """Years of age. A number of many digits is none, and too large to be compared."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        if valuelist and len(valuelist[0]) > LONGEST_NUMBER:
            self.data = None
            raise ValueError(_("Umur harus antara 0 dan 120 tahun."))
        super().process_formdata(valuelist)


def local(moment: datetime) -> datetime:
    """A moment as the field wants it: Balikpapan's time, to the minute, without a zone."""
    return moment.astimezone(WITA).replace(tzinfo=None, second=0, microsecond=0)


def not_ahead(_form: FlaskForm, field: Any) -> None:  # noqa: ANN401 -- any WTForms field
    """Refuse a day or a moment that has not come yet."""
    value = field.data
    if isinstance(value, datetime):
        is_ahead = value > local(clock.now())
    else:
        is_ahead = isinstance(value, date) and value > clock.today()
    if is_ahead:
        raise ValidationError(_("Waktu ini belum terjadi. Periksa tanggal dan jamnya."))


def typed(field: Any) -> str:  # noqa: ANN401 -- any WTForms field
    """What was typed or chosen, without spaces around it."""
    return (field.data or "").strip()


def text(longest: int, missing: LazyString | None = None) -> list[Any]:
    """What every text has to pass: there if it must be, not too long, typed by a keyboard."""
    too_long = _("Paling banyak %(max)d karakter.")
    first = [InputRequired(missing)] if missing else []
    return [*first, Length(max=longest, message=too_long), no_control_characters]
