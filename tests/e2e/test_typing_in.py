"""Intake types in one call after another without the mouse; a programmer reads how to send."""

import pytest

from tests.e2e.pages import DESK, PHONE, Office

WAYS = {
    "phone-without-scripts": {"width": PHONE, "scripts": False},
    "desk": {"width": DESK},
}
FIRST = "Guru menelepon, muridnya takut pulang."


@pytest.mark.parametrize("way", WAYS)
def test_calls_are_typed_in_by_keyboard(office: Office, way: str):
    intake = office.enter("intake", **WAYS[way])
    keys = intake.page.keyboard
    intake.open("/reports").follow("Ketik laporan").is_at("Ketik laporan").looks_right()

    keys.type(FIRST)
    if intake.scripts:
        intake.reads("Draf tersimpan")
    intake.page.get_by_role("button", name="Simpan dan ketik lagi").focus()
    keys.press("Enter")
    intake.reads("Laporan tersimpan.").reads("Kode untuk pelapor").looks_right()
    intake.press("Simpan dan buka").is_refused(422).looks_right()
    intake.fill({"Apa yang diceritakan?": "Surat dari warga."}).press("Simpan dan buka")
    intake.is_at("Laporan masyarakat").reads("Kode untuk pelapor").reads("Diketik petugas")
    intake.looks_right()

    intake.open("/reports").reads(FIRST[:30])


@pytest.mark.parametrize("language", ["id", "en"])
def test_how_to_send_is_there_to_read(office: Office, language: str):
    reader = office.visitor(width=PHONE, language=language)

    reader.open(f"/api/docs?bahasa={language}").reads("/api/reports").looks_right()
