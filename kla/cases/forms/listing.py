"""What the list of cases can be narrowed to."""

import uuid
from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from kla.cases.forms import words
from kla.cases.forms.fields import LONGEST_NAME, choices, kelurahan_choices, text, typed
from kla.cases.forms.labels import STATES
from kla.cases.services.reach import ALL_ACTIVE, DUE_IN_A_WEEK, NOBODY
from kla.cases.types import ListFilter
from kla.web.forms import Form


class FilterForm(Form):
    """Search and filters of the list. It travels by POST, so that no name stands in an address."""

    query = StringField(_("Nama korban atau nomor kasus"), validators=text(LONGEST_NAME))
    state = SelectField(
        _("Tahap"),
        default="",
        choices=[
            SelectChoice("", _("Semua tahap")),
            SelectChoice(ALL_ACTIVE, _("Semua yang berjalan")),
            *choices({str(state): label for state, label in STATES.items()}),
        ],
    )
    kind = SelectField(_("Jenis"), default="", choices=choices(words.KINDS, _("Semua jenis")))
    kelurahan = SelectField(_("Kelurahan"), default="")
    risk = SelectField(_("Risiko"), default="", choices=choices(words.RISKS, _("Semua risiko")))
    worker = SelectField(_("Petugas"), default="")
    overdue = BooleanField(_("Hanya yang terlambat"))
    due = SelectField(
        _("Batas waktu"),
        choices=[
            SelectChoice("", _("Semua batas waktu")),
            SelectChoice(DUE_IN_A_WEEK, _("Jatuh tempo dalam tujuh hari")),
        ],
        default="",
    )

    def __init__(self, *args: object, **values: object) -> None:
        super().__init__(*args, **values)
        self.kelurahan.choices = kelurahan_choices(_("Semua kelurahan"))
        self.worker.choices = [SelectChoice("", _("Semua petugas"))]

    def offer(self, people: Iterable[tuple[uuid.UUID, str]]) -> None:
        """Fill the list of caseworkers."""
        named = [SelectChoice(str(one), name) for one, name in people]
        nobody = SelectChoice(NOBODY, _("Belum ada petugas"))
        self.worker.choices = [SelectChoice("", _("Semua petugas")), nobody, *named]

    def to_filter(self) -> ListFilter:
        """What was chosen."""
        return ListFilter(
            query=typed(self.query),
            state=typed(self.state),
            kind=typed(self.kind),
            kelurahan=typed(self.kelurahan),
            risk=typed(self.risk),
            worker=typed(self.worker),
            overdue=bool(self.overdue.data),
            due=typed(self.due),
        )
