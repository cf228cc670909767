"""The forms about tasks: stopping a clock, handing a task over, setting one's own."""

import uuid
from collections.abc import Collection, Iterable
from datetime import timedelta

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from kla.cases.forms.entries import EntryForm
from kla.cases.forms.fields import LONGEST_TEXT, MomentField, choices, local, text, typed
from kla.cases.types.clockwork import (
    CONFERENCE,
    CONSENT,
    REFERRAL,
    SHELTER,
    ClockStep,
    HandTask,
    SetTask,
    TurnClock,
)
from kla.core import clock
from kla.web.forms import Form

STEPS: dict[ClockStep, LazyString] = {
    ClockStep.STOP: _("Hentikan jamnya"),
    ClockStep.RESTART: _("Jalankan lagi dengan sisa waktunya"),
    ClockStep.EXTEND: _("Perpanjang tujuh hari"),
}
# What a review looks at; a task of one's own says it in its words.
SUBJECTS: dict[str, LazyString] = {
    CONSENT: _("Persetujuan akan berakhir"),
    SHELTER: _("Masa di rumah aman akan berakhir"),
    REFERRAL: _("Tanyakan hasil rujukan"),
    CONFERENCE: _("Dari pembahasan kasus"),
}


class ClockForm(Form):
    """Stop a clock, start it again, put a review off."""

    step = RadioField(_("Langkah"), validators=[InputRequired(_("Pilih langkah."))])
    reason = TextAreaField(_("Alasan"), validators=text(LONGEST_TEXT, _("Tulis alasannya.")))

    def offer(self, steps: Collection[ClockStep]) -> None:
        """Offer what the clock allows now; a single step is chosen already."""
        allowed = [one for one in STEPS if one in steps]
        self.step.choices = [SelectChoice(one.value, STEPS[one]) for one in allowed]
        if len(allowed) == 1 and not self.step.data:
            self.step.data = allowed[0].value

    def to_command(self) -> TurnClock:
        """What was chosen."""
        return TurnClock(step=ClockStep(self.step.data), reason=typed(self.reason))


class HandForm(EntryForm):
    """Who does it from now on."""

    to = SelectField(
        _("Serahkan kepada"),
        description=_("Hanya orang yang dapat membuka kasus ini."),
        validators=[InputRequired(_("Pilih orangnya."))],
    )
    text = TextAreaField(_("Pesan"), validators=text(LONGEST_TEXT))

    def offer(self, people: Iterable[tuple[uuid.UUID, str]]) -> None:
        """Fill the list of people."""
        named = {str(one): name for one, name in people}
        self.to.choices = choices(named, _("Pilih orang"))

    def to_command(self) -> HandTask:
        """Who was chosen."""
        return HandTask(to=uuid.UUID(self.to.data), text=typed(self.text), entry=self.entry_id())


class OwnTaskForm(EntryForm):
    """A task of one's own."""

    text = TextAreaField(
        _("Yang harus dilakukan"),
        description=_("Disegel seperti isi kasus lainnya."),
        validators=text(LONGEST_TEXT, _("Tulis tugasnya.")),
    )
    due = MomentField(_("Batas waktu"), validators=[InputRequired(_("Isi batas waktunya."))])
    to = SelectField(_("Siapa yang mengerjakan"), validators=[InputRequired(_("Pilih orangnya."))])

    def begin(self) -> None:
        """A new task, due in a day unless they say otherwise."""
        super().begin()
        self.due.data = local(clock.now() + timedelta(days=1))

    def offer(self, people: Iterable[tuple[uuid.UUID, str]]) -> None:
        """Fill the list of people."""
        self.to.choices = [SelectChoice(str(one), name) for one, name in people]

    def to_command(self) -> SetTask:
        """What was typed."""
        moment = self.due.moment
        assert moment is not None  # noqa: S101 -- validate() has run
        return SetTask(
            text=typed(self.text),
            due=moment,
            assignee=uuid.UUID(self.to.data),
            entry=self.entry_id(),
        )
