"""A case on offer: opened by whom it is for, in its place, signed by who made it."""

import dataclasses

import pytest

from kla.core.errors import Unreadable, Untrusted
from kla.crypto import offers
from kla.crypto.offers import OfferPlace
from kla.crypto.sealing import LoadedKey
from tests.unit.crypto.samples import INSTANCE, OTHER_ROW, ROW, SECRET, make_person

PLACE = OfferPlace(instance=INSTANCE, offer_id=OTHER_ROW, case_id=ROW, dek_epoch=3)
ELSEWHERE = {
    "instance": "00000000-0000-4000-8000-000000000002",
    "offer_id": ROW,
    "case_id": OTHER_ROW,
    "dek_epoch": 4,
    "recipient_epoch": 1,
}


@pytest.fixture(scope="module")
def giver():
    return make_person()


@pytest.fixture(scope="module")
def taker():
    return make_person()


@pytest.fixture(scope="module")
def made(giver, taker):
    return offers.make_offer(SECRET, {"note": "ya"}, taker.x.public, PLACE, giver.signer)


def test_it_opens_for_whom_it_is(made, taker):
    key = LoadedKey.load(taker.x.private)
    assert offers.open_offer(made, PLACE, key) == (SECRET, {"note": "ya"})
    assert made.recipient_kid == taker.recipient_kid


def test_it_opens_for_nobody_else(made, giver):
    with pytest.raises(Unreadable):
        offers.open_offer(made, PLACE, LoadedKey.load(giver.x.private))


@pytest.mark.parametrize("changed", ELSEWHERE.items(), ids=lambda one: one[0])
def test_anywhere_else_it_neither_opens_nor_counts(made, giver, taker, changed):
    place = dataclasses.replace(PLACE, **dict([changed]))
    with pytest.raises(Unreadable):
        offers.open_offer(made, place, LoadedKey.load(taker.x.private))
    with pytest.raises(Untrusted):
        offers.verify_offer(made, place, giver.e.public)


def test_only_its_makers_signature_counts(made, giver, taker):
    offers.verify_offer(made, PLACE, giver.e.public)
    with pytest.raises(Untrusted):
        offers.verify_offer(made, PLACE, taker.e.public)
    forged = dataclasses.replace(made, recipient_kid=giver.recipient_kid)
    with pytest.raises(Untrusted):
        offers.verify_offer(forged, PLACE, giver.e.public)


def test_the_length_of_the_words_does_not_show(giver, taker):
    lengths = {
        len(offers.make_offer(SECRET, {"n": "a" * n}, taker.x.public, PLACE, giver.signer).sealed)
        for n in (1, 20, 100)
    }
    assert len(lengths) == 1
