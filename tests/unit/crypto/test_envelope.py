import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.core.errors import Unreadable
from kla.crypto.envelope import Address, box, seal, seal_bytes, unbox, unseal, unseal_bytes
from tests.unit.crypto.samples import KEY, OTHER_ROW, ROW, cuts, flips

AT = Address("case_section", ROW, "core", 1)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), values))
def test_what_was_sealed_opens(content):
    assert unseal(KEY, seal(KEY, content, AT), AT) == content


@given(st.binary(max_size=3000))
def test_bytes_open_too(data):
    assert unseal_bytes(KEY, seal_bytes(KEY, data, AT), AT) == data


def test_two_seals_of_the_same_differ():
    assert seal(KEY, {}, AT) != seal(KEY, {}, AT)


def test_size_tells_nothing_about_short_content():
    assert len(seal(KEY, {}, AT)) == len(seal(KEY, {"name": "x" * 200}, AT)) == 46 + 256


def test_every_changed_byte_is_noticed():
    for blob in flips(seal(KEY, {"a": 1}, AT)):
        with pytest.raises(Unreadable):
            unseal(KEY, blob, AT)


def test_every_cut_is_noticed():
    for blob in cuts(seal(KEY, {"a": 1}, AT)):
        with pytest.raises(Unreadable):
            unseal(KEY, blob, AT)


def test_added_bytes_are_noticed():
    with pytest.raises(Unreadable):
        unseal(KEY, seal(KEY, {"a": 1}, AT) + b"\0", AT)


@pytest.mark.parametrize(
    "change",
    [{"table": "case_note"}, {"row": OTHER_ROW}, {"section": "summary"}, {"version": 2}],
    ids=lambda change: next(iter(change)),
)
def test_a_blob_opens_only_at_its_address(change):
    blob = seal(KEY, {"a": 1}, AT)
    with pytest.raises(Unreadable):
        unseal(KEY, blob, dataclasses.replace(AT, **change))


def test_another_key_does_not_open_it():
    with pytest.raises(Unreadable):
        unseal(bytes(32), seal(KEY, {"a": 1}, AT), AT)


@pytest.mark.parametrize("header", [b"\x02\x01", b"\x01\x02", b"\x00\x00"])
def test_another_format_or_algorithm_is_refused(header):
    blob = seal(KEY, {"a": 1}, AT)
    with pytest.raises(Unreadable):
        unseal(KEY, header + blob[2:], AT)


def test_only_a_record_is_content():
    with pytest.raises(Unreadable):
        unseal(KEY, seal_bytes(KEY, b"[1]", AT), AT)


@pytest.mark.parametrize(("label", "bound"), [("kla/v1/b", ("x", 1)), ("kla/v1/a", ("x", 2))])
def test_a_box_is_bound_to_label_and_fields(label, bound):
    blob = box(KEY, b"data", "kla/v1/a", "x", 1)
    assert unbox(KEY, blob, "kla/v1/a", "x", 1) == b"data"
    with pytest.raises(Unreadable):
        unbox(KEY, blob, label, *bound)
