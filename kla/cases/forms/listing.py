"""What the list of cases can be narrowed to, and how that is said in words."""

import uuid
from collections.abc import Iterable, Mapping

from flask import current_app
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, DateField, Field, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from kla.cases import vocabulary
from kla.cases.forms import words, words_people
from kla.cases.forms.fields import LONGEST_NAME, checkboxes, choices, kelurahan_choices, text, typed
from kla.cases.forms.labels import STATES
from kla.cases.services.reach import ALL_ACTIVE, DUE_IN_A_WEEK, NOBODY
from kla.cases.types import ListFilter, Sorting
from kla.cases.types.filters import AGES
from kla.regions import places
from kla.web.forms import Form, options, put_error

ORDERS: dict[Sorting, LazyString] = {
    Sorting.URGENCY: _("Paling mendesak"),
    Sorting.NEWEST: _("Terbaru diterima"),
    Sorting.RISK: _("Risiko, lalu batas waktu"),
    Sorting.KELURAHAN: _("Kelurahan"),
    Sorting.YOUNGEST: _("Korban termuda"),
}
AGE_GROUPS: dict[str, LazyString] = {
    "0-5": _("0-5 tahun"),
    "6-12": _("6-12 tahun"),
    "13-17": _("13-17 tahun"),
    "18+": _("18 tahun ke atas"),
}
SEVERAL: dict[str, tuple[LazyString, Mapping[str, LazyString]]] = {
    "risk": (_("Risiko"), words.RISKS),
    "kinds": (_("Bentuk kekerasan"), words.KINDS),
    "primary": (_("Bentuk utama"), words.KINDS),
    "place": (_("Tempat kejadian"), words.PLACES),
    "ages": (_("Umur korban saat dilaporkan"), AGE_GROUPS),
    "education": (_("Pendidikan korban"), words_people.EDUCATION),
    "disabilities": (_("Ragam disabilitas korban"), words_people.DISABILITIES),
    "ampk": (_("Kategori AMPK"), words_people.AMPK),
    "relation": (_("Hubungan terlapor dengan korban"), words.RELATIONS),
    "channel": (_("Kanal pengaduan"), words.KANAL),
    "given": (_("Layanan yang sudah diberikan"), words.GIVEN),
    "planned": (_("Layanan yang direncanakan"), words.GIVEN),
    "lacking": (_("Belum ada persetujuan yang berlaku untuk"), words_people.CONSENT_PURPOSES),
}
# The parts of the form by theme, in the order of the page.
THEMES: tuple[tuple[LazyString, tuple[str, ...]], ...] = (
    (_("Risiko dan bentuk kekerasan"), ("risk", "danger", "kinds", "primary")),
    (_("Wilayah"), ("kecamatan", "kelurahan")),
    (_("Korban"), ("sex", "ages", "ampk", "disabilities", "education")),
    (_("Kejadian dan terlapor"), ("happened", "place", "relation", "guardian")),
    (
        _("Penerimaan, layanan, dan persetujuan"),
        ("received", "channel", "given", "planned", "lacking"),
    ),
)
RANGES = ("received", "happened")


def _several(name: str) -> Field:
    label, found = SEVERAL[name]
    return checkboxes(label, choices(found))


def _day(label: LazyString) -> DateField:
    return DateField(label, validators=[Optional()])


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
    worker = SelectField(_("Petugas"), default="")
    due = SelectField(
        _("Batas waktu"),
        choices=[
            SelectChoice("", _("Semua batas waktu")),
            SelectChoice(DUE_IN_A_WEEK, _("Jatuh tempo dalam tujuh hari")),
        ],
        default="",
    )
    overdue = BooleanField(_("Hanya yang terlambat"))
    order = SelectField(_("Urutan"), default="", choices=options(ORDERS))
    risk = _several("risk")
    danger = BooleanField(_("Hanya yang dalam bahaya saat dilaporkan"))
    kinds = _several("kinds")
    primary = _several("primary")
    kecamatan = checkboxes(_("Kecamatan"), [])
    kelurahan = checkboxes(_("Kelurahan"), [])
    sex = SelectField(
        _("Jenis kelamin korban"), default="", choices=choices(words.SEXES, _("Semua"))
    )
    ages = _several("ages")
    ampk = _several("ampk")
    disabilities = _several("disabilities")
    education = _several("education")
    happened_from = _day(_("Kejadian sejak"))
    happened_to = _day(_("Kejadian sampai"))
    place = _several("place")
    relation = _several("relation")
    guardian = BooleanField(_("Hanya bila terlapor orang tua atau wali"))
    received_from = _day(_("Diterima sejak"))
    received_to = _day(_("Diterima sampai"))
    channel = _several("channel")
    given = _several("given")
    planned = _several("planned")
    lacking = _several("lacking")

    def __init__(self, *args: object, **values: object) -> None:
        super().__init__(*args, **values)
        self.kecamatan.choices = choices(kecamatan_names())
        self.kelurahan.choices = kelurahan_choices(_("Semua kelurahan"))[1:]
        self.worker.choices = [SelectChoice("", _("Semua petugas"))]

    def offer(self, people: Iterable[tuple[uuid.UUID, str]]) -> None:
        """Fill the list of caseworkers."""
        named = [SelectChoice(str(one), name) for one, name in people]
        nobody = SelectChoice(NOBODY, _("Belum ada petugas"))
        self.worker.choices = [SelectChoice("", _("Semua petugas")), nobody, *named]

    def validate(self, extra_validators: object = None) -> bool:
        """Check the fields, and that no range ends before it begins."""
        is_valid = bool(super().validate(extra_validators))
        for name in RANGES:
            first, last = self[f"{name}_from"].data, self[f"{name}_to"].data
            if first and last and last < first:
                message = _("Hari terakhir tidak boleh sebelum hari pertama.")
                put_error(self, f"{name}_to", message)
                is_valid = False
        return is_valid

    def to_filter(self) -> ListFilter:
        """What was chosen."""
        found: dict[str, object] = {
            name: tuple(self[name].data or ()) for name in (*SEVERAL, "kecamatan", "kelurahan")
        }
        found |= {name: bool(self[name].data) for name in ("overdue", "danger", "guardian")}
        found |= {name: typed(self[name]) for name in ("query", "state", "worker", "due", "sex")}
        for name in RANGES:
            for end in (f"{name}_from", f"{name}_to"):
                found[end] = self[end].data
        return ListFilter(**found, order=Sorting(typed(self.order)))  # type: ignore[arg-type]


def kecamatan_names() -> dict[str, str]:
    """The kecamatan of the city by code, and what lies outside."""
    city = places.load(current_app.extensions["settings"].region)
    return {one.code: one.name for one in city.kecamatan} | {
        vocabulary.ELSEWHERE: str(_("Luar kota"))
    }


assert tuple(AGES) == tuple(AGE_GROUPS)  # noqa: S101 -- every group has its words
