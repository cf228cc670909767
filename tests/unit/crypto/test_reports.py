"""A report opens to the circle it was sealed to and to its reporter, and to nobody else."""

import uuid
from dataclasses import replace

import pytest

from kla.core.errors import Unreadable
from kla.crypto import reports, sealing
from kla.crypto.receipts import Receipt, new_salt
from kla.crypto.reports import CIRCLE, REPORTER, ReportLock
from kla.crypto.sealing import LoadedKey

INSTANCE = "an instance"


class Scene:
    """One report, its reporter and the intake circle."""

    def __init__(self) -> None:
        self.report_id, self.secret = uuid.uuid4(), reports.new_secret()
        self.receipt, self.salt = Receipt.new(), new_salt()
        self.circle = sealing.generate_pair()
        kcommit = reports.commit(self.report_id, 1, self.secret)
        bare = ReportLock(INSTANCE, self.report_id, 1, kcommit)
        self.lock = replace(
            bare,
            grants=(
                bare.seal(self.secret, self.circle.public, CIRCLE, 3),
                bare.seal(self.secret, self.reporter(self.receipt).public, REPORTER),
            ),
        )

    def reporter(self, receipt: Receipt) -> sealing.KeyPair:
        return receipt.pair(INSTANCE, self.salt)

    def opens(self, lock: ReportLock, *pairs: sealing.KeyPair) -> bool:
        try:
            return lock.open(LoadedKey.load(one.private) for one in pairs) == self.secret
        except Unreadable:
            return False


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_it_opens_to_the_circle_and_to_its_reporter(scene):
    assert scene.opens(scene.lock, scene.circle)
    assert scene.opens(scene.lock, scene.reporter(scene.receipt))


def test_another_receipt_opens_nothing(scene):
    assert not scene.opens(scene.lock, scene.reporter(Receipt.new()))
    same_finder = Receipt(scene.receipt.finder, Receipt.new().secret)
    assert not scene.opens(scene.lock, scene.reporter(same_finder))
    assert not scene.opens(scene.lock, sealing.generate_pair())
    assert not scene.opens(scene.lock)


@pytest.mark.parametrize(
    "change",
    [
        {"report_id": uuid.UUID(int=7)},
        {"epoch": 2},
        {"instance": "another"},
        {"kcommit": bytes(32)},
    ],
)
def test_grants_open_nowhere_else(scene, change):
    moved = replace(scene.lock, **change)

    assert not scene.opens(moved, scene.circle)
    assert not scene.opens(moved, scene.reporter(scene.receipt))


def test_a_grant_does_not_open_as_another_kind(scene):
    circle, reporter = scene.lock.grants
    turned = (replace(circle, purpose=REPORTER), replace(reporter, purpose=CIRCLE))

    assert not scene.opens(replace(scene.lock, grants=turned), scene.circle)
    assert not scene.opens(replace(scene.lock, grants=turned), scene.reporter(scene.receipt))


def test_another_secret_under_the_same_grants_is_refused(scene):
    other = scene.lock.seal(reports.new_secret(), scene.circle.public, CIRCLE, 3)

    assert not scene.opens(replace(scene.lock, grants=(other,)), scene.circle)


def test_the_key_needs_secret_and_handle():
    secret, handle, report_id = bytes(32), b"\1" * 32, uuid.UUID(int=1)
    key = reports.report_key(secret, handle, report_id, 1)

    others = {
        key,
        reports.report_key(b"\2" * 32, handle, report_id, 1),
        reports.report_key(secret, b"\2" * 32, report_id, 1),
        reports.report_key(secret, handle, uuid.UUID(int=2), 1),
        reports.report_key(secret, handle, report_id, 2),
    }
    assert len(others) == 5
    assert key.hex() == ("2ffec84084c61898fdb4ed8aa50bd46829c4b41d8a8a58b868746d883168c405")
    assert reports.commit(report_id, 1, secret).hex() == (
        "784719f4bebefc09ba78af727bae2939efd58c1cf17908d1b2a7de93c7ac5f9d"
    )
