"""Packed lines: unpacked they are the same, and searching them misses and invents nothing."""

import uuid

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kla.cases import name_lines, names
from kla.cases.likely import Sieve, Sought
from tests.unit.cases.test_lines import victim

NIK = "9999110203120001"
SYLLABLES = ["si", "ti", "am", "nah", "ny", "sya", "mu", "ham", "mad", "dj", "oe", "ye", "fa", "a"]
words = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map("".join)
people = st.lists(words, min_size=1, max_size=3).map(" ".join)
queries = st.one_of(people, words.map(lambda word: word[1:4]), st.text(max_size=5))


def lines_of(*cases: list[str], **changed) -> list[bytes]:
    """The lines of some cases, each with these victims."""
    return [
        line
        for number, who in enumerate(cases)
        for line in name_lines.match_lines(
            uuid.UUID(int=number), {"victims": [victim(name, **changed) for name in who]}
        )
    ]


def looked_for_one_by_one(cases: list[list[str]], query: str) -> dict[int, int]:
    """Rank by case, by asking each name in turn: slow, and plain to see that it is right."""
    tokens = names.fold(query).split()
    bones = [names.skeleton(token) for token in tokens]
    # Where hardly a consonant is left, the longest word has to be spelled alike.
    spelled = max(tokens, key=len) if len(max(bones, key=len)) < 3 else ""
    best: dict[int, int] = {}
    for number, who in enumerate(cases):
        for name in who:
            folded = names.fold(name)
            by_ear = [f" {bone}" in f" {names.skeleton(folded)}" for bone in bones]
            if all(token in folded.split() for token in tokens):
                rank = 3
            elif all(token in folded for token in tokens):
                rank = 2
            else:
                rank = int(all(bones) and all(by_ear) and spelled in folded)
            best[number] = max(best.get(number, 0), rank)
    return {number: rank for number, rank in best.items() if rank}


@given(cases=st.lists(st.lists(people, min_size=1, max_size=2), max_size=12), query=queries)
def test_a_number_behind_the_names_changes_no_search(cases, query):
    plain, numbered = (name_lines.join(lines_of(*cases, nik=nik)) for nik in ("", NIK))

    assert name_lines.search([numbered], query, 100) == name_lines.search([plain], query, 100)


def test_the_same_number_is_found_in_lines_of_now_and_of_before():
    now = lines_of(["Siti Rekaan"], nik=NIK)
    before = [b"|".join([now[0].split(b"|")[0], b"2012", b"P", NIK.encode(), b""])]
    sought = Sought(ref="", name="Upik Khayalan", nik=NIK)

    found = [sifted(sought, lines).by_number for lines in (now, before, lines_of(["Siti"]))]

    assert found == [{uuid.UUID(int=0)}, {uuid.UUID(int=0)}, set()]
    (line,) = sifted(Sought(ref="", name="Siti Rekaan"), now).lines()
    assert line.folded == names.fold("Siti Rekaan")


def sifted(sought: Sought, lines: list[bytes]) -> Sieve:
    sieve = Sieve(sought)
    sieve.scan(name_lines.join(lines))
    return sieve


@given(cases=st.lists(st.lists(people, min_size=1, max_size=2), max_size=12), query=queries)
def test_finds_what_a_slow_search_finds(cases, query):
    # Two letters are looked for at the beginning of words only.
    assume(any(len(token) > 2 for token in names.fold(query).split()))
    text = name_lines.join(lines_of(*cases))

    found = {hit.case_id.int: hit.rank for hit in name_lines.search([text], query, 100)}

    assert found == looked_for_one_by_one(cases, query)


@given(cases=st.lists(st.lists(people, min_size=1, max_size=2), max_size=12))
def test_unpacks_what_was_packed(cases):
    lines = lines_of(*cases)
    text = name_lines.join(lines)

    assert name_lines.split(text) == lines
    assert len(name_lines.marks_in(text)) == len(cases)


@pytest.mark.parametrize("changed", [{"born": None}, {"sex": ""}, {"sex": "L", "born": 1999}])
def test_keeps_what_is_known_beside_the_name(changed):
    lines = lines_of(["Siti Aminah"], **changed)
    assert name_lines.split(name_lines.join(lines)) == lines


@pytest.mark.parametrize("text", [b"", name_lines.join([])])
def test_nothing_is_found_in_nothing(text):
    assert name_lines.split(text) == []
    assert name_lines.search([text], "siti", 10) == []


def test_leaves_out_cases_of_which_there_are_newer_lines():
    search = name_lines.Search("siti", 10)
    search.scan(name_lines.join(lines_of(["Budi"], ["Siti"])), gone={uuid.UUID(int=1).bytes})
    assert search.hits() == []
