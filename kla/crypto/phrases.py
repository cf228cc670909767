"""What people type to prove who they are: passphrases and activation codes."""

import os
import secrets
import unicodedata
from collections.abc import Collection

from kla.crypto import crockford

GENERATED, CHOSEN, ACTIVATION = "generated", "chosen", "activation"

CONSONANTS, VOWELS = "bcdghjklmnprstwy", "aiuo"  # 16 x 4: 6 bits a syllable, 72 bits in all
GROUPS, SYLLABLES = 4, 3
RUDE = (
    "asu", "babi", "bodo", "bunu", "cuki", "gila", "kima", "mati", "puki", "susu", "tahi", "tolo",
)  # fmt: skip
CHOSEN_LENGTH, SCORED_LENGTH, WANTED_SCORE = 15, 72, 4
ACTIVATION_BYTES = 10


def generate_passphrase() -> str:
    """A passphrase of 72 random bits that can be said aloud: mucala-dabaho-koribu-punadu."""
    while True:
        words = ["".join(_syllable() for _ in range(SYLLABLES)) for _ in range(GROUPS)]
        if not any(rude in word for word in words for rude in RUDE):
            return "-".join(words)


def _syllable() -> str:
    return secrets.choice(CONSONANTS) + secrets.choice(VOWELS)


def normalise(passphrase: str, method: str) -> str:
    """What is stretched: of a generated phrase its letters, of a code its characters.

    A chosen one is kept as it is, but for the ways in which Unicode writes one character.
    """
    if method == GENERATED:
        return "".join(c for c in passphrase.lower() if "a" <= c <= "z")
    if method == ACTIVATION:
        return crockford.normalise(passphrase)
    return unicodedata.normalize("NFKC", passphrase)


def generate_activation_code() -> str:
    """An 80-bit code for one first sign-in: XXXX-XXXX-XXXX-XXXX."""
    return crockford.grouped(crockford.encode(os.urandom(ACTIVATION_BYTES)))


def check_chosen(passphrase: str, words: Collection[str] = ()) -> str | None:
    """The code of what is wrong with a chosen passphrase, or None.

    `words` are those that a guesser would try first: names of people, of the office, of the city.
    """
    if len(unicodedata.normalize("NFKC", passphrase)) < CHOSEN_LENGTH:
        return "too-short"
    # Imported here: its word lists take a while to load, and few processes ever need them.
    from zxcvbn import zxcvbn

    result = zxcvbn(passphrase[:SCORED_LENGTH], user_inputs=sorted(words))
    return None if result["score"] >= WANTED_SCORE else "too-weak"
