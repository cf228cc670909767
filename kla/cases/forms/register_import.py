"""The form that takes an old register, and what is said of its rows."""

from collections.abc import Iterable
from typing import BinaryIO, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf.file import FileField, FileRequired

from kla.cases.forms.messages import MESSAGES
from kla.cases.register_file.cells import NotARegister
from kla.cases.types.register_import import RowReport
from kla.core.importing import Problem, RowStatus
from kla.web.forms import Form

STATUSES: dict[RowStatus, LazyString] = {
    RowStatus.OK: _("Akan masuk"),
    RowStatus.ADDED: _("Masuk"),
    RowStatus.PRESENT: _("Sudah ada"),
    RowStatus.DIFFERS: _("Berbeda"),
    RowStatus.REFUSED: _("Ditolak"),
}
STATUS_KINDS = {
    RowStatus.OK: "info",
    RowStatus.ADDED: "good",
    RowStatus.PRESENT: "neutral",
    RowStatus.DIFFERS: "warn",
    RowStatus.REFUSED: "bad",
}

# Why a row is refused, and what to know of one that goes in.
REASONS: dict[str, LazyString] = {
    "age-unknown": _("Tulis umur dalam tahun, dengan angka."),
    "after-report": _("Tanggal ini sesudah tanggal lapor."),
    "before-report": _("Tanggal ini sebelum tanggal lapor."),
    "cell-error": _("Sel ini berisi galat Excel, misalnya #REF!. Isi ulang nilainya."),
    "closed-but-running": _("Tanggal selesai terisi, tetapi status masih berjalan."),
    "code-unknown": _("Nilai ini tidak ada dalam daftar. Lihat lembar Petunjuk di templat."),
    "date-too-old": _("Tanggal ini sebelum tahun 1900."),
    "date-unknown": _("Tulis tanggal seperti 31/12/2024 atau 31 Desember 2024."),
    "differs-from-first-row": _("Berbeda dari baris pertama dengan nomor register yang sama."),
    "differs-from-stored": _(
        "Nomor ini sudah diimpor dengan isi lain. Yang tersimpan tidak diubah: perbaiki di "
        "halaman kasusnya."
    ),
    "erased-before": _("Kasus dengan nomor ini sudah dimusnahkan. Kasus itu tidak dibuat lagi."),
    "formula-uncounted": _(
        "Sel ini berisi rumus tanpa hasil. Buka di Excel, simpan, atau tempel sebagai nilai."
    ),
    "kelurahan-unknown": _("Kelurahan ini tidak dikenal. Pilih dari daftar, atau Luar kota."),
    "nik-length": _("NIK harus 16 angka."),
    "nik-lost-digits": _(
        "Angka terakhir NIK hilang karena Excel menyimpannya sebagai bilangan. Ketik ulang "
        "sebagai teks."
    ),
    "nik-not-digits": _("NIK hanya berisi angka."),
    "nik-odd": _("NIK ini janggal: periksa wilayah, tanggal lahir, dan jenis kelaminnya."),
    "nik-twice": _("Dua korban dalam kasus ini memiliki NIK yang sama."),
    "number-is-date": _("Excel mengubah nomor ini menjadi tanggal. Ketik ulang sebagai teks."),
    "other-row-refused": _("Baris lain dari kasus ini ditolak. Satu kasus masuk seutuhnya."),
    "row-twice": _("Baris ini sama persis dengan baris lain dari kasus ini."),
    "row-without-person": _("Baris lanjutan ini tidak menyebut korban atau terlapor."),
    "service-without-day": _("Tulis setiap layanan dengan tanggalnya: Kesehatan: 31/12/2024."),
    "worker-unknown": _(
        "Bukan petugas kasus di unit ini. Kasusnya menunggu penugasan, namanya menjadi catatan."
    ),
    "year-two-digits": _("Tulis tahun dengan empat angka."),
}

# What is wrong with a file as a whole. Behind some stand the headings that they are about.
FILES: dict[str, LazyString] = {
    "register-bomb": _("Berkas ini terlalu besar setelah dibuka. Bagi menjadi beberapa berkas."),
    "register-broken": _(
        "Berkas ini rusak atau dilindungi kata sandi. Buka di Excel, lalu simpan ulang sebagai "
        "XLSX tanpa kata sandi."
    ),
    "register-column-missing": _("Kolom wajib ini tidak ada: %(columns)s."),
    "register-column-twice": _("Kolom ini ada dua kali: %(columns)s."),
    "register-empty": _("Tidak ada satu baris pun di bawah judul kolom. Isi lembar Register."),
    "register-kind": _("Ini bukan buku kerja XLSX dan bukan CSV. Simpan registernya sebagai XLSX."),
    "register-no-headings": _(
        "Judul kolomnya tidak ditemukan. Pakai judul seperti di templat, pada satu baris."
    ),
    "register-old-excel": _(
        "Ini buku kerja Excel lama (.xls) atau dilindungi kata sandi. Buka di Excel, lalu simpan "
        "sebagai XLSX tanpa kata sandi."
    ),
    "register-too-long": _("Register ini lebih dari 20.000 baris. Bagi menjadi beberapa berkas."),
}


class RegisterFileForm(Form):
    """The register as a file."""

    file = FileField(
        _("Berkas register"),
        description=_("Buku kerja XLSX, atau CSV. Paling besar 25 MB dan 20.000 baris."),
        validators=[FileRequired(_("Pilih berkas."))],
    )

    @property
    def stream(self) -> BinaryIO:
        """What was sent."""
        return cast(BinaryIO, self.file.data.stream)


def of_file(error: NotARegister) -> str:
    """What is wrong with a file, in a sentence."""
    sentence = FILES.get(error.reason) or MESSAGES[error.reason]
    columns = ", ".join(error.words)
    return str(sentence) % {"columns": columns} if columns else str(sentence)


def of_problem(problem: Problem) -> str:
    """What is wrong with a cell or a row, in a sentence behind the heading of its column."""
    sentence = str(REASONS.get(problem.code) or MESSAGES.get(problem.code, problem.code))
    return f"{problem.column}: {sentence}" if problem.column else sentence


def of_problems(problems: Iterable[Problem]) -> str:
    """All of them, one after another."""
    return " ".join(map(of_problem, problems))


def of_row(report: RowReport) -> str:
    """How a row stands, in one line."""
    said = gettext("Baris %(number)s: %(status)s", number=report.number, status=_status(report))
    why = of_problems((*report.reasons, *report.remarks))
    return f"{said}. {why}" if why else str(said)


def _status(report: RowReport) -> str:
    return str(STATUSES[report.status]).lower()
