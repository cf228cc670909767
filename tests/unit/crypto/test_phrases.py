import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.crypto import crockford, phrases
from kla.crypto.phrases import (
    ACTIVATION,
    CHOSEN,
    GENERATED,
    check_chosen,
    generate_activation_code,
    generate_passphrase,
    normalise,
)


def test_a_passphrase_is_four_groups_of_three_syllables():
    syllable = "[bcdghjklmnprstwy][aiuo]"
    for _ in range(200):
        assert re.fullmatch(rf"({syllable}){{3}}(-({syllable}){{3}}){{3}}", generate_passphrase())


def test_a_syllable_is_six_bits():
    assert len(set(phrases.CONSONANTS)) * len(set(phrases.VOWELS)) == 64


def test_rude_words_are_drawn_again(monkeypatch):
    letters = iter("pukiba" * 4 + "saya" * 12)
    monkeypatch.setattr(phrases.secrets, "choice", lambda among: next(letters))
    assert generate_passphrase() == "sayasa-yasaya-sayasa-yasaya"


def test_passphrases_differ():
    assert len({generate_passphrase() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("typed", "method", "kept"),
    [
        (" Mucala dabaho_koribu--PUNADU\n", GENERATED, "mucaladabahokoribupunadu"),
        ("r29g rcng-wmq6 mbOI", ACTIVATION, "R29GRCNGWMQ6MB01"),
        ("Anak  Hebat é", CHOSEN, "Anak  Hebat é"),
        ("e\u0301 \ufb01", CHOSEN, "é fi"),
    ],
)
def test_what_hands_do_is_undone(typed, method, kept):
    assert normalise(typed, method) == kept


def test_an_activation_code_has_80_bits():
    code = generate_activation_code()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert len(crockford.decode(code, 10)) == 10


@pytest.mark.parametrize(
    ("passphrase", "problem"),
    [
        ("pendek", "too-short"),
        ("x" * 14, "too-short"),
        ("aaaaaaaaaaaaaaaaaaaa", "too-weak"),
        ("qwertyuiopasdfgh", "too-weak"),
        ("password123456789", "too-weak"),
        ("kwz7 rumput-Jerapah/ungu 41", None),
        ("kwz7 rumput-Jerapah/ungu 41" * 10, None),
    ],
)
def test_a_chosen_passphrase_must_be_long_and_hard_to_guess(passphrase, problem):
    assert check_chosen(passphrase) == problem


def test_words_of_the_place_do_not_count():
    phrase = "balikpapan-dinsos"
    assert check_chosen(phrase) is None
    assert check_chosen(phrase, ["balikpapan", "dinsos"]) == "too-weak"


@given(st.binary(min_size=1, max_size=60))
def test_bytes_survive_being_written_down(data):
    text = crockford.grouped(crockford.encode(data))
    assert crockford.decode(text.lower(), len(data)) == data


@pytest.mark.parametrize("text", ["", "0", "ZZ", "000", "U0", "é0", "01"])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(ValueError, match="not a code"):
        crockford.decode(text, 1)
