"""The forms of services: one that is logged, and what became of a planned one."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from kla.cases.forms import words
from kla.cases.forms.entries import EntryForm
from kla.cases.forms.fields import LONGEST_LINE, LONGEST_TEXT, choices, text, typed
from kla.cases.forms.labels import SERVICE_STATES
from kla.cases.forms.report import number_of
from kla.cases.types import AddService, CorrectService, ServiceStatus, SettleService
from kla.core import clock
from kla.web.forms import Form

LOGGED = {name: label for name, label in SERVICE_STATES.items() if name != "cancelled"}
SETTLED = {name: label for name, label in SERVICE_STATES.items() if name != "planned"}
SHORTENED = 60


class GivenForm(Form):
    """What both forms ask."""

    status = SelectField(_("Keadaan"), choices=choices(LOGGED), default="delivered")
    given_on = DateField(
        _("Tanggal layanan"),
        description=_("Hari layanan diberikan, atau hari yang direncanakan."),
        validators=[InputRequired(_("Isi tanggal."))],
    )
    institution = StringField(
        _("Lembaga"),
        description=_("Siapa yang memberi layanan, misalnya nama puskesmas."),
        validators=text(LONGEST_LINE),
    )
    outcome = TextAreaField(_("Hasil"), validators=text(LONGEST_TEXT))
    reason = TextAreaField(
        _("Alasan tidak diberikan"),
        description=_("Wajib bila layanan tidak jadi diberikan atau dibatalkan."),
        validators=text(LONGEST_TEXT),
    )
    mediation_confirmed = BooleanField(
        _("Saya sudah memastikan bahwa semua terlapor adalah anak (belum 18 tahun)")
    )

    def common(self) -> dict[str, Any]:
        """What was typed in the fields that both forms have."""
        return {
            "status": ServiceStatus(typed(self.status)),
            "given_on": self.given_on.data or clock.today(),
            "institution": typed(self.institution),
            "outcome": typed(self.outcome),
            "reason": typed(self.reason),
            "mediation_confirmed": bool(self.mediation_confirmed.data),
        }


class ServiceForm(GivenForm, EntryForm):
    """A service that was given, is planned, or was not to be had."""

    kind = SelectField(
        _("Layanan"),
        choices=choices(words.GIVEN, _("Pilih layanan")),
        validators=[InputRequired(_("Pilih layanan."))],
    )
    row = SelectField(_("Bagian rencana"), choices=[], default="", validate_choice=False)

    def begin(self) -> None:
        """A new entry, for a service of today."""
        super().begin()
        self.given_on.data = self.given_on.data or clock.today()

    def offer(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Fill the list of the rows of the plan."""
        listed = [SelectChoice(row["row"], _shortened(row["need"])) for row in rows]
        self.row.choices = [SelectChoice("", _("Di luar rencana")), *listed]

    def to_command(self) -> AddService:
        """What was typed."""
        return self.logged(self.entry_id())

    def logged(self, entry: uuid.UUID) -> AddService:
        """What was typed of the service with this id."""
        return AddService(kind=typed(self.kind), row=typed(self.row), entry=entry, **self.common())


class CorrectForm(ServiceForm):
    """How a decided service should have been logged."""

    seen = HiddenField(default="0")
    status = SelectField(_("Keadaan"), choices=choices(SETTLED))
    why = TextAreaField(
        _("Alasan koreksi"),
        description=_("Apa yang keliru. Catatan yang lama tetap dapat dibaca."),
        validators=text(LONGEST_TEXT, _("Tulis alasan koreksi.")),
    )

    def to_correction(self, entry: uuid.UUID) -> CorrectService:
        """What was typed."""
        return CorrectService(
            service=self.logged(entry),
            why=typed(self.why),
            seen=number_of(self.seen),
            correction=self.entry_id(),
        )


class SettleForm(GivenForm):
    """What became of a planned service."""

    status = SelectField(
        _("Keadaan"),
        choices=choices(SETTLED, _("Pilih")),
        validators=[InputRequired(_("Pilih apakah layanan ini diberikan."))],
    )

    def to_command(self, entry: uuid.UUID) -> SettleService:
        """What was typed."""
        return SettleService(entry=entry, **self.common())


def _shortened(need: str) -> str:
    return need if len(need) <= SHORTENED else f"{need[:SHORTENED]}…"
