"""The forms of a referral: the letter, and what became of it."""

import uuid
from collections.abc import Collection
from datetime import timedelta

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
from wtforms.validators import InputRequired, Optional

from kla.cases.forms import words
from kla.cases.forms.entries import EntryForm
from kla.cases.forms.fields import (
    LONGEST_LINE,
    LONGEST_TEXT,
    checkboxes,
    choices,
    not_ahead,
    text,
    typed,
)
from kla.cases.forms.report import number_of
from kla.cases.types.referrals import ChangeReferral, LetterPart, MakeReferral, ReferralState
from kla.core import clock
from kla.web.forms import Form

PARTS: dict[str, LazyString] = {
    LetterPart.IDENTITY: _("Identitas korban"),
    LetterPart.NIK: _("NIK korban"),
    LetterPart.REPORT: _("Kejadian dan kronologi"),
    LetterPart.PERPETRATORS: _("Terlapor"),
    LetterPart.RISK: _("Tingkat risiko"),
    LetterPart.ASSESSMENT: _("Hasil asesmen"),
    LetterPart.WISHES: _("Keinginan anak atau klien"),
    LetterPart.PLAN: _("Rencana intervensi yang disetujui"),
    LetterPart.SERVICES: _("Layanan yang sudah diberikan"),
}
STATES: dict[str, LazyString] = {
    ReferralState.SENT: _("Terkirim"),
    ReferralState.ACCEPTED: _("Diterima lembaga"),
    ReferralState.REFUSED: _("Ditolak lembaga"),
    ReferralState.DONE: _("Selesai"),
    ReferralState.REVOKED: _("Dibatalkan"),
}
ASK_AGAIN_AFTER = timedelta(days=7)


class ReferralForm(EntryForm):
    """The letter."""

    institution = StringField(
        _("Lembaga tujuan"),
        description=_("Misalnya nama rumah sakit, puskesmas, polres, LBH."),
        validators=text(LONGEST_LINE, _("Tulis nama lembaga.")),
    )
    addressee = StringField(
        _("Untuk perhatian"),
        description=_("Nama atau jabatan penerima. Bukan terlapor dan bukan wali yang terlapor."),
        validators=text(LONGEST_LINE),
    )
    address = StringField(_("Alamat lembaga"), validators=text(LONGEST_LINE))
    service = SelectField(
        _("Layanan yang diminta"),
        choices=choices(words.GIVEN, _("Pilih layanan")),
        validators=[InputRequired(_("Pilih layanan."))],
    )
    purpose = TextAreaField(
        _("Maksud rujukan"),
        description=_("Apa yang diminta. Jangan ulangi isi kasus di sini."),
        validators=text(LONGEST_TEXT, _("Tulis maksudnya.")),
    )
    parts = checkboxes(
        _("Bagian kasus yang disebut dalam surat"),
        choices(PARTS),
        description=_("Hanya yang perlu diketahui lembaga itu. Yang tidak ditandai tidak disebut."),
        validators=[InputRequired(_("Pilih paling sedikit satu bagian."))],
    )
    ask_again = DateField(
        _("Tanyakan hasilnya pada"), validators=[InputRequired(_("Isi tanggal."))]
    )
    confirmed = BooleanField(
        _("Saya sudah memeriksa penerima dan bagian yang ditandai"),
        validators=[InputRequired(_("Beri tanda bila sudah diperiksa."))],
    )

    def begin(self) -> None:
        """A new letter, to be asked about in a week."""
        super().begin()
        self.ask_again.data = self.ask_again.data or clock.today() + ASK_AGAIN_AFTER

    def to_command(self) -> MakeReferral:
        """What was typed."""
        return MakeReferral(
            institution=typed(self.institution),
            addressee=typed(self.addressee),
            address=typed(self.address),
            service=typed(self.service),
            purpose=typed(self.purpose),
            parts=tuple(self.parts.data or ()),
            ask_again=self.ask_again.data or clock.today(),
            confirmed=bool(self.confirmed.data),
            entry=self.entry_id(),
        )


class ReferralStepForm(Form):
    """What became of it."""

    seen = HiddenField(default="0")
    state = RadioField(_("Keadaan"), validators=[InputRequired(_("Pilih keadaan."))])
    on = DateField(_("Tanggal"), validators=[InputRequired(_("Isi tanggal.")), not_ahead])
    remark = TextAreaField(
        _("Keterangan"),
        description=_("Wajib bila ditolak atau dibatalkan."),
        validators=text(LONGEST_TEXT),
    )
    ask_again = DateField(
        _("Tanyakan lagi pada"),
        description=_("Kosongkan bila tanggalnya tetap."),
        validators=[Optional()],
    )

    def offer(self, states: Collection[ReferralState]) -> None:
        """Offer what may follow."""
        allowed = [one for one in STATES if one in states]
        self.state.choices = [SelectChoice(str(one), STATES[one]) for one in allowed]

    def to_command(self, entry: uuid.UUID) -> ChangeReferral:
        """What was typed."""
        return ChangeReferral(
            entry=entry,
            state=ReferralState(typed(self.state)),
            on=self.on.data or clock.today(),
            remark=typed(self.remark),
            ask_again=self.ask_again.data,
            seen=number_of(self.seen),
        )
