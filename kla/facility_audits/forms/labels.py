"""What kinds, states and refusals are called on the screen."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kla.core.importing import Problem, RowStatus
from kla.facility_audits.types import FacilityKind, FacilityStatus

KINDS: dict[FacilityKind, LazyString] = {
    FacilityKind.SCHOOL: _("Sekolah"),
    FacilityKind.PUSKESMAS: _("Puskesmas"),
    FacilityKind.PLAY_SPACE: _("Ruang bermain (RBRA)"),
    FacilityKind.WORSHIP: _("Rumah ibadah (RIRA)"),
    FacilityKind.DAYCARE: _("Tempat penitipan anak (TARA)"),
    FacilityKind.INFORMATION: _("Pusat informasi (PISA)"),
    FacilityKind.CREATIVITY: _("Pusat kreativitas (PKA)"),
    FacilityKind.PUSPAGA: _("Puspaga"),
    FacilityKind.PROTECTION: _("Lembaga perlindungan khusus (LPKRA)"),
    FacilityKind.CARE_HOME: _("Panti (LKSA)"),
    FacilityKind.ROUTE: _("Rute dan zona selamat sekolah"),
    FacilityKind.OTHER: _("Lainnya"),
}
STATUSES: dict[FacilityStatus, LazyString] = {
    FacilityStatus.ACTIVE: _("Dipakai"),
    FacilityStatus.PLANNED: _("Direncanakan"),
    FacilityStatus.CLOSED: _("Tutup"),
}
STATUS_KINDS = {
    FacilityStatus.ACTIVE: "good",
    FacilityStatus.PLANNED: "info",
    FacilityStatus.CLOSED: "neutral",
}
ROWS: dict[RowStatus, LazyString] = {
    RowStatus.OK: _("Akan ditambahkan"),
    RowStatus.ADDED: _("Ditambahkan"),
    RowStatus.PRESENT: _("Sudah ada"),
    RowStatus.DIFFERS: _("Berbeda"),
    RowStatus.REFUSED: _("Ditolak"),
}
ROW_KINDS = {
    RowStatus.OK: "good",
    RowStatus.ADDED: "good",
    RowStatus.PRESENT: "neutral",
    RowStatus.DIFFERS: "warn",
    RowStatus.REFUSED: "bad",
}
COLUMNS: dict[str, LazyString] = {
    "kind": _("Jenis"),
    "name": _("Nama"),
    "kelurahan": _("Kelurahan"),
    "address": _("Alamat"),
    "lat": _("Lintang"),
    "lon": _("Bujur"),
    "point": _("Titik"),
    "operator": _("Pengelola"),
    "code": _("Kode"),
    "certificate": _("Sertifikat"),
}
MESSAGES: dict[str, LazyString] = {
    "missing": _("Bagian ini wajib diisi."),
    "too-long": _("Teks ini terlalu panjang. Singkatkan."),
    "control-characters": _("Teks memuat karakter yang tidak dapat disimpan. Ketik ulang."),
    "no-name": _("Nama memerlukan huruf atau angka."),
    "unknown-kind": _("Jenis ini tidak dikenal. Lihat daftarnya di bawah."),
    "unknown-kelurahan": _("Kelurahan ini tidak ada di kota ini. Tulis nama atau kodenya."),
    "no-number": _("Ini bukan angka. Contoh: -1,2654."),
    "point-incomplete": _("Lintang dan bujur diisi keduanya, atau kosong keduanya."),
    "point-swapped": _("Lintang dan bujur tampaknya tertukar."),
    "point-off-the-globe": _("Lintang paling jauh 90, bujur paling jauh 180 derajat."),
    "twice-in-file": _("Tempat ini sudah ada di baris lain berkas ini, dengan isian berbeda."),
    "two-places": _("Kodenya milik satu tempat, namanya milik tempat lain yang sudah terdaftar."),
    "differs": _("Berbeda dari yang terdaftar. Ubah di halaman tempatnya bila berkas ini benar."),
    "twin": _("Tempat ini sudah terdaftar, dengan nama dan kelurahan atau kode yang sama."),
    "empty-file": _("Berkas ini tidak berisi baris."),
    "encoding": _("Berkas ini bukan CSV. Simpan sebagai CSV UTF-8 dari lembar kerja."),
    "broken-file": _("Berkas ini rusak: ada tanda kutip yang tidak ditutup."),
    "too-many-rows": _("Berkas ini lebih dari 100.000 baris. Bagi menjadi beberapa berkas."),
    "column-missing": _("Kolom kind, name, dan kelurahan harus ada di baris pertama."),
    "column-twice": _("Satu kolom berdiri dua kali di baris pertama."),
    "file-too-large": _("Berkas ini terlalu besar. Bagi menjadi beberapa berkas."),
}


def of_problem(problem: Problem) -> str:
    """One reason, with the column it is about."""
    column = COLUMNS.get(problem.column, problem.column)
    return f"{column}: {MESSAGES[problem.code]}"
