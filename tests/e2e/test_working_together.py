"""What colleagues do with one case: decide on sharing, refer, confer, hand over, restrict, help."""

import re
from datetime import timedelta

import pytest

from kla.core import clock
from tests.e2e.pages import DESK, PHONE, Office, Visitor

IN_DELIVERY = "Pelaksanaan"
TODAY, NEXT_WEEK = ((clock.today() + timedelta(days=days)).isoformat() for days in (0, 7))
REASON = "Diminta penyelia dalam rapat uji."


def open_a_case(visitor: Visitor, stage: str = IN_DELIVERY, which: int = 0) -> str:
    """The page of one of this visitor's cases in a stage; gives its address."""
    visitor.open("/cases")
    row = visitor.main.locator("tbody tr").filter(has_text=stage).nth(which)
    row.get_by_role("link").first.click()
    visitor.page.wait_for_url("**/cases/*-*")
    return visitor.page.url


def number_of(visitor: Visitor) -> str:
    """The number in the heading of a case."""
    return re.sub(r"\S+ ", "", visitor.page.locator("h1").inner_text())


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_letter_is_written_after_consent_and_a_meeting_after_the_letter(
    office: Office, width: int
):
    worker = office.enter("caseworker-2", width=width)
    case = open_a_case(worker)
    consents(worker, case)
    refers(worker, case)
    confers(worker, case)
    withdraws(worker, case)


def consents(worker: Visitor, case: str) -> None:
    worker.open(f"{case}/consents/add").tick("Rujukan ke lembaga lain", "Untuk tujuan apa")
    worker.tick("Setuju", "Keputusan").press("Simpan keputusan").is_refused(422).looks_right()
    worker.main.get_by_label("Yang memutuskan").select_option("klien")
    worker.main.get_by_label(re.compile("^Orangnya")).select_option(index=1)
    worker.main.get_by_label("Cara", exact=True).select_option("tertulis")
    worker.press("Simpan keputusan").reads("Keputusan tersimpan.").looks_right()
    # A child's own word is not enough to share; the law's other grounds are, with a reason.
    worker.open(f"{case}/consents/add").tick("Rujukan ke lembaga lain", "Untuk tujuan apa")
    worker.tick("Pembahasan kasus bersama lembaga lain", "Untuk tujuan apa")
    worker.tick("Dasar hukum lain, tanpa persetujuan", "Keputusan")
    worker.field("Dasar hukum lain").select_option("kepentingan_vital")
    worker.fill({"Alasan atau catatan": REASON}).press("Simpan keputusan")
    worker.reads("Keputusan tersimpan.").looks_right()


def refers(worker: Visitor, case: str) -> None:
    worker.open(f"{case}/referrals/add")
    worker.fill({"Lembaga tujuan": "RSUD Contoh", "Maksud rujukan": "Pemeriksaan lanjutan."})
    worker.choose({"Layanan yang diminta": "Kesehatan"}).fill({"Tanyakan hasilnya pada": NEXT_WEEK})
    worker.tick("Identitas korban", "Bagian kasus yang disebut dalam surat")
    worker.tick("Saya sudah memeriksa penerima dan bagian yang ditandai").press("Buat surat")
    worker.reads("Surat rujukan dibuat.").looks_right()
    worker.main.locator("#referrals tbody a").first.click()
    worker.reads("Perjalanan rujukan").looks_right()
    with worker.page.expect_download() as download:
        worker.follow("Unduh untuk dicetak")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    worker.tick("Diterima lembaga", "Keadaan").press("Simpan keadaan")
    worker.reads("Keadaan rujukan tersimpan.")


def confers(worker: Visitor, case: str) -> None:
    worker.open(f"{case}/conferences/add")
    worker.main.get_by_label("Nama").first.fill("Wali kelas uji")
    worker.main.get_by_label("Lembaga", exact=True).first.fill("Sekolah uji")
    worker.fill({"Yang dibahas": "Kehadiran di sekolah.", "Yang diputuskan": "Jadwal kunjungan."})
    worker.press("Simpan notulen").reads("Notulen tersimpan.")
    worker.main.locator("#conferences tbody a").first.click()
    worker.reads("Jadwal kunjungan.").looks_right()


def withdraws(worker: Visitor, case: str) -> None:
    worker.open(f"{case}/consents").follow("Catat pencabutan").looks_right()
    worker.fill({"Alasan": REASON}).press("Catat pencabutan")
    worker.reads("Pencabutan tersimpan.").reads("Dicabut").looks_right()


