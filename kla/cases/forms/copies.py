"""The forms of a copy: what goes into it and for whom, and what became of it."""

import uuid
from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from kla.cases.forms import copy_words
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
from kla.cases.types.copies import CopyPart, MakeCopy, SettleCopy
from kla.core import clock
from kla.crypto import passwords
from kla.web.forms import Form

LONGEST_PASSPHRASE = 120
LANGUAGES = {"id": _("Bahasa Indonesia"), "en": _("Bahasa Inggris")}


class CopyForm(EntryForm):
    """What goes out."""

    parts = checkboxes(
        _("Bagian yang dicetak"),
        choices(copy_words.PARTS),
        description=_("Hanya yang perlu diketahui penerima."),
        validators=[InputRequired(_("Pilih paling sedikit satu bagian."))],
    )
    to = RadioField(
        _("Untuk siapa"),
        choices=choices(copy_words.RECIPIENTS),
        validators=[InputRequired(_("Pilih untuk siapa."))],
    )
    recipient = StringField(
        _("Nama lembaga atau penerima"),
        description=_("Wajib bila keluar dari kantor."),
        validators=text(LONGEST_LINE),
    )
    person = SelectField(
        _("Orang dalam kasus"),
        description=_(
            "Bila untuk klien atau keluarganya. Terlapor dan wali yang terlapor tidak ada di "
            "daftar ini."
        ),
        validate_choice=False,
    )
    purpose = TextAreaField(
        _("Tujuan"),
        description=_("Untuk apa salinan ini dipakai. Tercetak di sampul."),
        validators=text(LONGEST_LINE, _("Tulis tujuannya.")),
    )
    language = SelectField(_("Bahasa"), choices=choices(LANGUAGES))
    passphrase = StringField(
        _("Kata sandi berkas"),
        description=_(
            "Catat sekarang: tidak disimpan di mana pun. Boleh diganti, paling sedikit 12 huruf."
        ),
        validators=text(LONGEST_PASSPHRASE),
    )
    unlocked = BooleanField(
        _("Tanpa kata sandi: langsung dicetak, lalu berkasnya dihapus dari komputer")
    )
    override = TextAreaField(
        _("Alasan tanpa persetujuan"),
        description=_(
            "Hanya bila persetujuan belum ada dan tidak dapat ditunggu. Alasan ini tersimpan di "
            "kasus dan penyelia lain diberi tahu."
        ),
        validators=text(LONGEST_TEXT),
    )
    confirmed = BooleanField(
        _("Saya sudah memeriksa penerima dan bagian yang ditandai"),
        validators=[InputRequired(_("Beri tanda bila sudah diperiksa."))],
    )

    def begin(self) -> None:
        """A new copy, with a passphrase to take or to change."""
        super().begin()
        self.passphrase.data = self.passphrase.data or passwords.generate_passphrase()

    def tick_all(self) -> None:
        """Tick every part."""
        self.parts.data = [str(part) for part in CopyPart]

    def offer(self, people: Iterable[tuple[str, str]]) -> None:
        """Fill the list of those of the case whom a copy may reach."""
        named = [SelectChoice(ref, name) for ref, name in people]
        self.person.choices = [SelectChoice("", _("Pilih orang")), *named]

    def to_command(self) -> MakeCopy:
        """What was typed."""
        return MakeCopy(
            parts=tuple(self.parts.data or ()),
            to=typed(self.to),
            recipient=typed(self.recipient),
            person=typed(self.person),
            purpose=typed(self.purpose),
            passphrase="" if self.unlocked.data else typed(self.passphrase),
            override=typed(self.override),
            confirmed=bool(self.confirmed.data),
            entry=self.entry_id(),
        )

    def validate(self, extra_validators: object = None) -> bool:
        """A file without a passphrase is asked for, never an accident."""
        valid: bool = super().validate(extra_validators)
        if not self.unlocked.data and not typed(self.passphrase):
            self.passphrase.errors = [_("Isi kata sandi, atau tandai bahwa langsung dicetak.")]
            return False
        return valid


class SettleCopyForm(Form):
    """What became of it."""

    fate = RadioField(
        _("Keadaan"),
        choices=choices(copy_words.FATES),
        validators=[InputRequired(_("Pilih keadaan."))],
    )
    on = DateField(_("Tanggal"), validators=[InputRequired(_("Isi tanggal.")), not_ahead])
    remark = TextAreaField(
        _("Keterangan"), description=_("Wajib bila hilang."), validators=text(LONGEST_TEXT)
    )

    def to_command(self, entry: uuid.UUID) -> SettleCopy:
        """What was typed."""
        return SettleCopy(
            entry=entry,
            fate=typed(self.fate),
            on=self.on.data or clock.today(),
            remark=typed(self.remark),
        )
