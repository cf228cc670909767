"""The form of somebody in a case: what it asks depends on as what they stand there."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange, Optional

from kla.cases import identity_numbers
from kla.cases.forms import words, words_people
from kla.cases.forms.entries import EntryForm
from kla.cases.forms.fields import (
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_TEXT,
    AgeField,
    checkboxes,
    choices,
    kelurahan_choices,
    not_ahead,
    text,
    typed,
)
from kla.cases.identity_numbers import Oddity
from kla.cases.services.people import NEEDED
from kla.cases.types.people import (
    KEPT,
    LinkPerson,
    PersonDetails,
    PersonRole,
    PutPerson,
    RemovePerson,
)
from kla.core import clock
from kla.web.forms import Form

ROLES: dict[PersonRole, LazyString] = {
    PersonRole.VICTIM: _("Korban"),
    PersonRole.REPORTER: _("Pelapor"),
    PersonRole.PERPETRATOR: _("Terlapor"),
    PersonRole.FAMILY: _("Keluarga"),
}
RELATIONS = {
    PersonRole.REPORTER: words.REPORTERS,
    PersonRole.PERPETRATOR: words.RELATIONS,
    PersonRole.FAMILY: words_people.FAMILY_RELATIONS,
}
ODDITIES: dict[Oddity, LazyString] = {
    Oddity.NOT_DIGITS: _("Nomor ini memuat yang bukan angka."),
    Oddity.LENGTH: _("Nomor ini tidak 16 angka."),
    Oddity.PROVINCE: _("Dua angka pertama bukan kode provinsi."),
    Oddity.REGENCY: _("Angka ke-3 dan ke-4 bukan kode kabupaten atau kota."),
    Oddity.DISTRICT: _("Angka ke-5 dan ke-6 bukan kode kecamatan."),
    Oddity.DATE: _("Angka ke-7 sampai ke-12 bukan tanggal."),
    Oddity.SERIAL: _("Nomor urut 0000 tidak ada."),
    Oddity.BORN_DIFFERS: _("Tanggal dalam NIK berbeda dari tanggal lahir yang ditulis."),
    Oddity.SEX_DIFFERS: _("NIK menunjukkan jenis kelamin yang lain."),
}
NUMBER = _("Boleh dikosongkan. Nomor yang janggal tetap disimpan, dengan peringatan.")


class PersonForm(EntryForm):
    """Everything that may be known of somebody; `of` leaves out what a role does not keep."""

    seen = HiddenField()
    name = StringField(_("Nama"), validators=text(LONGEST_NAME))
    anonymous = BooleanField(_("Pelapor tidak ingin disebut namanya"))
    relation = SelectField(_("Hubungan dengan korban"), default="")
    is_guardian = BooleanField(
        _("Terlapor adalah orang tua atau wali"),
        description=_("Maka tidak ada pemberitahuan, cetakan, atau salinan untuk orang ini."),
    )
    sex = SelectField(_("Jenis kelamin"), default="", choices=choices(words.SEXES, _("Pilih")))
    born = DateField(_("Tanggal lahir"), validators=[Optional(), not_ahead])
    age = AgeField(
        _("Umur (tahun)"),
        description=_("Bila tanggal lahir tidak diketahui."),
        validators=[
            Optional(),
            NumberRange(min=0, max=120, message=_("Umur harus antara 0 dan 120 tahun.")),
        ],
    )
    birthplace = StringField(_("Tempat lahir"), validators=text(LONGEST_LINE))
    nik = StringField(_("NIK"), description=NUMBER, validators=text(LONGEST_NAME))
    kk = StringField(_("Nomor KK"), description=NUMBER, validators=text(LONGEST_NAME))
    phone = StringField(_("Telepon"), validators=text(LONGEST_NAME))
    address_kk = StringField(_("Alamat menurut KK"), validators=text(LONGEST_LINE))
    address = StringField(_("Alamat tempat tinggal sekarang"), validators=text(LONGEST_LINE))
    kelurahan = SelectField(_("Kelurahan tempat tinggal"), default="")
    address_hidden = BooleanField(
        _("Alamat ini tempat aman"), description=_("Tidak pernah ikut tercetak.")
    )
    religion = SelectField(
        _("Agama"), default="", choices=choices(words_people.RELIGIONS, _("Tidak dicatat"))
    )
    citizenship = SelectField(
        _("Kewarganegaraan"),
        default="",
        choices=choices(words_people.CITIZENSHIP, _("Tidak dicatat")),
    )
    education = SelectField(
        _("Pendidikan"), default="", choices=choices(words_people.EDUCATION, _("Tidak dicatat"))
    )
    work = SelectField(
        _("Pekerjaan"), default="", choices=choices(words_people.WORK, _("Tidak dicatat"))
    )
    marital = SelectField(
        _("Status perkawinan"),
        default="",
        choices=choices(words_people.MARITAL, _("Tidak dicatat")),
    )
    disabilities = checkboxes(_("Ragam disabilitas"), choices(words_people.DISABILITIES))
    ampk = checkboxes(_("Kategori AMPK"), choices(words_people.AMPK))
    hope = TextAreaField(
        _("Harapan korban"),
        description=_("Dengan kata-kata korban sendiri."),
        validators=text(LONGEST_TEXT),
    )
    remarks = TextAreaField(_("Keterangan lain"), validators=text(LONGEST_TEXT))

    @classmethod
    def of(cls, role: PersonRole, **values: Any) -> "PersonForm":  # noqa: ANN401 -- WTForms' own
        """The form for somebody who stands as this in a case."""
        form = cls(**values)
        form.role = role
        for name in [field.name for field in form if field.name in EVERYTHING - KEPT[role]]:
            del form[name]
        form.kelurahan.choices = kelurahan_choices(_("Tidak dicatat"))
        if role in RELATIONS:
            form.relation.choices = choices(RELATIONS[role], _("Pilih"))
        for name in NEEDED[role]:
            form[name].flags.required = True
        if role is PersonRole.REPORTER:
            form.relation.label.text = _("Pelapor adalah")
        return form

    role: PersonRole

    def validate(self, extra_validators: object = None) -> bool:
        """What a role can't do without is there."""
        valid: bool = super().validate(extra_validators)
        for name in NEEDED[self.role]:
            if not typed(self[name]):
                self[name].errors = [*self[name].errors, _("Bagian ini wajib diisi.")]
                valid = False
        return valid

    def to_command(self, person: uuid.UUID | None = None) -> PutPerson:
        """What was typed about somebody new, or about one who stands in the case."""
        details: dict[str, Any] = {name: self._value(name) for name in KEPT[self.role]}
        return PutPerson(
            role=self.role,
            details=PersonDetails(**details),
            seen=typed(self.seen) if person else "",
            person=person or self.entry_id(),
        )

    def _value(self, name: str) -> object:
        field = self[name]
        if isinstance(field.data, list):
            return tuple(field.data)
        return typed(field) if isinstance(field.data, str) else field.data or _EMPTY.get(name, "")

    def oddities(self) -> dict[str, list[LazyString]]:
        """What is odd about the numbers that stand in the form."""
        return said_of({name: self[name].data for name in ("nik", "kk", "sex")}, self.born.data)


