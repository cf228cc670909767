"""What is known about names, read from `known.toml` when the first two are compared."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kla.cases.names import fold_word

FILE = Path(__file__).with_name("known.toml")


@dataclass(frozen=True, slots=True)
class Known:
    """Lists of words and what they stand for."""

    before: frozenset[str]
    behind: frozenset[str]
    noble: frozenset[str]
    particles: frozenset[str]
    sons: frozenset[str]
    daughters: frozenset[str]
    common: frozenset[str]
    order: frozenset[str]
    short: dict[str, str]
    pairs: dict[str, tuple[str, ...]]
    nicknames: frozenset[frozenset[str]]
    names: dict[str, str]  # a folded spelling and the name that it is one of

    @property
    def together(self) -> frozenset[str]:
        """What is one word though it is written with stops: S.Pd., R.A., A.A."""
        return self.before | self.behind | self.noble | frozenset(self.pairs)


@cache
def known() -> Known:
    """All that is known."""
    with FILE.open("rb") as file:
        read: dict[str, Any] = tomllib.load(file)
    lists = ("before", "behind", "noble", "particles", "sons", "daughters", "common", "order")
    sets = {name: frozenset(read[name].split()) for name in lists}
    names = _names(read)
    return Known(
        **sets,
        short=read["short"],
        pairs={sign: tuple(words.split()) for sign, words in read["pairs"].items()},
        nicknames=_nicknames(read["nicknames"], names),
        names=names,
    )


def _names(read: dict[str, Any]) -> dict[str, str]:
    found = {fold_word(name): fold_word(name) for name in read["own"]["names"].split()}
    for name in (*read["common"].split(), *read["order"].split()):
        found[fold_word(name)] = fold_word(name)
    for name, others in read["spellings"].items():
        for other in (name, *others.split()):
            found[fold_word(other)] = fold_word(name)
    return found


def _nicknames(read: dict[str, str], names: dict[str, str]) -> frozenset[frozenset[str]]:
    def whole(name: str) -> str:
        return names.get(fold_word(name), fold_word(name))

    return frozenset(
        frozenset({whole(name), whole(nick)})
        for name, nicks in read.items()
        for nick in nicks.split()
    )
