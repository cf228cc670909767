"""Intake makes a case of what was told at the door, and the desk counts by itself what waits."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import DESK, PHONE, Office, Visitor
from tests.e2e.test_door import comes_in, report

WAYS = {"phone": {"width": PHONE}, "desk-without-scripts": {"width": DESK, "scripts": False}}

# Names that are like nobody's in the demo.
NAMES = {"phone": "Xaverino Qwistadi", "desk-without-scripts": "Wolfrida Zyxmana"}


@pytest.mark.parametrize("way", WAYS)
def test_a_report_becomes_a_case_and_its_reporter_is_answered_there(office: Office, way: str):
    how = WAYS[way]
    stranger = office.visitor(**how)
    code = report(stranger, how)
    intake = office.enter("intake", **how)

    intake.open("/reports?sort=received").looks_right()
    intake.main.get_by_role("row").last.get_by_role("link").click()
    intake.is_at("Laporan masyarakat").follow("Laporan yang sama").looks_right()
    intake.main.get_by_role("row").last.get_by_role("link").click()
    intake.is_at("Apakah ini kejadian yang sama?").looks_right()
    intake.follow("Bukan").follow("Kembali ke laporan").follow("Jadikan kasus").looks_right()
    intake.press("Daftarkan laporan").is_refused(422).looks_right()
    becomes_a_case(intake, NAMES[way])
    intake.reads("Percakapan dengan pelapor").looks_right()
    intake.follow("Jawab pelapor").looks_right()
    intake.press("Kirim jawaban").is_refused(422).looks_right()
    intake.fill({"Jawaban kepada pelapor": "Kami datang ke kelas."}).press("Kirim jawaban")
    comes_in(stranger, code, how).reads("Kami datang ke kelas.").looks_right()


def becomes_a_case(intake: Visitor, name: str) -> None:
    """What the report did not say is asked and filled in."""
    victim = intake.word("Korban %(number)s", number=1)
    home = "Damai (Balikpapan Kota)"
    intake.fill({"Nama korban": name}, victim)
    intake.choose({"Jenis kelamin": "Laki-laki", "Kelurahan tempat tinggal": home}, victim)
    intake.choose(
        {
            "Pelapor adalah": "Tetangga",
            "Jenis kasus utama": "Fisik",
            "Tempat kejadian": "Sekolah",
            "Kelurahan tempat kejadian": home,
        }
    )
    intake.choose(
        {"Hubungan dengan korban": "Tetangga"}, intake.word("Terlapor %(number)s", number=1)
    )
    intake.tick("Sedang", "Risiko").press("Daftarkan laporan")


def test_the_desk_counts_by_itself_and_rings_only_when_asked(office: Office):
    intake = office.enter("intake", width=DESK)
    intake.page.clock.install()
    intake.open("/reports")
    line = intake.page.locator("[data-waiting]")
    before = int(line.get_attribute("data-waiting"))
    button = intake.page.get_by_role("button", name="Bunyi bila ada laporan baru")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")

    report(office.visitor(width=PHONE), {"width": PHONE})
    intake.page.clock.run_for(31_000)

    expect(line).to_have_text(f"Menunggu dibaca: {before + 1}")
    expect(intake.page).to_have_title(f"({before + 1}) Laporan masuk · KLA Balikpapan")
