"""The algorithms we build on, against the published vectors that ship with the library's tests."""

import base64
import hashlib
import json
import zlib
from pathlib import Path

import cryptography_vectors
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from kla.crypto.encoding import hkdf
from kla.crypto.files import encrypt_stream
from kla.crypto.sealing import SUITE, public_of
from kla.crypto.signing import signing_pair
from tests.unit.crypto.samples import KEY

VECTORS = Path(cryptography_vectors.__file__).parent
BASE, X25519, HKDF_SHA256, AES_256_GCM = 0, 0x20, 1, 2


def blocks(path: str) -> list[dict[str, str]]:
    """The blank-line separated records of `name = value` lines, names in lower case."""
    found: list[dict[str, str]] = [{}]
    for line in (VECTORS / path).read_text().splitlines():
        name, equals, value = line.partition("=")
        if name.strip().lower() == "count":
            found.append({})
        elif equals and not line.startswith("#"):
            found[-1][name.strip().lower()] = value.strip()
        elif line.strip() == "FAIL":
            found[-1]["fail"] = "yes"
    return found[1:]


def hpke() -> list[dict]:
    wanted = (BASE, X25519, HKDF_SHA256, AES_256_GCM)
    return [
        vector
        for vector in json.loads((VECTORS / "HPKE/test-vectors.json").read_text())
        if tuple(vector[name] for name in ("mode", "kem_id", "kdf_id", "aead_id")) == wanted
    ]


@pytest.mark.parametrize("vector", hpke())
def test_hpke_of_rfc_9180(vector):
    first = vector["encryptions"][0]
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(vector["skRm"]))
    sealed = bytes.fromhex(vector["enc"] + first["ct"])
    info, aad = bytes.fromhex(vector["info"]), bytes.fromhex(first["aad"])
    assert openssl.hpke._decrypt_with_aad(SUITE, sealed, private, info, aad) == bytes.fromhex(
        first["pt"]
    )
    assert public_of(private.private_bytes_raw()) == bytes.fromhex(vector["pkRm"])
    with pytest.raises(InvalidTag):
        openssl.hpke._decrypt_with_aad(SUITE, sealed, private, info + b"x", aad)


@pytest.mark.parametrize("vector", blocks("KDF/argon2id.txt"))
def test_argon2id_of_rfc_9106(vector):
    kdf = Argon2id(
        salt=bytes.fromhex(vector["salt"]),
        length=int(vector["length"]),
        iterations=int(vector["iter"]),
        lanes=int(vector["lanes"]),
        memory_cost=int(vector["memcost"]),
        ad=bytes.fromhex(vector["ad"]) if "ad" in vector else None,
        secret=bytes.fromhex(vector["secret"]) if "secret" in vector else None,
    )
    assert kdf.derive(bytes.fromhex(vector["pass"])).hex() == vector["output"]


@pytest.mark.parametrize("vector", blocks("KDF/rfc-5869-HKDF-SHA256.txt"))
def test_hkdf_of_rfc_5869(vector):
    ikm, salt, info = (bytes.fromhex(vector[name]) for name in ("ikm", "salt", "info"))
    assert hkdf(ikm, salt=salt, info=info, length=int(vector["l"])).hex() == vector["okm"]


def test_aes_gcm_of_the_nist():
    tried = 0
    for vector in blocks("ciphers/AES/GCM/gcmDecrypt256.rsp"):
        nonce, tag = bytes.fromhex(vector["iv"]), bytes.fromhex(vector["tag"])
        if len(nonce) != 12 or len(tag) != 16:
            continue
        aes, sealed = AESGCM(bytes.fromhex(vector["key"])), bytes.fromhex(vector["ct"]) + tag
        aad = bytes.fromhex(vector["aad"])
        if "fail" in vector:
            with pytest.raises(InvalidTag):
                aes.decrypt(nonce, sealed, aad)
        else:
            assert aes.decrypt(nonce, sealed, aad).hex() == vector["pt"]
        tried += 1
    assert tried > 100


@pytest.mark.parametrize("vector", blocks("asymmetric/X25519/rfc7748.txt")[:2])
def test_x25519_of_rfc_7748(vector):
    scalar, point = (bytes.fromhex(vector[name]) for name in ("input_scalar", "input_u"))
    shared = X25519PrivateKey.from_private_bytes(scalar).exchange(
        X25519PublicKey.from_public_bytes(point)
    )
    assert shared.hex() == vector["output_u"]


def test_ed25519_of_its_authors():
    lines = (VECTORS / "asymmetric/Ed25519/sign.input").read_text().splitlines()
    for line in lines[:128]:
        private, public, message, signed = line.split(":")[:4]
        pair = signing_pair(bytes.fromhex(private)[:32])
        assert pair.public.hex() == public
        key = Ed25519PrivateKey.from_private_bytes(pair.private)
        assert (key.sign(bytes.fromhex(message)).hex() + message) == signed


CHUNK, TAG, SALT, PREFIX = 16_384, 16, 24, 56


def read_chunks(key, context, sealed, algorithm):
    """The chunked format read independently of the library: to tie it to its specification."""
    salt, commitment = sealed[:SALT], sealed[SALT:PREFIX]
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + context
    derived = HKDFExpand(algorithm, 32 + 12 + 32, info).derive(key)
    assert derived[44:] == commitment
    base, body, clear = int.from_bytes(derived[32:44], "big"), sealed[PREFIX:], b""
    for number in range(len(body) // (CHUNK + TAG) + 1):
        piece = body[number * (CHUNK + TAG) : (number + 1) * (CHUNK + TAG)]
        clear += AESGCM(derived[:32]).decrypt((base ^ number).to_bytes(12, "big"), piece, None)
    return clear


def chunked() -> list[dict]:
    vectors = json.loads((VECTORS / "chunked-encryption/vectors.json").read_text())["vectors"]
    wanted = ("AEAD_AES_256_GCM", "success")
    return [vector for vector in vectors if (vector["aead"], vector["expect"]) == wanted]


@pytest.mark.parametrize("vector", chunked(), ids=lambda vector: vector["name"])
def test_our_reader_of_chunks_reads_the_published_vectors(vector):
    sealed = base64.b64decode(vector["ciphertext"])
    if vector.get("compressed"):
        sealed = zlib.decompress(sealed)
    key, context = bytes.fromhex(vector["key"]), vector["context"].encode()
    clear = read_chunks(key, context, sealed, hashes.SHA256())
    assert hashlib.sha256(clear).hexdigest() == vector["payload_sha256"]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_files_are_in_that_format_with_the_hash_of_cobblestone(size):
    clear, context = b"a" * size, b"context"
    sealed = b"".join(encrypt_stream(KEY, context, [clear]))
    assert read_chunks(KEY, context, sealed, hashes.SHA512()) == clear


def test_ml_kem_public_key_comes_from_its_seed():
    key = MLKEM768PrivateKey.generate()
    again = MLKEM768PrivateKey.from_seed_bytes(key.private_bytes_raw())
    assert again.public_key().public_bytes_raw() == key.public_key().public_bytes_raw()
