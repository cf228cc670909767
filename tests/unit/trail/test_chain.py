"""A chain shows the first entry that was changed, dropped, moved or replayed."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.trail.chain import GENESIS, Break, Link, first_break

DAY = date(2026, 3, 1)


def chain(length: int) -> list[tuple[Link, bytes]]:
    entries, prev = [], GENESIS
    for seq in range(1, length + 1):
        body = f"body {seq}".encode()
        link = Link(seq=seq, prev=prev, day=DAY, actor_kid="k", area="case", body=body)
        prev = link.digest()
        entries.append((link, prev))
    return entries


def test_an_untouched_chain_has_no_break():
    assert first_break(chain(5)) is None


def test_an_empty_chain_has_no_break():
    assert first_break([]) is None


@pytest.mark.parametrize(
    "field",
    ["day", "actor_kid", "area", "body", "case_tag", "case_body"],
)
def test_a_changed_field_breaks_at_its_entry(field: str):
    entries = chain(5)
    link, digest = entries[2]
    other = {"day": date(2026, 3, 2), "actor_kid": "x", "area": "x"}.get(field, b"x")
    entries[2] = (dataclasses.replace(link, **{field: other}), digest)
    assert first_break(entries) == Break(3, "content")


def test_a_changed_entry_with_a_new_hash_breaks_at_the_next():
    entries = chain(5)
    link = dataclasses.replace(entries[2][0], body=b"other")
    entries[2] = (link, link.digest())
    assert first_break(entries) == Break(4, "link")


def test_a_dropped_entry_is_a_gap():
    entries = chain(5)
    del entries[1]
    assert first_break(entries) == Break(2, "gap")


def test_two_swapped_entries_are_seen():
    entries = chain(5)
    entries[1], entries[2] = entries[2], entries[1]
    assert first_break(entries) == Break(2, "gap")


def test_a_replayed_entry_is_seen():
    entries = chain(3)
    assert first_break([*entries, entries[-1]]) == Break(4, "gap")


@given(st.integers(1, 12), st.data())
def test_any_one_flipped_hash_is_seen(length: int, data):
    entries = chain(length)
    at = data.draw(st.integers(0, length - 1))
    link, digest = entries[at]
    entries[at] = (link, bytes([digest[0] ^ 1]) + digest[1:])
    assert first_break(entries) == Break(at + 1, "content")
