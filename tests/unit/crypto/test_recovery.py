import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.core.errors import Unreadable
from kla.crypto.recovery import (
    decode_share,
    encode_share,
    join_shares,
    new_seed,
    recovery_from_seed,
    root_from_seed,
    split_seed,
)
from tests.unit.crypto.samples import KEY

sizes = st.integers(2, 6).flatmap(lambda m: st.tuples(st.just(m), st.integers(m, 8)))


@given(st.binary(min_size=32, max_size=32), sizes, st.randoms())
def test_enough_sheets_in_any_order_give_the_seed_back(seed, size, random):
    shares = split_seed(seed, *size)
    assert join_shares(random.sample(shares, size[0])) == seed
    assert join_shares(random.sample(shares, size[1])) == seed


def test_every_three_of_five_do():
    for some in itertools.combinations(split_seed(KEY, 3, 5), 3):
        assert join_shares(some) == KEY


@given(sizes, st.randoms())
def test_one_too_few_is_not_enough(size, random):
    few = random.sample(split_seed(KEY, *size), size[0] - 1)
    with pytest.raises(Unreadable):
        join_shares(few)
    with pytest.raises(Unreadable):
        join_shares([*few, few[0]])


def test_a_false_number_of_needed_sheets_gives_nothing():
    few = [dataclasses.replace(share, needed=2) for share in split_seed(KEY, 3, 5)[:2]]
    with pytest.raises(Unreadable):
        join_shares(few)


def test_sheets_of_two_sets_do_not_mix():
    ours, theirs = split_seed(KEY, 2, 3), split_seed(bytes(32), 2, 3)
    with pytest.raises(Unreadable):
        join_shares([ours[0], theirs[1]])
    again = split_seed(KEY, 2, 3)
    with pytest.raises(Unreadable):
        join_shares([ours[0], again[1]])


def test_no_sheets_give_nothing():
    with pytest.raises(Unreadable):
        join_shares([])


@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 5), (0, 3), (4, 3), (3, 256)])
def test_a_set_has_a_sensible_size(m, n):
    with pytest.raises(ValueError, match="sheets"):
        split_seed(KEY, m, n)


def test_as_many_as_255_sheets_work():
    assert join_shares(split_seed(KEY, 2, 255)[253:]) == KEY


def test_a_sheet_can_be_written_down():
    for share in split_seed(KEY, 3, 5):
        text = encode_share(share)
        assert decode_share(text) == share
        assert decode_share(text.lower().replace("-", " ").replace("0", "o")) == share


def test_every_wrong_character_is_noticed():
    text = encode_share(split_seed(KEY, 3, 5)[0])
    for at, character in enumerate(text):
        if character != "-":
            other = "1" if character != "1" else "2"
            with pytest.raises(Unreadable):
                decode_share(text[:at] + other + text[at + 1 :])


def test_every_cut_and_every_swap_of_neighbours_is_noticed():
    text = encode_share(split_seed(KEY, 3, 5)[0]).replace("-", "")
    for at in range(len(text) - 1):
        with pytest.raises(Unreadable):
            decode_share(text[:at])
        swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if swapped != text:
            with pytest.raises(Unreadable):
                decode_share(swapped)


@pytest.mark.parametrize("text", ["", "not a sheet", "0" * 69, "é" * 69])
def test_what_is_no_sheet_is_unreadable(text):
    with pytest.raises(Unreadable):
        decode_share(text)


def test_one_seed_makes_two_unrelated_keys():
    seed = new_seed()
    root, recovery = root_from_seed(seed), recovery_from_seed(seed)
    assert len({seed, root.private, root.public, recovery.private, recovery.public}) == 5
    assert root_from_seed(seed) == root
    assert recovery_from_seed(seed) == recovery


def test_a_sheet_does_not_show_its_share():
    share = split_seed(KEY, 3, 5)[0]
    assert share.data.hex() not in repr(share)
    assert repr(share.data) not in repr(share)
