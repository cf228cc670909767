"""The forms of the steps of a case: identify, assign, assess, close, reopen."""

import uuid
from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from kla.cases.forms import words
from kla.cases.forms.fields import LONGEST_TEXT, checkboxes, choices, text, typed
from kla.cases.forms.persons import Row
from kla.cases.forms.report import all_kinds, number_of
from kla.cases.types import (
    AssignCase,
    CaseState,
    DecideClosure,
    Identify,
    ProposeClosure,
    Reopen,
)
from kla.web.forms import Form

RETURN, APPROVE = "return", "approve"


class IdentifyForm(Form):
    """The three criteria, and what follows from them."""

    seen = HiddenField(default="0")
    primary_kind = SelectField(
        _("Jenis kasus utama"),
        choices=choices(words.KINDS, _("Pilih jenis")),
        validators=[InputRequired(_("Pilih jenis kasus utama."))],
    )
    kinds = checkboxes(_("Bentuk kekerasan lain yang juga terjadi"), choices(words.KINDS))
    risk = RadioField(
        _("Risiko"),
        choices=choices(words.RISKS),
        validators=[InputRequired(_("Pilih tingkat risiko."))],
    )
    kewenangan = RadioField(
        _("Kewenangan"),
        choices=choices(words.KEWENANGAN),
        validators=[InputRequired(_("Pilih kewenangan."))],
    )
    reason = TextAreaField(
        _("Dasar keputusan"),
        description=_("Mengapa jenis, risiko, dan kewenangan dinilai begitu."),
        validators=text(LONGEST_TEXT),
    )

    def to_command(self, retention_years: int) -> Identify:
        """What was chosen."""
        primary = typed(self.primary_kind)
        return Identify(
            primary_kind=primary,
            kinds=all_kinds(primary, self.kinds.data),
            risk=typed(self.risk),
            kewenangan=typed(self.kewenangan),
            outcome=CaseState.IDENTIFICATION,
            reason=typed(self.reason),
            seen=number_of(self.seen),
            retention_years=retention_years,
        )


class AssignForm(Form):
    """Who takes the case on."""

    workers = checkboxes(
        _("Petugas kasus"), [], validators=[InputRequired(_("Pilih paling sedikit satu petugas."))]
    )

    def offer(self, people: Iterable[tuple[uuid.UUID, str]]) -> None:
        """Fill the list of caseworkers."""
        self.workers.choices = [SelectChoice(str(one), name) for one, name in people]

    def to_command(self) -> AssignCase:
        """Who was chosen."""
        return AssignCase(workers=tuple(uuid.UUID(one) for one in self.workers.data or []))


class OutcomeRow(Row):
    """What became of one row of the plan."""

    row = HiddenField()
    outcome = SelectField(
        _("Hasil"), choices=choices(words.ROW_OUTCOMES, _("Pilih hasil")), validate_choice=False
    )


class ProposeClosureForm(Form):
    """Why the case may end."""

    seen = HiddenField(default="0")
    reason = SelectField(
        _("Alasan penutupan"),
        choices=choices(words.CLOSURE_REASONS, _("Pilih alasan")),
        validators=[InputRequired(_("Pilih alasan penutupan."))],
    )
    summary = TextAreaField(
        _("Ringkasan"),
        description=_("Apa yang sudah dicapai, dan siapa yang menjaga korban setelah ini."),
        validators=text(LONGEST_TEXT, _("Tulis ringkasan untuk penyelia.")),
    )
    risk = RadioField(
        _("Risiko terakhir"),
        choices=choices(words.RISKS),
        validators=[InputRequired(_("Pilih tingkat risiko."))],
    )
    outcomes = FieldList(FormField(OutcomeRow), _("Hasil"))

    def offer(self, rows: Iterable[str]) -> None:
        """Ask for the outcome of each row of the plan; what was chosen already stays."""
        chosen = {one.form.row.data: one.form.outcome.data for one in self.outcomes}
        while self.outcomes.entries:
            self.outcomes.pop_entry()
        for row in rows:
            self.outcomes.append_entry({"row": row, "outcome": chosen.get(row) or ""})

    def to_command(self) -> ProposeClosure:
        """What was typed."""
        chosen = {typed(one.form.row): typed(one.form.outcome) for one in self.outcomes}
        return ProposeClosure(
            reason=typed(self.reason),
            summary=typed(self.summary),
            risk=typed(self.risk),
            outcomes={row: outcome for row, outcome in chosen.items() if outcome},
            seen=number_of(self.seen),
        )


class DecideClosureForm(Form):
    """The supervisor's word. Which button was pressed says what it is."""

    seen = HiddenField()
    remarks = TextAreaField(
        _("Catatan penyelia"),
        description=_("Wajib bila usulan dikembalikan: apa yang masih harus dilakukan."),
        validators=text(LONGEST_TEXT),
    )

    def to_command(self, decision: str, retention_years: int) -> DecideClosure:
        """What was decided."""
        return DecideClosure(
            approve=decision == APPROVE,
            seen=number_of(self.seen) if self.seen.data else None,
            remarks=typed(self.remarks),
            retention_years=retention_years,
        )


class ReopenForm(Form):
    """Why a closed case goes on."""

    reason = TextAreaField(
        _("Alasan dibuka kembali"), validators=text(LONGEST_TEXT, _("Tulis alasannya."))
    )

    def to_command(self) -> Reopen:
        """What was typed."""
        return Reopen(reason=typed(self.reason))
