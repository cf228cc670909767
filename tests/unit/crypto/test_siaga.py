"""Emergency access by mathematics: two officers together, and nobody alone."""

import uuid
from dataclasses import replace

import pytest

from kla.core.errors import Unreadable
from kla.crypto import grants, sealing, siaga, signing
from kla.crypto.grants import GrantKind, Lock, Signer, Terms
from kla.crypto.keyring import Keyring
from kla.crypto.siaga import HalfPlace

INSTANCE = "an instance"
A, B = GrantKind.SHARE_A, GrantKind.SHARE_B


class Scene:
    """A case whose secret is halved between two circles, and somebody who asks."""

    def __init__(self) -> None:
        self.case_id, self.secret = uuid.uuid4(), grants.new_secret()
        self.circles = {A: sealing.generate_pair(), B: sealing.generate_pair()}
        self.asker = sealing.generate_pair()
        signer = Signer("00" * 16, signing.generate_signing_pair().private)
        halves = dict(zip((A, B), grants.split(self.secret), strict=True))
        given = tuple(
            grants.grant_secret(
                halves[kind],
                pair.public,
                Terms(instance=INSTANCE, case_id=self.case_id, dek_epoch=1, kind=kind),
                signer,
            )
            for kind, pair in self.circles.items()
        )
        kcommit = grants.commit(self.case_id, 1, self.secret)
        self.lock = Lock(self.case_id, 1, kcommit, given)
        self.request_id = uuid.uuid4()

    def place(self, kind: GrantKind) -> HalfPlace:
        return HalfPlace(
            instance=INSTANCE,
            request_id=self.request_id,
            case_id=self.case_id,
            dek_epoch=1,
            kind=kind,
        )

    def keys(self, pair: sealing.KeyPair) -> Keyring:
        return Keyring(instance=INSTANCE, private={sealing.recipient_id(pair.public): pair.private})

    def officer(self, kind: GrantKind) -> Keyring:
        return self.keys(self.circles[kind])

    def give(self, kind: GrantKind) -> bytes:
        return siaga.give_half(self.officer(kind), self.lock, self.asker.public, self.place(kind))

    def take(self, kind: GrantKind, sealed: bytes) -> bytes:
        return siaga.open_half(self.keys(self.asker), sealed, self.place(kind))


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_two_halves_are_the_secret(scene):
    halves = {kind: scene.take(kind, scene.give(kind)) for kind in (A, B)}

    assert siaga.join_halves(scene.lock, halves) == scene.secret


@pytest.mark.parametrize("kind", [A, B])
def test_one_officer_alone_opens_nothing(scene, kind):
    keys = scene.officer(kind)

    with pytest.raises(Unreadable):
        keys.secret_of(scene.lock)
    half = scene.take(kind, scene.give(kind))
    with pytest.raises(Unreadable):
        siaga.join_halves(scene.lock, {kind: half})
    with pytest.raises(Unreadable):
        siaga.join_halves(scene.lock, {A: half, B: half})


@pytest.mark.parametrize(("kind", "other"), [(A, B), (B, A)])
def test_an_officer_gives_the_own_half_only(scene, kind, other):
    place = scene.place(other)
    with pytest.raises(Unreadable):
        siaga.give_half(scene.officer(kind), scene.lock, scene.asker.public, place)


def test_only_who_asked_opens_what_was_given(scene):
    sealed = scene.give(A)
    for pair in (*scene.circles.values(), sealing.generate_pair()):
        with pytest.raises(Unreadable):
            siaga.open_half(scene.keys(pair), sealed, scene.place(A))


@pytest.mark.parametrize(
    "changed",
    [
        {"request_id": uuid.UUID(int=1)},
        {"case_id": uuid.UUID(int=1)},
        {"dek_epoch": 2},
        {"kind": B},
        {"instance": "another"},
    ],
)
def test_a_half_opens_in_its_own_place_only(scene, changed):
    with pytest.raises(Unreadable):
        siaga.open_half(scene.keys(scene.asker), scene.give(A), replace(scene.place(A), **changed))


def test_halves_of_another_case_are_refused(scene):
    other = Scene()
    halves = {A: scene.take(A, scene.give(A)), B: other.take(B, other.give(B))}

    with pytest.raises(Unreadable):
        siaga.join_halves(scene.lock, halves)


def test_words_open_for_their_circle_and_place_only():
    pair, other = sealing.generate_pair(), sealing.generate_pair()
    scene = Scene()
    sealed = siaga.seal_words(pair.public, 3, "Anak hilang.", b"here", INSTANCE)

    assert siaga.open_words(scene.keys(pair), 3, sealed, b"here") == "Anak hilang."
    assert b"Anak" not in sealed
    for keys, epoch, place in (
        (scene.keys(other), 3, b"here"),
        (scene.keys(pair), 2, b"here"),
        (scene.keys(pair), 3, b"there"),
    ):
        with pytest.raises(Unreadable):
            siaga.open_words(keys, epoch, sealed, place)
