"""The forms and words of entering a case in the ministry's register (SIMFONI PPA)."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired

from kla.cases.forms.entries import EntryForm
from kla.cases.forms.fields import LONGEST_LINE, not_ahead, text, typed
from kla.cases.forms.report import number_of
from kla.cases.simfoni import Mark
from kla.cases.simfoni.sheet import Lack
from kla.cases.types.simfoni import CompleteSimfoni, EnterSimfoni, SimfoniState, UndoSimfoni
from kla.core import clock
from kla.web.forms import Form

LONGEST_NUMBER = 40

STATES: dict[SimfoniState, LazyString] = {
    SimfoniState.WAITING: _("Belum diinput"),
    SimfoniState.STALE: _("Perlu diperbarui"),
    SimfoniState.ENTERED: _("Sudah diinput"),
}
STATE_KINDS: dict[SimfoniState, str] = {
    SimfoniState.WAITING: "warn",
    SimfoniState.STALE: "warn",
    SimfoniState.ENTERED: "good",
}
# What most of the sheet is stays unsaid.
MARKS: dict[Mark, LazyString] = {
    Mark.OFFICIAL: _("resmi"),
    Mark.UNCONFIRMED: _("belum dikonfirmasi"),
}
LACKS: dict[Lack, LazyString] = {
    Lack.MISSING: _("belum diisi"),
    Lack.NO_WORD: _("tidak ada padanannya di SIMFONI PPA"),
    Lack.WITHHELD: _("tidak ditampilkan, demi keamanan korban"),
    Lack.ANONYMOUS: _("pelapor tidak ingin disebut namanya"),
}
ENDINGS: dict[str, LazyString] = {
    "updated": _("Diganti catatan yang lebih baru"),
    "undone": _("Dibatalkan"),
}


class EnterForm(EntryForm):
    """That it was entered."""

    seen = HiddenField(default="0")
    number = StringField(
        _("Nomor di SIMFONI PPA"),
        description=_("Seperti yang diberikan SIMFONI PPA. Tidak memuat nama siapa pun."),
        validators=text(LONGEST_NUMBER, _("Isi nomornya.")),
    )
    on = DateField(_("Tanggal diinput"), validators=[InputRequired(_("Isi tanggal.")), not_ahead])

    def start(self, number: str, version: int) -> None:
        """Blank, but for what can be known."""
        self.begin()
        self.number.data, self.on.data = number, clock.today()
        self.seen.data = str(version)

    def to_command(self) -> EnterSimfoni:
        """What was typed."""
        return EnterSimfoni(
            number=typed(self.number),
            on=self.on.data or clock.today(),
            seen=number_of(self.seen),
            entry=self.entry_id(),
        )


class UndoForm(Form):
    """Why that is taken back."""

    seen = HiddenField(default="0")
    reason = TextAreaField(
        _("Alasan pembatalan"),
        description=_("Misalnya: nomor milik kasus lain."),
        validators=text(LONGEST_LINE, _("Tulis alasannya.")),
    )

    def to_command(self) -> UndoSimfoni:
        """What was typed."""
        return UndoSimfoni(reason=typed(self.reason), seen=number_of(self.seen))


class CompleteForm(Form):
    """What the register asks for and no other form has."""

    seen = HiddenField(default="0")
    time = StringField(
        _("Jam kejadian"),
        description=_("Misalnya 14.30, atau malam hari."),
        validators=text(LONGEST_LINE),
    )
    referred_by = StringField(_("Rujukan dari"), validators=text(LONGEST_LINE))
    way_here = StringField(
        _("Cara datang"),
        description=_("Misalnya sendiri, diantar keluarga, dijemput petugas."),
        validators=text(LONGEST_LINE),
    )
    route = StringField(_("Rute"), validators=text(LONGEST_LINE))
    transport = StringField(_("Alat transportasi"), validators=text(LONGEST_LINE))
    means = StringField(_("Cara"), validators=text(LONGEST_LINE))
    exploitation = StringField(_("Bentuk eksploitasi"), validators=text(LONGEST_LINE))
    violation = StringField(_("Bentuk pelanggaran"), validators=text(LONGEST_LINE))

    @property
    def of_trafficking(self) -> list[object]:
        """The fields that only trafficking has."""
        return [self[one] for one in ("route", "transport", "means", "exploitation", "violation")]

    def to_command(self) -> CompleteSimfoni:
        """What was typed."""
        names = ("time", "referred_by", "way_here", "route", "transport", "means")
        typed_in = {name: typed(self[name]) for name in (*names, "exploitation", "violation")}
        return CompleteSimfoni(**typed_in, seen=number_of(self.seen))
