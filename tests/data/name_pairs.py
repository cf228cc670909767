"""Pairs of names of one person and of two, made by rules from lists; every person is invented.

A third of the combinations (a rule with what it did) is held out: they come with two rules at
once and with names of a list that has another author, and nothing is tuned on them.
"""

import csv
import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from faker.providers.person.id_ID import Provider as Faker

from tests.data import name_lists as lists
from tests.data import name_rules as rules

SEED = 64
PER_KIND = {"development": (900, 900), "held-out": (600, 600)}


@dataclass(frozen=True)
class Pair:
    """Two names as written, whether they are one name, and by which rule that is known."""

    name_a: str
    name_b: str
    same: bool
    rule: str


def is_held_out(combination: str) -> bool:
    """Whether a combination belongs to the third that nothing was tuned on."""
    return zlib.crc32(combination.encode()) % 3 == 0


def crude(name: str) -> str:
    """A name without what clerks are known to change; only to leave out doubtful pairs."""
    text = re.sub(r"[^a-z]", "", name.lower().replace("oe", "u").replace("ch", "c"))
    text = re.sub(r"h|(.)(?=\1)", "", text).translate(str.maketrans("oyvz", "aifs"))
    return text.removesuffix("a")


def _java(rng: random.Random, sex: str) -> list[str]:
    given, second = (
        (lists.MALE, lists.SECOND_MALE) if sex == "m" else (lists.FEMALE, lists.SECOND_FEMALE)
    )
    return [*rng.sample(given, rng.choice((1, 1, 2))), rng.choice(second)]


def _muslim(rng: random.Random, sex: str) -> list[str]:
    head = rng.choice(("Muhammad", "Ahmad") if sex == "m" else ("Siti", "Nur"))
    return [head, *_java(rng, sex)[-2:]]


def _abdul(rng: random.Random, sex: str) -> list[str]:
    servant = rng.choice(lists.SERVANTS)
    if sex == "f":
        return ["Siti", rng.choice(lists.BANJAR), rng.choice(lists.SECOND_FEMALE)]
    return ["Abdul", servant, rng.choice([*lists.SECOND_MALE, *lists.BANJAR])]


def _family(rng: random.Random, sex: str) -> list[str]:
    own = rng.sample(lists.CHRISTIAN + (lists.MALE if sex == "m" else lists.FEMALE), 2)
    return [*own[: rng.choice((1, 2))], rng.choice(lists.FAMILY)]


def _bugis(rng: random.Random, sex: str) -> list[str]:
    given = rng.choice(lists.MALE if sex == "m" else lists.FEMALE)
    return ["Andi", given, rng.choice(lists.BUGIS)]


def _banjar(rng: random.Random, sex: str) -> list[str]:
    head = [["Gusti"], ["Muhammad"], []] if sex == "m" else [["Nur"], ["Siti"], []]
    given = rng.choice(lists.MALE if sex == "m" else lists.FEMALE)
    return [*rng.choice(head), given, rng.choice(lists.BANJAR)]


def _dayak(rng: random.Random, sex: str) -> list[str]:
    given = rng.choice(lists.CHRISTIAN + (lists.MALE if sex == "m" else lists.FEMALE))
    return [given, *rng.sample(lists.DAYAK, rng.choice((1, 2)))]


def _bali(rng: random.Random, sex: str) -> list[str]:
    head = [["I"], ["I", "Gusti"]] if sex == "m" else [["Ni"], ["Ni", "Luh"]]
    return [*rng.choice(head), rng.choice(lists.BALI_ORDER), *rng.sample(lists.BALI, 1)]


CULTURES = (_java, _java, _muslim, _muslim, _abdul, _family, _bugis, _banjar, _dayak, _bali)


