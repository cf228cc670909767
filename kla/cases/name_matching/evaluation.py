"""How well names are told apart: a file of pairs with the truth, and recall and precision on it.

Only the decision `same` counts as found. `maybe` asks a person to look, so it counts as not found
where the two are one, and as no false alarm where they are not; it is counted apart besides.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kla.cases.name_matching import Attributes, Decision, compare

COLUMNS = ("name_a", "name_b", "same")
TRUTHS = {"1": True, "true": True, "yes": True, "ya": True}
TRUTHS |= {"0": False, "false": False, "no": False, "tidak": False}


class BadPairs(ValueError):
    """A file of pairs that can't be used, and why, in one sentence."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, what else is known of both, and whether they are one person's."""

    names: tuple[str, str]
    same: bool
    about: tuple[Attributes, Attributes] = (Attributes(), Attributes())


@dataclass(frozen=True, slots=True)
class Result:
    """How many pairs got which decision, by the truth about them."""

    of_one: Counter[Decision]
    of_two: Counter[Decision]

    @property
    def recall(self) -> float | None:
        """Of the pairs that are one person's, how many were called the same."""
        return _share(self.of_one[Decision.SAME], self.of_one.total())

    @property
    def recall_with_maybe(self) -> float | None:
        """The same, with those that a person would be asked to look at."""
        found = self.of_one[Decision.SAME] + self.of_one[Decision.MAYBE]
        return _share(found, self.of_one.total())

    @property
    def precision(self) -> float | None:
        """Of the pairs that were called the same, how many are."""
        found = self.of_one[Decision.SAME]
        return _share(found, found + self.of_two[Decision.SAME])


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def evaluate(pairs: Iterable[Pair]) -> Result:
    """Compare every pair and count."""
    result = Result(Counter(), Counter())
    for pair in pairs:
        decision = compare(*pair.names, *pair.about).decision
        (result.of_one if pair.same else result.of_two)[decision] += 1
    return result


def read_pairs(lines: Iterable[str]) -> Iterator[Pair]:
    """The pairs of a CSV file with the columns name_a, name_b and same (1 or 0).

    birth_year_a, birth_year_b, sex_a, sex_b, kelurahan_a and kelurahan_b may be there too.
    Raises `BadPairs`.
    """
    rows = csv.DictReader(lines, strict=True)
    try:
        rows.fieldnames = _headings(rows.fieldnames or ())
        for row in rows:
            yield _pair(row, rows.line_num)
    except csv.Error as error:
        raise BadPairs(f"Line {rows.line_num} is not CSV: {error}") from error
    except UnicodeDecodeError as error:
        raise BadPairs("The file is not text in UTF-8") from error
    if rows.line_num < 2:
        raise BadPairs("The file has no pairs, only a heading")


def _headings(written: Iterable[str]) -> list[str]:
    found = [one.strip().casefold() for one in written]
    if len(found) == 1 and any(sign in found[0] for sign in ";\t"):
        raise BadPairs("The columns are parted by another sign; part them by commas")
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        raise BadPairs(f"The file lacks the column {missing[0]}; it needs {', '.join(COLUMNS)}")
    return found


def _pair(row: dict[str, str | None], line: int) -> Pair:
    first, second, same = ((row[name] or "").strip() for name in COLUMNS)
    if not first or not second:
        raise BadPairs(f"Line {line} lacks a name")
    if same.casefold() not in TRUTHS:
        raise BadPairs(f"Line {line} has {same[:20]!r} under same; it takes 1 or 0")
    about = _about(row, "a", line), _about(row, "b", line)
    return Pair((first, second), TRUTHS[same.casefold()], about)


def _about(row: dict[str, str | None], side: str, line: int) -> Attributes:
    born, sex, place = (
        (row.get(f"{name}_{side}") or "").strip() for name in ("birth_year", "sex", "kelurahan")
    )
    if born and not (born.isdecimal() and born.isascii() and len(born) == 4):
        raise BadPairs(f"Line {line} has {born[:20]!r} as a year of birth")
    return Attributes(int(born) if born else None, sex, place)
