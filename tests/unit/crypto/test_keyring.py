import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from kla.core import clock
from kla.core.errors import Unreadable
from kla.crypto import sealing
from kla.crypto.grants import GrantKind, Lock, combine, commit, dek, grant_secret, split
from kla.crypto.keyring import Keyring
from kla.crypto.sealing import generate_pair
from tests.unit.crypto.samples import (
    OTHER_ROW,
    ROW,
    SECRET,
    MemoryHandles,
    grant_to,
    lock_of,
    make_person,
    terms,
)

SARI, BUDI = make_person(), make_person()
NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def handles():
    return MemoryHandles()


def test_a_named_person_holds_the_key(handles):
    lock, keyring = lock_of(grant_to(SARI, BUDI)), SARI.keyring(handles=handles)
    handle = handles.add(lock.ref)
    assert keyring.key_for(lock) == dek(SECRET, handle, ROW, 1)


def test_a_colleague_does_not(handles):
    lock = lock_of(grant_to(SARI, BUDI))
    handles.add(lock.ref)
    with pytest.raises(Unreadable):
        BUDI.keyring(handles=handles).key_for(lock)


def test_a_member_holds_it_through_a_circle_of_any_epoch(handles):
    circle = generate_pair()
    grant = grant_secret(
        SECRET, circle.public, terms(GrantKind.CIRCLE, recipient_epoch=3), BUDI.signer
    )
    assert SARI.keyring(circle).secret_of(lock_of(grant)) == SECRET


def test_without_the_handle_there_is_no_key(handles):
    lock, keyring = lock_of(grant_to(SARI, BUDI)), SARI.keyring(handles=handles)
    handles.add(lock.ref)
    handles.delete(lock.ref)
    with pytest.raises(Unreadable):
        keyring.key_for(lock)
    assert keyring.keys_for([lock]) == {}


def test_a_forged_grant_is_passed_over():
    forged = grant_secret(b"\x66" * 32, SARI.x.public, terms(), BUDI.signer)
    assert SARI.keyring().secret_of(lock_of(forged, grant_to(SARI, BUDI))) == SECRET
    with pytest.raises(Unreadable):
        SARI.keyring().secret_of(lock_of(forged))


@pytest.mark.parametrize("expires", [NOW, NOW - timedelta(days=1)])
def test_an_expired_grant_opens_nothing(expires):
    with pytest.raises(Unreadable):
        SARI.keyring().secret_of(lock_of(grant_to(SARI, BUDI, expires=expires)))


def test_an_unexpired_one_does():
    lock = lock_of(grant_to(SARI, BUDI, expires=NOW + timedelta(seconds=1)))
    assert SARI.keyring().secret_of(lock) == SECRET


def test_old_grants_put_back_open_nothing_of_the_next_epoch():
    old = grant_to(SARI, BUDI)
    rotated = Lock(ROW, 2, commit(ROW, 2, b"\x77" * 32), (old,))
    with pytest.raises(Unreadable):
        SARI.keyring().secret_of(rotated)


def test_a_grant_of_another_case_opens_nothing():
    lock = Lock(OTHER_ROW, 1, commit(OTHER_ROW, 1, SECRET), (grant_to(SARI, BUDI),))
    with pytest.raises(Unreadable):
        SARI.keyring().secret_of(lock)


def test_another_installation_opens_nothing():
    keyring = dataclasses.replace(SARI.keyring(), instance="another")
    with pytest.raises(Unreadable):
        keyring.secret_of(lock_of(grant_to(SARI, BUDI)))


def test_a_relabelled_recipient_opens_nothing():
    stolen = dataclasses.replace(grant_to(BUDI, BUDI), recipient_kid=SARI.recipient_kid)
    with pytest.raises(Unreadable):
        SARI.keyring().secret_of(lock_of(stolen))


class TestShares:
    a, b = split(SECRET)
    lock = lock_of(
        grant_secret(a, SARI.x.public, terms(GrantKind.SHARE_A), BUDI.signer),
        grant_secret(b, BUDI.x.public, terms(GrantKind.SHARE_B), BUDI.signer),
    )

    def test_two_officers_open_a_case(self):
        half = SARI.keyring().share_of(self.lock, GrantKind.SHARE_A)
        other = BUDI.keyring().share_of(self.lock, GrantKind.SHARE_B)
        assert self.lock.check(combine(half, other)) == SECRET

    def test_one_officer_opens_nothing(self):
        for officer in (SARI, BUDI):
            with pytest.raises(Unreadable):
                officer.keyring().secret_of(self.lock)

    def test_a_half_is_held_by_its_own_circle_only(self):
        with pytest.raises(Unreadable):
            SARI.keyring().share_of(self.lock, GrantKind.SHARE_B)

    def test_a_whole_grant_is_no_half(self):
        with pytest.raises(Unreadable):
            SARI.keyring().share_of(lock_of(grant_to(SARI, BUDI)), GrantKind.USER)

    def test_a_share_relabelled_as_a_grant_opens_nothing(self):
        whole = [dataclasses.replace(g, kind=GrantKind.USER) for g in self.lock.grants]
        with pytest.raises(Unreadable):
            SARI.keyring().secret_of(lock_of(*whole))


def test_a_page_of_cases_leaves_out_what_does_not_open(handles):
    mine, other = lock_of(grant_to(SARI, BUDI)), Lock(OTHER_ROW, 1, b"", ())
    for lock in (mine, other):
        handles.add(lock.ref)
    keyring = SARI.keyring(handles=handles)
    assert keyring.keys_for([mine, other]) == {ROW: keyring.key_for(mine)}


def test_a_private_key_is_loaded_once(monkeypatch, handles):
    loaded = []
    load = sealing.LoadedKey.load
    monkeypatch.setattr(sealing.LoadedKey, "load", lambda raw: loaded.append(raw) or load(raw))
    keyring, lock = SARI.keyring(handles=handles), lock_of(grant_to(SARI, BUDI))
    for _ in range(3):
        keyring.secret_of(lock)
    assert loaded == [SARI.x.private]


def test_an_empty_keyring_opens_nothing():
    assert Keyring().kids == frozenset()
    with pytest.raises(Unreadable):
        Keyring().secret_of(lock_of(grant_to(SARI, BUDI)))
    with pytest.raises(Unreadable):
        Keyring().key("00" * 16)


def test_a_keyring_does_not_show_its_keys():
    keyring = SARI.keyring()
    keyring.key(SARI.recipient_kid)
    assert keyring.kids == {SARI.recipient_kid}
    for secret in (SARI.x.private, SARI.e.private):
        assert repr(secret) not in repr(keyring)
        assert secret.hex() not in repr(keyring)
