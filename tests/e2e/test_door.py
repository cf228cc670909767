"""A neighbour reports at night, writes a code down, and comes back for the answer."""

import pytest
from playwright.sync_api import expect

from kla.public_reports.tickets import LEAST_BITS
from tests.e2e.pages import DESK, PHONE, Office, Visitor
from tests.security.pictures import jpeg

WAYS = {
    "phone": {"width": PHONE},
    "phone-without-scripts-in-english": {"width": PHONE, "scripts": False, "language": "en"},
    "desk": {"width": DESK},
}
STORY = "Anak tetangga menangis setiap malam, ada memar di lengannya."
FIRST_LOAD_BYTES = 30_000
LOADED = """() => ["navigation", "resource"].flatMap(type => performance.getEntriesByType(type))
  .map(one => [one.name, one.transferSize])"""
WRONG = "Kode ini tidak cocok. Periksa lagi setiap huruf dan angkanya."


@pytest.mark.parametrize("way", WAYS)
def test_a_report_is_answered_under_its_code(office: Office, way: str):
    how = WAYS[way]
    stranger, intake = office.visitor(**how), office.enter("intake", **how)

    code = report(stranger, how)
    intake.open("/reports").is_at("Laporan masuk").reads(STORY[:40]).looks_right()
    intake.main.get_by_role("row").filter(has_text=STORY[:40]).last.get_by_role("link").click()
    intake.is_at("Laporan masyarakat").reads(STORY).looks_right()
    intake.press("Kirim jawaban").is_refused(422).reads("Tulis jawabannya.").looks_right()
    intake.fill({"Jawaban kepada pelapor": "Kami datang besok pagi."}).press("Kirim jawaban")
    intake.reads("Jawaban tersimpan. Pelapor membacanya dengan kodenya.")

    comes_back(stranger, code, how)
    intake.page.reload()
    intake.reads("Tolong jangan sebut kami.").follow("Akhiri").looks_right()
    intake.tick("Selesai ditangani", "Laporan ini").fill({"Alasan": "Anak sudah dijemput."})
    intake.press("Akhiri laporan").reads("Laporan diakhiri.")
    intake.follow("Buka lagi").looks_right()
    comes_in(stranger, code, how).reads("Laporan ini sudah selesai ditangani.").looks_right()


@pytest.mark.parametrize("way", WAYS)
def test_a_child_tells_one_question_a_page(office: Office, way: str):
    child = office.visitor(**WAYS[way])
    child.open("/halo" + query(WAYS[way])).follow("Aku anak. Aku mau cerita").looks_right()
    child.tick("Tidak, aku takut", "Kamu aman sekarang?").press("Lanjut")
    child.reads("Telepon sekarang").looks_right()
    child.press("Lanjut").is_refused(422).looks_right()
    child.fill({"Apa yang terjadi?": "Aku dipukul."}).press("Lanjut").looks_right()
    child.fill({"Siapa yang melakukannya?": "Paman"}).press("Lanjut").looks_right()
    child.press("Ke belakang").press("Lanjut").press("Lanjut").looks_right()
    child.fill({"Umurmu berapa?": "1000"}).press("Lanjut").is_refused(422).looks_right()
    child.fill({"Umurmu berapa?": "10"}).press("Lanjut").looks_right()
    child.press("Lanjut").is_at("Sudah selesai?").reads("Paman").looks_right()
    sends(child).looks_right()
    assert {one["name"] for one in child.page.context.cookies()} <= {"bahasa"}


def test_nothing_is_left_on_the_device(office: Office):
    stranger = office.visitor()
    report(stranger, {})

    assert stranger.page.context.cookies() == []
    assert stranger.page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert stranger.page.title() == "Halo Balikpapan"


def test_the_first_page_is_light(office: Office):
    stranger = office.visitor().open("/halo")
    stranger.page.wait_for_load_state("networkidle")

    loaded = stranger.page.evaluate(LOADED)
    assert len(loaded) >= 3, loaded
    assert sum(size for _name, size in loaded) <= FIRST_LOAD_BYTES, loaded


