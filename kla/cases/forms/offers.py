"""The forms by which a case goes to somebody else: for good, for a time, or to another unit."""

import uuid
from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional

from kla.cases.forms.fields import LONGEST_TEXT, choices, text, typed
from kla.cases.types.offers import (
    AnswerOffer,
    CoverCase,
    MoveCase,
    OfferCase,
    OfferKind,
    OfferState,
    OfferTransfer,
)
from kla.core import clock
from kla.web.forms import Form

ACCEPT, REFUSE = "accept", "refuse"
MOVE, COVER = "move", "cover"

KINDS: dict[str, LazyString] = {
    OfferKind.HANDOVER: _("Serah terima kepada rekan"),
    OfferKind.TRANSFER: _("Pelimpahan ke unit lain"),
}
STATES: dict[str, LazyString] = {
    OfferState.OPEN: _("Menunggu jawaban"),
    OfferState.ACCEPTED: _("Diterima"),
    OfferState.REFUSED: _("Ditolak"),
    OfferState.WITHDRAWN: _("Ditarik kembali"),
    OfferState.VOID: _("Gugur karena kunci kasus sudah diganti"),
}
WAYS: dict[str, LazyString] = {
    MOVE: _("Alihkan seterusnya"),
    COVER: _("Gantikan sementara sampai tanggal tertentu"),
}

Named = Iterable[tuple[uuid.UUID, str]]


def _offer(field: SelectField, people: Named) -> None:
    field.choices = choices({str(one): name for one, name in people}, _("Pilih"))


class OfferForm(Form):
    """To which colleague, and what they should know."""

    to = SelectField(_("Kepada"), validators=[InputRequired(_("Pilih rekan."))])
    note = TextAreaField(
        _("Pesan serah terima"),
        description=_("Mengapa diserahkan, apa yang mendesak, apa yang dijanjikan kepada anak."),
        validators=text(LONGEST_TEXT, _("Tulis pesannya.")),
    )
    keep = BooleanField(_("Saya tetap ikut menangani kasus ini"))

    def offer(self, people: Named) -> None:
        """Fill the list of colleagues."""
        _offer(self.to, people)

    def to_command(self) -> OfferCase:
        """What was chosen."""
        return OfferCase(
            to=uuid.UUID(self.to.data), note=typed(self.note), keep=bool(self.keep.data)
        )


class TransferForm(Form):
    """To which unit, and why."""

    unit_id = SelectField(_("Kepada unit"), validators=[InputRequired(_("Pilih unit."))])
    reason = TextAreaField(
        _("Alasan pelimpahan"),
        description=_(
            "Hanya dibaca para penyelia unit tujuan, dan mereka yang memegang kasus ini."
        ),
        validators=text(LONGEST_TEXT, _("Tulis alasannya.")),
    )
    confirmed = BooleanField(
        _("Saya mengerti: begitu diterima, unit kami tidak dapat membuka kasus ini lagi"),
        validators=[InputRequired(_("Beri tanda bila Anda mengerti."))],
    )

    def offer(self, units: Named) -> None:
        """Fill the list of units."""
        _offer(self.unit_id, units)

    def to_command(self) -> OfferTransfer:
        """What was chosen."""
        return OfferTransfer(
            unit_id=uuid.UUID(self.unit_id.data),
            reason=typed(self.reason),
            confirmed=bool(self.confirmed.data),
        )


class AnswerForm(Form):
    """Yes or no. Which button was pressed says what it is."""

    reason = TextAreaField(
        _("Alasan menolak"),
        description=_("Wajib bila ditolak. Dibaca oleh yang menawarkan."),
        validators=text(LONGEST_TEXT),
    )

    def to_command(self, decision: str) -> AnswerOffer:
        """What was decided."""
        return AnswerOffer(accept=decision == ACCEPT, reason=typed(self.reason))


class CoverForm(Form):
    """Who stands in for whom, until when."""

    away = SelectField(_("Yang digantikan"), validators=[InputRequired(_("Pilih petugas."))])
    substitute = SelectField(_("Pengganti"), validators=[InputRequired(_("Pilih pengganti."))])
    until = DateField(
        _("Sampai dan termasuk tanggal"),
        description=_("Setelah hari itu pengganti tidak dapat membuka kasus ini lagi."),
        validators=[InputRequired(_("Isi tanggal."))],
    )

    def offer(self, workers: Named, others: Named) -> None:
        """Fill both lists."""
        _offer(self.away, workers)
        _offer(self.substitute, others)

    def to_command(self) -> CoverCase:
        """What was chosen."""
        return CoverCase(
            away=uuid.UUID(self.away.data),
            substitute=uuid.UUID(self.substitute.data),
            until=self.until.data or clock.today(),
        )


class MoveForm(Form):
    """To whom all cases of somebody go, and whether for good."""

    to = SelectField(_("Kepada"), validators=[InputRequired(_("Pilih petugas."))])
    way = RadioField(_("Cara"), choices=choices(WAYS), default=MOVE)
    until = DateField(
        _("Sampai dan termasuk tanggal"),
        description=_("Hanya untuk penggantian sementara."),
        validators=[Optional()],
    )

    def offer(self, people: Named) -> None:
        """Fill the list of caseworkers."""
        _offer(self.to, people)

    def validate(self, extra_validators: object = None) -> bool:
        """A time has an end."""
        valid: bool = super().validate(extra_validators)
        if valid and self.way.data == COVER and not self.until.data:
            self.until.errors = [_("Isi tanggal.")]
            return False
        if valid and self.until.data and self.until.data < clock.today():
            self.until.errors = [_("Waktu ini sudah lewat. Pilih waktu yang akan datang.")]
            return False
        return valid

    @property
    def is_for_good(self) -> bool:
        """Whether they go for good."""
        return bool(self.way.data != COVER)

    def to_move(self, leaving: uuid.UUID) -> MoveCase:
        """For good."""
        return MoveCase(leaving=leaving, to=uuid.UUID(self.to.data))

    def to_cover(self, away: uuid.UUID) -> CoverCase:
        """For a time."""
        until = self.until.data or clock.today()
        return CoverCase(away=away, substitute=uuid.UUID(self.to.data), until=until)
