import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.core.errors import Unreadable, Untrusted
from kla.crypto.sealing import (
    Context,
    LoadedKey,
    Purpose,
    generate_kem_pair,
    generate_pair,
    open_with,
    public_of,
    recipient_id,
    seal_to,
)
from tests.unit.crypto.samples import INSTANCE, ROW, SECRET, cuts, flips

PAIR = generate_pair()
CONTEXT = Context(INSTANCE, Purpose.CASE_USER, ROW.bytes, 1, 0)


@given(st.binary(max_size=400))
def test_what_was_sealed_opens(data):
    assert open_with(PAIR.private, seal_to(PAIR.public, data, CONTEXT), CONTEXT) == data


def test_a_sealed_secret_takes_98_bytes():
    assert len(seal_to(PAIR.public, SECRET, CONTEXT)) == 98


def test_every_changed_byte_is_noticed():
    key = LoadedKey.load(PAIR.private)
    for sealed in flips(seal_to(PAIR.public, SECRET, CONTEXT)):
        with pytest.raises(Unreadable):
            key.open(sealed, CONTEXT)


def test_every_cut_is_noticed():
    key = LoadedKey.load(PAIR.private)
    for sealed in cuts(seal_to(PAIR.public, SECRET, CONTEXT)):
        with pytest.raises(Unreadable):
            key.open(sealed, CONTEXT)


@pytest.mark.parametrize(
    "change",
    [
        {"instance": "another"},
        {"purpose": Purpose.CASE_CIRCLE},
        {"object_id": b"\x12" * 16},
        {"dek_epoch": 2},
        {"recipient_epoch": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_seal_opens_only_in_its_context(change):
    sealed = seal_to(PAIR.public, SECRET, CONTEXT)
    with pytest.raises(Unreadable):
        open_with(PAIR.private, sealed, dataclasses.replace(CONTEXT, **change))


def test_somebody_else_does_not_open_it():
    other = generate_pair()
    sealed = seal_to(PAIR.public, SECRET, CONTEXT)
    readdressed = sealed[:2] + bytes.fromhex(recipient_id(other.public)) + sealed[18:]
    for blob in (sealed, readdressed):
        with pytest.raises(Unreadable):
            open_with(other.private, blob, CONTEXT)


@pytest.mark.parametrize("suite", [b"\x01\x02", b"\x02\x01", b"\x00\x01"])
def test_another_suite_or_format_is_refused(suite):
    sealed = seal_to(PAIR.public, SECRET, CONTEXT)
    with pytest.raises(Unreadable):
        open_with(PAIR.private, suite + sealed[2:], CONTEXT)


@pytest.mark.parametrize("public", [bytes(32), b"\x01" + bytes(31), b"short", b""])
def test_nothing_is_sealed_to_what_is_no_key(public):
    with pytest.raises(Untrusted):
        seal_to(public, SECRET, CONTEXT)


def test_a_pair_shows_only_its_name():
    assert repr(PAIR) == f"KeyPair({recipient_id(PAIR.public)})"
    assert public_of(PAIR.private) == PAIR.public


def test_a_key_for_the_hybrid_suite_has_the_sizes_of_its_standard():
    pair = generate_kem_pair()
    assert (len(pair.private), len(pair.public)) == (64, 1184)
