"""The seed of an installation, and the sheets of paper among which it is divided."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from kla.core.errors import Unreadable
from kla.crypto import crockford
from kla.crypto.encoding import KEY_BYTES, digest, hkdf, lp
from kla.crypto.sealing import KeyPair, public_of
from kla.crypto.signing import SigningPair, signing_pair

FORMAT = 1
TAG_BYTES, CHECK_BYTES = 4, 4
PAYLOAD_BYTES = 3 + TAG_BYTES + KEY_BYTES
FEWEST, MOST = 2, 255


@dataclass(frozen=True, slots=True)
class Share:
    """One sheet: a point of the polynomial, how many are needed, and which seed it belongs to."""

    needed: int
    index: int
    tag: bytes
    data: bytes

    def __repr__(self) -> str:
        return f"Share({self.index}, {self.needed} needed, {self.tag.hex()})"


def new_seed() -> bytes:
    """The 32 bytes that an installation begins with. Never stored."""
    return os.urandom(KEY_BYTES)


def root_from_seed(seed: bytes) -> SigningPair:
    """The key that certifies the first people."""
    return signing_pair(hkdf(seed, info=lp("kla/v1/root")))


def recovery_from_seed(seed: bytes) -> KeyPair:
    """The key to which every circle's key is sealed as well."""
    private = hkdf(seed, info=lp("kla/v1/recovery"))
    return KeyPair(private, public_of(private))


def split_seed(seed: bytes, m: int, n: int) -> list[Share]:
    """Divide a seed among n sheets of which any m give it back, and m - 1 tell nothing."""
    if not FEWEST <= m <= n <= MOST:
        raise ValueError("from two to 255 sheets, no more needed than there are")
    rows = [seed, *(os.urandom(len(seed)) for _ in range(m - 1))]
    return [Share(m, x, _tag(seed), _evaluate(rows, x)) for x in range(1, n + 1)]


def join_shares(shares: Sequence[Share]) -> bytes:
    """The seed, from enough sheets of one set; `Unreadable` otherwise."""
    by_index = {share.index: share for share in shares}
    sets = {(share.needed, share.tag, len(share.data)) for share in shares}
    if len(sets) != 1 or len(by_index) < shares[0].needed:
        raise Unreadable(reason="too-few-sheets")
    points = list(by_index.values())[: shares[0].needed]
    seed = _interpolate(points)
    if _tag(seed) != shares[0].tag:
        raise Unreadable(reason="sheets")
    return seed


def encode_share(share: Share) -> str:
    """A sheet as characters in groups of four, with a checksum."""
    payload = bytes([FORMAT, share.needed, share.index]) + share.tag + share.data
    return crockford.grouped(crockford.encode(payload + _check(payload)))


def decode_share(text: str) -> Share:
    """A sheet as somebody typed it; `Unreadable` when a character is wrong."""
    try:
        raw = crockford.decode(text, PAYLOAD_BYTES + CHECK_BYTES)
    except ValueError:
        raise Unreadable(reason="sheet") from None
    payload, check = raw[:PAYLOAD_BYTES], raw[PAYLOAD_BYTES:]
    if check != _check(payload) or payload[0] != FORMAT:
        raise Unreadable(reason="sheet")
    return Share(payload[1], payload[2], payload[3 : 3 + TAG_BYTES], payload[3 + TAG_BYTES :])


def _check(payload: bytes) -> bytes:
    return digest("kla/v1/sheet", payload)[:CHECK_BYTES]


def _tag(seed: bytes) -> bytes:
    return digest("kla/v1/seed", seed)[:TAG_BYTES]


def _evaluate(rows: Sequence[bytes], x: int) -> bytes:
    """Horner's rule, byte by byte; the first row is what the polynomial is at zero."""
    value = bytes(len(rows[0]))
    for row in reversed(rows):
        value = bytes(_times(v, x) ^ r for v, r in zip(value, row, strict=True))
    return value


def _interpolate(points: Sequence[Share]) -> bytes:
    """Lagrange's formula at zero."""
    total = bytes(len(points[0].data))
    for point in points:
        weight = 1
        for other in points:
            if other is not point:
                weight = _times(weight, _divide(other.index, other.index ^ point.index))
        total = bytes(t ^ _times(d, weight) for t, d in zip(total, point.data, strict=True))
    return total


def _times(a: int, b: int) -> int:
    """Multiplication in the field of AES, GF(256) modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 256:
            a ^= 0x11B
        b >>= 1
    return product


def _divide(a: int, b: int) -> int:
    inverse = 1
    for _ in range(254):  # every element to the power 255 is one
        inverse = _times(inverse, b)
    return _times(a, inverse)
