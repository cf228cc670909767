"""One case from the first call to its end, by the people who see it; and by those who must not."""

import re

import pytest
from playwright.sync_api import expect

from kla.core import clock
from tests.e2e.pages import DESK, PHONE, Office, Visitor

# Two sizes, two languages, with scripts and without: each pair of choices is met once.
WAYS = {
    "phone": {"width": PHONE},
    "phone-in-english-without-scripts": {"width": PHONE, "language": "en", "scripts": False},
    "desk-without-scripts": {"width": DESK, "scripts": False},
    "desk-in-english": {"width": DESK, "language": "en"},
}
# Unlike each other, so that none of them is taken for one who is on record already.
NAMES = {
    "phone": ("Kenari Samudra", "Banyu Samudra"),
    "phone-in-english-without-scripts": ("Wulandari Prakoso", "Tegar Prakoso"),
    "desk-without-scripts": ("Melati Gunadi", "Bagas Gunadi"),
    "desk-in-english": ("Cempaka Hanafi", "Yoga Hanafi"),
}
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080200000090"
    "7753de0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)
STORY = "Pelapor mendengar kedua anak menangis tiga malam berturut-turut."


@pytest.mark.parametrize("way", WAYS)
def test_a_report_becomes_a_case_and_is_closed(office: Office, way: str):
    how = WAYS[way]
    intake = office.enter("intake", **how)
    supervisor, caseworker = (
        office.enter(name, **how) for name in ("supervisor-1", "caseworker-1")
    )

    case = register(intake, way)
    identify(intake)
    number = assign(supervisor, case)
    sees_the_task_and_assesses(caseworker, number)
    plans(caseworker)
    approves_the_plan(supervisor, number)
    adds_what_was_done(caseworker.open(case))
    looks_again(caseworker)
    proposes_closure(caseworker)
    approves(supervisor, number)

    caseworker.open(case).is_at("Kasus %(number)s", number=number)
    caseworker.reads("Disetujui").reads("Kasus ditutup")
    intake.open(case).is_refused(404)
    for outsider in ("volunteer", "leadership", "it-admin", "caseworker-2"):
        sees_nothing(office.enter(outsider, **how), case, number)


def register(intake: Visitor, way: str) -> str:
    """The report of a neighbour about two children; the second row is added on the way."""
    intake.open("/cases/register").is_at("Daftarkan laporan")
    intake.press("Tambah korban").is_refused(422)
    for row, name, sex in ((1, NAMES[way][0], "Perempuan"), (2, NAMES[way][1], "Laki-laki")):
        victim = intake.word("Korban %(number)s", number=row)
        intake.fill({"Nama korban": name, "Umur (tahun)": str(12 - row)}, victim)
        choices = {"Jenis kelamin": sex, "Kelurahan tempat tinggal": "Damai (Balikpapan Kota)"}
        intake.choose(choices, victim)
    intake.choose(
        {
            "Kanal": "SAPA 129 telepon",
            "Pelapor adalah": "Tetangga",
            "Jenis kasus utama": "Seksual",
            "Tempat kejadian": "Rumah tangga",
            "Kelurahan tempat kejadian": "Damai (Balikpapan Kota)",
        }
    )
    intake.tick("Tinggi", "Risiko").tick("Pelapor tidak ingin disebut namanya")
    intake.fill({"Kronologi": STORY}).press("Daftarkan laporan")
    if intake.button("Simpan dengan jawaban ini").count():  # somebody of the demo is called alike
        intake.press("Simpan dengan jawaban ini")
    intake.reads("Laporan tersimpan. Langkah berikutnya: identifikasi.").reads(NAMES[way][0])
    return intake.page.url


def identify(intake: Visitor) -> None:
    intake.follow("Identifikasi").tick("Daerah", "Kewenangan")
    intake.press("Simpan identifikasi").reads("Identifikasi tersimpan.")
    intake.reads("Diterima sebagai kasus")


def assign(supervisor: Visitor, case: str) -> str:
    """The case waits for the supervisor among the cases without a caseworker."""
    supervisor.open(case).follow("Tugaskan kasus").tick("Ratna Contoh").press("Tugaskan")
    supervisor.reads("Kasus ditugaskan.")
    heading = supervisor.page.locator("h1").inner_text()
    return re.sub(r"\S+ ", "", heading)


def sees_the_task_and_assesses(caseworker: Visitor, number: str) -> None:
    caseworker.open("/tasks").is_at("Tugas").reads(number)
    caseworker.follow(number).is_at("Kasus %(number)s", number=number).reads(STORY)
    caseworker.follow("Tulis asesmen")
    caseworker.fill({"Kondisi fisik": "Memar lama pada lengan."}).press("Simpan asesmen")
    caseworker.is_refused(422).reads("Tulis apakah korban aman.")
    expect(caseworker.field("Kondisi fisik")).to_have_value("Memar lama pada lengan.")
    caseworker.fill({"Keamanan": "Aman malam ini di rumah nenek."}).answers("sedang")
    caseworker.press("Simpan asesmen").reads("Asesmen tersimpan.").reads("Aman malam ini")


