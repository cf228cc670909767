"""What a refused value is called on the screen."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm

from kla.core.errors import Invalid
from kla.web.forms import put_error

MESSAGES: dict[str, LazyString] = {
    "sign-in": _(
        "Nama pengguna, kata sandi, atau kode tidak cocok. Periksa ketiganya lalu coba lagi."
    ),
    "code-wrong": _(
        "Nama pengguna atau kode aktivasi tidak cocok, sudah dipakai, atau sudah lewat 48 jam."
    ),
    "second-factor": _(
        "Kode 6 angka tidak cocok atau sudah dipakai. Tunggu kode berikutnya di ponsel."
    ),
    "passphrase-too-short": _("Kata sandi buatan sendiri paling sedikit 15 karakter."),
    "passphrase-too-weak": _(
        "Kata sandi ini mudah ditebak. Pakai beberapa kata yang tidak berhubungan."
    ),
    "passphrase-differs": _("Kedua isian tidak sama. Ketik ulang."),
    "passphrase-wrong": _("Kata sandi sekarang tidak cocok."),
    "not-noted": _("Catat dulu kata sandi ini, lalu beri tanda."),
    "words-differ": _("Kata-kata berubah sejak halaman dibuka. Bandingkan lagi dengan orangnya."),
    "words-unchecked": _("Bandingkan keempat kata dengan orangnya, lalu beri tanda."),
    "username-form": _("Pakai 3 sampai 40 huruf kecil, angka, titik, atau tanda hubung."),
    "username-taken": _("Nama pengguna ini sudah ada."),
    "email-form": _("Alamat surel ini tidak lengkap. Tulis seperti nama@contoh.go.id."),
    "name-missing": _("Isi nama."),
    "unit-missing": _("Pilih unit untuk peran ini."),
    "unit-unknown": _("Unit ini tidak ada lagi."),
    "siaga-half": _("Petugas siaga memilih kelompok A atau B; peran lain tidak."),
    "own-account": _("Ini akun Anda sendiri. Mintalah rekan yang berwenang."),
    "not-active": _("Akun ini sudah dinonaktifkan."),
}


def say(form: FlaskForm, error: Invalid) -> None:
    """Put what a service refused beside its field, or above the form."""
    put_error(form, error.field, MESSAGES[error.reason])
