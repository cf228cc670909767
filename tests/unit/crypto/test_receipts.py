"""The receipt: what people do to it while copying is noticed, and it opens one report only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.crypto import receipts
from kla.crypto.crockford import ALPHABET
from kla.crypto.receipts import Receipt

INSTANCE = "an instance"
SALT = bytes(range(16))
codes = st.builds(
    Receipt,
    st.text(ALPHABET, min_size=6, max_size=6),
    st.text(ALPHABET, min_size=17, max_size=17),
)


@given(codes)
def test_what_is_shown_is_read_again(code):
    assert Receipt.read(str(code)) == code
    assert Receipt.read(str(code).lower().replace("-", " ")) == code


def test_letters_that_look_like_digits_are_taken_for_them():
    code = Receipt("0" * 6, "1" * 17)

    assert Receipt.read(str(code).replace("0", "O").replace("1", "l")) == code


@given(codes, st.data())
def test_one_wrong_character_is_noticed(code, data):
    text = str(code).replace("-", "")
    at = data.draw(st.integers(0, 23))
    wrong = data.draw(st.sampled_from([one for one in ALPHABET if one != text[at]]))

    with pytest.raises(ValueError, match="receipt"):
        Receipt.read(text[:at] + wrong + text[at + 1 :])


@given(codes, st.data())
def test_two_swapped_characters_are_noticed(code, data):
    text = list(str(code).replace("-", ""))
    first, second = data.draw(st.tuples(st.integers(0, 23), st.integers(0, 23)))
    swapped = [*text]
    swapped[first], swapped[second] = text[second], text[first]
    if swapped == text:
        return

    with pytest.raises(ValueError, match="receipt"):
        Receipt.read("".join(swapped))


@pytest.mark.parametrize(
    "text", ["", "U" * 24, "0" * 23, "0" * 25, "\0" * 24, "é" * 24, "0" * 9999]
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(ValueError, match="receipt"):
        Receipt.read(text)


def test_codes_are_as_random_as_they_are_long():
    made = {str(Receipt.new()) for _ in range(200)}

    assert len(made) == 200
    assert {len(one) for one in made} == {29}


def test_the_key_is_made_of_secret_finder_salt_and_installation():
    code, other = Receipt("0" * 6, "1" * 17), Receipt("0" * 6, "2" * 17)
    key = code.pair(INSTANCE, SALT)

    assert code.pair(INSTANCE, SALT) == key
    different = {
        key.private,
        other.pair(INSTANCE, SALT).private,
        Receipt("1" * 6, code.secret).pair(INSTANCE, SALT).private,
        code.pair(INSTANCE, receipts.new_salt()).private,
        code.pair("another", SALT).private,
    }
    assert len(different) == 5


def test_the_secret_is_never_shown_by_accident():
    code = Receipt.new()

    assert code.secret not in repr(code)
    assert code.secret not in repr(code.pair(INSTANCE, SALT))


def test_the_format_stays_what_it_was():
    code = Receipt("0123AB", "CDEFGHJKMNPQRSTVW")

    assert str(code) == "0123-ABCD-EFGH-JKMN-PQRS-TVWC"
    assert code.pair(INSTANCE, SALT).public.hex() == (
        "e031019938fac2b50b158e8dcaa47783b77f846d568b37af3032f1b09a9d7a2e"
    )
