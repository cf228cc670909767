import dataclasses

import pytest

from kla.core.errors import Unreadable, Untrusted
from kla.crypto.circles import (
    CircleEpoch,
    admit,
    open_from_recovery,
    open_membership,
    open_previous,
    seal_previous,
    seal_to_recovery,
    verify_membership,
)
from kla.crypto.sealing import generate_pair
from tests.unit.crypto.samples import INSTANCE, flips, make_person

AT = CircleEpoch(INSTANCE, "intake", 2)
CIRCLE, PREVIOUS, RECOVERY = generate_pair(), generate_pair(), generate_pair()
CHIEF, SARI, BUDI = make_person(), make_person(), make_person()
ELSEWHERE = [
    CircleEpoch("another", "intake", 2),
    CircleEpoch(INSTANCE, "siaga_a", 2),
    CircleEpoch(INSTANCE, "intake", 1),
]


@pytest.fixture
def membership():
    return admit(CIRCLE.private, AT, SARI.x.public, CHIEF.signer)


def test_a_member_opens_the_key(membership):
    verify_membership(membership, AT, CHIEF.e.public)
    assert open_membership(SARI.x.private, membership, AT) == CIRCLE.private
    key = SARI.keyring().key(SARI.recipient_kid)
    assert open_membership(key, membership, AT) == CIRCLE.private


def test_nobody_else_does(membership):
    with pytest.raises(Unreadable):
        open_membership(BUDI.x.private, membership, AT)


@pytest.mark.parametrize("at", ELSEWHERE, ids=["instance", "circle", "epoch"])
def test_a_membership_cannot_be_moved(membership, at):
    with pytest.raises(Unreadable):
        open_membership(SARI.x.private, membership, at)
    with pytest.raises(Untrusted):
        verify_membership(membership, at, CHIEF.e.public)


@pytest.mark.parametrize("field", ["recipient_kid", "granter_kid"])
def test_no_part_of_it_can_be_edited(membership, field):
    edited = dataclasses.replace(membership, **{field: "00" * 16})
    with pytest.raises(Untrusted):
        verify_membership(edited, AT, CHIEF.e.public)


def test_another_key_slipped_in_is_not_signed_for(membership):
    forged = admit(PREVIOUS.private, AT, SARI.x.public, BUDI.signer)
    slipped = dataclasses.replace(membership, sealed=forged.sealed)
    with pytest.raises(Untrusted):
        verify_membership(slipped, AT, CHIEF.e.public)


def test_a_circle_can_be_a_member_in_its_own_epoch():
    membership = admit(CIRCLE.private, AT, PREVIOUS.public, CHIEF.signer, member_epoch=4)
    assert open_membership(PREVIOUS.private, membership, AT, 4) == CIRCLE.private
    with pytest.raises(Unreadable):
        open_membership(PREVIOUS.private, membership, AT, 3)


def test_recovery_opens_the_key():
    sealed = seal_to_recovery(CIRCLE.private, AT, RECOVERY.public)
    assert open_from_recovery(RECOVERY.private, sealed, AT) == CIRCLE.private
    for at in ELSEWHERE:
        with pytest.raises(Unreadable):
            open_from_recovery(RECOVERY.private, sealed, at)


def test_older_epochs_hang_on_newer_ones():
    sealed = seal_previous(CIRCLE.private, PREVIOUS.private, AT)
    assert open_previous(CIRCLE.private, sealed, AT) == PREVIOUS.private
    with pytest.raises(Unreadable):
        open_previous(PREVIOUS.private, sealed, AT)
    for at in ELSEWHERE:
        with pytest.raises(Unreadable):
            open_previous(CIRCLE.private, sealed, at)
    for damaged in flips(sealed):
        with pytest.raises(Unreadable):
            open_previous(CIRCLE.private, damaged, AT)
