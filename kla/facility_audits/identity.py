"""When two descriptions mean the same place. Pure.

Whoever exports a list twice writes the same school with other capitals, dots and spaces, so that
names are compared by their letters and digits alone.
"""

import hashlib
import re
import unicodedata

from kla.facility_audits.types import DescribeFacility, Point


def fold(text: str) -> str:
    """A name as it is compared: "SD Negeri 001, Bpp." and "SD NEGERI 001 BPP" are one."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[\W_]", "", plain)


def keys_of(facility: DescribeFacility) -> tuple[str, ...]:
    """What a place is found by, as digests of one length: its code, and kind, kelurahan, name."""
    by_name = _digest("name", facility.kind, facility.kelurahan, fold(facility.name))
    code = fold(facility.code)
    return (_digest("code", facility.kind, code), by_name) if code else (by_name,)


def _digest(*parts: str) -> str:
    """Forty characters of parts that hold no sign but letters, digits, dots and underscores."""
    return hashlib.blake2b(" ".join(parts).encode(), digest_size=20).hexdigest()


def differences(old: DescribeFacility, new: DescribeFacility) -> list[str]:
    """In which columns a row says something else than what is kept; a blank cell says nothing."""
    differing = [
        column
        for column in ("name", "kelurahan", "address", "operator", "code")
        if getattr(new, column) and fold(getattr(new, column)) != fold(getattr(old, column))
    ]
    if new.point and (old.point is None or _apart(old.point, new.point)):
        differing.append("point")
    return differing


def _apart(one: Point, other: Point) -> bool:
    """Whether two points are not the same to five decimals: a metre on the ground."""
    return any(round(away, 5) for away in (one.lat - other.lat, one.lon - other.lon))
