"""What a poster is to be like."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from kla.public_reports.posters import Audience, Paper
from kla.web.forms import Form

PAPERS = (
    (Paper.BOARD.value, _("A4, papan pengumuman")),
    (Paper.WALL.value, _("A3, dinding")),
    (Paper.CARDS.value, _("Empat kartu selembar A4, untuk dibawa pulang")),
)
NEEDED = InputRequired(_("Pilih salah satu."))


class PosterForm(Form):
    """One poster, or a sheet of cards."""

    audience = RadioField(
        _("Untuk siapa"),
        choices=[
            SelectChoice(Audience.CHILD.value, _("Anak: langsung ke pertanyaan pertama")),
            SelectChoice(Audience.ALL.value, _("Semua orang: anak, orang tua, tetangga, guru")),
        ],
        default=Audience.ALL.value,
        validators=[NEEDED],
    )
    paper = RadioField(
        _("Ukuran"),
        choices=[SelectChoice(*one) for one in PAPERS],
        default=Paper.BOARD.value,
        validators=[NEEDED],
    )
    language = RadioField(
        _("Bahasa"),
        choices=[SelectChoice("id", "Bahasa Indonesia"), SelectChoice("en", "English")],
        default="id",
        validators=[NEEDED],
    )

    def chosen(self) -> tuple[Audience, Paper, str]:
        """Whom it speaks to, how large it is, and in which language."""
        return Audience(self.audience.data), Paper(self.paper.data), str(self.language.data)
