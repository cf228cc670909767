"""Spellings of one Indonesian name meet; different names stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.cases.names import fold, initials, skeleton

PLAIN = "abcdefghijklmnopqrstuwyz0123456789 "  # v, x and q are written f, ks and k
SAME_FOLDED = [
    ("Moch. Djoko Soesanto", "Mohammad Joko Susanto"),
    ("Muh. Rizky", "Muhamad Rizki"),
    ("Mohd Amin", "Muhammad Amin"),
    ("M. Nur", "Mochammad Noer"),
    ("Tjahjadi", "Cahjadi"),
    ("Sjarifuddin", "Syarifudin"),
    ("Hj. Siti Nurhaliza, S.Pd.", "SITTI NOERHALIZA"),
    ("St. Aminah", "Siti Aminah"),
    ("Andy", "Andi"),
    ("Achmad Chairil", "Ahmad Khairil"),
    ("Akhmad Dzulkifli bin Usman", "Ahmad Zulkifli Usman"),
    ("Abd. Rachman", "Abdul Rahman"),
    ("dr. Dewi Lestari, M.Kes", "Dewi Lestari"),
    ("K.H. Ma'ruf", "Maruf"),
    ("José", "Jose"),
]
SAME_BY_EAR = [
    ("Fatimah", "Patima"),
    ("Jusuf", "Yusuf"),
    ("Zaenal", "Jainal"),
    ("Nurhaliza", "Norhalizah"),
    ("Rohim", "Rahim"),
]


@pytest.mark.parametrize(("one", "other"), SAME_FOLDED)
def test_spellings_of_one_name_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), SAME_BY_EAR)
def test_what_sounds_alike_has_one_skeleton(one, other):
    assert fold(one) != fold(other)
    assert skeleton(fold(one)) == skeleton(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Siti", "Santi"), ("Budi", "Dodi"), ("Rina", "Ratna"), ("Joko", "Jaka Sembung")],
)
def test_different_names_stay_apart(one, other):
    assert fold(one) != fold(other)
    assert skeleton(fold(one)) != skeleton(fold(other))


def test_a_name_of_one_word_is_a_name():
    assert fold("Suharto") == "suharto"


def test_a_name_that_is_all_titles_is_kept():
    assert fold("Haji") == "haji"
    assert fold("Hj.") == "hj"


@given(st.text(max_size=60))
def test_any_text_folds_to_plain_letters_and_figures(text):
    assert all(sign in PLAIN for sign in fold(text))


@given(st.text(alphabet="abcdefghijklmnoprstuwyz", min_size=1, max_size=12), st.data())
def test_the_skeleton_of_a_part_is_a_part_of_the_skeleton(word, data):
    """So that a scan for it misses nothing that a scan for the part itself would find."""
    start = data.draw(st.integers(0, len(word) - 1))
    end = data.draw(st.integers(start + 1, len(word)))
    part = word[start:end]
    letters = skeleton(word)
    assert skeleton(part) in letters or "sy" in word or "ny" in word


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Siti Aminah", "S.A."),
        ("Hj. Siti Aminah binti Umar", "S.A.U."),
        ("Suharto", "S."),
        ("", "?"),
        ("Anak 1", "A.1."),
    ],
)
def test_initials_say_little(name, expected):
    assert initials(name) == expected