EVERYTHING = frozenset().union(*KEPT.values())
_EMPTY: dict[str, object] = {
    "born": None,
    "age": None,
    "address_hidden": False,
    "is_guardian": False,
    "anonymous": False,
    "disabilities": (),
    "ampk": (),
}


def values_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of somebody, as the form wants it."""
    born = facts.get("born")
    return {**facts, "born": date.fromisoformat(born) if born else None}


def said_of(facts: Mapping[str, Any], born: date | None = None) -> dict[str, list[LazyString]]:
    """What is odd about the numbers of somebody, in words, by field; empty where nothing is."""
    if born is None and facts.get("born"):
        born = date.fromisoformat(facts["born"])
    today, sex = clock.today(), facts.get("sex") or ""
    found = {
        "nik": identity_numbers.check_nik(facts.get("nik") or "", born=born, sex=sex, today=today),
        "kk": identity_numbers.check_kk(facts.get("kk") or "", today=today),
    }
    return {name: [ODDITIES[one] for one in odd] for name, odd in found.items() if odd}


class RemovePersonForm(Form):
    """Why somebody does not belong to a case."""

    seen = HiddenField()
    reason = TextAreaField(
        _("Alasan"), validators=text(LONGEST_TEXT, _("Tulis mengapa orang ini dikeluarkan."))
    )

    def to_command(self, role: PersonRole, person: uuid.UUID) -> RemovePerson:
        """What was typed."""
        reason, seen = typed(self.reason), typed(self.seen)
        return RemovePerson(role=role, person=person, reason=reason, seen=seen)


class LinkPersonForm(Form):
    """Which of the known people somebody is."""

    known = RadioField(
        _("Orang yang sama"),
        validators=[InputRequired(_("Pilih orangnya."))],
        validate_choice=False,
    )

    def offer(self, found: Mapping[str, str]) -> None:
        """Fill the list of people."""
        self.known.choices = [SelectChoice(value, label) for value, label in found.items()]

    def to_command(self, role: PersonRole, person: uuid.UUID) -> LinkPerson | None:
        """Who was chosen; nothing where something else stands there."""
        case, _slash, known = typed(self.known).partition("/")
        try:
            found = uuid.UUID(case), uuid.UUID(known)
        except ValueError:
            return None
        return LinkPerson(role=role, person=person, known_case=found[0], known=found[1])
