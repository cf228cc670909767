import dataclasses

import pytest

from kla.core.errors import Unreadable, Untrusted
from kla.crypto.envelope import Address
from kla.crypto.sealing import generate_pair
from kla.crypto.segments import (
    DeltaPlace,
    open_delta,
    open_segment,
    seal_delta,
    seal_segment,
    segment_key,
    segment_ref,
    verify_delta,
)
from tests.unit.crypto.samples import (
    HANDLE,
    INSTANCE,
    KEY,
    OTHER_ROW,
    ROW,
    SECRET,
    cuts,
    flips,
    make_person,
)

AT = Address("search_segment", ROW, "match", 1)
PLACE = DeltaPlace(INSTANCE, "match:unit-1", 2, ROW)
CIRCLE = generate_pair()
SARI, BUDI = make_person(), make_person()
LINE = "2501-7QF3-M2K9\tsari dewi\t2012\tp"
ELSEWHERE = [
    {"instance": "another"},
    {"circle": "list:unit-1"},
    {"epoch": 1},
    {"row": OTHER_ROW},
]


def test_lines_come_back_as_one_text():
    key = segment_key(CIRCLE.private, HANDLE, "match:unit-1", 0, 1)
    blob = seal_segment(key, AT, ["satu", "dua", "tiga é"])
    assert open_segment(key, blob, AT) == "satu\ndua\ntiga é".encode()
    assert open_segment(key, seal_segment(key, AT, []), AT) == b""


def test_size_hides_the_number_of_lines():
    one, two = seal_segment(KEY, AT, ["x"]), seal_segment(KEY, AT, ["x", "y"])
    assert len(one) == len(two)


def test_a_line_is_one_line():
    with pytest.raises(ValueError, match="line break"):
        seal_segment(KEY, AT, ["satu\ndua"])
    with pytest.raises(ValueError, match="line break"):
        seal_delta(CIRCLE.public, HANDLE, "satu\ndua", SARI.signer, PLACE)


def test_the_key_needs_circle_handle_unit_number_and_epoch():
    keys = {
        segment_key(*given)
        for given in [
            (SECRET, HANDLE, "match:1", 0, 1),
            (HANDLE, HANDLE, "match:1", 0, 1),
            (SECRET, SECRET, "match:1", 0, 1),
            (SECRET, HANDLE, "list:1", 0, 1),
            (SECRET, HANDLE, "match:1", 1, 1),
            (SECRET, HANDLE, "match:1", 0, 2),
        ]
    }
    assert len(keys) == 6


def test_a_segment_does_not_open_elsewhere():
    with pytest.raises(Unreadable):
        open_segment(KEY, seal_segment(KEY, AT, ["x"]), dataclasses.replace(AT, version=2))


@pytest.fixture
def delta():
    return seal_delta(CIRCLE.public, HANDLE, LINE, SARI.signer, PLACE)


def test_the_circle_reads_a_change(delta):
    verify_delta(delta, PLACE, SARI.e.public)
    assert open_delta(CIRCLE.private, HANDLE, delta, PLACE) == LINE
    key = SARI.keyring(CIRCLE)
    (kid,) = key.kids - {SARI.recipient_kid}
    assert open_delta(key.key(kid), HANDLE, delta, PLACE) == LINE


def test_its_writer_does_not(delta):
    with pytest.raises(Unreadable):
        open_delta(SARI.x.private, HANDLE, delta, PLACE)


def test_without_its_handle_nobody_does(delta):
    with pytest.raises(Unreadable):
        open_delta(CIRCLE.private, SECRET, delta, PLACE)


@pytest.mark.parametrize("change", ELSEWHERE, ids=lambda change: next(iter(change)))
def test_a_change_cannot_be_moved(delta, change):
    place = dataclasses.replace(PLACE, **change)
    with pytest.raises(Unreadable):
        open_delta(CIRCLE.private, HANDLE, delta, place)
    with pytest.raises(Untrusted):
        verify_delta(delta, place, SARI.e.public)


@pytest.mark.parametrize("field", ["sealed_key", "ct"])
@pytest.mark.parametrize("damage", [flips, cuts])
def test_a_damaged_change_is_noticed(delta, field, damage):
    for raw in damage(getattr(delta, field)):
        damaged = dataclasses.replace(delta, **{field: raw})
        with pytest.raises(Unreadable):
            open_delta(CIRCLE.private, HANDLE, damaged, PLACE)
        with pytest.raises(Untrusted):
            verify_delta(damaged, PLACE, SARI.e.public)


def test_a_change_by_somebody_else_is_untrusted(delta):
    with pytest.raises(Untrusted):
        verify_delta(delta, PLACE, BUDI.e.public)
    renamed = dataclasses.replace(delta, signer_kid=BUDI.kid)
    with pytest.raises(Untrusted):
        verify_delta(renamed, PLACE, SARI.e.public)


def test_handles_have_names_of_their_own():
    assert len({segment_ref(ROW), PLACE.ref, segment_ref(OTHER_ROW)}) == 3
