"""The ways in which one name comes to be written as another, each a rule over its words.

A rule takes the words of a name and gives (what was done, the new words), or None where it does
not apply. They say what people do with names, not what any program makes of it.
"""

import random
import re
from collections.abc import Callable

from tests.data.name_lists import AFTER, BEFORE, COMMON, FATHERS, SPELLINGS

Words = list[str]
Done = tuple[str, Words] | None
Rule = Callable[[random.Random, Words], Done]

OLD = {"u": "oe", "j": "dj", "c": "tj", "y": "j", "sy": "sj", "ny": "nj", "kh": "ch"}
OLD_SOUND = re.compile("sy|ny|kh|u|j|c|y", re.IGNORECASE)
# How a name is heard and then written: sound in the end of a word or anywhere.
HEARD = [("f", "p"), ("v", "f"), ("z", "j"), ("z", "s"), ("kh", "h"), ("ai", "ae"), ("au", "o")]
HEARD += [("d$", "t"), ("b$", "p"), ("h$", ""), ("iya", "ia"), ("ya", "ia"), ("sy", "s")]
FLOURISH = [("i$", "y"), ("i$", "ie"), ("c", "ch"), ("t", "th"), ("d", "dh"), ("f", "v")]
FLOURISH += [("k$", "q"), ("a$", "ah"), ("ks", "x"), ("^s", "sh"), ("n", "nn"), ("l", "ll")]
FLOURISH += [("s", "ss"), ("r", "rr"), ("i", "y")]
CHILD = {"m": ("bin", "Bin", "b.", "ibn"), "f": ("binti", "Binti", "bt.", "bte.")}
KEYS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqwretyuiiosadsfghjklxzvcbn", strict=False))


def like(old: str, new: str) -> str:
    """The new word with a capital where the old one had it."""
    return new.capitalize() if old[:1].isupper() else new


def old_spelling(rng: random.Random, words: Words) -> Done:
    """Spelling from before 1972, all sounds or one of them."""
    present = sorted({m.group().lower() for word in words for m in OLD_SOUND.finditer(word)})
    if not present:
        return None
    chosen = present if rng.random() < 0.4 else [rng.choice(present)]

    def older(match: re.Match[str]) -> str:
        sound = match.group().lower()
        return OLD[sound] if sound in chosen else sound

    return "+".join(chosen), [like(word, OLD_SOUND.sub(older, word)) for word in words]


def spelling(rng: random.Random, words: Words) -> Done:
    """Another spelling that the name is known to have."""
    places = [at for at, word in enumerate(words) if word in SPELLINGS]
    if not places:
        return None
    at = rng.choice(places)
    options = [o for o in SPELLINGS[words[at]] if at < len(words) - 1 or o[-1] != "."]
    if not options:
        return None
    other = rng.choice(options)
    return f"{words[at]}>{other}", [*words[:at], other, *words[at + 1 :]]


def _one_sound(rng: random.Random, words: Words, table: list[tuple[str, str]]) -> Done:
    options = [
        (at, old, new)
        for at, word in enumerate(words)
        for old, new in table
        if len(word) > 3 and re.search(old, word.lower())
    ]
    if not options:
        return None
    at, old, new = rng.choice(options)
    word = like(words[at], re.sub(old, new, words[at].lower(), count=1))
    return f"{old}>{new}", [*words[:at], word, *words[at + 1 :]]


def heard(rng: random.Random, words: Words) -> Done:
    """Written down by ear."""
    return _one_sound(rng, words, HEARD)


def flourish(rng: random.Random, words: Words) -> Done:
    """A letter more or another one, because parents find it beautiful."""
    return _one_sound(rng, words, FLOURISH)


def titles(rng: random.Random, words: Words) -> Done:
    """Titles before, behind or on both sides."""
    before = rng.choice(BEFORE) if rng.random() < 0.7 else ""
    after = rng.choice(AFTER) if not before or rng.random() < 0.4 else ""
    comma = "," if after and rng.random() < 0.8 else ""
    new = [*filter(None, [before]), *words[:-1], words[-1] + comma, *filter(None, [after])]
    return f"{before}|{after}", new