def plans(caseworker: Visitor) -> None:
    """One need, what is done about it by whom, and with whom that was agreed."""
    moves_on(caseworker, "Rencana intervensi")
    caseworker.follow("Tulis rencana intervensi")
    need = {"Kebutuhan": "Pemeriksaan luka", "Intervensi": "Diantar ke puskesmas"}
    caseworker.fill(need).choose({"Layanan": "Kesehatan"})
    caseworker.press("Simpan dan ajukan kepada penyelia").is_refused(422)
    caseworker.reads("Tulis siapa yang melakukannya.")
    today = clock.today().isoformat()
    caseworker.fill({"Lembaga atau OPD": "Puskesmas Uji", "Paling lambat": today})
    caseworker.tick("Orang tua atau wali", "Disepakati dengan")
    caseworker.press("Simpan dan ajukan kepada penyelia")
    caseworker.reads("Rencana tersimpan dan diajukan kepada penyelia.")
    caseworker.reads("Menunggu persetujuan penyelia")


def approves_the_plan(supervisor: Visitor, number: str) -> None:
    supervisor.open("/tasks")
    row = supervisor.main.get_by_role("row").filter(has_text=number)
    row.get_by_role("link", name=supervisor.word("Putuskan")).first.click()
    supervisor.follow("Putuskan rencana").is_at("Putuskan rencana").reads(
        "Pemeriksaan luka"
    ).looks_right()
    supervisor.press("Setujui rencana").reads("Rencana disetujui.")


def moves_on(caseworker: Visitor, stage: str) -> None:
    """Press the one next step, where it leads to another stage."""
    caseworker.press("Lanjut ke: %(stage)s", stage=caseworker.word(stage))
    caseworker.reads("Kasus masuk ke tahap berikutnya.")


def adds_what_was_done(caseworker: Visitor) -> None:
    moves_on(caseworker, "Pelaksanaan")
    caseworker.main.locator("#notes textarea").fill("Nenek setuju menjaga kedua anak.")
    caseworker.press("Simpan catatan").reads("Catatan tersimpan.").reads("Nenek setuju menjaga")
    caseworker.follow("Catat layanan").choose({"Layanan": "Kesehatan"})
    caseworker.choose({"Bagian rencana": "Pemeriksaan luka"})
    caseworker.fill({"Lembaga": "Puskesmas Uji", "Tanggal layanan": clock.today().isoformat()})
    caseworker.press("Simpan layanan").reads("Layanan tersimpan.").reads("Puskesmas Uji")
    caseworker.follow("Tambah berkas").is_at("Tambah berkas")
    picture = {"name": "nama anak.png", "mimeType": "image/png", "buffer": PICTURE}
    sends_a_file(caseworker, picture)
    caseworker.reads("Hasil pemeriksaan")
    with caseworker.page.expect_download() as download:
        caseworker.follow("Berkas %(number)s", number=1)
    assert "anak" not in download.value.suggested_filename
    assert download.value.path().read_bytes().startswith(PICTURE[:8])


def sends_a_file(caseworker: Visitor, picture: dict) -> None:
    """With progress where scripts run, else by the plain form."""
    if not caseworker.scripts:
        caseworker.field("Berkas").set_input_files(picture)
        caseworker.fill({"Keterangan": "Hasil pemeriksaan"}).press("Simpan berkas")
        caseworker.reads("Berkas tersimpan.")
        return
    chooser = caseworker.field("Pilih berkas, boleh beberapa")
    expect(chooser).to_be_visible()  # the script that listens to it shows it
    chooser.set_input_files(picture)
    label = caseworker.main.locator("#uploader").get_by_label(caseworker.word("Keterangan"))
    label.first.fill("Hasil pemeriksaan")
    caseworker.press("Kirim berkas")
    done = caseworker.main.get_by_text(caseworker.word("Semua berkas tersimpan."))
    expect(done).to_be_visible()
    caseworker.follow("Kembali ke kasus")


def looks_again(caseworker: Visitor) -> None:
    """Once in monitoring, the case is looked at until its risk is low."""
    moves_on(caseworker, "Pemantauan")
    caseworker.follow("Catat pemantauan").choose({"Cara": "Kunjungan rumah"})
    caseworker.fill({"Temuan": "Kedua anak tinggal di rumah nenek."})
    caseworker.tick("Rendah", "Risiko sekarang").press("Simpan pemantauan")
    caseworker.reads("Pemantauan tersimpan.").reads("Kedua anak tinggal di rumah nenek.")


def proposes_closure(caseworker: Visitor) -> None:
    caseworker.follow("Usulkan penutupan").choose({"Alasan penutupan": "Tujuan layanan tercapai"})
    caseworker.tick("Rendah", "Risiko terakhir").choose({"Hasil": "Tercapai"})
    caseworker.fill({"Ringkasan": "Anak aman, sudah kembali ke sekolah."}).press("Kirim usulan")
    caseworker.reads("Usulan penutupan dikirim kepada penyelia.")


def approves(supervisor: Visitor, number: str) -> None:
    supervisor.open("/tasks").reads("Menunggu keputusan").reads(number)
    row = supervisor.main.get_by_role("row").filter(has_text=number)
    row.get_by_role("link", name=supervisor.word("Putuskan")).first.click()
    supervisor.follow("Putuskan penutupan").is_at("Putuskan penutupan").reads(
        "Anak aman, sudah kembali ke sekolah."
    )
    supervisor.press("Tutup kasus").reads("Kasus ditutup.")


def sees_nothing(outsider: Visitor, case: str, number: str) -> None:
    """No entry in the menu, no page of the case, and the number stands nowhere."""
    may_list = (
        outsider.page.get_by_role("link", name=outsider.word("Kasus"), exact=True).count() > 0
    )
    outsider.open(case).is_refused(404 if may_list else 403)
    assert number not in outsider.page.content()
    outsider.open("/cases").is_refused(200 if may_list else 403)
    assert number not in outsider.page.content()
