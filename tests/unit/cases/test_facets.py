"""The text in which many lines lie: what goes in comes out, and a filter finds just what fits."""

import uuid
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.cases import facets, lines
from kla.cases.facets import Wanted
from kla.cases.lines import Line
from kla.cases.types import Sorting

DAY = 24 * 60
WORDS = [b"k:fisik", b"k:psikis", b"r:tinggi", b"r:rendah", b"l:64.71.01.1001", b"l:luar", b"g:1"]
RESTS = [b"|,,", b"ab:P:12:64.71.01|,,", b"ab:P::64.71.01;cd:L:3:lainnya|entered,7,2026-01-02"]

line = st.builds(
    Line,
    mark=st.uuids().map(lines.mark_of),
    received=st.integers(0, 2**32 - 1),
    happened=st.integers(0, date.max.toordinal()),
    rest=st.sampled_from(RESTS),
    words=st.sets(st.sampled_from(WORDS), min_size=1).map(lambda some: tuple(sorted(some))),
)
many = st.lists(line, max_size=20, unique_by=lambda one: one.mark)
limits = st.none() | st.tuples(st.integers(1, 2**31), st.integers(2**31, 2**32 - 1))
wanted = st.builds(
    Wanted,
    groups=st.lists(st.frozensets(st.sampled_from(WORDS), max_size=3), max_size=3).map(tuple),
    received=limits,
    happened=st.none() | st.just((date(2025, 1, 1).toordinal(), date(2026, 1, 1).toordinal())),
)


def fits(one: Line, asked: Wanted) -> bool:
    return (
        all(group & set(one.words) for group in asked.groups)
        and (asked.received is None or asked.received[0] <= one.received <= asked.received[1])
        and (asked.happened is None or asked.happened[0] <= one.happened <= asked.happened[1])
    )


def ids(some) -> set[bytes]:
    return {lines.bytes_of(one.mark) for one in some}


class TestText:
    @given(many)
    def test_gives_back_every_line_in_its_order(self, some):
        texts = [one.text for one in some]
        packed = facets.join(texts)
        assert facets.split(packed) == texts
        assert facets.marks_in(packed) == {one.mark for one in some}

    @given(many, st.integers(0, 20))
    def test_gives_back_some_of_them(self, some, count):
        marks = {one.mark for one in some[:count]}
        found = facets.split(facets.join([one.text for one in some]), marks)
        assert found == [one.text for one in some[:count]]

    def test_an_index_without_any_has_none(self):
        assert facets.split(b"") == []
        assert facets.marks_in(b"") == set()
        assert len(facets.scan([b"", facets.join([])], Wanted(), Sorting.NEWEST)) == 0


class TestScan:
    @given(many, wanted, st.sampled_from(list(Sorting)))
    def test_finds_what_fits_and_nothing_else(self, some, asked, order):
        found = facets.scan([facets.join([one.text for one in some])], asked, order)
        assert found.ids() == ids(one for one in some if fits(one, asked))
        assert found.total == len(some)

    @given(many, many)
    def test_leaves_out_of_what_there_is_newer_word(self, some, newer):
        gone = ids(newer) | ids(some[:3])
        found = facets.scan([facets.join([one.text for one in some])], Wanted(), Sorting(""), gone)
        assert found.ids() == ids(some) - gone

    def test_a_text_of_the_first_format_is_found_too(self):
        case = uuid.UUID(int=7)
        old = lines.mark_of(case) + (
            b"|2026-03|a0|p:fisik|k:,fisik,|r:tinggi|l:64.71.01.1001|s:|v:ab:P:12:64.71.01"
        )
        asked = Wanted(groups=(frozenset({b"k:fisik"}), frozenset({b"c:64.71.01"})))
        assert facets.scan([old], asked, Sorting("")).ids() == {case.bytes}
        assert facets.marks_in(old) == {lines.mark_of(case)}


class TestOrder:
    def keyed(self, order, *some):
        found = facets.scan([facets.join([one.text for one in some])], Wanted(), order)
        return [sorted(found.by_key[key]) for key in sorted(found.by_key)]

    def one(self, number, **changed):
        values = {
            "mark": lines.mark_of(uuid.UUID(int=number)),
            "received": 0,
            "happened": 0,
            "rest": b"|",
            "words": (b"l:", b"r:"),
        }
        return Line(**(values | changed))

    def test_newest_goes_by_the_day_in_balikpapan(self):
        midnight = int(timedelta(days=20_000, hours=16) / timedelta(minutes=1))
        some = [
            self.one(1, received=midnight - 1),
            self.one(2, received=midnight),
            self.one(3, received=midnight + DAY - 1),
            self.one(4),
        ]
        order = [[2, 3], [1], [4]]
        expected = [[uuid.UUID(int=one).bytes for one in day] for day in order]
        assert self.keyed(Sorting.NEWEST, *some) == expected

    @pytest.mark.parametrize(
        ("order", "values"),
        [
            (Sorting.RISK, [b"r:tinggi", b"r:sedang", b"r:rendah", b"r:"]),
            (Sorting.KELURAHAN, [b"l:64.71.01.1001", b"l:64.71.01.1002", b"l:64.71.06.1001"]),
            (Sorting.KELURAHAN, [b"l:64.71.01.1001", b"l:luar"]),
        ],
    )
    def test_words_go_by_their_rank(self, order, values):
        some = [self.one(place, words=(word,)) for place, word in enumerate(values)]
        expected = [[uuid.UUID(int=place).bytes] for place in range(len(values))]
        assert self.keyed(order, *reversed(some)) == expected

    def test_the_youngest_first_and_who_is_of_no_known_age_last(self):
        some = [
            self.one(1, rest=b"ab:P:12:x;cd:P:3:x|"),
            self.one(2, rest=b"ab:P:0:x|"),
            self.one(3, rest=b"ab:P::x|"),
            self.one(4, rest=b"ab:P:12:x|"),
        ]
        expected = [[uuid.UUID(int=one).bytes] for one in (2, 1, 4, 3)]
        assert self.keyed(Sorting.YOUNGEST, *some) == expected
