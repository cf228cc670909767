"""An old register becomes cases: sent, looked at, taken in, and what was refused handed back."""

import pytest

from tests import registers
from tests.e2e.pages import DESK, PHONE, Office, Visitor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REFUSED = "UJI-RUSAK"


def sends(visitor: Visitor, register: bytes) -> Visitor:
    file = {"name": "register.xlsx", "mimeType": XLSX, "buffer": register}
    visitor.field("Berkas register").set_input_files(files=[file])
    return visitor.press("Periksa berkas")


@pytest.mark.parametrize(("width", "scripts"), [(PHONE, True), (DESK, True), (DESK, False)])
def test_a_register_is_taken_in_once(office: Office, width: int, scripts: bool):
    number = f"UJI-{width}-{scripts}"
    bad = registers.row(REFUSED, victim_kelurahan="Bukan Tempat")
    register = registers.register(registers.over(number, victim_name="Rekaan Contoh"), bad)
    supervisor = office.enter("supervisor-1", width=width, scripts=scripts)
    supervisor.open("/cases").follow("Impor register lama").looks_right()
    supervisor.press("Periksa berkas").is_refused(422).looks_right()

    sends(supervisor, register).reads("Belum ada yang tersimpan").looks_right()
    supervisor.press("Masukkan 1 kasus").reads("Impor selesai").looks_right()

    with supervisor.page.expect_download() as given:
        supervisor.link("Unduh baris yang perlu diperbaiki").click()
    sheet = registers.sheet_of(given.value.path().read_bytes())
    assert [REFUSED in row for row in sheet] == [False, True]

    supervisor.press("Berkas lain").is_at("Impor register lama")
    sends(supervisor, register).reads("Tidak ada baris yang dapat dimasukkan").looks_right()
    supervisor.press("Batalkan").is_at("Impor register lama")
