"""The forms of consents: what was decided, and that it was taken back."""

import uuid
from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Optional

from kla.cases import consent_rules, vocabulary
from kla.cases.forms import words_people
from kla.cases.forms.entries import EntryForm
from kla.cases.forms.fields import (
    LONGEST_NAME,
    LONGEST_TEXT,
    checkboxes,
    choices,
    not_ahead,
    text,
    typed,
)
from kla.cases.forms.people import ROLES
from kla.cases.guardianship import Person
from kla.cases.types.consents import Decision, RecordConsent, WithdrawConsent
from kla.cases.types.people import PersonRole
from kla.core import clock
from kla.web.forms import Form

DECISIONS: dict[Decision, LazyString] = {
    Decision.GIVEN: _("Setuju"),
    Decision.REFUSED: _("Menolak"),
    Decision.GROUND: _("Dasar hukum lain, tanpa persetujuan"),
}
STATUSES: dict[str, LazyString] = {
    consent_rules.OK: _("Boleh"),
    consent_rules.MISSING: _("Belum ada"),
    consent_rules.REFUSED: _("Ditolak"),
    consent_rules.WITHDRAWN: _("Dicabut"),
    consent_rules.EXPIRED: _("Sudah berakhir"),
    consent_rules.SPOKEN: _("Baru lisan"),
    consent_rules.OF_SUSPECT: _("Dari terlapor, tidak berlaku"),
    consent_rules.OF_CHILD_ONLY: _("Baru dari anak"),
}
UNCONFIRMED = _("%(label)s (belum dikonfirmasi)")


def labelled(name: str) -> list[SelectChoice]:
    """The choices of a list; one that the office has not confirmed says so, unless all are."""
    open_codes, words = vocabulary.unconfirmed(name), words_people.LISTS[name]
    some = open_codes if len(open_codes) < len(words) else frozenset()
    return [
        SelectChoice(code, UNCONFIRMED % {"label": label} if code in some else label)
        for code, label in words.items()
    ]


class ConsentForm(EntryForm):
    """What somebody decided for some purposes, or the ground that stands in for it."""

    purposes = checkboxes(_("Untuk tujuan apa"), choices(words_people.CONSENT_PURPOSES))
    about = checkboxes(_("Korban"), [])
    decision = RadioField(
        _("Keputusan"),
        choices=choices({str(one): label for one, label in DECISIONS.items()}),
        validators=[InputRequired(_("Pilih keputusannya."))],
    )
    giver = SelectField(_("Yang memutuskan"), default="")
    giver_person = SelectField(
        _("Orangnya"),
        default="",
        description=_("Orang yang belum tercatat: tulis namanya di bawah."),
    )
    giver_name = StringField(
        _("Nama orang atau pengadilan, bila belum tercatat"), validators=text(LONGEST_NAME)
    )
    how = SelectField(
        _("Cara"),
        default="",
        description=_("Lisan saja belum cukup untuk membagikan data (UU 27/2022 pasal 22)."),
    )
    witness = StringField(_("Saksi"), validators=text(LONGEST_NAME))
    ground = SelectField(
        _("Dasar hukum lain"),
        default="",
        description=_("UU 27/2022 pasal 20 ayat (2). Belum dikonfirmasi Bagian Hukum."),
    )
    reason = TextAreaField(
        _("Alasan atau catatan"),
        description=_("Wajib bila memakai dasar hukum lain."),
        validators=text(LONGEST_TEXT),
    )
    on = DateField(_("Tanggal keputusan"), validators=[InputRequired(_("Isi tanggal.")), not_ahead])
    until = DateField(
        _("Berlaku sampai"),
        description=_("Hari terakhir. Kosongkan bila tanpa batas; tugas pengingat dibuat sendiri."),
        validators=[Optional()],
    )

    victims: list[str]

    def offer(self, people: Iterable[Person]) -> None:
        """Fill the lists of victims and of who may decide."""
        there = list(people)
        victims = [one for one in there if one.role == PersonRole.VICTIM]
        self.victims = [one.ref for one in victims]
        self.about.choices = [SelectChoice(one.ref, one.name) for one in victims]
        named = {one.ref: one for one in reversed(there) if one.name and not one.is_suspect}
        self.giver_person.choices = [
            SelectChoice("", _("Orang lain")),
            *(
                SelectChoice(ref, f"{one.name} ({ROLES[one.role]})")
                for ref, one in reversed(named.items())
            ),
        ]
        self.giver.choices = [SelectChoice("", _("Pilih")), *labelled("consent_givers")]
        self.how.choices = [SelectChoice("", _("Pilih")), *labelled("consent_how")]
        self.ground.choices = [SelectChoice("", _("Tidak ada")), *labelled("consent_grounds")]

    def begin(self) -> None:
        """A new entry of today, about all victims."""
        super().begin()
        self.on.data = clock.today()
        self.about.data = self.victims

    def to_command(self) -> RecordConsent:
        """What was typed."""
        person = typed(self.giver_person)
        return RecordConsent(
            purposes=tuple(self.purposes.data or ()),
            about=tuple(uuid.UUID(one) for one in self.about.data or ()),
            decision=Decision(typed(self.decision)),
            giver=typed(self.giver),
            giver_person=uuid.UUID(person) if person else None,
            giver_name=typed(self.giver_name),
            how=typed(self.how),
            witness=typed(self.witness),
            ground=typed(self.ground),
            reason=typed(self.reason),
            on=self.on.data or clock.today(),
            until=self.until.data,
            entry=self.entry_id(),
        )


class WithdrawForm(Form):
    """That a consent was taken back."""

    on = DateField(_("Tanggal dicabut"), validators=[InputRequired(_("Isi tanggal.")), not_ahead])
    reason = TextAreaField(
        _("Alasan"),
        description=_("Dengan kata-kata yang mencabut. Ia tidak wajib memberi alasan; tulis itu."),
        validators=text(LONGEST_TEXT, _("Tulis alasannya, atau bahwa tidak ada.")),
    )

    def to_command(self) -> WithdrawConsent:
        """What was typed."""
        day: date = self.on.data or clock.today()
        return WithdrawConsent(on=day, reason=typed(self.reason))
