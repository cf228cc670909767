"""The base of every form, and the one way to offer an enum's members."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import Domain
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

Member = TypeVar("Member", bound=StrEnum)
NOT_TYPED = frozenset(map(chr, [*range(32), 127])) - {"\r", "\n", "\t"}


class Texts(Domain):
    """WTForms fills its sentences in itself, with names that Flask-Babel does not know."""

    def ngettext(self, singular: str, plural: str, num: int, **_variables: object) -> str:
        """The sentence for a number, its blanks left open."""
        return str(self.get_translations().ungettext(singular, plural, num))


WTFORMS_TEXTS = Texts(domain="wtforms")


class Form(FlaskForm):
    """Data comes from the request; its CSRF token is checked for all views by `CSRFProtect`."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: FlaskForm) -> Domain:
            """WTForms speaks no Indonesian of its own: its sentences are in our catalogue."""
            return WTFORMS_TEXTS


def options(labels: Mapping[Member, LazyString]) -> list[SelectChoice]:
    """Choices of a select or radio field from the labels of an enum."""
    return [SelectChoice(member.value, label) for member, label in labels.items()]


def no_control_characters(_form: FlaskForm, field: Any) -> None:  # noqa: ANN401 -- any WTForms field
    """Refuse characters that no keyboard types; line breaks and tabs are fine."""
    text = field.data or ""
    if isinstance(text, str) and any(sign in NOT_TYPED for sign in text):
        raise ValidationError(_("Teks memuat karakter yang tidak dapat disimpan. Ketik ulang."))


def put_error(form: FlaskForm, field: str | None, message: LazyString | str) -> None:
    """Say beside a field what a service refused, or above the form where no field is named."""
    if field and field in form:
        form[field].errors = [*form[field].errors, message]
    else:
        form.form_errors.append(message)
