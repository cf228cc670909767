"""What a child is asked: one question a page, in words that a ten-year-old reads.

What was answered before goes along in the form; nothing is kept on the way. Only the second
question needs an answer.
"""

from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from kla.public_reports.forms.door import CodeForm, WithFiles, YearsField, text_of, typed
from kla.public_reports.services.receiving import LONGEST_FIELD, LONGEST_STORY, OLDEST
from kla.public_reports.types import SendReport, Way
from kla.web.forms import no_control_characters

QUESTIONS = ("safe", "story", "suspect", "place", "age", "victim")
CHECK = "check"
STEPS = (*QUESTIONS, CHECK)
DANGER = "no"
SAFE = (("yes", _("Ya, aku aman")), (DANGER, _("Tidak, aku takut")), ("", _("Aku tidak tahu")))


class ChildYearsField(YearsField):
    """The same, for a child."""

    wrong = _("Tulis angka, misalnya 10.")


class ChildForm(CodeForm, WithFiles):
    """A child tells. `step` is the page that was shown."""

    step = HiddenField()
    safe = RadioField(
        _("Kamu aman sekarang?"), choices=[SelectChoice(*one) for one in SAFE], default=""
    )
    story = TextAreaField(
        _("Apa yang terjadi?"),
        description=_("Tulis sedikit saja. Salah tulis tidak apa-apa."),
        validators=[
            DataRequired(_("Tulis dulu sedikit. Satu kata juga boleh.")),
            Length(max=LONGEST_STORY),
            no_control_characters,
        ],
    )
    suspect = StringField(
        _("Siapa yang melakukannya?"),
        description=_("Boleh kosong."),
        validators=text_of(LONGEST_FIELD),
    )
    place = StringField(
        _("Di mana?"),
        description=_("Rumah, sekolah, atau tempat lain. Boleh kosong."),
        validators=text_of(LONGEST_FIELD),
    )
    age = ChildYearsField(
        _("Umurmu berapa?"),
        description=_("Boleh kosong."),
        validators=[Optional(), NumberRange(0, OLDEST, message=ChildYearsField.wrong)],
    )
    victim = StringField(
        _("Siapa namamu?"),
        description=_("Boleh kosong. Nama panggilan juga boleh."),
        validators=text_of(LONGEST_FIELD),
    )

    files = MultipleFileField(
        _("Punya foto atau suara?"),
        description=_("Boleh kosong. Tempat dan jam di foto kami buang."),
    )

    def begin(self) -> None:
        """A blank form with a code that nobody has, at the first question."""
        super().begin()
        self.step.data = STEPS[0]

    @property
    def at(self) -> str:
        """The page that was shown; the first where something else stands in the form."""
        return self.step.data if self.step.data in STEPS else STEPS[0]

    @property
    def fields(self) -> list[Field]:
        """The questions in their order."""
        return [self[name] for name in QUESTIONS]

    def holds(self, step: str) -> bool:
        """Whether the answer to one question will do; the others are not looked at."""
        return step == CHECK or self[step].validate(self)

    def first_wrong(self) -> str:
        """The first question whose answer will not do; "" where all will."""
        return next((name for name in QUESTIONS if not self.holds(name)), "")

    def to_command(self, language: str) -> SendReport:
        """What was answered."""
        return SendReport(
            receipt=self.code(),
            way=Way.CHILD,
            story=typed(self.story),
            in_danger=self.safe.data == DANGER,
            victim=typed(self.victim),
            age=self.age.data,
            suspect=typed(self.suspect),
            place=typed(self.place),
            language=language,
        )
