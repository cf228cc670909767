"""Coming in, being slowed down, going out; a new colleague; one's own account."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import DESK, Office, Visitor

GUESSES = 6


@pytest.mark.parametrize(("username", "scripts"), [("auditor", True), ("statistician", False)])
def test_a_wrong_code_is_refused_and_the_right_one_lets_in(
    office: Office, username: str, scripts: bool
):
    visitor = office.visitor(scripts=scripts).open("/regions?x=1").is_at("Masuk")
    passphrase = office.site.people[username]["passphrase"]
    typed = {"Nama pengguna": username, "Kata sandi": passphrase}

    visitor.fill({**typed, "Kode 6 angka": "000000"}).press("Masuk")
    visitor.is_refused(422).reads("Nama pengguna, kata sandi, atau kode tidak cocok.")
    expect(visitor.field("Nama pengguna")).to_have_value(username)
    expect(visitor.field("Kata sandi")).to_have_value("")
    office.type_sign_in(visitor, username)

    visitor.is_at("Wilayah Kota Balikpapan")
    assert visitor.page.url.endswith("/regions?x=1")
    visitor.page.locator(".user-fold summary").click()
    visitor.press("Keluar").is_at("Masuk")
    visitor.open("/cases").is_at("Masuk")


def test_who_guesses_is_slowed_down_and_told_how_long(office: Office):
    visitor = office.visitor().open("/sign-in")

    for _ in range(GUESSES):
        visitor.fill({"Nama pengguna": "bukan.siapa-siapa", "Kata sandi": "salah-salah"}).press(
            "Masuk"
        )

    visitor.is_refused(429).reads("Terlalu banyak percobaan. Coba lagi dalam").looks_right()


def test_a_new_colleague_is_invited_activates_and_is_admitted(office: Office):
    code = invite(office.enter("it-admin", width=DESK), "rina.uji")
    colleague = office.visitor()
    words = activate(office, colleague, "rina.uji", code)

    waits = office.sign_in(colleague, "rina.uji").is_at("Menunggu pengesahan").looks_right()
    waits.open("/cases").is_refused(403).looks_right()
    admit(office.enter("supervisor-1"), "Rina Uji", words)

    colleague.open("/").is_at("Beranda")
    colleague.open("/cases").is_at("Kasus").reads("Belum ada kasus").looks_right()
    activate_again = office.visitor().open("/activate")
    activate_again.fill({"Nama pengguna": "rina.uji", "Kode aktivasi": code}).press("Lanjut")
    activate_again.is_refused(422).reads("tidak cocok, sudah dipakai").looks_right()


def test_who_leaves_is_put_out_and_no_longer_trusted(office: Office):
    admin, supervisor = office.enter("it-admin", width=DESK), office.enter("supervisor-1")
    leaver = office.enter("supervisor-3")

    row = admin.open("/people").main.get_by_role("row").filter(has_text="supervisor-3")
    row.get_by_role("link", name="Nonaktifkan").click()
    admin.is_at("Nonaktifkan akun").press("Nonaktifkan").is_at("Akun")
    leaver.open("/").is_at("Masuk")

    supervisor.open("/admissions").reads("Perlu dicabut").looks_right()
    supervisor.follow("Cabut").is_at("Cabut pengesahan").looks_right()
    supervisor.press("Cabut pengesahan").reads("Pengesahan sudah dicabut.")


def invite(admin: Visitor, username: str) -> str:
    """A new caseworker, and the code to hand over, which is shown once."""
    admin.open("/people").follow("Buat akun").is_at("Buat akun")
    admin.press("Buat akun dan kode").is_refused(422).looks_right()
    admin.fill({"Nama": "Rina Uji", "Nama pengguna": username})
    admin.choose({"Peran": "Petugas kasus"})
    admin.field("Unit").select_option(label="UPTD PPA Balikpapan")
    admin.press("Buat akun dan kode").is_at("Kode aktivasi").looks_right()
    code = admin.page.locator(".secret").inner_text()
    admin.page.reload()
    admin.is_at("Beranda")
    return code


def activate(office: Office, colleague: Visitor, username: str, code: str) -> str:
    """Code, passphrase, phone; the four words at the end."""
    colleague.open("/activate").looks_right()
    colleague.fill({"Nama pengguna": username, "Kode aktivasi": code.lower()}).press("Lanjut")
    colleague.is_at("Kata sandi Anda").press("Lanjut").is_refused(422).looks_right()
    passphrase = colleague.page.locator(".secret").inner_text()
    colleague.tick("Saya sudah mencatat kata sandi ini").press("Lanjut").is_at("Hubungkan ponsel")
    expect(colleague.page.locator("main svg").last).to_be_visible()
    colleague.looks_right()
    secret = colleague.page.locator(".secret").inner_text().replace(" ", "")
    office.meet(username, passphrase, secret)
    colleague.fill({"Kode 6 angka dari ponsel": office.site.phones.code(username)})
    colleague.press("Selesai").is_at("Akun sudah aktif").looks_right()
    return colleague.page.locator(".secret").inner_text()


def admit(supervisor: Visitor, name: str, words: str) -> None:
    """The supervisor hears the four words and finds the same on the screen."""
    supervisor.open("/").reads("1 petugas menunggu pengesahan Anda.").looks_right()
    supervisor.follow("Cocokkan sekarang").follow("Cocokkan").is_at("Sahkan petugas").reads(name)
    assert supervisor.page.locator(".secret").inner_text() == words
    supervisor.press("Sahkan").is_refused(422).looks_right()
    supervisor.tick("Saya sudah membandingkan keempat kata ini langsung dengan orangnya")
    supervisor.press("Sahkan").reads("Petugas sudah disahkan dan dapat bekerja.")


def test_a_new_passphrase_puts_the_other_devices_out(office: Office):
    here, elsewhere = office.visitor(), office.visitor(width=DESK)
    for visitor in (here, elsewhere):
        office.sign_in(visitor, "volunteer")

    old = office.site.people["volunteer"]["passphrase"]
    here.open("/security/passphrase").fill({"Kata sandi sekarang": old})
    new = here.page.locator(".secret").inner_text()
    here.tick("Saya sudah mencatat kata sandi baru ini").press("Ganti kata sandi")
    here.is_at("Keamanan saya").looks_right()

    elsewhere.open("/").is_at("Masuk")
    assert re.fullmatch(r"([a-z]{6}-){3}[a-z]{6}", new)
    office.meet("volunteer", new, secret="")
    office.sign_in(elsewhere, "volunteer").is_at("Beranda")


def test_another_login_of_ones_own_can_be_ended(office: Office):
    lost, here = office.visitor(width=DESK), office.visitor()
    for visitor in (lost, here):
        office.sign_in(visitor, "outreach")

    here.open("/security").looks_right()
    here.main.get_by_role("button", name="Keluarkan", exact=True).first.click()
    here.is_at("Keamanan saya").reads("Perangkat ini")

    lost.open("/").is_at("Masuk")
    here.open("/").is_at("Beranda")
