"""Indonesian names as people write them: folded, so that spellings of one name meet."""

import re
import unicodedata
from functools import lru_cache

# Of birth, faith, study and office; they say nothing about who somebody is.
TITLES = frozenset(
    re.findall(
        r"\w+",
        "h hj k kh kyai kiai ust ustad ustadz ustazah dr dra drs drg ir prof tn ny nn an sdr sdri "
        "bpk bapak ibu alm almh spd sh se ssos sag skom st sked mpd mh mm msi mkes ma mt mag ms "
        "phd skm spsi amd amdkeb amk sst str skep ners rr rd",
    )
)
LINKS = frozenset({"bin", "binti", "bt", "bte", "b", "ibn", "ibnu", "al", "as", "a"})
SHORT = {
    "moh": "muhamad",
    "moch": "muhamad",
    "muh": "muhamad",
    "much": "muhamad",
    "mhd": "muhamad",
    "muhd": "muhamad",
    "mohd": "muhamad",
    "m": "muhamad",
    "abd": "abdul",
    "abdl": "abdul",
    "sitti": "siti",
    "ach": "ahmad",
    "akh": "ahmad",
    "ah": "ahmad",
}
MUHAMMAD = re.compile(r"m[ou](c?h|kh)a?m+[ae]+[dt]+")
AHMAD = re.compile(r"a(c?h|kh)m+[ae]+[dt]+")

# Old spelling and Arabic-derived letters, longest first: each pair is one sound.
SOUNDS = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("nj", "ny"),
    ("sj", "sy"),
    ("sch", "s"),
    ("sh", "sy"),
    ("ts", "s"),
    ("dz", "z"),
    ("dh", "d"),
    ("th", "t"),
    ("kh", "h"),
    ("ch", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("v", "f"),
    ("q", "k"),
    ("x", "ks"),
    ("ie", "i"),
    ("ij", "i"),
    ("ee", "e"),
)
VOWELS = "aiueo"
# Letters that a hearer writes one for the other: Fatimah/Patimah, Zaenal/Jainal, Jusuf/Yusuf.
NEAR = str.maketrans(
    {"f": "p", "z": "j", "y": "j", "h": "", "a": "", "i": "", "u": "", "e": "", "o": ""}
)


def fold(text: str) -> str:
    """A name in one spelling: plain lower-case tokens, without titles and "bin/binti"."""
    tokens = _words(text)
    if tokens[:1] == ["st"]:  # before a name it is Siti, behind one a degree
        tokens[0] = "siti"
    kept = [token for token in tokens if token not in TITLES and token not in LINKS]
    return " ".join(fold_word(token) for token in kept or tokens)


def skeleton(folded: str) -> str:
    """The consonants of a folded name, near letters made one: what is left when it is misheard.

    The skeleton of a part of a token is a part of the token's skeleton, so that looking for it
    finds whatever looking for the token itself would find.
    """
    return " ".join(_skeleton_word(token) for token in folded.split())


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    # S.Pd. and K.H. are one word each; an apostrophe inside a name is no border.
    plain = re.sub(r"(?<=\b[a-z])\.(?=[a-z])|['`\u2019]", "", plain)
    return re.findall(r"[a-z0-9]+", plain)


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """One lower-case word in one spelling."""
    word = SHORT.get(word, word)
    word = MUHAMMAD.sub("muhamad", word)
    word = AHMAD.sub("ahmad", word)
    for old, new in SOUNDS:
        word = word.replace(old, new)
    word = re.sub(r"y(?![aiueo])", "i", word) if not word.startswith("sy") else word
    word = re.sub(r"sy(?![aiueo])", "s", word)
    return re.sub(r"([^\d])\1+", r"\1", word)  # in a number two digits are two


@lru_cache(maxsize=20_000)
def _skeleton_word(word: str) -> str:
    bare = word.replace("sy", "s").replace("ny", "n")
    return bare.translate(NEAR)


def initials(name: str) -> str:
    """The initials of a name, for lists: "Siti Aminah" is "S.A."; nothing known is "?"."""
    words = [word for word in _words(name) if word not in TITLES and word not in LINKS]
    return "".join(f"{word[0].upper()}." for word in words[:3]) or "?"
