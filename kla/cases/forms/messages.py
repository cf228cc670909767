"""What a refused value is called on the screen."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm

from kla.core.errors import Invalid
from kla.web.forms import put_error

MESSAGES: dict[str, LazyString] = {
    "missing": _("Bagian ini wajib diisi."),
    "too-long": _("Teks ini terlalu panjang. Ringkas, atau pindahkan sebagian ke catatan."),
    "control-characters": _("Teks memuat karakter yang tidak dapat disimpan. Ketik ulang."),
    "in-future": _("Waktu ini belum terjadi. Periksa tanggal dan jamnya."),
    "unknown-code": _("Pilihan ini tidak dikenal. Pilih dari daftar."),
    "primary-not-among-kinds": _("Jenis utama harus termasuk dalam bentuk kekerasan yang dipilih."),
    "no-victim": _("Isi paling sedikit satu korban."),
    "too-many": _("Terlalu banyak orang dalam satu laporan. Buat laporan kedua."),
    "age-out-of-range": _("Umur harus antara 0 dan 120 tahun."),
    "not-a-caseworker": _("Orang ini bukan petugas kasus yang disahkan di unit ini."),
    "already-assigned": _("Petugas ini sudah menangani kasus ini."),
    "last-worker": _("Ini petugas terakhir. Tugaskan orang lain dulu, baru lepaskan yang ini."),
    "not-assessed": _("Tulis asesmen dulu sebelum melanjutkan ke rencana intervensi."),
    "mediation-forbidden": _(
        "Mediasi tidak boleh untuk kekerasan seksual: perkaranya tidak dapat diselesaikan di luar "
        "pengadilan (UU 12/2022 pasal 23)."
    ),
    "mediation-unconfirmed": _(
        "Mediasi untuk kekerasan seksual hanya boleh terhadap pelaku anak (UU 12/2022 pasal 23). "
        "Centang kotak ini bila semua terlapor memang anak."
    ),
    "no-plan-row": _("Isi paling sedikit satu baris rencana."),
    "too-many-rows": _("Rencana ini terlalu panjang. Paling banyak 30 baris."),
    "not-agreed": _("Pilih dengan siapa setiap baris rencana disepakati."),
    "plan-not-approved": _("Rencana intervensi belum disetujui penyelia."),
    "plan-not-submitted": _("Belum ada rencana yang menunggu keputusan penyelia."),
    "closure-not-proposed": _("Penutupan belum diusulkan."),
    "no-service": _("Belum ada layanan yang dicatat."),
    "service-planned": _("Masih ada layanan yang direncanakan. Catat hasilnya dulu."),
    "outcome-missing": _("Pilih hasil setiap baris rencana."),
    "in-past": _("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."),
    "too-late-for-risk": _("Terlalu lama untuk risiko ini. Pilih tanggal yang lebih awal."),
    "name-taken": _("Anda sudah punya saringan dengan nama ini. Pilih nama lain."),
    "too-many-saved": _("Anda sudah menyimpan 30 saringan. Hapus yang tidak dipakai lagi."),
    "nothing-to-save": _("Belum ada saringan yang dipakai. Saring daftar dulu, lalu simpan."),
    "unconfirmed": _("Centang kotak ini bila Anda sudah memeriksanya."),
    "not-by-hand": _("Tugas ini selesai dengan sendirinya saat pekerjaannya disimpan."),
    "file-empty": _("Berkas ini kosong. Pilih berkas lain."),
    "file-kind": _(
        "Jenis berkas ini tidak diterima. Pakai foto, rekaman suara, video, PDF, dokumen Office, "
        "atau teks."
    ),
    "file-broken": _("Berkas ini rusak atau terpotong. Coba simpan ulang, lalu unggah lagi."),
    "file-too-large": _("Berkas ini lebih besar daripada batas yang tertulis di atas."),
    "too-many-parts": _("Berkas ini terputus terlalu sering. Batalkan, lalu mulai dari awal."),
    "too-many-files": _("Kasus ini sudah memuat 200 berkas."),
    "instrument-old": _("Versi instrumen ini sudah diganti. Muat ulang halaman, lalu jawab lagi."),
    "reason-for-level": _("Tulis mengapa tingkatnya berbeda dari hasil jawaban."),
    "cannot-open": _("Orang ini tidak dapat membuka kasus ini. Pilih dari daftar."),
    "moment-past": _("Waktu ini sudah lewat. Pilih waktu yang akan datang."),
    "cannot-be-removed": _("Pelapor dan korban terakhir tidak dapat dikeluarkan dari kasus."),
    "same-role-twice": _("Keduanya sudah tercatat dalam peran yang sama di kasus ini."),
    "suspect-not-reached": _(
        "Orang ini terlapor. Cetakan, pemberitahuan, dan salinan tidak boleh sampai kepadanya "
        "(UU 27/2022 pasal 33). Pilih penerima lain."
    ),
    "consent-missing": _(
        "Belum ada persetujuan untuk tujuan ini bagi setiap korban. Catat persetujuan atau dasar "
        "hukum lain dulu."
    ),
    "consent-refused": _(
        "Persetujuan untuk tujuan ini ditolak. Bicarakan lagi, atau catat dasar hukum lain dengan "
        "alasannya."
    ),
    "consent-withdrawn": _(
        "Persetujuan untuk tujuan ini sudah dicabut. Catat persetujuan baru atau dasar hukum lain."
    ),
    "consent-expired": _("Persetujuan untuk tujuan ini sudah berakhir. Mintalah persetujuan baru."),
    "consent-spoken": _(
        "Persetujuan lisan saja tidak cukup (UU 27/2022 pasal 22). Lengkapi secara tertulis, "
        "terekam, atau di depan saksi."
    ),
    "consent-of-suspect": _(
        "Persetujuan ini dari orang tua atau wali yang terlapor, jadi tidak berlaku. Mintalah dari "
        "wali lain atau pengadilan, atau catat dasar hukum lain dengan alasannya."
    ),
    "consent-of-child-only": _(
        "Anak sudah setuju, tetapi persetujuan orang tua, wali, atau pengadilan belum ada "
        "(UU 27/2022 pasal 25). Lengkapi, atau catat dasar hukum lain dengan alasannya."
    ),
    "only-by-consent": _("Untuk tujuan ini tidak ada dasar lain: hanya dengan persetujuan."),
    "until-before-day": _("Tanggal akhir harus sesudah tanggal persetujuan."),
    "no-victim-chosen": _("Pilih paling sedikit satu korban."),
    "not-a-giver": _("Orang ini bukan bagian kasus ini. Pilih dari daftar."),
    "already-withdrawn": _("Persetujuan ini sudah dicabut."),
    "offered-already": _("Kasus ini sedang ditawarkan. Tunggu jawaban, atau tarik kembali dulu."),
    "not-your-case": _("Hanya petugas yang menangani kasus ini dapat menyerahkannya."),
    "not-their-case": _("Petugas ini tidak menangani kasus ini."),
    "case-restricted": _("Kasus ini terbatas pada orang tertentu. Buka pembatasannya dulu."),
    "unit-not-ready": _("Unit ini belum punya penyelia yang disahkan."),
    "too-far": _("Paling lama satu tahun. Pilih tanggal yang lebih dekat."),
    "passphrase-short": _("Kata sandi terlalu pendek. Pakai paling sedikit 12 huruf."),
    "before-copy": _("Tanggal ini sebelum salinan dibuat. Periksa tanggalnya."),
    "override-by-supervisor": _(
        "Hanya penyelia yang dapat mengizinkan tanpa persetujuan. Mintalah penyelia, atau catat "
        "persetujuan dulu."
    ),
    "nothing-ticked": _("Pilih paling sedikit satu bagian."),
    "siaga-number": _("Ini bukan nomor kasus. Nomor kasus seperti 2501-7QF3-M2K9."),
    "siaga-unknown": _(
        "Nomor ini tidak dikenal, atau kasusnya dibatasi pada orang tertentu. Hubungi penyelia."
    ),
    "siaga-in-reach": _("Anda dapat membuka kasus ini tanpa akses darurat."),
    "siaga-asked": _("Permintaan Anda untuk kasus ini masih berjalan."),
    "siaga-own": _("Akses Anda sendiri harus ditinjau penyelia lain."),
    "two-named": _("Pilih paling sedikit dua orang."),
    "not-nameable": _("Hanya penyelia dan petugas kasus yang disahkan di unit ini dapat dipilih."),
    "kept-until": _("Masa simpan kasus ini belum berakhir."),
    "on-hold": _("Kasus ini ditahan dari penghapusan. Cabut penahanannya dulu."),
    "erasure-same-person": _("Anda yang mengusulkan. Orang lain harus menyetujui."),
    "simfoni-number": _(
        "Nomor ini tidak seperti nomor SIMFONI PPA: huruf, angka, titik, garis, paling sedikit "
        "satu angka."
    ),
    "list-too-large": _("Berkas ini terlalu besar. Paling besar 5 MB."),
    "list-kind": _("Jenis berkas ini tidak dapat dibaca. Simpan sebagai XLSX atau CSV."),
    "list-broken": _("Berkas ini rusak atau tidak lengkap. Ekspor ulang, lalu coba lagi."),
    "list-too-long": _("Daftar ini terlalu panjang. Paling banyak 20.000 baris."),
    "list-no-number": _(
        "Tidak ada kolom nomor. Baris judulnya harus memuat misalnya Nomor registrasi."
    ),
    "list-empty": _("Daftar ini tidak memuat satu nomor pun."),
    "before-report": _("Tanggal ini sebelum laporan diterima. Periksa tanggalnya."),
    "simfoni-not-entered": _("Kasus ini belum dicatat sebagai sudah diinput ke SIMFONI PPA."),
    "merge-unit": _("Kedua kasus ada di unit yang berbeda. Limpahkan salah satunya dulu."),
    "merge-restricted": _(
        "Salah satu kasus dibatasi pada orang tertentu. Batasi keduanya pada orang yang sama, atau "
        "cabut pembatasannya dulu."
    ),
    "merge-keep-active": _(
        "Kasus yang sudah berakhir hanya dapat digabungkan ke kasus yang masih berjalan. Tukar "
        "keduanya."
    ),
    "merge-offered": _(
        "Salah satu kasus sedang ditawarkan. Tunggu jawaban, atau tarik kembali dulu."
    ),
    "merge-siaga": _("Salah satu kasus sedang dibaca dalam akses darurat. Tunggu sampai berakhir."),
    "merge-erasure": _("Penghapusan salah satu kasus sudah diusulkan. Tarik usulannya dulu."),
    "merge-decision-waits": _(
        "Rencana atau penutupan salah satu kasus menunggu keputusan. Putuskan dulu."
    ),
    "merge-too-many": _("Sudah sepuluh kasus digabungkan ke kasus ini. Lebih dari itu tidak bisa."),
    "merge-same-twice": _("Satu orang dipilih dua kali. Satu orang hanya sama dengan satu orang."),
    "number-not-found": _("Tidak ada kasus lain dengan nomor ini yang dapat Anda buka."),
    "query-too-short": _("Ketik paling sedikit dua huruf nama, atau nomor kasus yang lengkap."),
}


def say(form: FlaskForm, error: Invalid) -> None:
    """Put what a service refused beside its field, or above the form."""
    put_error(form, error.field, MESSAGES[error.reason])
