"""The lines of the index: what is written can be found, narrowed and counted again."""

import uuid

import pytest

from kla.cases import lines, name_lines, names
from kla.cases.types.opened import EntryLine, VictimLine

CASE = uuid.UUID("7d3e5b1a-0000-4000-8000-00000000000a")


def victim(name: str, **changed):
    folded = names.fold(name)
    values = {
        "person": "ab" * 16,
        "sex": "P",
        "age": 12,
        "born": 2013,
        "kecamatan": "64.71.01",
        "folded": folded,
        "skeleton": names.skeleton(folded),
    }
    return values | changed


def summary(*people: str, **changed):
    values = {
        "victims": [victim(name) for name in people],
        "primary": "seksual",
        "kinds": ["seksual", "fisik"],
        "kelurahan": "64.71.01.1001",
        "risk": "tinggi",
        "accepted": True,
        "services": ["kesehatan", "mediasi"],
        "received": "2026-03-04T02:00:00+00:00",
    }
    return values | changed


# As cases were written before filters knew more.
FIRST = (
    lines.mark_of(CASE)
    + b"|2026-03|a1|p:seksual|k:,seksual,fisik,|r:tinggi|l:64.71.01.1001|s:kesehatan,mediasi|v:"
    + b"ab" * 16
    + b":P:12:64.71.01"
)


def found(query: str, *people: str) -> list[int]:
    ids = [uuid.UUID(int=number) for number in range(len(people))]
    text = name_lines.join(
        [
            name_lines.match_lines(one, summary(name))[0]
            for one, name in zip(ids, people, strict=True)
        ]
    )
    return [hit.case_id.int for hit in name_lines.search([text], query, 100)]


class TestSearch:
    @pytest.mark.parametrize(
        "query", ["siti", "Sitti", "amina", "Siti Aminah", "aminah siti", "iti ami", "Sity Aminnah"]
    )
    def test_finds_by_whole_part_order_and_spelling(self, query):
        assert found(query, "Budi Santoso", "Siti Aminah") == [1]

    def test_finds_what_was_misheard(self):
        assert found("Patimah Jusuf", "Fatima Yusuf", "Fitri Yuni") == [0]

    def test_puts_the_best_fit_first(self):
        assert found("rahma", "Rohim Umar", "Rahmawati", "Rahma Dewi")[:2] == [2, 1]

    def test_does_not_find_what_only_half_fits(self):
        assert found("siti budi", "Siti Aminah", "Budi Santoso") == []

    def test_names_each_case_once(self):
        text = name_lines.join(name_lines.match_lines(CASE, summary("Siti A", "Siti B")))
        assert len(name_lines.search([text], "siti", 100)) == 1

    def test_stops_at_its_limit(self):
        people = ["Siti Aminah"] * 30
        text = name_lines.join(
            [
                name_lines.match_lines(uuid.UUID(int=n), summary(name))[0]
                for n, name in enumerate(people)
            ]
        )
        assert len(name_lines.search([text], "siti", 10)) == 10

    @pytest.mark.parametrize("query", ["", " ", "a", "?", "h."])
    def test_asks_for_two_letters(self, query):
        assert not name_lines.is_searchable(query)

    @pytest.mark.parametrize("query", ["Ai", "siti", "Bo"])
    def test_takes_the_shortest_names(self, query):
        assert name_lines.is_searchable(query)
        assert found(query, f"{query} Contoh", "Umar") == [0]

    def test_a_query_of_signs_finds_nothing(self):
        assert found("|||", "Siti Aminah") == []


class TestLines:
    def test_a_list_line_says_again_what_was_written(self):
        line = lines.parse_list_line(lines.list_lines(CASE, "2026-03", summary("A", "B"))[0])
        assert (line.case_id, line.opened_month, line.accepted) == (CASE, "2026-03", True)
        assert (line.primary_kind, set(line.kinds)) == ("seksual", {"seksual", "fisik"})
        assert (line.risk, line.kelurahan) == ("tinggi", "64.71.01.1001")
        assert line.services == ("kesehatan", "mediasi")
        assert [(v.sex, v.age, v.kecamatan) for v in line.victims] == [("P", 12, "64.71.01")] * 2

    def test_an_unknown_age_stays_unknown(self):
        content = summary("A", victims=[victim("A", age=None)])
        line = lines.parse_list_line(lines.list_lines(CASE, "2026-03", content)[0])
        assert line.victims[0].age is None

    def test_a_line_of_the_first_format_says_what_it_said(self):
        line = lines.parse_list_line(FIRST)
        assert (line.case_id, line.opened_month, line.accepted) == (CASE, "2026-03", True)
        assert (line.primary_kind, set(line.kinds)) == ("seksual", {"seksual", "fisik"})
        assert (line.risk, line.kelurahan) == ("tinggi", "64.71.01.1001")
        assert line.services == ("kesehatan", "mediasi")
        assert line.victims == (VictimLine("ab" * 16, "P", 12, "64.71.01"),)

    def test_only_what_was_written_before_is_marked_as_old(self):
        assert lines.OLD in lines.read(FIRST).words
        assert lines.OLD in lines.read(lines.list_lines(CASE, "2026-03", summary("A"))[0]).words
        whole = summary("A", facts={"place": ["sekolah"]})
        assert lines.OLD not in lines.read(lines.list_lines(CASE, "2026-03", whole)[0]).words

    def test_how_a_case_stands_in_the_ministrys_register_is_said_again(self):
        entered = {"state": "entered", "number": "2026/10-0042", "on": "2026-10-07"}
        content = summary("A", received="2026-10-05T17:30:00+00:00", simfoni=entered)
        line = lines.parse_list_line(lines.list_lines(CASE, "2026-10", content)[0])
        assert line.entry == EntryLine("2026-10-06", "entered", "2026/10-0042", "2026-10-07")

    def test_a_line_from_before_there_was_such_a_part_is_read(self):
        assert lines.parse_list_line(FIRST).entry == EntryLine()
        later = FIRST + b"|e:2026-10-06,entered,2026/10-0042,2026-10-07"
        entry = EntryLine("2026-10-06", "entered", "2026/10-0042", "2026-10-07")
        assert lines.parse_list_line(later).entry == entry

    def test_a_match_line_tells_nothing_of_what_happened(self):
        text = name_lines.match_lines(CASE, summary("Siti Aminah"))[0].decode()
        assert not any(word in text for word in ("seksual", "fisik", "tinggi", "64.71"))
