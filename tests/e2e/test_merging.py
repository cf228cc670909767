"""The same child is reported twice: it is seen at intake, and one case is made of the two."""

import pytest

from tests.e2e.pages import DESK, PHONE, Office, Visitor
from tests.e2e.test_working_together import number_of

WAYS = {
    "phone": {"width": PHONE},
    "desk-in-english-without-scripts": {"width": DESK, "language": "en", "scripts": False},
}
CHILD = {"phone": "Seruni Kartanegara", "desk-in-english-without-scripts": "Galuh Tanjungpura"}


@pytest.mark.parametrize("way", WAYS)
def test_two_cases_of_one_child_become_one_and_two_again(office: Office, way: str):
    intake = office.enter("intake", **WAYS[way])
    first = report(intake, CHILD[way])
    second = report(intake, CHILD[way], again=True)

    supervisor = office.enter("supervisor-1", **WAYS[way])
    number = number_of(supervisor.open(second))
    supervisor.open("/duplicates").is_at("Kasus yang mungkin sama").looks_right()
    supervisor.open(first).follow("Cari kasus yang mungkin sama").looks_right()
    supervisor.reads(number).open(first).follow("Gabungkan dengan kasus lain").looks_right()
    supervisor.page.get_by_role("textbox").first.fill(number)
    supervisor.press("Lihat keduanya").is_at("Gabungkan dua kasus").looks_right()
    supervisor.press("Gabungkan").is_refused(422).reads("Tulis alasannya.")
    supervisor.fill({"Alasan penggabungan": "Anak yang sama."})
    supervisor.tick("Saya sudah membandingkan kedua kasus ini").press("Gabungkan")
    supervisor.reads("Kedua kasus digabung. Yang digabungkan tetap dapat dibaca.").looks_right()

    supervisor.open(second).looks_right().open(first)
    supervisor.follow("Batalkan penggabungan %(number)s", number=number).looks_right()
    supervisor.page.get_by_role("textbox").first.fill("Ternyata dua anak.")
    supervisor.page.get_by_role("checkbox").first.check()
    supervisor.press("Batalkan penggabungan")
    supervisor.reads("Penggabungan dibatalkan. Keduanya kasus sendiri lagi.")


def report(intake: Visitor, name: str, *, again: bool = False) -> str:
    """A report about this child; told that there is one already, intake decides later."""
    intake.open("/cases/register")
    victim = intake.word("Korban %(number)s", number=1)
    intake.fill({"Nama korban": name, "Umur (tahun)": "11"}, victim)
    place = {"Kelurahan tempat tinggal": "Damai (Balikpapan Kota)"}
    intake.choose({"Jenis kelamin": "Perempuan", **place}, victim)
    intake.choose(
        {
            "Kanal": "SAPA 129 telepon",
            "Pelapor adalah": "Tetangga",
            "Jenis kasus utama": "Fisik",
            "Tempat kejadian": "Rumah tangga",
            "Kelurahan tempat kejadian": "Damai (Balikpapan Kota)",
        }
    )
    intake.tick("Sedang", "Risiko").tick("Pelapor tidak ingin disebut namanya")
    intake.fill({"Kronologi": "Laporan rekaan."}).press("Daftarkan laporan")
    if again:
        intake.reads("Mungkin anak ini sudah tercatat").looks_right()
        intake.press("Simpan dengan jawaban ini")
    intake.reads("Laporan tersimpan. Langkah berikutnya: identifikasi.")
    return intake.page.url
