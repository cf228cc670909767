"""How a word of a name sounds, whichever way it was written down."""

import re
from functools import lru_cache

from kla.cases.names import fold_word

# Longer words only: Eko and Eka are two names, Santoso and Santosa are one.
SHORTEST_OPEN = 5

BEFORE_FOLDING = (
    (r"([^aiueo])\1+", r"\1"),
    ("oo", "u"),
    ("ou", "u"),
    ("ee", "i"),
    ("aw(?![aiueo])", "au"),
)
# What one way of writing may stand for: Rachmat has a h, Chandra a c, Khotimah is said Kotimah,
# Soelistjo is Sulistyo, Veronica is Veronika.
EITHER = (
    ("ch", "c"),
    ("kh", "k"),
    ("tj", "ty"),
    ("dj", "dy"),
    ("(?<=.)c(?=[aou])|c(?=[lrkt])", "k"),
)
# In this order, each on what the one before it left.
STEPS = (
    ("^nor(?=[a-z]{3})", "nur"),  # Banjar: Norhayati
    ("^abdu[lrsdnt]?(?=[rsdnt][aiueo])", "abdu"),  # the article takes the sound that follows
    ("sy", "s"),
    ("y(?![aiueo])", "i"),
    ("iy", "i"),
    ("(?<=[bcdfgklmnpqrst])y(?=[aiueo])", "i"),
    ("ie", "i"),
    ("a[ie]|ei", "e"),
    ("a[uo]", "o"),
    ("(?<=[bcdfgjklmnprstz])h", ""),
    ("h$", ""),
    ("[fv]", "p"),
    ("y", "j"),
    ("d$", "t"),
    ("b$", "p"),
    ("g$(?<!ng)", "k"),
    (r"(.)\1+", r"\1"),
)
_BEFORE = tuple((re.compile(old), new) for old, new in BEFORE_FOLDING)
_EITHER = tuple((re.compile(old), new) for old, new in EITHER)
_STEPS = tuple((re.compile(old), new) for old, new in STEPS)


@lru_cache(maxsize=20_000)
def sounds(word: str) -> frozenset[str]:
    """The ways in which a plain lower-case word may sound; two words meet in any of them."""
    for old, new in _BEFORE:
        word = old.sub(new, word)
    written = {word} | {old.sub(new, word) for old, new in _EITHER}
    spoken = {_spoken(fold_word(one)) for one in written}
    # Zainal is heard as Jainal, Hafiz as Hafis.
    return frozenset(one.replace("z", near) for one in spoken for near in "js")


def _spoken(folded: str) -> str:
    for old, new in _STEPS:
        folded = old.sub(new, folded)
    return folded.replace("o", "a") if len(folded) >= SHORTEST_OPEN else folded
