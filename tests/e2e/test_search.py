"""Names are searched by POST; no address ever holds one."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import DESK, PHONE, Office


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_name_is_found_and_stands_in_no_address(office: Office, width: int):
    visitor = office.enter("supervisor-1", width=width)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.open("/cases").main.locator("tbody th a").first.click()
    name = visitor.main.locator("#victims tbody th").first.inner_text().split("\n")[-1].strip()
    number = visitor.page.locator("h1").inner_text().split()[-1]

    visitor.open("/cases").fill({"Nama korban atau nomor kasus": name.lower()}).press("Cari")
    visitor.reads(number).looks_right()
    assert asked != []
    assert not any(part in url.lower() for url in asked for part in name.lower().split())

    visitor.press("Hapus semua saringan")
    expect(visitor.field("Nama korban atau nomor kasus")).to_have_value("")


def test_a_search_without_a_hit_says_what_to_do(office: Office):
    visitor = office.enter("supervisor-2").open("/cases")

    visitor.fill({"Nama korban atau nomor kasus": "Zzyzx Qwortz"}).press("Cari")

    visitor.reads("Tidak ada yang cocok").looks_right()
    visitor.press("Hapus semua saringan").reads("Terlambat")


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_filter_is_set_kept_and_used_again(office: Office, width: int, scripts: bool):
    visitor = office.enter("supervisor-1", width=width, scripts=scripts)
    name = f"Gadis remaja {width} {scripts}"
    visitor.open("/cases").main.locator("summary", has_text="Korban").click()
    visitor.choose({"Jenis kelamin korban": "Perempuan"}).tick("13-17 tahun")
    visitor.press("Terapkan saringan")
    visitor.reads("Korban: Perempuan").reads("Umur korban saat dilaporkan: 13-17 tahun")
    visitor.looks_right()
    visitor.main.locator("summary", has_text="Simpan saringan ini").click()
    visitor.fill({"Nama saringan": name}).press("Simpan saringan").reads(name)

    visitor.press("Hapus semua saringan")
    expect(visitor.main.get_by_text("Korban: Perempuan")).to_have_count(0)
    visitor.press(f"{name} (saringan tersimpan)").reads("Korban: Perempuan")

    visitor.follow("Kelola saringan tersimpan").is_at("Saringan tersimpan").looks_right()
