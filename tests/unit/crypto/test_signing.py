import pytest

from kla.core.errors import Untrusted
from kla.crypto import signing
from kla.crypto.grants import Signer
from kla.crypto.signing import generate_signing_pair, sign, signer_id, signing_pair, verify
from tests.unit.crypto.samples import INSTANCE, cuts, flips

PAIR = generate_signing_pair()


def test_a_signature_holds_for_its_statement():
    verify(PAIR.public, sign(PAIR.private, INSTANCE, "grant", "a", 1), INSTANCE, "grant", "a", 1)


@pytest.mark.parametrize(
    ("instance", "kind", "fields"),
    [
        ("another", "grant", ("a", 1)),
        (INSTANCE, "delta", ("a", 1)),
        (INSTANCE, "grant", ("a", 2)),
        (INSTANCE, "grant", ("a",)),
        (INSTANCE, "grant", ("a", 1, "")),
    ],
)
def test_it_holds_for_no_other_statement(instance, kind, fields):
    signature = sign(PAIR.private, INSTANCE, "grant", "a", 1)
    with pytest.raises(Untrusted):
        verify(PAIR.public, signature, instance, kind, *fields)


def test_every_changed_byte_and_every_cut_is_noticed():
    signature = sign(PAIR.private, INSTANCE, "grant", "a")
    for other in (*flips(signature), *cuts(signature)):
        with pytest.raises(Untrusted):
            verify(PAIR.public, other, INSTANCE, "grant", "a")


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(32), b"\xff" * 32])
def test_a_wrong_key_is_untrusted(public):
    signature = sign(PAIR.private, INSTANCE, "grant", "a")
    with pytest.raises(Untrusted):
        verify(public, signature, INSTANCE, "grant", "a")


def test_a_pair_shows_only_its_name():
    assert signing_pair(PAIR.private) == PAIR
    assert repr(PAIR) == f"SigningPair({signer_id(PAIR.public)})"


def test_what_held_is_remembered_and_what_failed_is_not():
    statement = (INSTANCE, "grant", "remembered")
    signature = sign(PAIR.private, *statement)
    signing._verify.cache_clear()

    for _ in range(2):
        verify(PAIR.public, signature, *statement)
        with pytest.raises(Untrusted):
            verify(PAIR.public, signature, INSTANCE, "grant", "another")

    told = signing._verify.cache_info()
    assert (told.hits, told.misses, told.currsize) == (1, 3, 1)


def test_a_signer_shows_and_compares_no_loaded_key():
    one, other = Signer("ab", PAIR.private), Signer("ab", PAIR.private)
    signature = one.sign(INSTANCE, "grant", "a")
    verify(PAIR.public, signature, INSTANCE, "grant", "a")
    assert (one, repr(one), hash(one)) == (other, "Signer(ab)", hash(other))
