"""The form of a plan, with a row for each need; and the supervisor's word on it."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)

from kla.cases.forms import words
from kla.cases.forms.fields import LONGEST_LINE, LONGEST_TEXT, checkboxes, choices, text, typed
from kla.cases.forms.persons import Row
from kla.cases.forms.report import meant, number_of
from kla.cases.forms.steps import APPROVE
from kla.cases.types import DecidePlan, PlanRow, WritePlan
from kla.core import clock
from kla.web.forms import Form

MOST_ROWS = 30
ADD, REMOVE, SUBMIT = "add", "remove", "submit"


class PlanRowForm(Row):
    """One need and what is done about it."""

    row = HiddenField()
    need = TextAreaField(_("Kebutuhan"), validators=text(LONGEST_TEXT))
    kind = SelectField(_("Layanan"), choices=choices(words.GIVEN, _("Pilih layanan")))
    intervention = TextAreaField(_("Intervensi"), validators=text(LONGEST_TEXT))
    institution = StringField(
        _("Lembaga atau OPD"),
        description=_("Siapa yang melakukannya, misalnya UPTD PPA atau nama puskesmas."),
        validators=text(LONGEST_LINE),
    )
    by_when = DateField(_("Paling lambat"))
    agreed = checkboxes(_("Disepakati dengan"), choices(words.AGREEMENT))

    @property
    def is_blank(self) -> bool:
        """Nothing was typed: the row is not meant."""
        return not any(typed(one) for one in (self.need, self.intervention, self.institution))

    def validate(self, extra_validators: object = None) -> bool:
        """A row that is meant has to be whole."""
        if self.is_blank and not self.kind.data:
            for field in self:
                field.errors = []
            return True
        valid: bool = super().validate(extra_validators)
        for field, message in (
            (self.need, _("Tulis kebutuhannya.")),
            (self.kind, _("Pilih layanan.")),
            (self.intervention, _("Tulis apa yang dilakukan.")),
            (self.institution, _("Tulis siapa yang melakukannya.")),
            (self.by_when, _("Isi tanggal.")),
            (self.agreed, _("Pilih dengan siapa ini disepakati.")),
        ):
            if not field.data:
                field.errors = [message]
                valid = False
        return valid

    def to_row(self) -> PlanRow:
        """What was typed. A row that was there before stays the same row."""
        return PlanRow(
            need=typed(self.need),
            kind=typed(self.kind),
            intervention=typed(self.intervention),
            institution=typed(self.institution),
            by_when=self.by_when.data or clock.today(),
            agreed=tuple(self.agreed.data or ()),
            row=self._id(),
        )

    def _id(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.row.data or "")
        except ValueError:
            return uuid.uuid4()


class PlanForm(Form):
    """The plan of a case."""

    seen = HiddenField(default="0")
    rows = FieldList(FormField(PlanRowForm), min_entries=1, max_entries=MOST_ROWS)
    agreed_note = TextAreaField(
        _("Catatan kesepakatan"),
        description=_("Siapa orang lain itu, atau mengapa anak atau wali tidak diajak bicara."),
        validators=text(LONGEST_TEXT),
    )
    mediation_confirmed = BooleanField(
        _("Saya sudah memastikan bahwa semua terlapor adalah anak (belum 18 tahun)")
    )

    def change_rows(self, wanted: str) -> None:
        """Add an empty row, or take one away: "add", "remove-2"."""
        if wanted == ADD and len(self.rows) < MOST_ROWS:
            self.rows.append_entry()
        name, _dash, number = wanted.partition("-")
        if name == REMOVE and number.isdigit() and int(number) < len(self.rows):
            del self.rows.entries[int(number)]
            if not self.rows.entries:
                self.rows.append_entry()

    def to_command(self, decision: str) -> WritePlan:
        """What was typed, and whether it goes to the supervisor."""
        return WritePlan(
            rows=tuple(row.to_row() for row in meant(self.rows)),
            submit=decision == SUBMIT,
            agreed_note=typed(self.agreed_note),
            mediation_confirmed=bool(self.mediation_confirmed.data),
            seen=number_of(self.seen),
        )


def values_of(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What the form begins with: the plan as it is stored."""
    rows = [row | {"by_when": date.fromisoformat(row["by_when"])} for row in plan.get("rows") or []]
    return {"rows": rows, "agreed_note": plan.get("agreed_note", "")}


class DecidePlanForm(Form):
    """The supervisor's word on a plan. Which button was pressed says what it is."""

    seen = HiddenField(default="0")
    remarks = TextAreaField(
        _("Catatan penyelia"),
        description=_("Wajib bila rencana dikembalikan: apa yang harus diperbaiki."),
        validators=text(LONGEST_TEXT),
    )

    def to_command(self, decision: str) -> DecidePlan:
        """What was decided."""
        return DecidePlan(
            approve=decision == APPROVE,
            remarks=typed(self.remarks),
            seen=number_of(self.seen),
        )
