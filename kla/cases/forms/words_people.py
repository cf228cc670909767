"""The words of `people.toml` and `consents.toml` as the screen shows them, for translation."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

AMPK: dict[str, LazyString] = {
    "darurat": _("Anak dalam situasi darurat"),
    "abh": _("Anak yang berhadapan dengan hukum"),
    "minoritas": _("Anak dari kelompok minoritas dan terisolasi"),
    "eksploitasi": _("Anak yang dieksploitasi secara ekonomi dan/atau seksual"),
    "napza": _("Anak yang menjadi korban penyalahgunaan NAPZA"),
    "pornografi": _("Anak yang menjadi korban pornografi"),
    "hiv": _("Anak dengan HIV/AIDS"),
    "penculikan": _("Anak korban penculikan, penjualan, dan/atau perdagangan"),
    "kekerasan": _("Anak korban kekerasan fisik dan/atau psikis"),
    "kejahatan_seksual": _("Anak korban kejahatan seksual"),
    "terorisme": _("Anak korban jaringan terorisme"),
    "disabilitas": _("Anak penyandang disabilitas"),
    "salah_perlakuan": _("Anak korban perlakuan salah dan penelantaran"),
    "perilaku": _("Anak dengan perilaku sosial menyimpang"),
    "stigma": _("Anak yang menjadi korban stigmatisasi terkait kondisi orang tuanya"),
}

DISABILITIES: dict[str, LazyString] = {
    "fisik": _("Fisik"),
    "intelektual": _("Intelektual"),
    "mental": _("Mental"),
    "netra": _("Sensorik: penglihatan"),
    "rungu": _("Sensorik: pendengaran"),
    "wicara": _("Sensorik: wicara"),
}

EDUCATION: dict[str, LazyString] = {
    "tidak_sekolah": _("Tidak sekolah"),
    "paud_tk": _("PAUD/TK"),
    "sd": _("SD"),
    "sltp": _("SLTP"),
    "slta": _("SLTA"),
    "perguruan_tinggi": _("Perguruan tinggi"),
    "lainnya": _("Lainnya"),
}

WORK: dict[str, LazyString] = {
    "pelajar": _("Pelajar"),
    "bekerja": _("Bekerja"),
    "ibu_rumah_tangga": _("Ibu rumah tangga"),
    "swasta_buruh": _("Swasta/buruh"),
    "pns_tni_polri": _("PNS/TNI/POLRI"),
    "pedagang_tani_nelayan": _("Pedagang/tani/nelayan"),
    "tidak_bekerja": _("Tidak bekerja"),
}

MARITAL: dict[str, LazyString] = {
    "belum_kawin": _("Belum kawin"),
    "kawin": _("Kawin"),
    "cerai_hidup": _("Cerai hidup"),
    "cerai_mati": _("Cerai mati"),
}

RELIGIONS: dict[str, LazyString] = {
    "islam": _("Islam"),
    "kristen": _("Kristen"),
    "katolik": _("Katolik"),
    "hindu": _("Hindu"),
    "buddha": _("Buddha"),
    "khonghucu": _("Khonghucu"),
    "kepercayaan": _("Kepercayaan terhadap Tuhan YME"),
    "lainnya": _("Lainnya"),
}

CITIZENSHIP: dict[str, LazyString] = {
    "wni": _("WNI"),
    "wna": _("WNA"),
    "tanpa": _("Tanpa kewarganegaraan"),
}

FAMILY_RELATIONS: dict[str, LazyString] = {
    "ayah": _("Ayah"),
    "ibu": _("Ibu"),
    "ayah_tiri": _("Ayah tiri"),
    "ibu_tiri": _("Ibu tiri"),
    "orang_tua_angkat": _("Orang tua angkat"),
    "wali": _("Wali"),
    "kakek_nenek": _("Kakek/nenek"),
    "paman_bibi": _("Paman/bibi"),
    "saudara_kandung": _("Saudara kandung"),
    "saudara_tiri": _("Saudara tiri"),
    "suami_istri": _("Suami/istri"),
    "anak": _("Anak"),
    "kerabat_lain": _("Kerabat lain"),
    "pengasuh": _("Pengasuh"),
}

CONSENT_PURPOSES: dict[str, LazyString] = {
    "layanan": _("Layanan dan pendampingan"),
    "rujukan": _("Rujukan ke lembaga lain"),
    "kepolisian": _("Pelaporan ke kepolisian"),
    "simfoni": _("Berbagi data dengan SIMFONI PPA"),
    "pelimpahan": _("Pelimpahan ke unit atau daerah lain"),
    "pembahasan": _("Pembahasan kasus bersama lembaga lain"),
    "salinan": _("Penyerahan salinan berkas"),
    "foto": _("Foto dan rekaman"),
    "penelitian": _("Penelitian dan statistik"),
}

CONSENT_GIVERS: dict[str, LazyString] = {
    "klien": _("Anak atau klien sendiri"),
    "orang_tua": _("Orang tua"),
    "wali": _("Wali"),
    "pengampu": _("Pengampu"),
    "pengadilan": _("Pengadilan"),
}

CONSENT_HOW: dict[str, LazyString] = {
    "tertulis": _("Tertulis dan ditandatangani"),
    "terekam": _("Terekam suara atau gambar"),
    "disaksikan": _("Lisan, dicatat di depan saksi"),
    "lisan": _("Lisan saja"),
}

CONSENT_GROUNDS: dict[str, LazyString] = {
    "kewajiban_hukum": _("Kewajiban hukum (huruf c), misalnya laporan wajib UU 12/2022 pasal 41"),
    "kepentingan_vital": _("Kepentingan vital anak atau klien (huruf d)"),
    "tugas_publik": _("Pelayanan publik atau kewenangan menurut undang-undang (huruf e)"),
    "kepentingan_sah": _("Kepentingan sah lainnya (huruf f)"),
    "perjanjian": _("Kewajiban perjanjian (huruf b)"),
}

LISTS: dict[str, dict[str, LazyString]] = {
    "ampk": AMPK,
    "disabilities": DISABILITIES,
    "education": EDUCATION,
    "work": WORK,
    "marital": MARITAL,
    "religions": RELIGIONS,
    "citizenship": CITIZENSHIP,
    "family_relations": FAMILY_RELATIONS,
    "consent_purposes": CONSENT_PURPOSES,
    "consent_givers": CONSENT_GIVERS,
    "consent_how": CONSENT_HOW,
    "consent_grounds": CONSENT_GROUNDS,
}
