"""Registers on the command line: a blank one, a dry run, an import, and what comes back refused."""

import json
import stat

import pytest
from sqlalchemy import func, select

from kla.cases.models import Case
from tests import registers as r
from tests.integration.cli.conftest import run


@pytest.fixture
def hasan(cast):
    """What the supervisor types at a terminal."""
    return lambda: f"{cast.hasan.passphrase}\n{cast.hasan.code()}\n"


@pytest.fixture
def command(app, cast, session, hasan):
    """Runs `cases import` as the supervisor, whose phone shows a fresh code each time."""

    def call(*arguments, typed=None):
        session.execute(func_reset())
        session.commit()
        options = {"input": hasan() if typed is None else typed}
        return run(app, "cases", "import", *map(str, arguments), "--as", "hasan", **options)

    return call


def func_reset():
    from sqlalchemy import update

    from kla.accounts.models import Account

    return update(Account).values(totp_last_step=0)


def counts_of(said) -> dict:
    return json.loads(said.stdout)


def cases_in(session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Case))


class TestTemplate:
    def test_is_written_for_its_owner_only(self, app, session, tmp_path):
        file = tmp_path / "kosong.xlsx"
        said = run(app, "cases", "template", str(file))

        assert said.exit_code == 0
        assert r.sheet_of(file.read_bytes())[0][0] == "Nomor register"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_overwrites_nothing(self, app, session, tmp_path):
        file = tmp_path / "kosong.xlsx"
        file.write_text("penting")

        assert run(app, "cases", "template", str(file)).exit_code == 1
        assert file.read_text() == "penting"


class TestImport:
    def test_valid_rows_go_in_and_the_rest_comes_back(self, command, session, tmp_path):
        file = tmp_path / "lama.xlsx"
        file.write_bytes(r.register(r.row("1"), r.over("2"), r.row("3", victim_sex="?")))
        said = command(file)

        counts = counts_of(said)
        assert said.exit_code == 0
        assert {name: counts[name] for name in ("rows", "cases", "added", "refused")} == {
            "rows": 3,
            "cases": 2,
            "added": 2,
            "refused": 1,
        }
        assert counts["seconds"] >= 0
        assert cases_in(session) == 2
        back = r.sheet_of((tmp_path / "lama-ditolak.xlsx").read_bytes())
        assert [line[0] for line in back[1:]] == ["3"]
        assert back[1][-1] == (
            "Jenis kelamin korban: Nilai ini tidak ada dalam daftar. Lihat lembar Petunjuk di "
            "templat."
        )

    def test_a_second_time_adds_nothing(self, command, session, tmp_path):
        file = tmp_path / "lama.xlsx"
        file.write_bytes(r.register(r.row("1"), r.over("2")))
        command(file)
        counts = counts_of(command(file))

        assert (counts["added"], counts["present"]) == (0, 2)
        assert cases_in(session) == 2

    def test_refused_rows_come_back_corrected(self, command, session, tmp_path):
        file, back = tmp_path / "lama.xlsx", tmp_path / "balik.xlsx"
        file.write_bytes(r.register(r.row("1", victim_kelurahan="Entah")))
        command(file, "--rejects", back)
        from openpyxl import load_workbook

        book = load_workbook(back)
        book["Register"].cell(2, r.place("victim_kelurahan")).value = "Manggar"
        book.save(back)

        assert counts_of(command(back))["added"] == 1
        assert stat.S_IMODE(back.stat().st_mode) == 0o600

    def test_the_rejects_of_rejects_have_a_name_of_their_own(self, command, tmp_path):
        file = tmp_path / "lama.xlsx"
        file.write_bytes(r.register(r.row("1", victim_sex="?")))
        first, second = (counts_of(command(file))["rejects"] for _ in range(2))

        assert first.endswith("lama-ditolak.xlsx")
        assert second.endswith("lama-ditolak-2.xlsx")

    def test_a_dry_run_reports_every_row_and_changes_nothing(self, command, session, tmp_path):
        file = tmp_path / "lama.xlsx"
        file.write_bytes(r.register(r.row("1"), r.row("2", reported="kemarin")))
        said = command(file, "--dry-run")

        lines = [line for line in said.stderr.splitlines() if line.startswith("Baris")]
        assert lines == [
            "Baris 2: akan masuk",
            "Baris 3: ditolak. Tanggal lapor: Tulis tanggal seperti 31/12/2024 atau 31 Desember "
            "2024.",
        ]
        assert counts_of(said)["added"] == 1
        assert cases_in(session) == 0
        assert [path.name for path in tmp_path.iterdir()] == ["lama.xlsx"]

    def test_the_report_names_nobody(self, command, tmp_path):
        file = tmp_path / "lama.xlsx"
        file.write_bytes(r.register(r.row("Zqreg-77", victim_name="Zqnama", victim_sex="Zqx")))
        said = command(file, "--dry-run")

        assert "Zq" not in said.output

    def test_a_wrong_passphrase_imports_nothing(self, command, session, tmp_path):
        file = tmp_path / "lama.xlsx"
        file.write_bytes(r.register(r.row("1")))
        said = command(file, typed="salah\n123456\n")

        assert said.exit_code == 1
        assert said.stderr.endswith("Error: Username, passphrase or code is wrong.\n")
        assert cases_in(session) == 0

    def test_only_a_supervisor_imports(self, app, cast, session, tmp_path):
        file = tmp_path / "lama.xlsx"
        file.write_bytes(r.register(r.row("1")))
        session.execute(func_reset())
        session.commit()
        typed = f"{cast.tini.passphrase}\n{cast.tini.code()}\n"
        said = run(app, "cases", "import", str(file), "--as", "tini", input=typed)

        assert said.exit_code == 1
        assert "That is not for this command to do." in said.stderr
        assert cases_in(session) == 0

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "Berkas ini kosong"),
            (b"PK\x03\x04 not a package", "rusak"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel lama (.xls)"),
            (b"\x89PNG\r\n\x1a\n\x00", "bukan buku kerja XLSX"),
            (b"a;b\n1;2\n", "Judul kolomnya tidak ditemukan"),
        ],
    )
    def test_what_is_no_register_is_one_sentence(self, command, session, tmp_path, content, words):
        file = tmp_path / "lama.xlsx"
        file.write_bytes(content)
        said = command(file)

        assert said.exit_code == 1
        assert words in said.stderr
        assert said.stdout == ""
        assert "Traceback" not in said.output

    def test_a_missing_file_is_one_sentence(self, command, tmp_path):
        said = command(tmp_path / "tidak-ada.xlsx")

        assert said.exit_code == 1
        assert "No such file" in said.stderr
