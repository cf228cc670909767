"""What a refused value is called on the screen."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm

from kla.core.errors import Invalid
from kla.public_reports.types import Channel, ReportState, Way
from kla.web.forms import put_error

MESSAGES: dict[str, LazyString] = {
    "missing": _("Bagian ini wajib diisi."),
    "too-long": _("Teks ini terlalu panjang. Kirim sebagian dulu, sisanya menyusul."),
    "control-characters": _("Teks memuat karakter yang tidak dapat disimpan. Ketik ulang."),
    "too-many-files": _("Paling banyak lima berkas sekali kirim, dua puluh dalam satu laporan."),
    "no-room-for-files": _("Tempat berkas sedang penuh. Kirim tulisannya saja dulu."),
    "file-empty": _("Berkas ini kosong. Pilih berkas lain."),
    "file-too-large": _("Berkas ini terlalu besar. Pilih yang lebih pendek atau lebih kecil."),
    "file-kind": _(
        "Jenis berkas ini tidak dapat kami terima. Kirim foto, rekaman, video, atau PDF."
    ),
    "file-broken": _("Berkas ini rusak atau terpotong. Pilih berkas lain."),
    "picture-not-drawn": _(
        "Foto jenis ini tidak dapat kami bersihkan. Kirim sebagai JPEG atau PNG."
    ),
    "ahead": _("Waktu ini belum tiba."),
    "age": _("Umur antara 0 dan 120 tahun."),
}

# To the reporter, in plain words.
TOLD: dict[ReportState, LazyString] = {
    ReportState.NEW: _("Laporan sudah sampai. Belum dibaca."),
    ReportState.READ: _("Petugas sudah membaca laporan ini dan sedang menanganinya."),
    ReportState.HANDED_OVER: _("Laporan ini sekarang ditangani petugas pendamping."),
    ReportState.CLOSED: _("Laporan ini sudah selesai ditangani."),
    ReportState.ABUSE: _("Laporan ini ditutup."),
}

# To the desk.
STATES: dict[ReportState, LazyString] = {
    ReportState.NEW: _("Baru"),
    ReportState.READ: _("Dibaca"),
    ReportState.HANDED_OVER: _("Diteruskan"),
    ReportState.CLOSED: _("Selesai"),
    ReportState.ABUSE: _("Penyalahgunaan"),
}

# By which way a report came.
WAYS: dict[str, LazyString] = {
    Way.CHILD: _("Anak sendiri, lewat pintu masyarakat"),
    Way.WITNESS: _("Pintu masyarakat"),
    Way.EMERGENCY: _("Halaman darurat"),
    Way.STAFF: _("Diketik petugas"),
    Way.PARTNER: _("Aplikasi instansi lain"),
}
CHANNELS: dict[Channel, LazyString] = {
    Channel.TELEPHONE: _("Telepon kantor"),
    Channel.EMERGENCY_112: _("Telepon 112"),
    Channel.SAPA_129: _("SAPA 129"),
    Channel.WALK_IN: _("Datang langsung"),
    Channel.WHATSAPP: _("WhatsApp"),
    Channel.LETTER: _("Surat"),
    Channel.OTHER: _("Lainnya"),
}

# What kinds of danger the marked words are of.
THEMES: dict[str, LazyString] = {
    "life": _("Nyawa terancam"),
    "weapon": _("Senjata"),
    "injury": _("Luka"),
    "sexual": _("Kekerasan seksual"),
    "captive": _("Dikurung atau dibawa"),
    "now": _("Terjadi sekarang"),
}


def say(form: FlaskForm, error: Invalid) -> None:
    """Put the sentence for a refused value beside its field."""
    put_error(form, error.field, MESSAGES[error.reason])
