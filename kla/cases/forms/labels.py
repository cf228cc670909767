"""What stages, tasks, steps and keys are called on the screen."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kla.cases.types import CaseState, SectionName, TaskKind
from kla.crypto.grants import GrantKind

STATES: dict[CaseState, LazyString] = {
    CaseState.INTAKE: _("Aduan masuk"),
    CaseState.IDENTIFICATION: _("Identifikasi"),
    CaseState.ASSESSMENT: _("Asesmen"),
    CaseState.PLANNING: _("Rencana intervensi"),
    CaseState.DELIVERY: _("Pelaksanaan"),
    CaseState.MONITORING: _("Pemantauan"),
    CaseState.CLOSED: _("Selesai"),
    CaseState.REFERRED: _("Dirujuk"),
    CaseState.TRANSFERRED: _("Dilimpahkan"),
    CaseState.OUTSIDE_AUTHORITY: _("Bukan kewenangan"),
    CaseState.INSUFFICIENT: _("Informasi tidak cukup"),
    CaseState.MERGED: _("Digabungkan"),
}

# Which kind of badge a stage and a risk get.
STATE_KINDS: dict[CaseState, str] = {
    CaseState.INTAKE: "warn",
    CaseState.IDENTIFICATION: "warn",
    CaseState.CLOSED: "good",
    CaseState.REFERRED: "neutral",
    CaseState.TRANSFERRED: "neutral",
    CaseState.OUTSIDE_AUTHORITY: "neutral",
    CaseState.INSUFFICIENT: "neutral",
    CaseState.MERGED: "neutral",
}
RISK_KINDS = {"tinggi": "bad", "sedang": "warn", "rendah": "neutral"}

OUTCOMES: dict[CaseState, LazyString] = {
    CaseState.IDENTIFICATION: _("Diterima sebagai kasus"),
    CaseState.REFERRED: _("Dirujuk ke lembaga lain"),
    CaseState.TRANSFERRED: _("Dilimpahkan ke daerah lain"),
    CaseState.OUTSIDE_AUTHORITY: _("Bukan kewenangan kami"),
    CaseState.INSUFFICIENT: _("Informasi tidak cukup"),
}

TASKS: dict[TaskKind, LazyString] = {
    TaskKind.RESPOND: _("Respons pertama"),
    TaskKind.ASSESS: _("Asesmen"),
    TaskKind.PLAN: _("Susun rencana"),
    TaskKind.FOLLOW_UP: _("Tindak lanjut"),
    TaskKind.APPROVE: _("Putuskan usulan"),
    TaskKind.STATUTORY_REPORT: _("Laporan ke kepolisian"),
    TaskKind.REVIEW: _("Tinjauan"),
    TaskKind.OTHER: _("Tugas lain"),
}

SECTIONS: dict[SectionName, LazyString] = {
    SectionName.SUMMARY: _("Ringkasan"),
    SectionName.CORE: _("Laporan"),
    SectionName.PERSONS: _("Orang"),
    SectionName.IDENTIFICATION: _("Identifikasi"),
    SectionName.ASSESSMENT: _("Asesmen"),
    SectionName.RISK: _("Penilaian risiko"),
    SectionName.SERVICES: _("Layanan"),
    SectionName.CLOSURE: _("Penutupan"),
    SectionName.PLAN: _("Rencana intervensi"),
    SectionName.MONITORING: _("Pemantauan"),
    SectionName.EXIT: _("Akhir di luar layanan"),
    SectionName.RETENTION: _("Masa simpan"),
    SectionName.OFFERS: _("Serah terima dan pelimpahan"),
    SectionName.REFERRALS: _("Rujukan"),
    SectionName.CONFERENCES: _("Pembahasan kasus"),
    SectionName.CONSENTS: _("Persetujuan"),
    SectionName.SIMFONI: _("Pencatatan SIMFONI PPA"),
    SectionName.COPIES: _("Salinan berkas"),
    SectionName.IMPORT: _("Asal dari register lama"),
    SectionName.DOOR: _("Percakapan dengan pelapor"),
    SectionName.DUPLICATES: _("Kasus yang mungkin sama"),
    SectionName.MERGES: _("Penggabungan"),
}

ASSESSMENT_PARTS: dict[str, LazyString] = {
    "physical": _("Kondisi fisik"),
    "psychological": _("Kondisi psikologis"),
    "social": _("Kondisi sosial"),
    "spiritual": _("Kondisi spiritual"),
    "safety": _("Keamanan"),
    "wishes": _("Keinginan anak atau klien"),
    "support": _("Dukungan psikososial awal"),
    "recommendation": _("Rekomendasi layanan"),
}

EXIT_TITLES: dict[CaseState, LazyString] = {
    CaseState.REFERRED: _("Rujuk seluruhnya ke lembaga lain"),
    CaseState.TRANSFERRED: _("Limpahkan ke daerah lain"),
    CaseState.OUTSIDE_AUTHORITY: _("Akhiri: bukan kewenangan kami"),
    CaseState.INSUFFICIENT: _("Akhiri: informasi tidak cukup"),
}
EXIT_PARTS: dict[str, LazyString] = {
    "to": _("Kepada"),
    "told": _("Yang disampaikan"),
    "tried": _("Yang sudah dicoba"),
    "safety": _("Keamanan korban"),
}
PLAN_STATES: dict[str, LazyString] = {
    "draft": _("Draf"),
    "submitted": _("Menunggu persetujuan penyelia"),
    "approved": _("Disetujui"),
    "returned": _("Dikembalikan penyelia"),
}
SERVICE_STATES: dict[str, LazyString] = {
    "delivered": _("Sudah diberikan"),
    "planned": _("Direncanakan"),
    "not_delivered": _("Tidak jadi diberikan"),
    "cancelled": _("Dibatalkan"),
}

# What the trail calls the things that are done with a case.
ACTIONS: dict[str, LazyString] = {
    "case.registered": _("Laporan didaftarkan"),
    "case.imported": _("Diimpor dari register lama"),
    "case.read": _("Kasus dibuka untuk dibaca"),
    "case.section_written": _("Bagian disimpan"),
    "case.identified": _("Identifikasi dicatat"),
    "case.assigned": _("Kasus ditugaskan"),
    "case.worker_removed": _("Petugas dilepas dari kasus"),
    "case.regranted": _("Kunci baru petugas diberi akses"),
    "case.assessed": _("Asesmen dicatat"),
    "case.risk_scored": _("Risiko dinilai"),
    "case.clock_stopped": _("Jam tugas dihentikan"),
    "case.clock_restarted": _("Jam tugas dijalankan lagi"),
    "case.clock_extended": _("Tinjauan diperpanjang"),
    "case.task_handed": _("Tugas diserahkan"),
    "case.task_set": _("Tugas lain ditetapkan"),
    "case.advanced": _("Tahap berikutnya dimulai"),
    "case.note_added": _("Catatan ditambahkan"),
    "case.service_added": _("Layanan dicatat"),
    "case.file_added": _("Berkas ditambahkan"),
    "case.file_read": _("Berkas diunduh"),
    "case.file_played": _("Rekaman diputar"),
    "case.picture_seen": _("Foto dilihat"),
    "case.upload_begun": _("Pengiriman berkas dimulai"),
    "case.upload_dropped": _("Pengiriman berkas dibatalkan"),
    "case.siaga_file_read": _("Berkas diunduh dalam akses darurat"),
    "case.task_done": _("Tugas diselesaikan"),
    "case.closure_proposed": _("Penutupan diusulkan"),
    "case.closure_returned": _("Usulan penutupan dikembalikan"),
    "case.closed": _("Kasus ditutup"),
    "case.reopened": _("Kasus dibuka kembali"),
    "case.left": _("Kasus keluar dari layanan"),
    "case.plan_written": _("Rencana intervensi ditulis"),
    "case.plan_submitted": _("Rencana intervensi diajukan"),
    "case.plan_approved": _("Rencana intervensi disetujui"),
    "case.plan_returned": _("Rencana intervensi dikembalikan"),
    "case.service_corrected": _("Catatan layanan dikoreksi"),
    "case.service_settled": _("Layanan yang direncanakan diputuskan"),
    "case.followed_up": _("Pemantauan dicatat"),
    "case.person_linked": _("Orang dikenali sebagai orang yang sama"),
    "case.people_compared": _("Orang dibandingkan dengan kasus lain"),
    "case.consent_recorded": _("Persetujuan dicatat"),
    "case.consent_withdrawn": _("Persetujuan dicabut"),
    "case.consent_relied_on": _("Persetujuan dipakai sebagai dasar"),
    "case.consent_overridden": _("Dikeluarkan tanpa persetujuan, dengan alasan penyelia"),
    "case.copied": _("Salinan berkas dibuat"),
    "case.copy_settled": _("Keadaan salinan dicatat"),
    "case.printed": _("Lembar kasus dibuka untuk dicetak"),
    "case.covered": _("Pengganti sementara ditunjuk"),
    "case.cover_ended": _("Penggantian sementara diakhiri"),
    "case.key_renewed": _("Kunci kasus diperbarui"),
    "case.restricted": _("Kasus dibatasi pada orang tertentu"),
    "case.unrestricted": _("Pembatasan dicabut"),
    "case.siaga_read": _("Dibaca dalam akses darurat"),
    "case.held": _("Ditahan dari penghapusan"),
    "case.released": _("Penahanan dicabut"),
    "case.erasure_proposed": _("Penghapusan diusulkan"),
    "case.handover_offered": _("Kasus ditawarkan kepada rekan"),
    "case.handover_accepted": _("Serah terima diterima"),
    "case.handover_refused": _("Serah terima ditolak"),
    "case.offer_withdrawn": _("Tawaran ditarik kembali"),
    "case.moved": _("Kasus dialihkan ke petugas lain"),
    "case.transfer_offered": _("Kasus ditawarkan ke unit lain"),
    "case.transfer_accepted": _("Kasus dilimpahkan ke unit lain"),
    "case.transfer_refused": _("Pelimpahan ditolak unit lain"),
    "case.referral_made": _("Surat rujukan dibuat"),
    "case.referral_changed": _("Keadaan rujukan dicatat"),
    "case.referral_printed": _("Surat rujukan diunduh"),
    "case.conference_recorded": _("Pembahasan kasus dicatat"),
    "case.simfoni_read": _("Lembar SIMFONI PPA dibuka"),
    "case.simfoni_entered": _("Dicatat sudah diinput ke SIMFONI PPA"),
    "case.simfoni_undone": _("Catatan input SIMFONI PPA dibatalkan"),
    "case.simfoni_completed": _("Isian tambahan SIMFONI PPA disimpan"),
    "case.duplicates_looked_for": _("Kasus yang mungkin sama dicari"),
    "case.duplicates_decided": _("Kasus yang mungkin sama diputuskan"),
    "case.report_added": _("Laporan lain ditambahkan"),
    "case.report_taken": _("Laporan masyarakat diambil alih"),
    "case.reporter_answered": _("Pelapor dijawab"),
    "case.reporter_read": _("Pesan pelapor dibaca"),
    "case.merged": _("Kasus lain digabungkan ke kasus ini"),
    "case.merged_into": _("Digabungkan ke kasus lain"),
    "case.unmerged": _("Penggabungan dibatalkan"),
}

ABOUT: dict[str, LazyString] = {
    "note": _("Catatan"),
    "overridden": _("Alasan tanpa persetujuan"),
    "import": _("Catatan dari register lama"),
    "report": _("Laporan lain tentang anak yang sama"),
    "merged": _("Alasan penggabungan"),
    "unmerged": _("Alasan pembatalan penggabungan"),
    "reopened": _("Alasan dibuka kembali"),
    "restricted": _("Alasan pembatasan"),
    "unrestricted": _("Alasan pembatasan dicabut"),
    "held": _("Alasan penahanan"),
    "released": _("Alasan penahanan dicabut"),
    "set:other": _("Tugas lain ditetapkan"),
    "set:consent": _("Tinjauan persetujuan ditetapkan"),
    "set:shelter": _("Tinjauan masa di rumah aman ditetapkan"),
    "set:referral": _("Menanyakan hasil rujukan"),
    "set:conference": _("Tugas dari pembahasan kasus"),
} | {f"task:{kind}": label for kind, label in TASKS.items()}

# What is said when somebody turns the clock of a task or hands it over.
TURNED: dict[str, LazyString] = {
    "stop": _("Jam tugas dihentikan"),
    "restart": _("Jam tugas dijalankan lagi"),
    "extend": _("Tinjauan diperpanjang"),
    "hand": _("Tugas diserahkan"),
}
ABOUT |= {f"{step}:{kind}": label for step, label in TURNED.items() for kind in TASKS}

CIRCLES: dict[str, LazyString] = {
    "intake": _("Petugas pengaduan (sampai kasus ditugaskan)"),
    "supervision": _("Para penyelia unit"),
    "recovery": _("Kuorum pemulihan, dengan lembar kertasnya"),
    "siaga_a": _("Petugas siaga A (hanya bersama siaga B)"),
    "siaga_b": _("Petugas siaga B (hanya bersama siaga A)"),
}
HOLDER_KINDS = frozenset({GrantKind.CIRCLE, GrantKind.USER, GrantKind.RECOVERY})
