"""The page of a case as somebody works on it all day: drafts, keys, the timeline."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import DESK, PHONE, Office, Visitor

NUMBER = re.compile(r"\d{4}-\w{4}-\w{4}")
TYPED = "Ibu berkata anak sudah mau makan bersama."
MORE = f"{TYPED} Tidurnya lebih tenang."


def without_drafts(visitor: Visitor) -> Visitor:
    """Whatever another test left half-typed is thrown away."""
    visitor.open("/drafts")
    while visitor.link("Buang").count():
        visitor.follow("Buang").press("Buang draf").is_at("Draf yang belum disimpan")
    return visitor


def open_a_case(visitor: Visitor) -> Visitor:
    """The page of the first case of this caseworker, who has typed nothing yet."""
    without_drafts(visitor).open("/cases").main.locator("tbody th a").first.click()
    expect(visitor.page.locator("h1")).to_contain_text(NUMBER)
    return visitor


def kept(visitor: Visitor) -> None:
    """The page says that the draft is kept."""
    expect(visitor.page.locator(".draft-state").first).to_contain_text(
        visitor.word("Draf tersimpan"), timeout=20_000
    )


def offer(visitor: Visitor):
    """What the page says of a draft that it found."""
    return visitor.main.locator(".draft")


@pytest.fixture(params=[PHONE, DESK])
def width(request) -> int:
    return request.param


class TestDrafts:
    def test_a_note_is_kept_offered_again_and_gone_once_saved(self, office: Office, width: int):
        visitor = open_a_case(office.enter("caseworker-1", width=width))
        visitor.fill({"Catatan baru": TYPED})
        kept(visitor)
        visitor.looks_right()

        visitor.open(visitor.page.url)
        expect(visitor.field("Catatan baru")).to_have_value("")
        expect(offer(visitor)).to_contain_text("Ada draf dari")
        visitor.looks_right()
        visitor.press("Pakai draf")
        expect(visitor.field("Catatan baru")).to_have_value(TYPED)
        visitor.fill({"Catatan baru": MORE}).press("Simpan catatan").reads("Catatan tersimpan.")
        visitor.reads(MORE)
        visitor.open(visitor.page.url)
        visitor.page.wait_for_load_state("networkidle")
        expect(offer(visitor)).to_have_count(0)

    def test_a_draft_is_thrown_away_after_a_second_press(self, office: Office):
        visitor = open_a_case(office.enter("caseworker-1", language="en"))
        visitor.fill({"Catatan baru": "Nothing yet."})
        kept(visitor)
        visitor.open(visitor.page.url)
        visitor.press("Buang").press("Tekan lagi untuk membuang")
        expect(offer(visitor)).to_have_count(0)
        visitor.open("/drafts").reads("Tidak ada draf").looks_right()

    def test_a_whole_assessment_comes_back_as_it_was(self, office: Office):
        visitor = open_a_case(office.enter("caseworker-1", width=DESK))
        address = f"{visitor.page.url}/assessment"
        visitor.open(address).fill({"Keamanan": TYPED, "Kondisi sosial": "Baik.\nTenang."})
        kept(visitor)

        visitor.open(address).press("Pakai draf")
        expect(visitor.field("Keamanan")).to_have_value(TYPED)
        expect(visitor.field("Kondisi sosial")).to_have_value("Baik.\nTenang.")
        visitor.press("Simpan asesmen").reads("Asesmen tersimpan.")
        visitor.open("/drafts").reads("Tidak ada draf")

    def test_a_refused_form_goes_on_with_its_draft(self, office: Office):
        visitor = open_a_case(office.enter("caseworker-1", width=DESK))
        visitor.open(f"{visitor.page.url}/assessment").fill({"Keamanan": f"{TYPED} Lagi."})
        kept(visitor)
        visitor.fill({"Keamanan": ""}).press("Simpan asesmen").is_refused(422)
        visitor.page.wait_for_load_state("networkidle")
        expect(offer(visitor)).to_have_count(0)
        visitor.fill({"Keamanan": MORE}).press("Simpan asesmen").reads("Asesmen tersimpan.")
        visitor.open("/drafts").reads("Tidak ada draf")

    def test_a_report_with_many_people_comes_back_with_all_of_them(self, office: Office):
        visitor = without_drafts(office.enter("intake", width=DESK)).open("/cases/register")
        visitor.fill({"Kronologi": TYPED})
        visitor.main.locator("[name=victims-0-name]").fill("Anak Pertama Contoh")
        visitor.press("Tambah korban").is_refused(422)
        visitor.main.locator("[name=victims-1-name]").fill("Anak Kedua Contoh")
        kept(visitor)
        visitor.open("/cases/register").press("Pakai draf")
        expect(visitor.main.locator("[name=victims-1-name]")).to_have_value("Anak Kedua Contoh")
        expect(visitor.field("Kronologi")).to_have_value(TYPED)
        visitor.open("/drafts").follow("Buang").press("Buang draf").reads("Tidak ada draf")

    def test_two_devices_keep_both_texts(self, office: Office):
        desk = open_a_case(office.enter("caseworker-1", width=DESK))
        desk.fill({"Catatan baru": TYPED})
        kept(desk)
        phone = office.enter("caseworker-1").open(desk.page.url).press("Pakai draf")
        phone.fill({"Catatan baru": f"{TYPED} Dari ponsel."})
        kept(phone)
        desk.fill({"Catatan baru": f"{TYPED} Dari meja."})
        expect(desk.main.locator(".draft-state").first).to_contain_text(
            "disimpan sebagai draf kedua", timeout=20_000
        )
        phone.open(desk.page.url)
        expect(offer(phone)).to_have_count(2)
        for _ in range(2):
            phone.page.get_by_role("button", name="Buang").first.click()
            phone.press("Tekan lagi untuk membuang")
        expect(offer(phone)).to_have_count(0)

    def test_typing_goes_on_after_signing_in_again_in_another_tab(self, office: Office):
        visitor = open_a_case(office.enter("caseworker-2", width=DESK))
        context = visitor.page.context
        context.clear_cookies()
        visitor.fill({"Catatan baru": TYPED})
        state = visitor.main.locator(".draft-state").first
        expect(state).to_contain_text("tulisan ini masih ada di halaman", timeout=20_000)

        other = Visitor(context.new_page(), "id")
        office.sign_in(other, "caseworker-2")
        other.page.close()
        visitor.page.evaluate("window.dispatchEvent(new Event('focus'))")
        kept(visitor)
        visitor.press("Simpan catatan").reads("Catatan tersimpan.").reads(TYPED)


class TestKeys:
    def test_they_are_listed_lead_on_and_can_be_turned_off(self, office: Office, width: int):
        visitor = open_a_case(office.enter("caseworker-1", width=width))
        keys, dialog = visitor.page.keyboard, visitor.page.get_by_role("dialog")
        keys.press("?")
        expect(dialog).to_contain_text("Pintasan papan ketik")
        visitor.looks_right()
        keys.press("Escape")
        expect(dialog).to_be_hidden()

        keys.press("n")
        expect(visitor.field("Catatan baru")).to_be_focused()
        keys.type("gk?/t")
        expect(visitor.field("Catatan baru")).to_have_value("gk?/t")
        visitor.field("Catatan baru").fill("")
        visitor.page.locator("h1").click()
        keys.press("t")
        expect(visitor.page.locator("h1")).to_contain_text("Linimasa")
        keys.press("k")
        expect(visitor.page.locator("h1")).to_contain_text("Kasus")
        keys.press("g")
        keys.press("t")
        visitor.is_at("Tugas")
        keys.press("/")
        expect(visitor.page).to_have_url(re.compile("/cases#query$"))

        visitor.page.locator("h1").click()
        keys.press("?")
        visitor.page.get_by_label("Matikan pintasan di peramban ini").check()
        visitor.press("Tutup")
        keys.press("g")
        keys.press("t")
        visitor.is_at("Kasus")
        visitor.page.locator(".user-fold summary").click()
        visitor.press("Pintasan papan ketik")
        visitor.page.get_by_label("Matikan pintasan di peramban ini").uncheck()

    def test_ctrl_and_enter_send_the_note(self, office: Office):
        visitor = open_a_case(office.enter("caseworker-1"))
        visitor.fill({"Catatan baru": "Ditulis tanpa tetikus."})
        visitor.field("Catatan baru").press("Control+Enter")
        visitor.reads("Catatan tersimpan.").reads("Ditulis tanpa tetikus.")

    def test_the_next_step_says_its_key_to_who_listens(self, office: Office):
        visitor = open_a_case(office.enter("caseworker-1", width=DESK))
        marked = visitor.page.locator("main [aria-keyshortcuts]")
        names = set(marked.evaluate_all("all => all.map(e => e.getAttribute('aria-keyshortcuts'))"))
        assert {"n", "t", "f", "o"} <= names


class TestTimeline:
    def test_is_narrowed_in_place_and_keeps_its_address(self, office: Office, width: int):
        visitor = open_a_case(office.enter("caseworker-1", width=width))
        visitor.follow("Selengkapnya").reads("Saring linimasa")
        visitor.page.wait_for_load_state("networkidle")
        visitor.looks_right()
        visitor.page.get_by_text("Saring linimasa").click()
        visitor.looks_right()
        visitor.page.get_by_label("Dari tanggal").fill("2000-01-01")
        expect(visitor.page).to_have_url(re.compile("first=2000-01-01"))
        visitor.page.get_by_label("Sampai tanggal").fill("2000-01-02")
        visitor.reads("Tidak ada yang cocok")
        visitor.open(visitor.page.url).reads("Tidak ada yang cocok")

    def test_is_narrowed_without_scripts_too(self, office: Office):
        visitor = open_a_case(office.enter("caseworker-1", scripts=False))
        visitor.follow("Selengkapnya")
        visitor.page.get_by_text("Saring linimasa").click()
        visitor.page.get_by_label("Sampai tanggal").fill("2000-01-02")
        visitor.press("Tampilkan").reads("Tidak ada yang cocok").looks_right()

    def test_a_folded_part_opens_when_it_is_led_to(self, office: Office):
        visitor = open_a_case(office.enter("caseworker-1", width=DESK))
        visitor.page.locator(".places").get_by_role("link", name="Rujukan").click()
        expect(visitor.page.locator("#referrals")).to_have_attribute("open", "")
