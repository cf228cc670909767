"""The words of `vocabulary.toml` as the screen shows them, marked for translation."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kla.cases.forms import words_people

KINDS: dict[str, LazyString] = {
    "fisik": _("Fisik"),
    "psikis": _("Psikis"),
    "seksual": _("Seksual"),
    "eksploitasi": _("Eksploitasi"),
    "tppo": _("TPPO (perdagangan orang)"),
    "penelantaran": _("Penelantaran"),
    "lainnya": _("Lainnya"),
}

PLACES: dict[str, LazyString] = {
    "rumah_tangga": _("Rumah tangga"),
    "tempat_kerja": _("Tempat kerja"),
    "sekolah": _("Sekolah"),
    "fasilitas_umum": _("Fasilitas umum"),
    "lembaga_pendidikan_kilat": _("Lembaga pendidikan kilat"),
    "daring": _("Daring/elektronik"),
    "lainnya": _("Lainnya"),
}

SERVICES: dict[str, LazyString] = {
    "pengaduan": _("Pengaduan"),
    "kesehatan": _("Kesehatan"),
    "bantuan_hukum": _("Bantuan hukum"),
    "penegakan_hukum": _("Penegakan hukum"),
    "rehabilitasi_sosial": _("Rehabilitasi sosial"),
    "reintegrasi_sosial": _("Reintegrasi sosial"),
    "pemulangan": _("Pemulangan"),
    "pendampingan_tokoh_agama": _("Pendampingan tokoh agama"),
}

FUNCTIONS: dict[str, LazyString] = {
    "penjangkauan": _("Penjangkauan korban"),
    "penampungan": _("Penampungan sementara"),
    "mediasi": _("Mediasi"),
}

RELATIONS: dict[str, LazyString] = {
    "orang_tua": _("Orang tua"),
    "keluarga": _("Keluarga/saudara"),
    "suami_istri": _("Suami/istri"),
    "tetangga": _("Tetangga"),
    "pacar_teman": _("Pacar/teman"),
    "guru": _("Guru"),
    "majikan": _("Majikan"),
    "rekan_kerja": _("Rekan kerja"),
    "lainnya": _("Lainnya"),
    "tidak_diketahui": _("Tidak diketahui"),
}

REPORTERS: dict[str, LazyString] = {
    "korban": _("Korban langsung"),
    "keluarga": _("Keluarga"),
    "tetangga": _("Tetangga"),
    "teman": _("Teman"),
    "saksi": _("Saksi"),
    "lainnya": _("Lainnya"),
}

KANAL: dict[str, LazyString] = {
    "langsung": _("Datang langsung"),
    "sapa129_telepon": _("SAPA 129 telepon"),
    "sapa129_wa": _("SAPA 129 WhatsApp"),
    "sapa129_gform": _("SAPA 129 formulir"),
    "sp4n_lapor": _("SP4N LAPOR"),
    "surat": _("Surat"),
    "nota_dinas": _("Nota dinas"),
    "media": _("Laporan media (bukan aduan)"),
    "aplikasi": _("Aplikasi"),
}

RISKS: dict[str, LazyString] = {
    "tinggi": _("Tinggi"),
    "sedang": _("Sedang"),
    "rendah": _("Rendah"),
}

KEWENANGAN: dict[str, LazyString] = {
    "daerah": _("Daerah"),
    "pusat": _("Pusat"),
}

SEXES: dict[str, LazyString] = {
    "P": _("Perempuan"),
    "L": _("Laki-laki"),
}

CLOSURE_REASONS: dict[str, LazyString] = {
    "tujuan_tercapai": _("Tujuan layanan tercapai"),
    "permintaan_klien": _("Permintaan klien atau keluarga"),
    "pindah_domisili": _("Klien pindah domisili"),
    "dirujuk": _("Dirujuk ke lembaga lain"),
    "tidak_dapat_dihubungi": _("Klien tidak dapat dihubungi"),
    "meninggal": _("Klien meninggal dunia"),
    "lainnya": _("Alasan lain"),
}

AGREEMENT: dict[str, LazyString] = {
    "anak": _("Anak atau klien"),
    "wali": _("Orang tua atau wali"),
    "lainnya": _("Orang lain yang dipercaya"),
}

CONTACTS: dict[str, LazyString] = {
    "kunjungan_rumah": _("Kunjungan rumah"),
    "kunjungan_sekolah": _("Kunjungan sekolah"),
    "di_kantor": _("Bertemu di kantor"),
    "telepon": _("Telepon"),
    "pesan": _("Pesan"),
    "lewat_lembaga": _("Lewat lembaga lain"),
}

ROW_OUTCOMES: dict[str, LazyString] = {
    "tercapai": _("Tercapai"),
    "sebagian": _("Tercapai sebagian"),
    "tidak_tercapai": _("Tidak tercapai"),
    "tidak_diperlukan": _("Tidak diperlukan lagi"),
}

GIVEN: dict[str, LazyString] = SERVICES | FUNCTIONS

# Which of these dictionaries belongs to which list; a test holds that they agree.
LISTS: dict[str, dict[str, LazyString]] = {
    "kinds": KINDS,
    "places": PLACES,
    "services": SERVICES,
    "functions": FUNCTIONS,
    "relations": RELATIONS,
    "reporters": REPORTERS,
    "kanal": KANAL,
    "risks": RISKS,
    "kewenangan": KEWENANGAN,
    "sexes": SEXES,
    "closure_reasons": CLOSURE_REASONS,
    "agreement": AGREEMENT,
    "contacts": CONTACTS,
    "row_outcomes": ROW_OUTCOMES,
} | words_people.LISTS
