"""The form of the minutes of a case conference, with rows for people and for what was agreed."""

import uuid

from flask_babel import lazy_gettext as _
from wtforms import DateField, FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Optional

from kla.cases.forms.entries import EntryForm
from kla.cases.forms.fields import LONGEST_LINE, LONGEST_TEXT, not_ahead, text, typed
from kla.cases.forms.persons import Row
from kla.cases.forms.report import meant
from kla.cases.types.conferences import AgreedStep, Participant, RecordConference
from kla.core import clock

MOST_ROWS = 40
ADD, REMOVE = "add", "remove"


class ParticipantRow(Row):
    """Somebody who took part."""

    name = StringField(_("Nama"), validators=text(LONGEST_LINE))
    institution = StringField(_("Lembaga"), validators=text(LONGEST_LINE))

    @property
    def is_blank(self) -> bool:
        """Nothing was typed: the row is not meant."""
        return not (typed(self.name) or typed(self.institution))

    def validate(self, extra_validators: object = None) -> bool:
        """Whoever is meant has a name."""
        valid: bool = super().validate(extra_validators)
        if not self.is_blank and not typed(self.name):
            self.name.errors = [_("Tulis namanya.")]
            return False
        return valid


class StepRow(Row):
    """What was agreed."""

    what = TextAreaField(_("Yang akan dilakukan"), validators=text(LONGEST_TEXT))
    assignee = SelectField(_("Petugas"), choices=[], validate_choice=False)
    who = StringField(
        _("Oleh lembaga lain"),
        description=_("Bila bukan petugas sendiri; tugas menanyakannya masuk daftar Anda."),
        validators=text(LONGEST_LINE),
    )
    due = DateField(_("Paling lambat"), validators=[Optional()])

    @property
    def is_blank(self) -> bool:
        """Nothing was typed: the row is not meant."""
        return not (typed(self.what) or typed(self.who) or self.due.data)

    def validate(self, extra_validators: object = None) -> bool:
        """What is meant says what, and by when."""
        valid: bool = super().validate(extra_validators)
        if self.is_blank:
            return valid
        for field, message in ((self.what, _("Tulis tugasnya.")), (self.due, _("Isi tanggal."))):
            if not field.data:
                field.errors = [message]
                valid = False
        if self.due.data and self.due.data < clock.today():
            self.due.errors = [_("Waktu ini sudah lewat. Pilih waktu yang akan datang.")]
            valid = False
        return valid

    def to_step(self) -> AgreedStep:
        """What was typed."""
        chosen = typed(self.assignee)
        return AgreedStep(
            what=typed(self.what),
            who=typed(self.who),
            due=self.due.data or clock.today(),
            assignee=uuid.UUID(chosen) if chosen else None,
        )


class ConferenceForm(EntryForm):
    """The minutes."""

    held_on = DateField(_("Tanggal"), validators=[InputRequired(_("Isi tanggal.")), not_ahead])
    place = StringField(_("Tempat"), validators=text(LONGEST_LINE))
    participants = FieldList(FormField(ParticipantRow), min_entries=2, max_entries=MOST_ROWS)
    discussed = TextAreaField(
        _("Yang dibahas"), validators=text(LONGEST_TEXT, _("Tulis apa yang dibahas."))
    )
    decided = TextAreaField(
        _("Yang diputuskan"), validators=text(LONGEST_TEXT, _("Tulis apa yang diputuskan."))
    )
    steps = FieldList(FormField(StepRow), min_entries=1, max_entries=MOST_ROWS)

    override = TextAreaField(
        _("Alasan tanpa persetujuan"),
        description=_(
            "Hanya bila persetujuan belum ada dan tidak dapat ditunggu. Alasan ini tersimpan di "
            "kasus dan penyelia lain diberi tahu."
        ),
        validators=text(LONGEST_TEXT),
    )

    def begin(self) -> None:
        """Minutes of today."""
        super().begin()
        self.held_on.data = self.held_on.data or clock.today()

    def offer(self, people: list[tuple[uuid.UUID, str]]) -> None:
        """Fill the list of those who can take a task."""
        named = [SelectChoice(str(one), name) for one, name in people]
        for row in self.steps:
            row.form.assignee.choices = [SelectChoice("", _("Saya sendiri")), *named]

    def change_rows(self, wanted: str) -> None:
        """Add an empty row to a list, or take one away: "add-steps", "remove-participants-2"."""
        action, _dash, rest = wanted.partition("-")
        name, _dash, number = rest.partition("-")
        rows = {"participants": self.participants, "steps": self.steps}.get(name)
        if rows is None:
            return
        if action == ADD and len(rows) < MOST_ROWS:
            rows.append_entry()
        if action == REMOVE and number.isdigit() and int(number) < len(rows) > 1:
            del rows.entries[int(number)]

    def to_command(self) -> RecordConference:
        """What was typed."""
        return RecordConference(
            held_on=self.held_on.data or clock.today(),
            place=typed(self.place),
            participants=tuple(
                Participant(name=typed(row["name"]), institution=typed(row.institution))
                for row in meant(self.participants)
            ),
            discussed=typed(self.discussed),
            decided=typed(self.decided),
            steps=tuple(row.to_step() for row in meant(self.steps)),
            override=typed(self.override),
            entry=self.entry_id(),
        )