def test_the_printed_card_shows_the_code_and_no_other_word(office: Office):
    stranger = office.visitor()
    code = report(stranger, {})
    expect(stranger.button("Cetak kartu kecil")).to_be_visible()

    stranger.page.emulate_media(media="print")

    assert stranger.page.locator("body").inner_text().split() == [code]


def test_twice_as_large_every_page_still_fits(office: Office):
    stranger = office.visitor(width=DESK)
    for path in ("/halo", "/halo/darurat", "/halo/lihat", "/halo/anak", "/halo/kembali"):
        stranger.open(path)
        # What a browser does at 200 %: half as many pixels of the style sheet.
        stranger.page.set_viewport_size({"width": DESK // 2, "height": 450})
        stranger.looks_right()


@pytest.mark.parametrize("way", WAYS)
def test_a_photo_goes_along_and_is_seen_at_the_desk(office: Office, tmp_path, way: str):
    how = WAYS[way]
    stranger, intake = office.visitor(**how), office.enter("intake", **how)
    photo = tmp_path / "rumah pelapor.jpg"
    photo.write_bytes(jpeg("kamera", (640, 480)))
    stranger.open("/halo/lihat" + query(how))
    story = f"Ada memar, ini fotonya ({way})."

    stranger.fill({"Apa yang terjadi?": story})
    stranger.field("Foto, rekaman, video, atau PDF").set_input_files(photo)
    sends(stranger).press("Lihat laporan saya").reads("Foto atau gambar").looks_right()

    intake.open("/reports").main.get_by_role("row").filter(has_text=f"({way})").get_by_role(
        "link"
    ).click()
    intake.is_at("Laporan masyarakat").reads("Berkas dari pelapor").looks_right()
    picture = intake.main.locator("#files img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    if intake.scripts:
        assert picture.evaluate("one => one.naturalWidth") == 160


def test_who_is_too_quick_without_scripts_waits_and_loses_nothing(office: Office):
    stranger = office.visitor(scripts=False)
    stranger.open("/halo/lihat").fill({"Apa yang terjadi?": STORY}).press("Kirim")
    stranger.is_refused(429).reads("lalu kirim lagi. Yang Anda tulis tetap ada.").looks_right()

    sends(stranger)


def test_a_voice_is_recorded_in_the_page_and_thrown_away_or_sent(office: Office):
    stranger = office.visitor()
    stranger.page.context.grant_permissions(["microphone"])
    stranger.open("/halo/lihat").fill({"Apa yang terjadi?": "Dengarkan suaranya."})
    files = stranger.field("Foto, rekaman, video, atau PDF")

    for is_kept in (False, True):
        stranger.press("Rekam suara").reads("Sedang merekam: 0:01").press("Berhenti merekam")
        stranger.reads("Rekaman siap dikirim.").looks_right()
        assert files.evaluate("one => one.files.length") == 1
        if not is_kept:
            stranger.press("Buang rekaman")
            assert files.evaluate("one => one.files.length") == 0
    sends(stranger).press("Lihat laporan saya").reads("Rekaman suara")


def test_too_large_a_file_is_not_sent_in_vain(office: Office, tmp_path):
    stranger = office.visitor(width=PHONE).open("/halo/lihat")
    files, film = stranger.field("Foto, rekaman, video, atau PDF"), tmp_path / "film.mp4"
    with film.open("wb") as made:
        made.truncate(26 * 1024 * 1024)
    stranger.fill({"Apa yang terjadi?": STORY})

    files.set_input_files(film)
    stranger.reads("Berkas ini terlalu besar.").looks_right()
    stranger.press("Kirim").is_at("Ceritakan yang Anda tahu")
    expect(files).to_be_focused()
    assert not stranger.page.get_by_text("Sedang mengirim.").count()

    files.set_input_files([])
    expect(stranger.page.get_by_text("Berkas ini terlalu besar.")).to_have_count(0)
    sends(stranger)


def test_what_is_still_being_recorded_goes_along(office: Office):
    stranger = office.visitor()
    stranger.page.context.grant_permissions(["microphone"])
    stranger.open("/halo/lihat").fill({"Apa yang terjadi?": "Suaranya masih terdengar."})

    stranger.press("Rekam suara").reads("Sedang merekam: 0:02")
    stranger.press("Kirim").is_at("Laporan sudah kami terima")

    stranger.press("Lihat laporan saya").reads("1 berkas terkirim: Rekaman suara")


def test_without_a_microphone_writing_is_offered(office: Office):
    stranger = office.visitor().open("/halo/lihat")

    stranger.press("Rekam suara").reads("Mikrofon tidak dapat dipakai.").looks_right()


def test_leaving_quickly_does_not_come_back_by_the_arrow(office: Office):
    stranger = office.visitor()
    stranger.page.route("https://**", lambda route: route.fulfill(status=200, body="elsewhere"))
    stranger.open("/halo").follow("Saya melihat atau mengetahui sesuatu")
    stranger.is_at("Ceritakan yang Anda tahu").page.wait_for_load_state("networkidle")

    stranger.page.keyboard.press("Escape")
    stranger.page.keyboard.press("Escape")
    stranger.page.wait_for_url("https://**")
    stranger.page.wait_for_load_state("networkidle")

    stranger.page.go_back()
    assert not stranger.page.url.endswith("/halo/lihat")


def report(stranger: Visitor, how: dict) -> str:
    """Through the first page to a code."""
    stranger.open("/halo" + query(how)).is_at("Ada yang perlu dibantu?").looks_right()
    for page in ("Bahaya sekarang: telepon", "Menghapus jejak di ponsel ini"):
        stranger.page.get_by_role("link", name=stranger.word(page)).click()
        stranger.looks_right().open("/halo" + query(how))
    stranger.follow("Saya melihat atau mengetahui sesuatu").looks_right()
    stranger.press("Kirim")
    expect(stranger.main.locator(".error-summary")).to_be_visible()  # once its work is done
    stranger.is_refused(422).looks_right()
    sends(stranger.fill({"Apa yang terjadi?": STORY, "Kira-kira umurnya": "9"})).looks_right()
    return stranger.page.locator("#code").inner_text()


def sends(stranger: Visitor) -> Visitor:
    """Without scripts a form is taken once it is some seconds old; with them, at once."""
    waits(stranger)
    return stranger.press("Kirim").is_at("Laporan sudah kami terima")


def waits(stranger: Visitor) -> None:
    """As long as a form asks whose browser does no work for it: a second, doubled by each bit."""
    if not stranger.scripts:
        ticket = stranger.main.locator("input[name=ticket]").get_attribute("value")
        seconds = 1 << (int(ticket.split(".")[1]) - LEAST_BITS)
        stranger.page.wait_for_timeout(seconds * 1000 + 200)


def comes_back(stranger: Visitor, code: str, how: dict) -> None:
    """A slip of the hand is noticed; what the code opens is read, and answered."""
    comes_in(stranger, code[:-1] + ("2" if code[-1] != "2" else "3"), how)
    stranger.is_refused(422).reads(WRONG).looks_right()
    comes_in(stranger, code.lower().replace("-", " "), how).reads("Kami datang besok pagi.")
    stranger.looks_right().fill({"Tulis pesan": "Tolong jangan sebut kami."})
    waits(stranger)
    stranger.press("Kirim pesan")
    stranger.reads("Tolong jangan sebut kami.")


def comes_in(stranger: Visitor, code: str, how: dict) -> Visitor:
    """From the first page, with the code."""
    stranger.open("/halo" + query(how)).follow("Saya punya kode").looks_right()
    return stranger.fill({"Kode": code}).press("Lanjut")


def query(how: dict) -> str:
    """The door keeps the language in the address, since it keeps nothing on the device."""
    return "?bahasa=en" if how.get("language") == "en" else ""
