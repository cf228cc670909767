"""Retyping a case into the ministry's register: copying, noting the number, looking at a month."""

import re
from pathlib import Path

import openpyxl
import pytest

from kla.core import clock
from tests.e2e.pages import DESK, PHONE, Office, Visitor

TODAY = clock.today().isoformat()
# A text is put where the test can read it: a browser without a screen has no clipboard to ask.
LISTEN = """() => {
  window.copied = [];
  navigator.clipboard.writeText = async text => { copied.push(text) };
}"""


def first_of(visitor: Visitor, shown: str, which: int = 0) -> Visitor:
    """The sheet of the case that stands first in a list, or in another place of it."""
    visitor.open(f"/simfoni?show={shown}").looks_right()
    visitor.main.locator("tbody th a").nth(which).click()
    visitor.page.wait_for_url("**/simfoni")
    return visitor


@pytest.mark.parametrize(("width", "which"), [(PHONE, 0), (DESK, 1)])
def test_a_case_is_entered_corrected_and_taken_back(office: Office, width: int, which: int):
    worker = office.enter("caseworker-1", width=width)
    first_of(worker, "waiting", which).reads("Lembar belum dapat ditampilkan").looks_right()
    sheet = worker.page.url
    records_the_ground(worker, sheet.removesuffix("/simfoni"))
    worker.open(sheet).reads("Aduan / kasus").looks_right()
    copies(worker)
    worker.press("Catat sudah diinput").is_refused(422).looks_right()
    worker.fill({"Nomor di SIMFONI PPA": f"UJI-{width}", "Tanggal diinput": TODAY})
    worker.press("Catat sudah diinput").reads("Dicatat: sudah diinput").looks_right()
    worker.follow("Isi bidang yang hanya ada di SIMFONI PPA").looks_right()
    worker.fill({"Cara datang": "Diantar rekan uji."}).press("Simpan isian")
    worker.reads("Berubah sejak diinput").looks_right()
    worker.follow("Lembar cetak").reads("Dibuka untuk dicetak").looks_right()
    worker.open(sheet).follow("Batalkan catatan").looks_right()
    worker.press("Batalkan catatan").is_refused(422).looks_right()
    worker.fill({"Alasan pembatalan": "Nomor uji."}).press("Batalkan catatan")
    worker.reads("Catatan input dibatalkan").looks_right()


def records_the_ground(worker: Visitor, case: str) -> None:
    worker.open(f"{case}/consents/add").tick("Berbagi data dengan SIMFONI PPA", "Untuk tujuan apa")
    worker.tick("Dasar hukum lain, tanpa persetujuan", "Keputusan")
    worker.field("Dasar hukum lain").select_option("kewajiban_hukum")
    worker.fill({"Alasan atau catatan": "Wajib dicatat."}).press("Simpan keputusan")
    worker.reads("Keputusan tersimpan.")


def copies(worker: Visitor) -> None:
    """One value, then a block: a line for each field, its name and its value."""
    worker.page.evaluate(LISTEN)
    row = worker.main.locator("[id='aduan-1.tanggal_lapor']")
    value = row.locator("output").inner_text()
    row.get_by_role("button").click()
    worker.main.get_by_role("button", name=re.compile("^Salin seluruh bagian")).first.click()
    one, block = worker.page.evaluate("() => copied")
    assert one == value
    assert f"Tanggal lapor\t{value}" in block.split("\n")
    assert worker.page.locator("#copied").inner_text() == "Tersalin"


def test_without_scripts_the_sheet_is_there_and_has_no_dead_buttons(office: Office):
    worker = first_of(office.enter("caseworker-2", scripts=False), "entered")
    assert worker.main.locator("output").count() > 10
    assert worker.main.get_by_role("button", name=re.compile("^Salin")).count() == 0
    worker.reads("Sudah diinput")


def test_a_month_is_looked_at_and_taken_along(office: Office, tmp_path: Path):
    supervisor = office.enter("supervisor-1", width=DESK)
    first_of(supervisor, "stale").reads("Berubah sejak diinput").looks_right()
    supervisor.open("/simfoni").follow("Rekonsiliasi bulanan").looks_right()
    with supervisor.page.expect_download() as download:
        supervisor.page.get_by_role("button", name="Unduh buku kerja terkunci").click()
    assert re.fullmatch(r"rekap-\d{4}-\d\d\.xlsx", download.value.suggested_filename)
    supervisor.follow("Bandingkan dengan daftar SIMFONI PPA").looks_right()
    listed = tmp_path / "daftar.xlsx"
    book = openpyxl.Workbook()
    for row in (["Nomor registrasi"], ["BUKAN-1"]):
        book.active.append(row)
    book.save(listed)
    supervisor.main.locator("input[type=file]").set_input_files(listed)
    supervisor.press("Bandingkan").reads("Hanya di daftar SIMFONI PPA: 1").looks_right()
