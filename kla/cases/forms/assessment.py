"""The assessment as a form: what was found in words, and the instrument of the risk."""

from functools import cache

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import InputRequired

from kla.cases.forms.fields import LONGEST_TEXT, not_ahead, text, typed
from kla.cases.forms.labels import ASSESSMENT_PARTS
from kla.cases.forms.report import number_of
from kla.cases.forms.risk import Instrumented, with_items
from kla.cases.types import Assess
from kla.core import clock


class AssessForm(Instrumented):
    """The assessment, and the instrument that scores the risk with it."""

    seen = HiddenField(default="0")
    seen_risk = HiddenField(default="0")
    assessed_on = DateField(
        _("Tanggal asesmen"), validators=[InputRequired(_("Isi tanggal.")), not_ahead]
    )
    physical = TextAreaField(ASSESSMENT_PARTS["physical"], validators=text(LONGEST_TEXT))
    psychological = TextAreaField(ASSESSMENT_PARTS["psychological"], validators=text(LONGEST_TEXT))
    social = TextAreaField(ASSESSMENT_PARTS["social"], validators=text(LONGEST_TEXT))
    spiritual = TextAreaField(ASSESSMENT_PARTS["spiritual"], validators=text(LONGEST_TEXT))
    safety = TextAreaField(
        ASSESSMENT_PARTS["safety"],
        description=_("Apakah korban aman malam ini? Siapa yang menjaganya?"),
        validators=text(LONGEST_TEXT, _("Tulis apakah korban aman.")),
    )
    wishes = TextAreaField(
        ASSESSMENT_PARTS["wishes"],
        description=_("Dengan kata-katanya sendiri, bila mungkin."),
        validators=text(LONGEST_TEXT),
    )
    support = TextAreaField(
        ASSESSMENT_PARTS["support"],
        description=_("Yang sudah diberikan sambil mendengarkan, misalnya penenangan."),
        validators=text(LONGEST_TEXT),
    )
    recommendation = TextAreaField(
        ASSESSMENT_PARTS["recommendation"],
        description=_("Layanan yang dibutuhkan; menjadi awal rencana intervensi."),
        validators=text(LONGEST_TEXT),
    )

    def to_command(self) -> Assess:
        """What was typed."""
        parts = {part: typed(self[part]) for part in ASSESSMENT_PARTS}
        return Assess(
            **parts,
            scoring=self.scoring(self.seen_risk),
            assessed_on=self.assessed_on.data or clock.today(),
            seen=number_of(self.seen),
        )


@cache
def assess_form() -> type[AssessForm]:
    """The form with the version of the instrument that is in use."""
    return with_items(AssessForm)