def initial(rng: random.Random, words: Words) -> Done:
    """One of three or more words cut to its first letter."""
    places = [at for at, word in enumerate(words) if word not in COMMON]
    if len(places) < 3:
        return None
    at = rng.choice(places)
    short = words[at][0] + rng.choice(("", "."))
    return f"{at} {words[at][:2]}", [*words[:at], short, *words[at + 1 :]]


def drop_middle(rng: random.Random, words: Words) -> Done:
    """A word in the middle or at the end left out; two that tell something are left."""
    if len(words) < 3:
        return None
    at = rng.randrange(1, len(words))
    left = [*words[:at], *words[at + 1 :]]
    if sum(word not in COMMON for word in left) < 2:
        return None
    return f"{at} {words[at][:2]}", left


def drop_common(_: random.Random, words: Words) -> Done:
    """Muhammad, Siti, Andi left out before two other words."""
    left = [word for word in words if word not in COMMON]
    if len(left) < 2 or len(left) == len(words) or set(words) & {"I", "Ni"}:
        return None
    return " ".join(word if word in COMMON else word[0] for word in words), left


def swap(_: random.Random, words: Words) -> Done:
    """The last word first, as lists by family name have it."""
    if len(words) < 2:
        return None
    return f"{len(words)} {words[0][:2]}", [words[-1], *words[:-1]]


def patronymic(rng: random.Random, words: Words, sex: str = "m") -> Done:
    """With "bin" or "binti" and the father's name in one of both places."""
    link, father = rng.choice(CHILD[sex]), rng.choice(FATHERS)
    return f"{link} {father}", [*words, link, father]


def join(rng: random.Random, words: Words) -> Done:
    """Two words written as one."""
    heads = [at for at, word in enumerate(words[:-1]) if word in {"Nur", "Abdul", "Sri", "Siti"}]
    places = heads or (range(len(words) - 1) if len(words) > 2 else ())
    if not places:
        return None
    at = rng.choice(list(places))
    joined = words[at] + words[at + 1].lower()
    return f"{words[at]} {words[at + 1][:2]}", [*words[:at], joined, *words[at + 2 :]]


def case_and_marks(rng: random.Random, words: Words) -> Done:
    """Capitals, more spaces, a stop or an apostrophe."""
    kind = rng.choice(("upper", "lower", "spaces", "apostrophe", "hyphen"))
    changed = {
        "upper": [word.upper() for word in words],
        "lower": [word.lower() for word in words],
        "spaces": [f" {word} " for word in words],
        "apostrophe": [word.replace("a'", "a").replace("aa", "a'a") for word in words],
        "hyphen": ["-".join(words[:2]), *words[2:]],
    }
    return (f"{kind} {len(words)}", changed[kind]) if changed[kind] != words else None


def typo(rng: random.Random, words: Words) -> Done:
    """A slip of the finger in a word of six letters or more, not in its first letter."""
    places = [at for at, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
    if not places:
        return None
    at, kind = rng.choice(places), rng.choice(("swap", "drop", "double", "near"))
    word, i = words[at].lower(), rng.randrange(1, len(words[at]) - 1)
    slip = {
        "swap": word[:i] + word[i + 1] + word[i] + word[i + 2 :],
        "drop": word[:i] + word[i + 1 :],
        "double": word[:i] + word[i] + word[i:],
        "near": word[:i] + KEYS[word[i]] + word[i + 1 :],
    }[kind]
    if slip == word:
        return None
    return f"{kind} {word[i]} {i}", [*words[:at], like(words[at], slip), *words[at + 1 :]]


RULES: dict[str, tuple[Rule, int]] = {  # with how often each is drawn
    "old spelling": (old_spelling, 14),
    "spelling": (spelling, 26),
    "heard": (heard, 10),
    "flourish": (flourish, 10),
    "titles": (titles, 12),
    "initial": (initial, 6),
    "drop middle": (drop_middle, 6),
    "drop common": (drop_common, 6),
    "swap": (swap, 6),
    "patronymic": (patronymic, 5),
    "join": (join, 6),
    "case": (case_and_marks, 4),
    "typo": (typo, 9),
}
