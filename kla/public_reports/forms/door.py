"""What the door asks. Only the story is needed."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kla.crypto.receipts import Receipt
from kla.public_reports.forms.entries import message_of, new_entry
from kla.public_reports.services.receiving import LONGEST_FIELD, LONGEST_STORY, OLDEST
from kla.public_reports.services.report_files import Coming
from kla.public_reports.services.returning import LONGEST_MESSAGE
from kla.public_reports.types import SendReport, Way, WriteMessage
from kla.web.forms import Form, no_control_characters, put_error

WRONG_CODE = _("Kode ini tidak cocok. Periksa lagi setiap huruf dan angkanya.")
SEXES = (("", _("Tidak tahu")), ("P", _("Perempuan")), ("L", _("Laki-laki")))
AGE = _("Umur antara 0 dan 120 tahun.")


class DoorForm(Form):
    """A form of somebody whom the site does not know: there is no session to take over."""

    class Meta(Form.Meta):
        csrf = False


def text_of(longest: int) -> list[Any]:
    """What a short answer may be: nothing, or so many characters."""
    message = _("Teks ini terlalu panjang. Kirim sebagian dulu, sisanya menyusul.")
    return [Optional(), Length(max=longest, message=message), no_control_characters]


def typed(field: StringField) -> str:
    """What was typed, without blanks around it."""
    return (field.data or "").strip()


class YearsField(IntegerField):
    """Years of age; whatever is no number is answered in the same plain words as a wrong one."""

    wrong = AGE

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            self.data = None
            raise ValueError(self.wrong) from error


def files_field() -> MultipleFileField:
    """Photos, sound, film, documents: some at a time."""
    return MultipleFileField(
        _("Foto, rekaman, video, atau PDF"),
        description=_(
            "Boleh kosong. Dari foto kami hapus tempat dan waktunya, dari rekaman dan video sejauh "
            "kami bisa. Di dalam video dan PDF masih bisa tertulis tempat, ponsel, atau nama."
        ),
    )


class WithFiles(DoorForm):
    """A form that may bring files. What was chosen can't be shown again after a refusal."""

    files = files_field()

    def coming(self) -> list[Coming]:
        """The files that were chosen."""
        return [Coming(one.stream, one.filename or "") for one in self.files.data or () if one]

    def ask_again(self) -> None:
        """Say that the files have to be chosen once more, where some came along in vain."""
        if self.coming() and not self.files.errors:
            put_error(self, "files", _("Pilih berkasnya sekali lagi."))


class WithTicket(DoorForm):
    """A form that costs a little work or a little time; see `tickets`."""

    ticket = HiddenField()
    proof = HiddenField()

    @property
    def purpose(self) -> str:
        """What the ticket of this form is for, and of no other."""
        raise NotImplementedError


class CodeForm(WithTicket):
    """A form that brings the receipt of what will be sent, before anything is."""

    receipt = HiddenField()

    @property
    def purpose(self) -> str:
        """The one report that it may become."""
        return f"report {self.code().finder}"

    def begin(self) -> None:
        """A blank form with a code that nobody has."""
        self.receipt.data = str(Receipt.new())

    def code(self) -> Receipt:
        """The receipt that the form brought, or a new one where something else stands there."""
        try:
            return Receipt.read(self.receipt.data or "")
        except ValueError:
            self.begin()
            return Receipt.read(self.receipt.data or "")


class ReportForm(CodeForm, WithFiles):
    """Somebody saw or knows something."""

    story = TextAreaField(
        _("Apa yang terjadi?"),
        validators=[
            InputRequired(_("Tulis apa yang terjadi, satu kalimat pun cukup.")),
            Length(max=LONGEST_STORY),
            no_control_characters,
        ],
    )
    in_danger = BooleanField(_("Anak sedang dalam bahaya sekarang"))
    victim = StringField(_("Siapa anaknya?"), validators=text_of(LONGEST_FIELD))
    age = YearsField(
        _("Kira-kira umurnya"), validators=[Optional(), NumberRange(0, OLDEST, message=AGE)]
    )
    sex = SelectField(_("Jenis kelamin"), choices=[SelectChoice(*one) for one in SEXES], default="")
    suspect = StringField(_("Siapa yang melakukannya?"), validators=text_of(LONGEST_FIELD))
    place = StringField(_("Di mana?"), validators=text_of(LONGEST_FIELD))
    when = StringField(_("Kapan?"), validators=text_of(LONGEST_FIELD))
    contact = StringField(_("Cara aman menghubungi Anda"), validators=text_of(LONGEST_FIELD))

    def to_command(self, language: str) -> SendReport:
        """What was typed."""
        return SendReport(
            receipt=self.code(),
            way=Way.WITNESS,
            story=typed(self.story),
            in_danger=bool(self.in_danger.data),
            victim=typed(self.victim),
            age=self.age.data,
            sex=self.sex.data or "",
            suspect=typed(self.suspect),
            place=typed(self.place),
            when=typed(self.when),
            contact=typed(self.contact),
            language=language,
        )


class ReceiptForm(WithTicket):
    """The code that somebody wrote down."""

    @property
    def purpose(self) -> str:
        """What was worked or waited for opens this one code, and no list of guesses."""
        return f"code {self.code() or ''}"

    receipt = StringField(_("Kode"), validators=[InputRequired(_("Tulis kodenya."))])

    def code(self) -> Receipt | None:
        """The receipt, or nothing for what is none."""
        try:
            return Receipt.read(self.receipt.data or "")
        except ValueError:
            return None


class MessageForm(WithTicket, WithFiles):
    """A message of a reporter; the receipt goes along."""

    purpose = "message"

    receipt = HiddenField()
    entry = HiddenField()
    text = TextAreaField(
        _("Tulis pesan"),
        validators=[
            Optional(),
            Length(max=LONGEST_MESSAGE),
            no_control_characters,
        ],
    )

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """A text, or a file, or both."""
        fine = bool(super().validate(extra_validators))
        if fine and not self.coming() and not typed(self.text):
            put_error(self, "text", _("Tulis pesannya."))
            return False
        return fine

    def begin(self, receipt: Receipt) -> None:
        """A blank one under this receipt."""
        self.receipt.data, self.entry.data = str(receipt), new_entry()

    def to_command(self) -> WriteMessage:
        """What was typed."""
        return message_of(self.entry, self.text)
