"""Files are sent with progress, paused, and gone on with after a broken line or a reload."""

from pathlib import Path

import pytest
from playwright.sync_api import Request, Response, Route, expect

from tests.e2e.pages import DESK, Office, Visitor
from tests.security.pictures import jpeg

MEBIBYTE = 1024 * 1024
LONG_MS = 60_000
NAMES_KEPT = "() => Object.entries(sessionStorage).join(' ')"


@pytest.fixture
def long(tmp_path) -> Path:
    """A recording that takes four pieces."""
    path = tmp_path / "suara saksi.mp3"
    path.write_bytes(b"ID3\x04" + bytes(60 * MEBIBYTE))
    return path


def add_files(visitor: Visitor, *paths: Path) -> Visitor:
    """Open the first case of this person's list, and choose files for it."""
    visitor.open("/cases").main.locator("tbody th a").first.click()
    expect(visitor.page.locator("h1")).to_contain_text(visitor.word("Kasus"))
    visitor.open(f"{visitor.page.url}/files/add").is_at("Tambah berkas")
    return choose(visitor, *paths)


def choose(visitor: Visitor, *paths: Path) -> Visitor:
    chooser = visitor.field("Pilih berkas, boleh beberapa")
    expect(chooser).to_be_visible()  # the script that listens to it shows it
    chooser.set_input_files(list(paths))
    return visitor


def is_done(visitor: Visitor) -> Visitor:
    done = visitor.main.get_by_text(visitor.word("Semua berkas tersimpan."))
    expect(done).to_be_visible(timeout=LONG_MS)
    return visitor


@pytest.mark.parametrize("width", [360, DESK])
def test_several_files_are_sent_one_after_another_and_shown(office, tmp_path, width):
    photo, sound = tmp_path / "luka lengan.jpg", tmp_path / "rekaman.mp3"
    photo.write_bytes(jpeg(f"lengan {width}", (900, 700)))
    sound.write_bytes(b"ID3\x04" + bytes(50_000))
    visitor = add_files(office.enter("caseworker-1", width=width), photo, sound)
    visitor.main.get_by_label(visitor.word("Keterangan")).first.fill(f"Foto lengan {width}")
    visitor.looks_right()

    is_done(visitor.press("Kirim berkas")).looks_right()
    visitor.follow("Kembali ke kasus").reads(f"Foto lengan {width}").looks_right()

    picture = visitor.main.locator("#files img").last
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("one => one.naturalWidth") == 160
    sound = visitor.main.locator("#files audio").last
    expect(sound).to_be_visible()


def is_patch(one: Request | Response) -> bool:
    request = one.request if isinstance(one, Response) else one
    return request.method == "PATCH"


def test_after_a_broken_line_and_a_reload_the_same_file_goes_on(office: Office, long: Path):
    visitor = add_files(office.enter("caseworker-2"), long)
    with visitor.page.expect_response(is_patch, timeout=LONG_MS) as first:
        visitor.press("Kirim berkas")
    assert first.value.headers["upload-offset"] == str(16 * MEBIBYTE)
    visitor.page.context.set_offline(True)
    visitor.reads("Sambungan terputus.")
    assert "saksi" not in visitor.page.evaluate(NAMES_KEPT)

    visitor.page.context.set_offline(False)
    visitor.page.once("dialog", lambda dialog: dialog.accept())
    visitor.page.reload()
    choose(visitor, long).reads("Sebagian berkas ini sudah terkirim.")
    with visitor.page.expect_request(is_patch, timeout=LONG_MS) as again:
        visitor.press("Kirim berkas")
    assert int(again.value.headers["upload-offset"]) >= 16 * MEBIBYTE
    is_done(visitor)
    assert "kla-upload" not in visitor.page.evaluate(NAMES_KEPT)
    visitor.heard.clear()  # the browser's own words about the line that was broken


def test_paused_it_waits_and_given_up_it_is_gone(office: Office, long: Path):
    visitor = add_files(office.enter("caseworker-1"), long, long)
    held: list[Route] = []
    visitor.page.route(
        "**/uploads/*",
        lambda route: held.append(route) if route.request.method == "PATCH" else route.continue_(),
    )
    visitor.press("Kirim berkas")
    visitor.main.get_by_role("button", name=visitor.word("Jeda")).click()
    visitor.reads("Dijeda.").looks_right()

    visitor.page.unroute_all(behavior="ignoreErrors")
    row = visitor.main.locator("li", has_text=visitor.word("Dijeda."))
    visitor.page.once("dialog", lambda dialog: dialog.accept())
    with visitor.page.expect_response(lambda one: one.request.method == "DELETE") as gone:
        row.get_by_role("button", name=visitor.word("Batalkan berkas ini")).click()

    assert gone.value.status == 204
    expect(row).to_have_count(0)
    visitor.heard.clear()


def test_without_scripts_the_plain_form_stands_there(office: Office, tmp_path):
    path = tmp_path / "visum.txt"
    path.write_text("Hasil visum rekaan.")
    visitor = office.enter("caseworker-1", scripts=False)
    visitor.open("/cases").main.locator("tbody th a").first.click()
    visitor.open(f"{visitor.page.url}/files/add").is_at("Tambah berkas").looks_right()

    visitor.field("Berkas").set_input_files(path)
    visitor.fill({"Keterangan": "Visum tanpa skrip"}).press("Simpan berkas")

    visitor.reads("Berkas tersimpan.").reads("Visum tanpa skrip")
