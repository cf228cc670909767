import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.core.errors import Unreadable
from kla.crypto.encoding import expand, key_id, lp, pad, padded_length, unpad
from tests.unit.crypto.samples import KEY, ROW


def split(joined: bytes) -> list[bytes]:
    parts = []
    while joined:
        end = 4 + int.from_bytes(joined[:4], "big")
        parts.append(joined[4:end])
        joined = joined[end:]
    return parts


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_a_joined_list_can_be_told_apart_again(parts):
    assert split(lp(*parts)) == parts


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_two_lists_never_join_to_the_same_bytes(one, other):
    assert (lp(*one) == lp(*other)) == (one == other)


def test_text_numbers_and_ids_have_one_form_each():
    assert lp("é") == lp("é".encode())
    assert lp(258) == lp(bytes(6) + b"\x01\x02")
    assert lp(ROW) == lp(ROW.bytes)
    assert lp(uuid.UUID(int=1)) != lp(1)


@pytest.mark.parametrize("number", [-1, 1 << 64])
def test_a_number_out_of_range_is_refused(number):
    with pytest.raises(OverflowError):
        lp(number)


@given(st.binary(max_size=5000))
def test_padding_comes_off_again(data):
    padded = pad(data)
    assert unpad(padded) == data
    assert len(padded) >= 256


@given(st.integers(257, 1 << 40))
def test_padding_costs_at_most_an_eighth_and_is_stable(length):
    padded = padded_length(length)
    assert length <= padded <= length * 1.125
    assert padded_length(padded) == padded


def test_there_are_few_sizes():
    assert len({padded_length(n) for n in range(1, 100_000)}) < 150


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        bytes(3),
        bytes(255),
        bytes(257),
        bytes(512),
        (253).to_bytes(4, "big") + bytes(252),
        (2**32 - 1).to_bytes(4, "big") + bytes(252),
        (1).to_bytes(4, "big") + b"a" + bytes(250) + b"\1",
        pad(b"a" * 300)[:-1],
        pad(b"a" * 300) + b"\0",
    ],
)
def test_padding_that_nobody_made_is_unreadable(padded):
    with pytest.raises(Unreadable):
        unpad(padded)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="32 bytes"):
        expand(bytes(length), b"label")


def test_the_name_of_a_key_tells_keys_apart():
    assert key_id(KEY) != key_id(bytes(32))
    assert len(key_id(KEY)) == 16
