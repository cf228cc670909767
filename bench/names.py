"""Invented names: given names put together from syllables, and a family name that says so."""

from dataclasses import dataclass, field
from random import Random

SYLLABLES = [start + vowel for start in "bdghjklmnprstwyz" for vowel in "aiu"]
ENDINGS = ("n", "h", "s", "m", "r", "", "", "", "", "t", "l")
SURNAME = "Rekaan"  # "made up"
MANY = 900


@dataclass
class Names:
    """Names by chance, made of the same words always: a few are everywhere, most are rare."""

    rng: Random
    tokens: list[str] = field(init=False)
    weights: list[float] = field(init=False)

    def __post_init__(self) -> None:
        words, found = Random(MANY), dict[str, None]()
        while len(found) < MANY:
            found[_token(words)] = None
        self.tokens = list(found)
        self.weights = [1 / (rank + 6) for rank in range(MANY)]

    def one(self) -> str:
        """A name of one to three given names and the family name that marks it as invented."""
        given = self.rng.choices(self.tokens, self.weights, k=self.rng.choice((1, 2, 2, 2, 3)))
        return " ".join([*dict.fromkeys(given), SURNAME])


def _token(rng: Random) -> str:
    parts = rng.choices(SYLLABLES, k=rng.choice((2, 2, 3)))
    return ("".join(parts) + rng.choice(ENDINGS)).capitalize()
