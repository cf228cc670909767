"""The tables of a month's workbook, in the language of who makes it."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import format_datetime
from flask_babel import gettext as _

from kla.cases import simfoni as register
from kla.cases.forms import labels, words
from kla.cases.forms.simfoni import STATES
from kla.cases.forms.simfoni_month import month_name
from kla.cases.services.simfoni_month import Count, MonthFigures, MonthRow
from kla.cases.simfoni.workbook import Sheet
from kla.core.clock import WITA


def sheets(found: MonthFigures, office: str, by: str, at: datetime) -> list[Sheet]:
    """Counts by kind and by month, case by case, and what is to be known of them."""
    figures = [
        _("Kasus kami"),
        _("Kasus sudah diinput"),
        _("Korban kami"),
        _("Korban sudah diinput"),
    ]
    kinds: list[list[str | int]] = [
        [str(words.KINDS[code]), *_cells(one)] for code, one in found.kinds.items()
    ]
    months: list[list[str | int]] = [
        [month_name(one), *_cells(count)] for one, count in found.months.items()
    ]
    total = [_("Jumlah"), *_cells(found.total)]
    return [
        Sheet(_("Ringkasan"), [_("Jenis kasus utama"), *figures], [*kinds, total]),
        Sheet(_("Per bulan"), [_("Bulan laporan"), *figures], months),
        Sheet(_("Kasus"), _heads(), [_case(row) for row in found.rows]),
        Sheet(_("Keterangan"), [_("Perihal"), _("Isi")], _remarks(found, office, by, at)),
    ]


def block_names(codes: Iterable[str]) -> str:
    """What blocks of the sheet are called, in the ministry's words."""
    known = {plan.code: plan.label for plan in register.blocks()}
    return ", ".join(known.get(code, code) for code in codes)


def _cells(count: Count) -> list[str | int]:
    return [count.cases, count.cases_entered, count.victims, count.victims_entered]


def _heads() -> list[str]:
    return [
        _("Nomor kasus"),
        _("Inisial korban"),
        _("Tahap"),
        _("Laporan diterima"),
        _("Keadaan di SIMFONI PPA"),
        _("Nomor di SIMFONI PPA"),
        _("Tanggal diinput"),
        _("Bagian yang berbeda"),
    ]


def _case(row: MonthRow) -> list[str]:
    return [
        row.number,
        ", ".join(row.initials),
        str(labels.STATES[row.stage]),
        row.received,
        str(STATES[row.state]),
        row.entry_number,
        row.on,
        block_names(row.differs),
    ]


def _remarks(found: MonthFigures, office: str, by: str, at: datetime) -> list[list[str]]:
    made = format_datetime(at.astimezone(WITA), "d MMM yyyy, HH.mm", rebase=False)
    return [
        [_("Unit"), office],
        [_("Bulan laporan"), month_name(found.month)],
        [_("Dibuat"), f"{made} WITA, {by}"],
        [
            _("Satuan hitung"),
            _(
                "Kasus dan korban dihitung terpisah. Setiap kasus dihitung sekali, pada jenis "
                "utamanya dan bulan laporannya; korban ikut kasusnya."
            ),
        ],
        [
            _("Yang dihitung"),
            _(
                "Kasus yang sudah diidentifikasi, dalam jangkauan pembuat. Kasus terbatas hanya "
                "bila ia disebut di dalamnya."
            ),
        ],
        [_("Sudah diinput"), _("Termasuk yang perlu diperbarui.")],
        [_("Kerahasiaan"), _("Rahasia. Tanpa nama; nomor dan inisial tetap data pribadi.")],
    ]
