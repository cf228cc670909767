"""Recall and precision on pairs made by rules, those held out included."""

from itertools import combinations, product

import pytest
from rapidfuzz.distance import OSA

from kla.cases.name_matching import Decision, compare
from kla.cases.name_matching.evaluation import Pair, Result, evaluate
from tests.data import name_lists as lists
from tests.data.name_pairs import PER_KIND, Faker, crude, pairs


def result(split: str) -> Result:
    return evaluate(Pair((p.name_a, p.name_b), p.same) for p in pairs(split))


def test_there_are_enough_pairs_and_both_kinds():
    every = [pair for split in PER_KIND for pair in pairs(split)]

    assert len({(p.name_a, p.name_b) for p in every}) >= 2_400
    assert 0.4 < sum(p.same for p in every) / len(every) < 0.6


@pytest.mark.parametrize("split", PER_KIND)
def test_names_are_found_and_not_mistaken(split):
    found = result(split)

    assert found.recall >= 0.95
    assert found.precision >= 0.95


@pytest.mark.parametrize("split", PER_KIND)
def test_next_to_nobody_is_lost_where_somebody_looks_at_maybes(split):
    assert result(split).recall_with_maybe >= 0.98


def test_one_word_is_never_enough():
    """Neither alone nor beside words that the other name lacks."""
    given = [*lists.MALE, *lists.FEMALE]
    names = [(word, word) for word in given] + [
        (word, f"{word} {last}") for word, last in product(given[::5], lists.FAMILY[::3])
    ]
    spelt = [(word, other) for word, others in lists.SPELLINGS.items() for other in others]

    assert [p for p in names + spelt if compare(*p).decision == Decision.SAME] == []


def test_words_of_a_list_that_differ_by_a_letter_or_two_are_two_names():
    """A list by another author, beside one family name. Some of it is one name in two spellings."""
    words = sorted({*Faker.first_names, *Faker.last_names})
    near = [
        (f"{a} Siregar", f"{b} Siregar")
        for a, b in combinations(words, 2)
        if min(len(a), len(b)) >= 4
        and OSA.distance(a.lower(), b.lower(), score_cutoff=2) <= 2
        and crude(a) != crude(b)
    ]
    mistaken = [pair for pair in near if compare(*pair).decision == Decision.SAME]

    assert len(near) > 2_000
    assert len(mistaken) / len(near) < 0.015
