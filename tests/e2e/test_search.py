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
