"""Words of danger in what the public writes: marked for the eye, by an open list. Pure.

Nothing is scored and nothing sorted by them: what a list does not know is no less urgent.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("danger_words.toml")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. `theme` says what kind of danger it is a word of; "" for all the rest."""

    text: str
    theme: str = ""


@dataclass(frozen=True, slots=True)
class WordList:
    """The words by theme as they stand in the file, their source, and how they are found."""

    source: str
    themes: Mapping[str, tuple[str, ...]]
    pattern: re.Pattern[str]


@cache
def word_list() -> WordList:
    """The list as it is installed."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    source = content.pop("source")
    themes = {theme: tuple(one["words"]) for theme, one in content.items()}
    found = [rf"(?P<{theme}>{_any_of(words)})" for theme, words in themes.items()]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE)
    return WordList(source, themes, pattern)


def pieces(text: str) -> Iterator[Piece]:
    """A text in parts: together they are the text, and the marked ones are words of the list."""
    end = 0
    for hit in word_list().pattern.finditer(text):
        if hit.start() > end:
            yield Piece(text[end : hit.start()])
        yield Piece(hit.group(), hit.lastgroup or "")
        end = hit.end()
    if end < len(text):
        yield Piece(text[end:])


def themes_in(text: str) -> list[str]:
    """Of which kinds of danger there are words in a text, in the order of the list."""
    found = {piece.theme for piece in pieces(text)}
    return [theme for theme in word_list().themes if theme in found]


def _any_of(words: tuple[str, ...]) -> str:
    """The longest first: of "luka-luka" not the first half alone."""
    return "|".join(_form(word) for word in sorted(words, key=len, reverse=True))


def _form(word: str) -> str:
    """One entry as a pattern: blanks may be several, and a star is any letters."""
    return r"\s+".join(re.escape(part).replace(r"\*", r"\w*") for part in word.split())