def person(rng: random.Random, sex: str, *, unseen: bool) -> list[str]:
    """The words of an invented person's name."""
    if unseen and rng.random() < 0.5:
        given = Faker.first_names_male if sex == "m" else Faker.first_names_female
        last = Faker.last_names_male if sex == "m" else Faker.last_names_female
        head = [[], ["Muhammad"]] if sex == "m" else [[], ["Siti"]]
        words = [*rng.choice(head), rng.choice(given), rng.choice(last)]
        return words if len(set(words)) == len(words) else person(rng, sex, unseen=unseen)
    return rng.choice(CULTURES)(rng, sex)


Once = tuple[str, list[str]]
Two = tuple[str, list[str], list[str]]


def _one(rng: random.Random, words: list[str], sex: str) -> Once | None:
    names = list(rules.RULES)
    (name,) = rng.choices(names, [rules.RULES[n][1] for n in names])
    rule = rules.RULES[name][0]
    done = rules.patronymic(rng, words, sex) if name == "patronymic" else rule(rng, words)
    return (f"{name}: {done[0]}", done[1]) if done else None


def _positive(rng: random.Random, split: str) -> Pair | None:
    held, sex = split == "held-out", rng.choice("mf")
    words = person(rng, sex, unseen=held)
    done = _one(rng, words, sex)
    if done is None or is_held_out(done[0]) != held:
        return None
    name, changed = done
    if held and rng.random() < 0.5:
        name, changed = _second(rng, name, changed, sex) or (name, changed)
    return _pair(rng, words, changed, (True, name))


def _second(
    rng: random.Random, first: str, words: list[str], sex: str
) -> tuple[str, list[str]] | None:
    """Another rule on top, where both together still leave a name to be known by."""
    more = _one(rng, words, sex)
    kinds = {first.split(":")[0], more[0].split(":")[0]} if more else set()
    shortened = len(kinds & {"initial", "drop middle", "drop common"})
    last = first.split(":")[0] in {"titles", "patronymic", "case", "swap", "join"}
    if more is None or len(kinds) < 2 or shortened > 1 or last:
        return None
    return f"{first} & {more[0]}", more[1]


def _pair(rng: random.Random, a: list[str], b: list[str], truth: tuple[bool, str]) -> Pair | None:
    names = [" ".join(a), " ".join(b)]
    if names[0] == names[1]:
        return None
    rng.shuffle(names)
    return Pair(*names, *truth)


def _close(rng: random.Random, words: list[str], sex: str) -> Two:
    """Two people in whose names one word nearly agrees."""
    pair = list(rng.choice(lists.CLOSE))
    rng.shuffle(pair)
    at = rng.randrange(len(words))
    if words[at] in lists.COMMON:
        at = len(words) - 1
    a, b = ([*words[:at], word, *words[at + 1 :]] for word in pair)
    return f"close: {'/'.join(sorted(pair))} {at}", a, b


def _siblings(rng: random.Random, words: list[str], sex: str) -> Two:
    """All but the own name shared."""
    at = next((i for i, word in enumerate(words) if word not in lists.COMMON), 0)
    given = lists.MALE if sex == "m" else lists.FEMALE
    other = rng.choice([word for word in given if crude(word) != crude(words[at])])
    return (
        f"siblings: {words[at][0]}{other[0]} {words[-1][0]}",
        words,
        [*words[:at], other, *words[at + 1 :]],
    )


def _other_last(rng: random.Random, words: list[str], sex: str) -> Two:
    """The same first name, another last one."""
    pool = lists.SECOND_MALE + lists.FAMILY if sex == "m" else lists.SECOND_FEMALE + lists.FAMILY
    other = rng.choice([word for word in pool if crude(word) != crude(words[-1])])
    return f"other last: {words[-1][0]}{other[0]} {words[0][0]}", words, [*words[:-1], other]


def _other_father(rng: random.Random, words: list[str], sex: str) -> Two:
    """Namesakes with different fathers."""
    one, two = rng.sample(lists.FATHERS, 2)
    link = rules.CHILD[sex][0]
    return f"fathers: {one} {two}", [*words, link, one], [*words, link, two]


