"""The invented words of the demo city: nobody here exists, and the names say so.

Every name ends in "Contoh" (example); identity numbers begin with 9999, which is no region.
"""

GIVEN_GIRLS = (
    "Melati", "Kenanga", "Cempaka", "Anggrek", "Dahlia", "Seruni", "Kamboja", "Mawar", "Teratai",
    "Flamboyan", "Kemuning", "Kirana", "Bulan", "Embun", "Pelangi", "Senja",
    "Mentari", "Awan", "Gerimis", "Mutiara", "Intan", "Permata", "Nirmala", "Laras", "Puspita",
)  # fmt: skip
GIVEN_BOYS = (
    "Bintang", "Elang", "Rajawali", "Samudra", "Guntur", "Bayu", "Surya", "Fajar", "Langit",
    "Gunung", "Jati", "Meranti", "Ulin", "Bangkirai", "Rimba", "Karang", "Ombak", "Perahu",
)  # fmt: skip
SECOND = (
    "Pesisir", "Teluk", "Muara", "Bukit", "Lembah", "Sungai", "Hutan", "Pantai", "Ombak", "Kabut",
    "Angin", "Hujan", "Pagi", "Petang", "Purnama", "Lestari", "Damai", "Sejuk",
    "Rindang", "Jernih", "Teduh", "Cerah", "Tenang", "Rimbun", "Hening", "Segar", "Biru", "Hijau",
)  # fmt: skip
SURNAME = "Contoh"
NIK_REGION = "9999"  # Kemendagri has no such province, so that no such number was ever given out
PHONE = "0800-000-"

STREETS = ("Jalan Contoh Anggrek", "Gang Contoh Ulin", "Jalan Contoh Bahari", "Gang Contoh Rotan")

# Each kind of violence: what the report says of it. No detail that a reader does not need.
OPENINGS = (
    "Pelapor menyampaikan bahwa {victim} bercerita kepadanya",
    "Menurut pelapor, {victim} datang dalam keadaan takut dan bercerita",
    "Pelapor melihat perubahan pada {victim} sejak beberapa minggu dan mendengar darinya",
    "{victim} didampingi pelapor dan menyampaikan",
)
EVENTS = {
    "seksual": (
        "telah mengalami perbuatan seksual yang tidak dikehendaki.",
        "dipaksa dan diancam agar tidak bercerita kepada siapa pun.",
        "menerima pesan dan gambar bermuatan seksual lewat telepon genggam.",
    ),
    "fisik": (
        "dipukul berulang kali sehingga ada memar di lengan.",
        "ditendang ketika terjadi pertengkaran di rumah.",
        "mengalami luka karena dilempar benda tumpul.",
    ),
    "psikis": (
        "terus dihina dan dilarang keluar rumah.",
        "diancam akan diusir bila bercerita.",
    ),
    "tppo": (
        "dijanjikan pekerjaan di luar kota dan telepon genggamnya ditahan.",
        "dibawa ke luar kota tanpa izin keluarga dan diminta bekerja tanpa upah.",
    ),
    "eksploitasi": ("disuruh berjualan sampai malam dan tidak bersekolah.",),
    "penelantaran": ("ditinggalkan tanpa makanan dan pengawasan selama beberapa hari.",),
    "lainnya": ("mengalami perlakuan yang perlu ditelusuri lebih lanjut.",),
}
CLOSINGS = (
    "Kejadian diduga berlangsung lebih dari satu kali.",
    "Keluarga meminta pendampingan dan berharap identitas dijaga.",
    "Pelapor belum melapor ke tempat lain.",
    "Korban saat ini berada di rumah kerabat.",
    "Wali kelas mengetahui keadaan ini.",
)

