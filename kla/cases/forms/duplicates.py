"""What is said about cases that may be about the same child, and a report told in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, FieldList, HiddenField

from kla.cases.forms.report import ReportForm, meant, number_of
from kla.cases.sameness import Strength, Why
from kla.cases.types.duplicates import Choice
from kla.web.forms import Form

PREFIX = "candidate-"
LONGEST_MARK = 24

REASONS: dict[Why, LazyString] = {
    Why.NIK: _("NIK sama"),
    Why.NAME_SAME: _("nama sama"),
    Why.NAME_LIKE: _("nama mirip"),
    Why.BORN: _("umur cocok"),
    Why.KELURAHAN: _("kelurahan sama"),
    Why.RELATIVE: _("nama orang tua, keluarga, atau pelapor sama"),
    Why.PHONE: _("telepon sama"),
    Why.SEX: _("jenis kelamin sama"),
}
STRENGTHS: dict[Strength, LazyString] = {
    Strength.STRONG: _("Kuat"),
    Strength.LIKELY: _("Mungkin"),
    Strength.WEAK: _("Lemah"),
}
STRENGTH_KINDS = {Strength.STRONG: "bad", Strength.LIKELY: "warn", Strength.WEAK: "neutral"}
CHOICES: dict[Choice, LazyString] = {
    Choice.SAME: _("Orang yang sama"),
    Choice.OTHER: _("Bukan orang yang sama"),
    Choice.LATER: _("Belum tahu, tanyakan lagi nanti"),
}
ADD: LazyString = _("Orang yang sama: tambahkan laporan ini ke kasus itu, tanpa kasus baru")


class ChoicesForm(Form):
    """What is said of each pair, and the version that its writer had in view."""

    seen = HiddenField(default="0")

    @property
    def version(self) -> int:
        """The version, or one that nobody has."""
        return number_of(self.seen)


def choices_in(sent: Mapping[str, str]) -> dict[str, Choice]:
    """What was said of each pair, by its mark; what is no choice counts as not said."""
    known = set(Choice)
    return {
        name.removeprefix(PREFIX)[:LONGEST_MARK]: Choice(value)
        for name, value in sent.items()
        if name.startswith(PREFIX) and value in known
    }


def told(form: ReportForm) -> str:
    """Every word of a report, each behind the name of its field."""
    lines = [*_lines(form)]
    for title, rows in ((_("Korban"), form.victims), (_("Terlapor"), form.perpetrators)):
        for number, row in enumerate(meant(rows), 1):
            lines.append(f"{title} {number}: " + "; ".join(_lines(row)))
    return "\n".join(lines)


def _lines(form: Any) -> Iterator[str]:  # noqa: ANN401 -- a form or a row of one
    for field in form:
        if isinstance(field, (HiddenField, FieldList)) or not field.data:
            continue
        yield f"{field.label.text}: {_said(field)}"


def _said(field: Any) -> str:  # noqa: ANN401 -- any WTForms field
    if isinstance(field, BooleanField):
        return str(_("Ya"))
    if hasattr(field, "iter_choices"):
        chosen = [str(choice.label) for choice in field.iter_choices() if choice.selected]
        return ", ".join(chosen)
    return str(field.data)