def _common_head(rng: random.Random, words: list[str], sex: str) -> Two:
    """Muhammad, Siti or Nur shared and nothing else."""
    head = rng.choice(("Muhammad", "Ahmad", "Abdul") if sex == "m" else ("Siti", "Nur", "Sri"))
    other = [word for word in person(rng, sex, unseen=False) if word not in lists.COMMON][-2:]
    own = [word for word in words if word not in lists.COMMON][-len(other) :]
    return f"head: {head} {own[0][0]} {other[0][0]}", [head, *own], [head, *other]


def _order_of_birth(rng: random.Random, words: list[str], sex: str) -> Two:
    """Balinese brothers and sisters, told apart by the order of birth."""
    one, two = rng.sample(lists.BALI_ORDER, 2)
    last, head = rng.choice(lists.BALI), "I" if sex == "m" else "Ni"
    return f"bali: {one} {two} {last[0]}", [head, one, last], [head, two, last]


def _strangers(rng: random.Random, words: list[str], sex: str) -> Two:
    """Two people with nothing in common."""
    other = person(rng, rng.choice("mf"), unseen=False)
    return f"strangers: {words[0][0]}{words[-1][0]} {other[0][0]}{other[-1][0]}", words, other


def _one_initial(rng: random.Random, words: list[str], sex: str) -> Two:
    """The last name shared, and an initial that does not fit."""
    own, last = next((w for w in words if w not in lists.COMMON), words[0]), words[-1]
    letter = rng.choice([sign for sign in "ABDEFGHIKLNPRSTW" if sign != own[0]])
    return f"initial: {own[0]} {letter}", [own, last], [f"{letter}.", last]


NEGATIVES = (
    [_close] * 6 + [_siblings] * 4 + [_other_last] * 4 + [_other_father, _common_head]
    + [_common_head, _order_of_birth, _strangers, _one_initial]
)  # fmt: skip


def _is_doubtful(a: list[str], b: list[str]) -> bool:
    """Whether two people were given one name by chance."""
    left, right = sorted(map(crude, a)), sorted(map(crude, b))
    return left == right or not set(left) ^ set(right)


def _negative(rng: random.Random, split: str) -> Pair | None:
    held, sex = split == "held-out", rng.choice("mf")
    words = person(rng, sex, unseen=held)
    name, a, b = rng.choice(NEGATIVES)(rng, words, sex)
    if is_held_out(name) != held or _is_doubtful(a, b):
        return None
    if held and rng.random() < 0.4:
        done = _one(rng, b, sex)
        if done is None or done[0].split(":")[0] in {"initial", "drop middle", "typo", "spelling"}:
            return None
        name, b = f"{name} & {done[0]}", done[1]
    return _pair(rng, a, b, (False, name))


def _distinct(split: str, *, same: bool) -> Iterator[Pair]:
    rng, seen = random.Random(f"{SEED} {split} {same}"), set()  # noqa: S311 -- the same every time
    while True:
        pair = (_positive if same else _negative)(rng, split)
        if pair and (pair.name_a, pair.name_b) not in seen:
            seen.add((pair.name_a, pair.name_b))
            yield pair


@cache
def pairs(split: str) -> tuple[Pair, ...]:
    """The pairs of "development" or "held-out", the same at every call."""
    same, other = PER_KIND[split]
    found = [pair for pair, _ in zip(_distinct(split, same=True), range(same), strict=False)]
    found += [pair for pair, _ in zip(_distinct(split, same=False), range(other), strict=False)]
    return tuple(found)


def write_csv(path: Path, split: str) -> None:
    """A file as `flask names evaluate` reads it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["name_a", "name_b", "same"])
        out.writerows([p.name_a, p.name_b, int(p.same)] for p in pairs(split))


def counted(split: str) -> Counter[str]:
    """How many pairs each kind of rule has."""
    return Counter(f"{p.same}: {p.rule.split(':')[0]}" for p in pairs(split))
