"""The numbers to call: those that come with the program, or an installation's own."""

import pytest

from kla.public_reports import hotlines

OWN = """
[[hotline]]
number = "+62 541-123 456"
name = { id = "Rumah aman uji", en = "Test shelter" }
checked = "2026-11"
"""


def test_the_list_that_comes_along_begins_with_the_emergency_number(tmp_path):
    shown = hotlines.load(tmp_path)

    assert [one.number for one in shown] == ["112", "129", "0821 5285 8026"]
    assert all(one.source for one in shown)


def test_an_installation_has_its_own(tmp_path):
    (tmp_path / hotlines.OWN).write_text(OWN, encoding="utf-8")

    (one,) = hotlines.load(tmp_path)

    assert (one.dialled, one.name["en"]) == ("+62541123456", "Test shelter")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hotline = 3",
        "hotline = [3]",
        '[[hotline]]\nname = { id = "a", en = "b" }',
        '[[hotline]]\nnumber = "112"',
        '[[hotline]]\nnumber = "112"\nname = { id = "a" }',
        '[[hotline]]\nnumber = "javascript:1"\nname = { id = "a", en = "b" }',
        '[[hotline]]\nnumber = 112\nname = { id = "a", en = "b" }',
        '[[hotline]]\nnumber = "112"\nname = { id = " ", en = "b" }',
        f'[[hotline]]\nnumber = "112"\nname = {{ id = "{"a" * 41}", en = "b" }}',
        "[[hotline",
        OWN * (hotlines.MOST + 1),
    ],
)
def test_a_list_that_nobody_could_call_stops_the_start(tmp_path, text):
    (tmp_path / hotlines.OWN).write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=hotlines.OWN):
        hotlines.load(tmp_path)
