import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kla.core import clock
from kla.core.errors import Unreadable, Untrusted
from kla.crypto.grants import (
    GrantKind,
    combine,
    commit,
    dek,
    grant_secret,
    new_secret,
    split,
    verify_grant,
)
from kla.crypto.sealing import LoadedKey
from tests.unit.crypto.samples import (
    HANDLE,
    INSTANCE,
    OTHER_ROW,
    ROW,
    SECRET,
    cuts,
    flips,
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


def test_a_grant_opens_to_its_recipient():
    grant = grant_to(SARI, BUDI)
    lock = lock_of(grant)
    assert lock.check(lock.open(LoadedKey.load(SARI.x.private), grant, INSTANCE)) == SECRET


def test_a_grant_says_who_gave_it():
    grant = grant_to(SARI, BUDI, expires=NOW + timedelta(days=1))
    assert grant.granter_kid == BUDI.kid
    verify_grant(grant, ROW, 1, BUDI.e.public, INSTANCE)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": GrantKind.CIRCLE},
        {"recipient_kid": "00" * 16},
        {"recipient_epoch": 7},
        {"granter_kid": "00" * 16},
        {"sealed": b""},
        {"expires": NOW + timedelta(days=2)},
        {"expires": None},
    ],
    ids=lambda change: "-".join(map(str, change)),
)
def test_no_part_of_a_grant_can_be_edited(change):
    grant = grant_to(SARI, BUDI, expires=NOW + timedelta(days=1))
    with pytest.raises(Untrusted):
        verify_grant(dataclasses.replace(grant, **change), ROW, 1, BUDI.e.public, INSTANCE)


@pytest.mark.parametrize(
    ("case_id", "epoch", "instance"),
    [(OTHER_ROW, 1, INSTANCE), (ROW, 2, INSTANCE), (ROW, 1, "another")],
)
def test_a_grant_cannot_be_moved(case_id, epoch, instance):
    with pytest.raises(Untrusted):
        verify_grant(grant_to(SARI, BUDI), case_id, epoch, BUDI.e.public, instance)


def test_a_grant_by_somebody_else_is_untrusted():
    with pytest.raises(Untrusted):
        verify_grant(grant_to(SARI, BUDI), ROW, 1, SARI.e.public, INSTANCE)


@pytest.mark.parametrize("damage", [flips, cuts])
def test_a_damaged_grant_neither_opens_nor_verifies(damage):
    grant, key = grant_to(SARI, BUDI), LoadedKey.load(SARI.x.private)
    for sealed in damage(grant.sealed):
        worse = dataclasses.replace(grant, sealed=sealed)
        with pytest.raises(Unreadable):
            lock_of(worse).open(key, worse, INSTANCE)
        with pytest.raises(Untrusted):
            verify_grant(worse, ROW, 1, BUDI.e.public, INSTANCE)


@pytest.mark.parametrize(
    "changes", [{"kind": GrantKind.CIRCLE}, {"recipient_epoch": 3}], ids=["kind", "epoch"]
)
def test_a_relabelled_grant_does_not_open(changes):
    grant = dataclasses.replace(grant_to(SARI, BUDI), **changes)
    with pytest.raises(Unreadable):
        lock_of(grant).open(LoadedKey.load(SARI.x.private), grant, INSTANCE)


@pytest.mark.parametrize(("case_id", "epoch"), [(OTHER_ROW, 1), (ROW, 2)])
def test_a_grant_opens_only_for_its_case_and_epoch(case_id, epoch):
    grant = grant_to(SARI, BUDI)
    lock = dataclasses.replace(lock_of(grant), case_id=case_id, dek_epoch=epoch)
    with pytest.raises(Unreadable):
        lock.open(LoadedKey.load(SARI.x.private), grant, INSTANCE)


def test_another_secret_does_not_pass_the_commitment():
    with pytest.raises(Unreadable):
        lock_of().check(new_secret())


def test_a_commitment_is_to_one_case_and_one_epoch():
    commitments = {commit(ROW, 1, SECRET), commit(ROW, 2, SECRET), commit(OTHER_ROW, 1, SECRET)}
    assert len(commitments) == 3


def test_the_key_needs_secret_handle_case_and_epoch():
    keys = {
        dek(SECRET, HANDLE, ROW, 1),
        dek(HANDLE, HANDLE, ROW, 1),
        dek(SECRET, SECRET, ROW, 1),
        dek(SECRET, HANDLE, OTHER_ROW, 1),
        dek(SECRET, HANDLE, ROW, 2),
    }
    assert len(keys) == 5


def test_a_case_is_reached_by_living_whole_grants_only():
    gone = grant_secret(SECRET, BUDI.x.public, terms(expires=NOW), SARI.signer)
    half = [
        grant_secret(half, make_person().x.public, terms(kind), SARI.signer)
        for half, kind in zip(split(SECRET), (GrantKind.SHARE_A, GrantKind.SHARE_B), strict=True)
    ]
    lock = lock_of(grant_to(SARI, SARI), gone, *half)
    assert lock.kids == {SARI.recipient_kid}


def test_a_grant_ends_at_its_minute():
    grant = grant_to(SARI, BUDI, expires=NOW)
    assert grant.is_living(NOW - timedelta(seconds=1))
    assert not grant.is_living(NOW)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=32, max_size=32).filter(any))
def test_two_halves_give_the_secret_back(secret):
    a, b = split(secret)
    assert combine(a, b) == combine(b, a) == secret


def test_one_half_alone_or_twice_opens_nothing():
    a, b = split(SECRET)
    with pytest.raises(Unreadable):
        combine(a, a)
    for half in (a, b):
        with pytest.raises(Unreadable):
            lock_of().check(half)


def test_halves_of_two_splits_do_not_meet():
    with pytest.raises(Unreadable):
        lock_of().check(combine(split(SECRET)[0], split(SECRET)[1]))


def test_halves_of_unequal_length_are_refused():
    with pytest.raises(Unreadable):
        combine(SECRET, SECRET[:31])


def test_a_signer_does_not_show_the_key():
    assert repr(SARI.signer) == f"Signer({SARI.kid})"


def test_terms_of_a_grant_are_those_it_was_made_with():
    grant = grant_to(SARI, BUDI, recipient_epoch=2)
    assert lock_of(grant).terms(grant, INSTANCE) == terms(recipient_epoch=2)