def test_a_risk_is_scored_by_answers_and_its_way_is_drawn(office: Office):
    worker = office.enter("caseworker-2")
    case = open_a_case(worker)
    for answer in (0, 1):
        worker.open(f"{case}/risk/score")
        for group in worker.main.get_by_role("group").all():
            group.get_by_role("radio").nth(answer).check()
        worker.main.get_by_role("group").last.get_by_role("radio").first.check()
        worker.press("Hitung dulu").reads("Hasil sementara, belum disimpan").looks_right()
        worker.press("Simpan penilaian").reads("Penilaian risiko tersimpan.").looks_right()
    worker.open(f"{case}/risk").looks_right()


def test_a_case_is_offered_taken_back_and_handed_over(office: Office):
    giver, taker = office.enter("caseworker-2"), office.enter("caseworker-1", width=DESK)
    case = open_a_case(giver)
    number = number_of(giver)
    for is_last in (False, True):
        giver.open(f"{case}/hand-over").choose({"Kepada": "Ratna Contoh"})
        giver.fill({"Pesan serah terima": REASON}).press("Tawarkan")
        giver.reads("Kasus ditawarkan.").looks_right()
        giver.open(f"{case}/offer/withdraw").looks_right()
        if not is_last:
            giver.press("Tarik kembali").reads("Tawaran ditarik kembali.")
    taker.open("/offers").reads(number).looks_right()
    taker.main.get_by_role("row").filter(has_text=number).get_by_role("link").last.click()
    taker.reads(REASON).looks_right()
    taker.press("Terima kasus").reads("Kasus diterima.")


def test_a_supervisor_covers_restricts_and_holds_a_case(office: Office):
    supervisor = office.enter("supervisor-1")
    case = open_a_case(supervisor)
    supervisor.open(f"{case}/cover")
    for label in ("Yang digantikan", "Pengganti"):
        supervisor.field(label).select_option(index=1)
    supervisor.fill({"Sampai dan termasuk tanggal": NEXT_WEEK}).press("Tunjuk pengganti")
    supervisor.reads("Pengganti ditunjuk.").looks_right()
    supervisor.follow("Akhiri").looks_right().press("Akhiri").reads("Penggantian diakhiri.")

    supervisor.open(f"{case}/hold").fill({"Alasan": REASON}).press("Tahan")
    supervisor.reads("Kasus ini ditahan dari penghapusan").looks_right()
    supervisor.follow("Cabut penahanan").looks_right().fill({"Alasan": REASON})
    supervisor.press("Cabut penahanan").reads("Penahanan dicabut.")

    supervisor.open(f"{case}/restrict").fill({"Alasan": REASON})
    supervisor.tick("Saya mengerti bahwa orang lain di unit tidak dapat membukanya lagi")
    supervisor.press("Batasi kasus").reads("Kasus ini dibatasi").looks_right()
    supervisor.follow("Cabut pembatasan").looks_right().fill({"Alasan": REASON})
    supervisor.press("Cabut pembatasan").is_at("Kasus %(number)s", number=number_of(supervisor))


def test_a_planned_service_is_settled_from_the_page_of_its_case(office: Office):
    worker = office.enter("caseworker-2")
    case = open_a_case(worker)
    worker.open(f"{case}/services/add")
    worker.choose({"Layanan": "Kesehatan", "Keadaan": "Direncanakan"})
    worker.fill({"Tanggal layanan": NEXT_WEEK}).press("Simpan layanan").reads("Direncanakan")
    worker.follow("Catat hasil").looks_right().choose({"Keadaan": "Tidak jadi diberikan"})
    worker.fill({"Tanggal layanan": TODAY, "Alasan tidak diberikan": REASON})
    worker.press("Simpan hasil").reads("Layanan diputuskan.").looks_right()


def test_an_emergency_is_opened_by_two_and_reviewed(office: Office):
    supervisor = office.enter("supervisor-1", width=DESK)
    open_a_case(supervisor)
    number = number_of(supervisor)
    first, second = office.enter("siaga-a"), office.enter("siaga-b", width=DESK)

    first.open("/siaga/ask").fill({"Nomor kasus": number, "Alasan": REASON}).press("Minta akses")
    first.reads("Permintaan terkirim.").looks_right()
    for one in (first, second):
        one.open("/siaga").reads(number)
        if one.link("Berikan bagian saya").count():
            one.follow("Berikan bagian saya").looks_right()
            one.tick("Saya sudah berbicara langsung dengan orang ini dan tahu alasannya")
            one.press("Berikan bagian saya").reads("Bagian Anda sudah diberikan.")
    first.open("/siaga").looks_right().follow("Baca kasus").reads("Kronologi").looks_right()
    first.follow("Akhiri akses").looks_right().press("Akhiri").reads("Akses darurat diakhiri.")

    supervisor.open("/siaga/reviews").looks_right().follow("Tinjau").looks_right()
    supervisor.tick("Beralasan", "Penilaian").press("Simpan penilaian")
    supervisor.reads("Penilaian tersimpan.").looks_right()
