"""The words of a copy, on its pages and on the screens about it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kla.cases.forms import labels, words
from kla.cases.forms.consents import DECISIONS
from kla.cases.forms.referrals import STATES as REFERRAL_STATES
from kla.cases.types.copies import CopyPart, Fate, Recipient

PARTS: dict[str, LazyString] = {
    CopyPart.REPORT: _("Laporan dan kronologi"),
    CopyPart.REPORTER: _("Pelapor"),
    CopyPart.VICTIMS: _("Korban"),
    CopyPart.FAMILY: _("Keluarga dan orang dekat"),
    CopyPart.PERPETRATORS: _("Terlapor"),
    CopyPart.NUMBERS: _("NIK dan nomor KK orang-orang di atas"),
    CopyPart.IDENTIFICATION: _("Identifikasi"),
    CopyPart.RISK: _("Risiko dan penilaiannya"),
    CopyPart.ASSESSMENT: _("Asesmen"),
    CopyPart.PLAN: _("Rencana intervensi"),
    CopyPart.SERVICES: _("Layanan"),
    CopyPart.MONITORING: _("Pemantauan"),
    CopyPart.REFERRALS: _("Rujukan"),
    CopyPart.CONFERENCES: _("Pembahasan kasus"),
    CopyPart.CONSENTS: _("Persetujuan"),
    CopyPart.CLOSURE: _("Penutupan"),
    CopyPart.EXIT: _("Akhir di luar layanan"),
    CopyPart.NOTES: _("Catatan"),
    CopyPart.FILES: _("Daftar berkas"),
    CopyPart.EVENTS: _("Urutan kejadian"),
    CopyPart.TRAIL: _("Kutipan jejak"),
}
RECIPIENTS: dict[str, LazyString] = {
    Recipient.OFFICE: _("Kantor sendiri"),
    Recipient.POLICE: _("Kepolisian"),
    Recipient.COURT: _("Kejaksaan atau pengadilan"),
    Recipient.INSTITUTION: _("Lembaga lain"),
    Recipient.LAWYER: _("Kuasa hukum klien"),
    Recipient.FAMILY: _("Klien atau keluarganya"),
}
FATES: dict[str, LazyString] = {
    Fate.RETURNED: _("Dikembalikan"),
    Fate.DESTROYED: _("Dimusnahkan"),
    Fate.LOST: _("Hilang"),
}
TEXTS: dict[str, LazyString] = {
    "title": _("Salinan berkas kasus %(number)s"),
    "nth": _("Salinan ke-%(number)s"),
    "page": _("Halaman"),
    "secret": _("RAHASIA"),
    "contents": _("Isi salinan"),
    "nothing": _("Belum ada yang dicatat."),
    "foot": _("%(reference)s, %(at)s. Nomor ini ada di jejak kasus. Rahasia: jangan diteruskan."),
    "secret_by_law": _(
        "Identitas anak, anak korban, dan anak saksi wajib dirahasiakan: nama, nama orang tua, "
        "alamat, wajah, dan hal lain yang dapat mengungkap jati dirinya "
        "(UU 11/2012 tentang Sistem Peradilan Pidana Anak, pasal 19)."
    ),
    "punished": _(
        "Membukanya diancam pidana penjara paling lama 5 tahun dan denda paling banyak "
        "Rp500.000.000 (UU 11/2012 pasal 97)."
    ),
    "use": _(
        "Salinan ini hanya untuk penerima dan tujuan yang tertulis di atas. Jangan digandakan. "
        "Kembalikan atau musnahkan bila tujuannya selesai, dan kabari kami."
    ),
    "found": _(
        "Menemukan lembar ini? Serahkan kepada UPTD PPA dengan menyebut nomor di kaki halaman."
    ),
    "guardian": _(
        "Orang tua atau wali termasuk terlapor: tidak satu lembar pun boleh sampai kepadanya "
        "(UU 27/2022 pasal 33). Tempat korban berada tidak dicetak."
    ),
}
FIELDS: dict[str, LazyString] = {
    "action": _("Yang dilakukan"),
    "address": _("Alamat tempat tinggal sekarang"),
    "address_kk": _("Alamat menurut KK"),
    "age": _("Umur"),
    "agreed": _("Disepakati dengan"),
    "ampk": _("Kategori AMPK"),
    "at": _("Waktu"),
    "birthplace": _("Tempat lahir"),
    "born": _("Tanggal lahir"),
    "by": _("Oleh"),
    "by_when": _("Paling lambat"),
    "case_number": _("Nomor kasus"),
    "citizenship": _("Kewarganegaraan"),
    "copy_number": _("Salinan"),
    "decided": _("Yang diputuskan"),
    "decided_at": _("Diputuskan"),
    "decision": _("Keputusan"),
    "detail": _("Keterangan"),
    "disabilities": _("Ragam disabilitas"),
    "discussed": _("Yang dibahas"),
    "education": _("Pendidikan"),
    "event": _("Kejadian"),
    "giver": _("Yang memutuskan"),
    "ground": _("Dasar hukum lain"),
    "happened_on": _("Tanggal kejadian"),
    "hope": _("Harapan korban"),
    "how": _("Cara"),
    "institution": _("Lembaga"),
    "intervention": _("Intervensi"),
    "kanal": _("Kanal"),
    "kelurahan": _("Kelurahan"),
    "kewenangan": _("Kewenangan"),
    "kinds": _("Bentuk kekerasan"),
    "kk": _("Nomor KK"),
    "label": _("Berkas"),
    "lives_in": _("Kelurahan tempat tinggal"),
    "marital": _("Status perkawinan"),
    "next_on": _("Berikutnya"),
    "nik": _("NIK"),
    "number": _("No."),
    "on": _("Tanggal"),
    "outcome": _("Hasil"),
    "participants": _("Yang hadir"),
    "phone": _("Telepon"),
    "place": _("Tempat"),
    "place_address": _("Alamat kejadian"),
    "points": _("Skor"),
    "printed": _("Dicetak"),
    "proposed_at": _("Diusulkan"),
    "purpose": _("Tujuan"),
    "reason": _("Alasan"),
    "received_at": _("Laporan diterima"),
    "reference": _("Nomor jejak"),
    "relation": _("Hubungan"),
    "religion": _("Agama"),
    "remark": _("Keterangan"),
    "remarks": _("Keterangan lain"),
    "reopened": _("Alasan dibuka kembali"),
    "risk": _("Risiko"),
    "service": _("Layanan"),
    "sex": _("Jenis kelamin"),
    "stage": _("Tahap"),
    "status": _("Keadaan"),
    "steps": _("Siapa melakukan apa, sampai kapan"),
    "to": _("Untuk"),
    "until": _("Berlaku sampai"),
    "withdrawn": _("Dicabut"),
    "work": _("Pekerjaan"),
} | {f"left_{name}": label for name, label in labels.EXIT_PARTS.items()}
FIELDS |= labels.ASSESSMENT_PARTS
EVENTS: dict[str, LazyString] = {
    "happened": _("Kejadian"),
    "received": _("Laporan diterima"),
    "assessed": _("Asesmen"),
    "planned": _("Rencana intervensi disetujui"),
    "service": _("Layanan"),
    "followed_up": _("Pemantauan"),
    "referred": _("Dirujuk"),
    "conference": _("Pembahasan kasus"),
    "consent": _("Keputusan atas persetujuan"),
    "closed": _("Kasus ditutup"),
    "left": _("Kasus keluar dari layanan"),
}

LISTS: dict[str, Mapping[Any, LazyString]] = {
    **words.LISTS,
    "given": words.GIVEN,
    "states": labels.STATES,
    "outcomes": labels.OUTCOMES,
    "service_states": labels.SERVICE_STATES,
    "referral_states": REFERRAL_STATES,
    "decisions": DECISIONS,
    "actions": labels.ACTIONS,
    "about": labels.ABOUT,
    "copy_parts": PARTS,
    "copy_recipients": RECIPIENTS,
    "copy_texts": TEXTS,
    "copy_fields": FIELDS,
    "copy_events": EVENTS,
}
# What these lists don't hold is a slip of ours; an old code of the others is shown as it is.
OURS = frozenset(name for name in LISTS if name.startswith("copy_"))


def say(list_name: str, code: str) -> str:
    """A code in the language of the moment."""
    found = LISTS[list_name]
    return str(found[code] if list_name in OURS else found.get(code, code))
