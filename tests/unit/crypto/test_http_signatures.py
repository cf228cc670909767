"""The profile of signed requests, by the answers that the standard gives and by what is refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.core.errors import Untrusted
from kla.crypto import http_signatures as signatures
from kla.crypto import signing

# RFC 9421, appendix B.1.4 and B.2.6.
PEM = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----
"""
NAMES = ("date", "@method", "@path", "@authority", "content-type", "content-length")
VALUES = {
    "date": "Tue, 20 Apr 2021 02:07:55 GMT",
    "@method": "POST",
    "@path": "/foo",
    "@authority": "example.com",
    "content-type": "application/json",
    "content-length": "18",
}
PARAMETERS = (
    '("date" "@method" "@path" "@authority" "content-type" "content-length")'
    ';created=1618884473;keyid="test-key-ed25519"'
)
SIGNATURE = base64.b64decode(
    "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
)
# RFC 9530, appendix A: the digest of {"hello": "world"} and a line feed.
HELLO = b'{"hello": "world"}\n'
HELLO_DIGEST = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"

PAIR = signing.signing_pair(bytes(range(32)))
SAID = {
    "@method": "POST",
    "@authority": "kla.example",
    "@path": "/api/reports",
    "content-digest": HELLO_DIGEST,
}
COVERED = '("@method" "@authority" "@path" "content-digest")'
MORE = ';created=1618884473;nonce="0123456789abcdef";keyid="contoh"'
GOOD = COVERED + MORE


def signature() -> str:
    return f"sig=:{signatures.sign(PAIR.private, signatures.COVERED, SAID, GOOD)}:"


def test_the_example_of_the_standard_is_good():
    signed = signatures.base(NAMES, VALUES, PARAMETERS)

    signatures.check(signatures.public_key(PEM), SIGNATURE, signed)


@pytest.mark.parametrize("name", NAMES)
def test_the_example_is_bad_when_one_part_was_changed(name):
    signed = signatures.base(NAMES, VALUES | {name: "x"}, PARAMETERS)

    with pytest.raises(Untrusted):
        signatures.check(signatures.public_key(PEM), SIGNATURE, signed)


def test_the_digest_of_the_standard_is_good():
    assert signatures.digest_of(HELLO) == HELLO_DIGEST
    signatures.check_digest(HELLO_DIGEST, HELLO)
    signatures.check_digest(f"sha-512=:AAAA:, {HELLO_DIGEST}", HELLO)


@pytest.mark.parametrize(
    "header",
    ["", "sha-256=", HELLO_DIGEST[:-1], f"{HELLO_DIGEST}, {HELLO_DIGEST}", f"x{HELLO_DIGEST}"],
)
def test_a_digest_that_is_none_is_refused(header):
    with pytest.raises(Untrusted):
        signatures.check_digest(header, HELLO)


def test_what_was_signed_is_read_and_good():
    claim = signatures.read(f"sig={GOOD}", signature())

    assert (claim.key_id, claim.created, claim.nonce) == ("contoh", 1618884473, "0123456789abcdef")
    signatures.verify(claim, PAIR.public, SAID)


@pytest.mark.parametrize("name", signatures.COVERED)
def test_what_was_signed_is_bad_when_one_part_was_changed(name):
    claim = signatures.read(f"sig={GOOD}", signature())

    with pytest.raises(Untrusted):
        signatures.verify(claim, PAIR.public, SAID | {name: SAID[name] + "x"})


@pytest.mark.parametrize(
    "said",
    [
        "",
        f"other={GOOD}",
        f"sig={GOOD}, more={GOOD}",
        f"sig={COVERED}",
        f"sig={GOOD};created=1",
        f'sig={GOOD};tag="x"',
        f'sig={GOOD};alg="hmac-sha256"',
        f'sig=("@method" "@authority" "@path"){MORE}',
        f'sig=("@method" "@authority" "@path" "content-digest" "@path"){MORE}',
        f'sig=("@method" "@authority" "@path" "content-digest";sf){MORE}',
        f'sig={COVERED};created="1618884473";nonce="0123456789abcdef";keyid="contoh"',
        f'sig={COVERED};created=1618884473;nonce=1;keyid="contoh"',
        f"sig={GOOD}" + " " * 2_000 + "x",
    ],
)
def test_anything_but_the_profile_is_refused(said):
    with pytest.raises(Untrusted):
        signatures.read(said, signature())


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_stands_in_the_headers_is_refused_and_breaks_nothing(said, signed):
    with pytest.raises(Untrusted):
        signatures.read(said, signed)


@given(st.data())
def test_a_good_request_with_one_character_changed_is_refused(data):
    said, signed = f"sig={GOOD}", signature()
    at = data.draw(st.integers(0, len(said) - 1))
    put = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    changed = said[:at] + put + said[at + 1 :]
    if changed == said:
        return

    with pytest.raises(Untrusted):
        signatures.verify(signatures.read(changed, signed), PAIR.public, SAID)


@pytest.mark.parametrize("pem", ["", "text", PEM.replace("MCowBQYDK2Vw", "MCowBQYDK2Vu")])
def test_another_kind_of_key_is_refused(pem):
    with pytest.raises(ValueError, match=r".+"):
        signatures.public_key(pem)
