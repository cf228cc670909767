"""Words of danger are found as they are written; nothing of a text is lost by marking them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.public_reports import danger

WORDS = [word for words in danger.word_list().themes.values() for word in words]
texts = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=8).map(" ".join)


@given(texts)
def test_the_parts_together_are_the_text(text):
    assert "".join(piece.text for piece in danger.pieces(text)) == text


@pytest.mark.parametrize("word", WORDS)
def test_every_entry_finds_itself(word):
    said = f"Katanya {word.replace('*', '')}, Bu."

    assert [piece.text for piece in danger.pieces(said) if piece.theme]


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("Saya mau DIBUNUH ayah", ["DIBUNUH"]),
        ("dia mengancam pakai pisau", ["mengancam", "pisau"]),
        ("gantung  diri", ["gantung  diri"]),
        ("Kematian dan matikan lampu", []),
        ("luka-luka di kaki", ["luka-luka"]),
        ("", []),
    ],
)
def test_words_are_marked_whole_and_however_they_are_written(said, marked):
    assert [piece.text for piece in danger.pieces(said) if piece.theme] == marked


def test_themes_come_in_the_order_of_the_list():
    assert danger.themes_in("tolong, ada pisau dan dia mau dibunuh") == ["life", "weapon", "now"]
