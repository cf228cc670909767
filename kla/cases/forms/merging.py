"""The forms that make one case of two, and two of one again."""

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from kla.cases.forms.fields import LONGEST_NAME, LONGEST_TEXT, checkboxes, text, typed
from kla.cases.types.merging import MergeCases, Pair, UnmergeCases
from kla.cases.types.people import PersonRole
from kla.web.forms import Form

# What is counted of each case on the page before a merge, in the order of that page.
COUNTS: dict[str, LazyString] = {
    "people": _("Orang"),
    "services": _("Layanan"),
    "plan": _("Baris rencana"),
    "risk": _("Penilaian risiko"),
    "consents": _("Persetujuan"),
    "referrals": _("Rujukan"),
    "conferences": _("Pembahasan kasus"),
    "tasks": _("Tugas terbuka"),
    "notes": _("Catatan"),
    "files": _("Berkas"),
}


class MergeForm(Form):
    """Who is the same person, and why the two cases are one."""

    seen = HiddenField()
    same = checkboxes(_("Orang yang sama di kedua kasus"), [])
    reason = TextAreaField(
        _("Alasan penggabungan"), validators=text(LONGEST_TEXT, _("Tulis alasannya."))
    )
    confirmed = BooleanField(_("Saya sudah membandingkan kedua kasus ini"))

    def offer(self, pairs: Iterable[Pair], roles: Mapping[PersonRole, LazyString]) -> None:
        """Fill the list of those who may be one person; names that agree are ticked already."""
        found = [*pairs]
        self.same.choices = [
            SelectChoice(
                one.value, f"{roles[PersonRole(one.role)]}: {one.their_name} = {one.own_name}"
            )
            for one in found
        ]
        if self.same.data is None and not self.is_submitted():
            self.same.data = [one.value for one in found if one.is_sure]

    def to_command(self) -> MergeCases:
        """What was typed."""
        pairs = [value.partition("/") for value in self.same.data or []]
        return MergeCases(
            same=tuple((theirs, own) for theirs, _slash, own in pairs),
            reason=typed(self.reason),
            seen=typed(self.seen),
            confirmed=bool(self.confirmed.data),
        )


class UnmergeForm(Form):
    """Why the two are two after all."""

    reason = TextAreaField(
        _("Alasan pembatalan"), validators=text(LONGEST_TEXT, _("Tulis alasannya."))
    )
    confirmed = BooleanField(
        _("Saya mengerti bahwa yang ditulis sesudah penggabungan tetap di sini")
    )

    def to_command(self) -> UnmergeCases:
        """What was typed."""
        return UnmergeCases(reason=typed(self.reason), confirmed=bool(self.confirmed.data))


class OtherForm(Form):
    """Which case is to be merged, by its number."""

    number = StringField(
        _("Nomor kasus lain"),
        description=_("Misalnya 2501-7QF3-M2K9."),
        validators=[InputRequired(_("Isi nomor kasusnya.")), *text(LONGEST_NAME)],
    )