PHYSICAL = ("Kondisi umum baik, tidak ada keluhan.", "Memar pada lengan, sudah diperiksa.")
PSYCHOLOGICAL = (
    "Sulit tidur dan mudah terkejut; perlu pendampingan psikolog.",
    "Tenang saat wawancara, mulai mau bercerita.",
)
SOCIAL = (
    "Tinggal bersama nenek; hubungan dengan teman sebaya baik.",
    "Jarang masuk sekolah sejak kejadian; wali kelas siap mendukung.",
)
SPIRITUAL = ("Rajin mengikuti kegiatan keagamaan.", "Mendapat dukungan dari tokoh agama setempat.")
SAFETY = (
    "Terlapor tidak lagi serumah; keluarga mengawasi.",
    "Perlu tempat aman selama pemeriksaan berjalan.",
)
WISHES = ("Ingin kembali bersekolah.", "Ingin didampingi saat memberi keterangan.", "Ingin pindah.")
NOTES = (
    "Menghubungi keluarga lewat telepon; bersedia dikunjungi.",
    "Kunjungan rumah bersama ketua RT; kondisi aman.",
    "Koordinasi dengan sekolah agar korban dapat mengikuti ujian.",
    "Mendampingi pemeriksaan kesehatan di puskesmas.",
    "Sesi kedua dengan psikolog; korban lebih tenang.",
    "Menyampaikan perkembangan kepada keluarga.",
)
OUTCOMES = ("Terlaksana dengan baik.", "Perlu sesi lanjutan.", "Keluarga menerima hasilnya.")
INSTITUTIONS = {
    "kesehatan": "Puskesmas Contoh",
    "bantuan_hukum": "LBH Contoh",
    "rehabilitasi_sosial": "Dinas Sosial",
    "penjangkauan": "UPTD PPA",
    "penampungan": "Rumah Aman Contoh",
    "mediasi": "UPTD PPA",
}
# What is needed, and what is done about it.
PLAN_ROWS = (
    ("Merasa aman di rumah dan di jalan.", "Menyusun rencana keamanan bersama keluarga."),
    ("Pulih dari rasa takut.", "Sesi pendampingan psikososial setiap minggu."),
    ("Kembali bersekolah dengan tenang.", "Bertemu wali kelas dan menyepakati pendampingan."),
)
CLOSURE_SUMMARIES = (
    "Tujuan rencana tercapai, korban aman, dan keluarga mampu melanjutkan sendiri.",
    "Layanan selesai; pemantauan tiga bulan tidak menemukan risiko baru.",
)
EXIT_REASONS = {
    "outside_authority": "Bukan kewenangan unit ini; pelapor diarahkan ke instansi yang tepat.",
    "insufficient": "Keterangan tidak cukup dan pelapor tidak dapat dihubungi kembali.",
    "referred": "Dirujuk ke layanan daerah asal korban.",
    "transferred": "Dilimpahkan ke unit daerah lain yang berwenang.",
}
FILE_NAMES = ("surat-keterangan", "foto-kunjungan", "hasil-pemeriksaan", "berita-acara")

# Why cases are entered in the ministry's register without asking each time.
GROUND = "Pencatatan kasus wajib bagi UPTD PPA. Alasan rekaan untuk demo."

# What colleagues write to each other and to institutions.
PURPOSES = (
    "Mohon pemeriksaan kesehatan dan pendampingan setelahnya.",
    "Mohon pendampingan psikologis, dua kali pertemuan lebih dulu.",
)
MINUTES = (
    "Keadaan korban di rumah dan di sekolah, serta dukungan keluarga.",
    "Pendampingan diteruskan; sekolah menyediakan ruang yang tenang.",
    "Menghubungi wali kelas dan menyampaikan hasil pembahasan.",
)
REFUSED = "Keluarga tidak ingin datanya dipakai di luar penanganan."
CALLED_OFF = "Keluarga memilih puskesmas yang lebih dekat."
CORRECTION = "Hasilnya tertulis untuk layanan lain."
JUDGED = "Terlapor sering lewat di depan rumah, walau belum menemui korban."
OFFER = "Saya mengikuti pelatihan bulan depan; kasus ini perlu pendampingan setiap minggu."
HOLD = "Perkara masih berjalan di pengadilan. Alasan rekaan untuk demo."
