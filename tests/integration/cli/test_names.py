"""`flask names`: two names or a file of pairs in, JSON out, one sentence where it can't be."""

import json

import pytest

from tests.data.name_pairs import write_csv
from tests.integration.cli.conftest import run


@pytest.fixture
def pairs(tmp_path):
    return tmp_path / "pairs.csv"


def evaluated(app, pairs, text: str):
    pairs.write_text(text, encoding="utf-8")
    return run(app, "names", "evaluate", str(pairs))


class TestCompare:
    def test_two_spellings(self, app):
        said = json.loads(run(app, "names", "compare", "Moh. Rizky Pratama", "M. Rizqi P.").output)

        assert said["decision"] == "same"
        assert 0.8 < said["score"] <= 1
        assert said["reasons"][1]["rule"] == "written-alike"

    def test_one_word_and_one_word_with_a_year(self, app):
        alone = json.loads(run(app, "names", "compare", "Suharti", "Soeharti").output)
        born = run(app, "names", "compare", "Suharti", "Soeharti", "--born", "2010", "2011")

        assert alone["decision"] == "maybe"
        assert alone["doubts"] == ["one-word"]
        assert json.loads(born.output)["decision"] == "same"

    def test_no_name(self, app):
        said = run(app, "names", "compare", "Budi", "...")

        assert said.exit_code == 1
        assert said.output == "Error: A name has letters; one of these has none.\n"


class TestEvaluate:
    def test_the_pairs_held_out(self, app, pairs):
        write_csv(pairs, "held-out")

        said = json.loads(run(app, "names", "evaluate", str(pairs)).output)

        assert said["pairs"] == 1200
        assert said["recall"] >= 0.95
        assert said["precision"] >= 0.95

    def test_a_maybe_counts_as_not_found(self, app, pairs):
        said = evaluated(app, pairs, "name_a,name_b,same\nBudi,Boedi,1\nBudi,Budi Santoso,0\n")

        found = json.loads(said.output)
        assert (found["recall"], found["recall_with_maybe"]) == (0, 1)
        assert found["precision"] is None
        assert found["counts"]["different"] == {"same": 0, "maybe": 1, "different": 0}

    def test_with_a_second_attribute(self, app, pairs):
        text = "name_a,name_b,same,birth_year_a,birth_year_b\nBudi,Boedi,ya,2010,2010\n"

        assert json.loads(evaluated(app, pairs, text).output)["recall"] == 1

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "The file lacks the column name_a; it needs name_a, name_b, same."),
            ("name_a,name_b\nA,B\n", "The file lacks the column same; it needs"),
            ("name_a;name_b;same\nA;B;1\n", "part them by commas"),
            ("name_a,name_b,same\n", "The file has no pairs, only a heading."),
            ("name_a,name_b,same\nA,B,1\nA,B,perhaps\n", "Line 3 has 'perhaps' under same; it"),
            ("name_a,name_b,same\nA,,1\n", "Line 2 lacks a name."),
            ("name_a,name_b,same\nA\n", "Line 2 lacks a name."),
            ('name_a,name_b,same\nA,"B\n', "is not CSV: unexpected end of data."),
            ("name_a,name_b,same,birth_year_a\nA,B,1,last\n", "'last' as a year of birth."),
        ],
    )
    def test_a_file_that_cannot_be_used(self, app, pairs, text, why):
        said = evaluated(app, pairs, text)

        assert said.exit_code == 1
        assert why in said.output
        assert said.output.count("\n") == 1

    def test_headings_may_be_written_large_and_wide(self, app, pairs):
        said = evaluated(app, pairs, "Name_A, NAME_B ,Same\nSiti Aminah,Siti Aminah,1\n")

        assert json.loads(said.output)["recall"] == 1

    def test_a_file_that_is_not_text(self, app, pairs):
        pairs.write_bytes(b"\xff\xfe\x00")

        said = run(app, "names", "evaluate", str(pairs))

        assert said.output == "Error: The file is not text in UTF-8.\n"
        assert said.exit_code == 1

    def test_a_file_that_is_not_there(self, app, pairs):
        said = run(app, "names", "evaluate", str(pairs))

        assert said.exit_code == 1
        assert said.output.startswith("Error: No such file or directory")


@pytest.mark.parametrize("command", [[], ["compare"], ["evaluate"]], ids="".join)
def test_each_command_says_what_it_does(app, command):
    said = run(app, "names", *command, "--help")

    assert said.exit_code == 0
    assert "Usage:" in said.output
