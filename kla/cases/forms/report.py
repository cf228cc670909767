"""The form of a report: a new one, or one that is corrected."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from kla.cases.forms import words
from kla.cases.forms.fields import (
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_TEXT,
    MomentField,
    checkboxes,
    choices,
    kelurahan_choices,
    local,
    not_ahead,
    text,
    typed,
)
from kla.cases.forms.persons import PerpetratorRow, VictimRow
from kla.cases.types import ChangeReport, RegisterCase, Reporter
from kla.core import clock
from kla.web.forms import Form

ADD_VICTIM, ADD_PERPETRATOR = "victim", "perpetrator"
MOST_ROWS = 30


class ReportForm(Form):
    """Everything that the first conversation can bring, in the order in which it is asked."""

    case_id = HiddenField()
    seen_core = HiddenField(default="0")
    seen_persons = HiddenField(default="0")
    received_at = MomentField(
        _("Laporan diterima"), validators=[InputRequired(_("Isi waktu laporan.")), not_ahead]
    )
    kanal = SelectField(
        _("Kanal"),
        choices=choices(words.KANAL, _("Pilih kanal")),
        validators=[InputRequired(_("Pilih kanal."))],
    )
    immediate_danger = BooleanField(_("Korban dalam bahaya sekarang"))
    risk = RadioField(
        _("Risiko"),
        choices=choices(words.RISKS),
        validators=[InputRequired(_("Pilih tingkat risiko."))],
    )
    relation = SelectField(
        _("Pelapor adalah"),
        choices=choices(words.REPORTERS, _("Pilih")),
        validators=[InputRequired(_("Pilih siapa pelapornya."))],
    )
    anonymous = BooleanField(_("Pelapor tidak ingin disebut namanya"))
    reporter_name = StringField(_("Nama pelapor"), validators=text(LONGEST_NAME))
    reporter_phone = StringField(_("Telepon pelapor"), validators=text(LONGEST_NAME))
    victims = FieldList(
        FormField(VictimRow), label=_("Korban"), min_entries=1, max_entries=MOST_ROWS
    )
    primary_kind = SelectField(
        _("Jenis kasus utama"),
        choices=choices(words.KINDS, _("Pilih jenis")),
        validators=[InputRequired(_("Pilih jenis kasus utama."))],
    )
    kinds = checkboxes(_("Bentuk kekerasan lain yang juga terjadi"), choices(words.KINDS))
    happened_on = DateField(
        _("Tanggal kejadian, bila diketahui"), validators=[Optional(), not_ahead]
    )
    place = SelectField(
        _("Tempat kejadian"),
        choices=choices(words.PLACES, _("Pilih tempat")),
        validators=[InputRequired(_("Pilih tempat kejadian."))],
    )
    kelurahan = SelectField(
        _("Kelurahan tempat kejadian"), validators=[InputRequired(_("Pilih kelurahan."))]
    )
    address = StringField(_("Alamat kejadian"), validators=text(LONGEST_LINE))
    chronology = TextAreaField(
        _("Kronologi"), validators=text(LONGEST_TEXT, _("Tulis apa yang terjadi."))
    )
    perpetrators = FieldList(
        FormField(PerpetratorRow), label=_("Terlapor"), min_entries=1, max_entries=MOST_ROWS
    )

    def __init__(self, *args: object, **values: object) -> None:
        super().__init__(*args, **values)
        self.kelurahan.choices = kelurahan_choices(_("Pilih kelurahan"))

    def begin(self) -> None:
        """A new report: an id of its own, received just now."""
        self.case_id.data = str(uuid.uuid4())
        self.received_at.data = local(clock.now())

    def validate(self, extra_validators: object = None) -> bool:
        """At least one victim is meant."""
        valid: bool = super().validate(extra_validators)
        if not meant(self.victims):
            self.victims.errors = self.victims[0].form.name.errors = [
                _("Isi paling sedikit satu korban.")
            ]
            valid = False
        return valid

    def change_rows(self, wanted: str) -> None:
        """Add an empty row, or take one away: "victim", "perpetrator", "victims-2"."""
        if wanted == ADD_VICTIM and len(self.victims) < MOST_ROWS:
            self.victims.append_entry()
        elif wanted == ADD_PERPETRATOR and len(self.perpetrators) < MOST_ROWS:
            self.perpetrators.append_entry()
        name, _dash, number = wanted.partition("-")
        rows = {"victims": self.victims, "perpetrators": self.perpetrators}.get(name)
        if rows is not None and number.isdigit() and int(number) < len(rows):
            del rows.entries[int(number)]
            if not rows.entries:
                rows.append_entry()

    def chosen_id(self) -> uuid.UUID | None:
        """The id that the form brought; nothing if somebody wrote something else there."""
        try:
            return uuid.UUID(self.case_id.data or "")
        except ValueError:
            return None

    def to_command(self) -> RegisterCase:
        """What was typed."""
        primary = typed(self.primary_kind)
        received = self.received_at.moment
        assert received is not None  # noqa: S101 -- validate() has run
        return RegisterCase(
            received_at=min(received, clock.now()),
            kanal=typed(self.kanal),
            reporter=self._reporter(),
            happened_on=self.happened_on.data,
            place=typed(self.place),
            address=typed(self.address),
            kelurahan=typed(self.kelurahan),
            primary_kind=primary,
            kinds=all_kinds(primary, self.kinds.data),
            chronology=typed(self.chronology),
            risk=typed(self.risk),
            immediate_danger=bool(self.immediate_danger.data),
            victims=tuple(row.to_victim() for row in meant(self.victims)),
            perpetrators=tuple(row.to_perpetrator() for row in meant(self.perpetrators)),
        )

    def _reporter(self) -> Reporter:
        anonymous = bool(self.anonymous.data)
        return Reporter(
            relation=typed(self.relation),
            anonymous=anonymous,
            name="" if anonymous else typed(self.reporter_name),
            phone="" if anonymous else typed(self.reporter_phone),
        )

    def to_change(self) -> ChangeReport:
        """What was typed, and what its writer had in view."""
        return ChangeReport(
            report=self.to_command(),
            seen_core=number_of(self.seen_core),
            seen_persons=number_of(self.seen_persons),
        )


def all_kinds(primary: str, others: Iterable[str] | None) -> tuple[str, ...]:
    """Every kind of violence once, the primary one first."""
    return tuple(dict.fromkeys([primary, *(others or [])]))


def meant(rows: Iterable[Any]) -> list[Any]:
    """The forms of the rows in which anything was typed."""
    return [row.form for row in rows if not row.form.is_blank]


def number_of(field: IntegerField | HiddenField) -> int:
    """The version in a hidden field; one that nobody has where something else stands there."""
    text_of = str(field.data or "")
    return int(text_of) if text_of.isdigit() and len(text_of) < 10 else -1


def values_of(core: Mapping[str, Any], persons: Mapping[str, Any]) -> dict[str, Any]:
    """The stored sections as the form wants them."""
    happened = core["happened_on"]
    return {
        **{name: core[name] for name in _PLAIN},
        "received_at": local(datetime.fromisoformat(core["received_at"])),
        "happened_on": date.fromisoformat(happened) if happened else None,
        "kinds": [kind for kind in core["kinds"] if kind != core["primary_kind"]],
        "victims": [_dated(victim) for victim in persons["victims"]],
        "perpetrators": persons["perpetrators"],
    }


_PLAIN = (
    "kanal",
    "relation",
    "anonymous",
    "reporter_name",
    "reporter_phone",
    "place",
    "address",
    "kelurahan",
    "primary_kind",
    "chronology",
    "risk",
    "immediate_danger",
)


def _dated(victim: Mapping[str, Any]) -> dict[str, Any]:
    born = victim["born"]
    return {**victim, "born": date.fromisoformat(born) if born else None}
