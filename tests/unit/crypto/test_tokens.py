from datetime import UTC, datetime, timedelta

import pytest

from kla.crypto import tokens
from kla.crypto.words import WORDS
from tests.unit.crypto.samples import KEY

# RFC 6238, appendix B, cut to six digits.
SECRET = b"12345678901234567890"
PUBLISHED = [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")]
AT = datetime(2026, 11, 3, 8, 0, 10, tzinfo=UTC)
STEP = int(AT.timestamp()) // 30


def test_a_token_gives_two_unrelated_values():
    sid, key = tokens.session_ids(KEY)
    assert len({sid, key, KEY}) == 3
    assert (len(sid), len(key)) == (32, 32)
    assert tokens.session_ids(KEY) == (sid, key)
    assert tokens.session_ids(tokens.new_token()) != (sid, key)


@pytest.mark.parametrize(("seconds", "code"), PUBLISHED)
def test_codes_are_those_of_rfc_6238(seconds, code):
    assert tokens.totp_code(SECRET, datetime.fromtimestamp(seconds, UTC)) == code


@pytest.mark.parametrize(("drift", "step"), [(-30, STEP - 1), (0, STEP), (30, STEP + 1)])
def test_a_phone_may_be_half_a_minute_off(drift, step):
    code = tokens.totp_code(SECRET, AT + timedelta(seconds=drift))
    assert tokens.totp_step(SECRET, code, AT, 0) == step


@pytest.mark.parametrize("drift", [-90, -60, 60, 90])
def test_but_not_more(drift):
    code = tokens.totp_code(SECRET, AT + timedelta(seconds=drift))
    assert tokens.totp_step(SECRET, code, AT, 0) is None


@pytest.mark.parametrize("last", [STEP, STEP + 1])
def test_a_code_counts_once(last):
    code = tokens.totp_code(SECRET, AT)
    assert tokens.totp_step(SECRET, code, AT, STEP - 1) == STEP
    assert tokens.totp_step(SECRET, code, AT, last) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_what_is_no_code_is_wrong(code):
    assert tokens.totp_step(SECRET, code, AT, 0) is None


def test_a_code_may_be_typed_in_two_groups():
    code = tokens.totp_code(SECRET, AT)
    assert tokens.totp_step(SECRET, f" {code[:3]} {code[3:]} ", AT, 0) == STEP


def test_the_address_for_a_phone_names_app_and_person():
    uri = tokens.totp_uri(SECRET, "sari")
    assert uri.startswith("otpauth://totp/KLA:sari?")
    assert "digits=6" in uri


def test_secrets_are_long_enough_for_their_hash():
    assert len(tokens.new_totp_secret()) == 20


def test_words_are_plain_distinct_and_enough_for_ten_bits_each():
    assert len(WORDS) == len(set(WORDS)) == 1024
    assert all(word.isascii() and word.islower() and word.isalpha() for word in WORDS)
    assert all(2 <= len(word) <= 14 for word in WORDS)


def test_fingerprints_tell_keys_apart():
    words = tokens.fingerprint_words(b"x" * 32, b"e" * 32)
    assert len(words) == 4
    assert set(words) <= set(WORDS)
    assert words == tokens.fingerprint_words(b"x" * 32, b"e" * 32)
    assert words != tokens.fingerprint_words(b"e" * 32, b"x" * 32)


def test_a_stored_token_is_only_recognised():
    assert tokens.token_hash(KEY) != KEY
    assert tokens.token_hash(b"abc") == tokens.token_hash("abc")
