"""A name as written, read into words: titles off, short forms whole, the father's name apart."""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from kla.cases.name_matching.known import known
from kla.cases.name_matching.sounds import sounds
from kla.cases.names import fold_word

# A name has fewer; a longer text is no name, and pairing all its words would take too long.
MOST_WORDS = 8


class Kind(StrEnum):
    """What a word of a name tells about who somebody is."""

    OWN = "own"
    COMMON = "common"
    ORDER = "order"  # of birth
    INITIAL = "initial"
    ASIDE = "aside"  # noble styles and particles: there or not


WEIGHTS = {Kind.OWN: 1.0, Kind.ORDER: 0.7, Kind.COMMON: 0.5, Kind.INITIAL: 0.3, Kind.ASIDE: 0.05}


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or two that are read as one."""

    text: str
    folded: str
    name: str | None  # the known name that it is a spelling of
    kind: Kind
    is_fathers: bool = False
    parts: int = 1
    letter: str = ""  # all that was written of it
    joined: float = 0.0  # what the two told before they were read as one

    @property
    def weight(self) -> float:
        """How much it tells."""
        return self.joined or WEIGHTS[self.kind] * (0.5 if self.is_fathers else 1.0)

    @property
    def tells(self) -> bool:
        """Whether it is a word by which somebody is known; "I" and "Ni" tell only the sex."""
        return self.kind not in (Kind.ASIDE, Kind.INITIAL) and self.folded not in ("i", "ni")

    @property
    def initial(self) -> str:
        """Its first letter, as written."""
        return self.letter or self.folded[:1]

    @property
    def sounds(self) -> frozenset[str]:
        """How it may be heard."""
        return sounds(self.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a name, and whether it says "son of" (m) or "daughter of" (f)."""

    words: tuple[Word, ...]
    child: str = ""

    @property
    def own(self) -> tuple[Word, ...]:
        """Without the father's name."""
        return tuple(word for word in self.words if not word.is_fathers)


@lru_cache(maxsize=20_000)
def join(first: Word, second: Word) -> Word:
    """Two neighbours as one word: Nur Hayati is Nurhayati."""
    joined = word_of(first.text + second.text)
    told = first.weight + second.weight
    return replace(joined, is_fathers=first.is_fathers, parts=2, joined=told)


def readings(text: str) -> tuple[Reading, ...]:
    """The ways to read a name: a "b." inside it is an initial or "bin"."""
    words = _without_titles(_signs(text))[:MOST_WORDS]
    found = [_reading(words, known().sons | known().daughters)]
    if "b" in words[1:-1]:
        found.append(_reading(words, known().sons | known().daughters | {"b"}))
    return tuple(found)


def _reading(signs: list[str], links: frozenset[str]) -> Reading:
    at = next((i for i, sign in enumerate(signs[1:-1], 1) if sign in links), len(signs))
    own = [word_of(sign) for sign in signs[:at]]
    fathers = [replace(word_of(sign), is_fathers=True) for sign in signs[at + 1 :]]
    link = signs[at] if at < len(signs) else ""
    child = {True: "f", False: "m" if link and link != "b" else ""}[link in known().daughters]
    return Reading((*own, *fathers), child)


@lru_cache(maxsize=20_000)
def word_of(sign: str) -> Word:
    """A plain word with what is known about it."""
    bare = sign.rstrip(".")
    whole = known().short.get(sign, bare)
    folded = whole if len(whole) == 1 else fold_word(whole)
    name = known().names.get(folded)
    letter = bare if len(bare) == 1 else ""
    return Word(whole, folded, name, _kind(sign, folded, name), letter=letter)


def _kind(sign: str, folded: str, name: str | None) -> Kind:
    if sign in known().noble | known().particles:
        return Kind.ASIDE
    if len(folded) == 1 and folded != "i":
        return Kind.INITIAL
    if name in known().order:
        return Kind.ORDER
    return Kind.COMMON if {folded, name} & known().common else Kind.OWN


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"['`\u00b4\u2018\u2019\u02bc]", "", plain)


def _signs(text: str) -> list[str]:
    head, *rest = _plain(text).split(",")
    behind = [chunk for part in rest for chunk in re.findall(r"[\w.]+", part)]
    # Behind a comma stand degrees, known or not, or else the rest of a turned name.
    kept = [chunk for chunk in behind if not _is_degree(chunk)]
    return [sign for chunk in (*re.findall(r"[\w.]+", head), *kept) for sign in _split(chunk)]


def _is_degree(chunk: str) -> bool:
    bare = chunk.replace(".", "")
    return not bare or bare in known().behind or bool(re.fullmatch(r"\w{1,2}\.\w[\w.]*", chunk))


def _split(chunk: str) -> list[str]:
    """S.Pd. is one sign, M.Rizki two."""
    bare = chunk.replace(".", "")
    if bare in known().together or "." not in chunk.strip("."):
        return [bare] if bare else []
    return [part for part in chunk.split(".") if part]


def _without_titles(signs: list[str]) -> list[str]:
    while len(signs) > 1 and signs[0] in known().before:
        signs = signs[1:]
    while len(signs) > 1 and signs[-1] in known().behind:
        signs = signs[:-1]
    if len(signs) > 2 and len(signs[-2]) == 1 and "".join(signs[-2:]) in known().behind:
        return _without_titles(signs[:-2])  # S. Pd. with a space
    return _heads(signs)


def _heads(signs: list[str]) -> list[str]:
    """Signs that stand for something else at the head of a name."""
    if not signs:
        return []
    # M. is mostly Muhammad, but at the end no more than a letter.
    first, *rest = ["m." if sign == "m" else sign for sign in signs[:-1]] + signs[-1:]
    if first == "st":  # behind a name it is a degree
        return ["siti", *rest]
    return [*known().pairs.get(first, (first,)), *rest]
