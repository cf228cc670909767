"""Nothing that somebody typed is lost: to a colleague, to the clock, or to the language."""

from playwright.sync_api import expect

from tests.e2e.pages import DESK, Office, Visitor

MINUTE_MS = 60_000
TYPED = "Korban ingin tinggal bersama neneknya."


def open_an_assessment(visitor: Visitor) -> Visitor:
    """The assessment form of the first case of this caseworker's tasks."""
    visitor.open("/cases").main.locator("tbody th a").first.click()
    expect(visitor.page.locator("h1")).to_contain_text(visitor.word("Kasus"))
    return visitor.open(f"{visitor.page.url}/assessment").is_at("Asesmen")


def test_two_people_write_one_assessment_and_neither_overwrites_the_other(office: Office):
    first = open_an_assessment(office.enter("caseworker-1", width=DESK))
    second = office.enter("supervisor-1").open(first.page.url)

    first.fill({"Keamanan": "Pindah ke rumah aman."}).answers("tinggi")
    first.press("Simpan asesmen").reads("Asesmen tersimpan.")
    second.fill({"Keamanan": "Tetap di rumah, dijaga bibi."}).answers("rendah")
    second.press("Simpan asesmen").is_refused(409)

    second.reads("Orang lain menyimpan perubahan lebih dulu").looks_right()
    expect(second.main.locator("#stored")).to_contain_text("Pindah ke rumah aman.")
    expect(second.field("Keamanan")).to_have_value("Tetap di rumah, dijaga bibi.")
    second.fill({"Keamanan": "Pindah ke rumah aman, dijaga bibi."}).press("Simpan asesmen")
    second.reads("Asesmen tersimpan.").reads("Pindah ke rumah aman, dijaga bibi.")


def test_the_page_warns_before_the_session_ends_and_keeps_what_was_typed(office: Office):
    visitor = office.enter("caseworker-1")
    visitor.page.clock.install()
    open_an_assessment(visitor).fill({"Kondisi sosial": TYPED})
    dialog = visitor.page.get_by_role("dialog")

    visitor.page.clock.run_for(14 * MINUTE_MS)
    expect(dialog).to_contain_text("Yang sudah Anda ketik tetap ada di halaman ini.")
    visitor.looks_right()
    visitor.press("Tetap masuk")
    expect(dialog).to_be_hidden()
    expect(visitor.field("Kondisi sosial")).to_have_value(TYPED)

    visitor.page.clock.run_for(16 * MINUTE_MS)
    expect(dialog).to_contain_text("Sesi sudah berakhir")
    visitor.looks_right()
    visitor.press("Tutup pesan ini")
    expect(visitor.field("Kondisi sosial")).to_have_value(TYPED)


def test_a_form_sent_after_the_session_ended_is_kept_until_it_is_sent_again(office: Office):
    visitor = open_an_assessment(office.enter("caseworker-2"))
    address = visitor.page.url
    visitor.fill({"Keamanan": "Aman.\nDijaga bibi.", "Kondisi sosial": TYPED})
    visitor.answers("sedang")
    visitor.page.context.clear_cookies()

    visitor.press("Simpan asesmen").is_refused(401).is_at("Masuk").looks_right()
    visitor.reads("Isian Anda tidak hilang: masuk lagi, lalu tekan Kirim lagi.")
    office.type_sign_in(visitor, "caseworker-2")
    visitor.is_at("Kirim lagi isian Anda").reads(TYPED).looks_right()
    visitor.press("Kirim lagi").reads("Asesmen tersimpan.").reads(TYPED)

    assert address.startswith(visitor.page.url)


def test_the_language_is_chosen_in_the_header_and_stays(office: Office):
    visitor = office.visitor().open("/sign-in")
    visitor.press("English")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    visitor.language = "en"
    visitor.looks_right()
    office.sign_in(visitor, "leadership").is_at("Beranda").looks_right()
    assert visitor.page.locator("h1").inner_text() != "Beranda"

    visitor.page.locator(".user-fold summary").click()
    visitor.press("Indonesia")
    expect(visitor.page.locator("h1")).to_have_text("Beranda")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "id")
