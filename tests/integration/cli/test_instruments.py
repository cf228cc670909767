"""`flask instruments`: checks, compares and scores; what can't be worked with ends with 2."""

import json

import pytest

from kla.facility_audits import instrument_files
from tests.integration.cli.conftest import run

SCHOOL = "sra_dasar@2026-1"


@pytest.fixture
def answers(tmp_path):
    return tmp_path / "answers.json"


def scored(app, answers, text: str, name: str = SCHOOL):
    answers.write_text(text, encoding="utf-8")
    return run(app, "instruments", "score", name, str(answers))


def test_all_files_are_in_order(app):
    said = run(app, "instruments", "check")
    assert said.exit_code == 0
    assert f"{len(instrument_files.names())} instruments, 0 faults." in said.output


def test_a_fault_is_said_by_file_and_item(app, tmp_path, monkeypatch):
    (tmp_path / "rbra").mkdir()
    text = instrument_files.file_of("rbra@2026-1").read_text()
    spoilt = text.replace("indicator = 17", "indicator = 99")
    (tmp_path / "rbra" / "2026-1.toml").write_text(spoilt)
    monkeypatch.setattr(instrument_files.faults, "__defaults__", (tmp_path,))

    said = run(app, "instruments", "check")

    assert said.exit_code == 1
    assert "rbra@2026-1 h_rokok: indicator" in said.output


def test_a_score_is_json_of_five_keys(app, answers):
    said = json.loads(scored(app, answers, '{"k_deklarasi": "5", "s_air": 3}').output)
    assert set(said) == {"score", "maximum", "missing_mandatory", "grade", "sections"}
    assert (said["score"], said["maximum"]) == (8, 305)
    assert said["grade"] == "belum_sesuai_standar"
    assert "s_air" in said["missing_mandatory"]
    assert "k_deklarasi" not in said["missing_mandatory"]
    assert said["sections"][0]["items"][0] == {
        "item": "k_deklarasi",
        "answer": "5",
        "points": 5,
        "maximum": 5,
        "why": "answered",
        "mandatory": True,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "one object"),
        ('{"x": "5"}', "x: the instrument has no such item"),
        ('{"s_air": "4"}', "s_air: that is no answer to it"),
    ],
)
def test_answers_that_are_none_end_with_two(app, answers, text, said):
    found = scored(app, answers, text)
    assert found.exit_code == 2
    assert said in found.output


def test_an_unreadable_file_or_unknown_name_ends_with_two(app, tmp_path, answers):
    assert run(app, "instruments", "score", SCHOOL, str(tmp_path / "none.json")).exit_code == 2
    assert run(app, "instruments", "score", SCHOOL, str(tmp_path)).exit_code == 2
    assert scored(app, answers, "{}", "sekolah@2026-1").exit_code == 2
    assert run(app, "instruments", "publish", "../x@2026-1").exit_code == 2
    assert run(app, "instruments", "diff", SCHOOL, "nothing").exit_code == 2


def test_publishing_again_changes_nothing(app):
    before = (instrument_files.FOLDER / "published.toml").read_bytes()
    assert run(app, "instruments", "publish", SCHOOL).exit_code == 0
    assert (instrument_files.FOLDER / "published.toml").read_bytes() == before


def test_two_instruments_are_compared(app):
    said = run(app, "instruments", "diff", SCHOOL, "sra_menengah@2026-1").output
    assert said.splitlines() == ["re-weighted s_bahaya", "re-weighted s_akses"]


def test_a_workbook_comes_back_as_a_draft_and_nothing_is_written_over(app, tmp_path):
    book, draft = tmp_path / "school.xlsx", tmp_path / "draft.toml"
    assert run(app, "instruments", "export", SCHOOL, str(book)).exit_code == 0
    assert run(app, "instruments", "import", str(book), str(draft)).exit_code == 0
    assert instrument_files.read(draft.read_bytes()) == instrument_files.load(SCHOOL)

    before = draft.read_bytes()
    assert run(app, "instruments", "import", str(book), str(draft)).exit_code == 2
    assert run(app, "instruments", "export", SCHOOL, str(draft)).exit_code == 2
    assert draft.read_bytes() == before


def test_another_file_is_no_workbook(app, tmp_path, answers):
    answers.write_text("{}")
    said = run(app, "instruments", "import", str(answers), str(tmp_path / "draft.toml"))
    assert said.exit_code == 2
    assert "no workbook" in said.output
    assert not (tmp_path / "draft.toml").exists()
