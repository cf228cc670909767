"""The number of a case, worked out from its random id: it counts nothing and tells no order."""

import re
import secrets
import uuid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
FORM = re.compile(r"(\d{2})(\d{2})[\s-]?([0-9A-Z]{4})[\s-]?([0-9A-Z]{4})")
LOOKALIKES = str.maketrans("ILO", "110")


def case_number(case_id: uuid.UUID, opened_month: str) -> str:
    """Year and month of opening and the first 40 bits of the id: "2501-7QF3-M2K9"."""
    first = case_id.int >> 88
    text = "".join(ALPHABET[first >> shift & 31] for shift in range(35, -5, -5))
    return f"{opened_month[2:4]}{opened_month[5:7]}-{text[:4]}-{text[4:]}"


def read_number(text: str) -> tuple[str, uuid.UUID, uuid.UUID] | None:
    """The month that a number names, and the range of ids that it fits; nothing if it is none."""
    found = FORM.fullmatch(text.strip().upper())
    if found is None:
        return None
    year, month, *parts = found.groups()
    signs = "".join(parts).translate(LOOKALIKES)
    if any(sign not in ALPHABET for sign in signs):
        return None
    first = 0
    for sign in signs:
        first = first << 5 | ALPHABET.index(sign)
    low = first << 88
    return f"20{year}-{month}", uuid.UUID(int=low), uuid.UUID(int=low | (1 << 88) - 1)


def new_reference(kind: str = "R") -> str:
    """The number of a letter, "R-7QF3-M2K9": drawn, so that it counts nothing."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{kind}-{text[:4]}-{text[4:]}"
