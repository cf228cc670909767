"""What somebody of the office types in while a caller speaks. Only the story is needed."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kla.cases.forms.fields import MomentField, local, not_ahead
from kla.core import clock
from kla.crypto.receipts import Receipt
from kla.public_reports.forms.door import AGE, SEXES, YearsField, text_of, typed
from kla.public_reports.forms.messages import CHANNELS
from kla.public_reports.services.receiving import LONGEST_FIELD, LONGEST_STORY, OLDEST
from kla.public_reports.types import Channel, SendReport, TypeReport, Way
from kla.web.forms import Form, no_control_characters, options


class TypingForm(Form):
    """A report by telephone, in person, by letter. `receipt` makes that sent twice it is one."""

    receipt = HiddenField()
    story = TextAreaField(
        _("Apa yang diceritakan?"),
        validators=[
            InputRequired(_("Tulis apa yang diceritakan, satu kalimat pun cukup.")),
            Length(max=LONGEST_STORY),
            no_control_characters,
        ],
    )
    in_danger = BooleanField(_("Anak sedang dalam bahaya sekarang"))
    channel = SelectField(_("Kanal"), choices=options(CHANNELS))
    told = MomentField(
        _("Diterima pukul"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        description=_("Waktu tanggap dihitung sejak saat ini. Waktu WITA."),
        validators=[InputRequired(_("Isi tanggal dan jam diterima.")), not_ahead],
    )
    victim = StringField(_("Siapa anaknya?"), validators=text_of(LONGEST_FIELD))
    age = YearsField(
        _("Kira-kira umurnya"), validators=[Optional(), NumberRange(0, OLDEST, message=AGE)]
    )
    sex = SelectField(_("Jenis kelamin"), choices=[SelectChoice(*one) for one in SEXES])
    suspect = StringField(_("Siapa yang melakukannya?"), validators=text_of(LONGEST_FIELD))
    place = StringField(_("Di mana?"), validators=text_of(LONGEST_FIELD))
    contact = StringField(_("Cara aman menghubungi pelapor"), validators=text_of(LONGEST_FIELD))

    def begin(self) -> None:
        """A blank form, with a code that nobody has, for a call that comes in now."""
        self.receipt.data = str(Receipt.new())
        self.told.data = local(clock.now())

    def code(self) -> Receipt:
        """The receipt that the form brought, or a new one where something else stands there."""
        try:
            return Receipt.read(self.receipt.data or "")
        except ValueError:
            made = Receipt.new()
            self.receipt.data = str(made)
            return made

    def to_command(self, language: str) -> TypeReport:
        """What was typed."""
        report = SendReport(
            receipt=self.code(),
            way=Way.STAFF,
            channel=str(Channel(self.channel.data)),
            story=typed(self.story),
            in_danger=bool(self.in_danger.data),
            victim=typed(self.victim),
            age=self.age.data,
            sex=self.sex.data or "",
            suspect=typed(self.suspect),
            place=typed(self.place),
            contact=typed(self.contact),
            language=language,
        )
        return TypeReport(report=report, told=self.told.moment or clock.now())
