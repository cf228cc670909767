"""A calendar file keeps to RFC 5545: folded lines, escaped values, local times."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from kla.cases.icalendar import Event, calendar, escape, fold

AT = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=200)


@given(words)
def test_a_folded_line_unfolds_to_itself(line):
    pieces = list(fold(line))
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.decode() for piece in pieces[:-1])
    assert b"\r\n".join(pieces).replace(b"\r\n ", b"").decode() == line


@given(words)
def test_an_escaped_value_reads_back(text):
    plain = escape(text).replace("\\\\", "\0")
    for sign in (";", ","):
        plain = plain.replace(f"\\{sign}", sign)
    assert plain.replace("\\n", "\n").replace("\0", "\\") == text


def test_line_breaks_stay_inside_a_value():
    assert escape("satu\r\ndua\ntiga") == "satu\\ndua\\ntiga"


def test_times_are_those_of_balikpapan():
    text = calendar([Event("a@kla.invalid", AT, "Asesmen")], "Tugas", AT).decode()
    assert "DTSTART;TZID=Asia/Makassar:20260303T000000\r\n" in text
    assert "DTEND;TZID=Asia/Makassar:20260303T003000\r\n" in text
    assert "DTSTAMP:20260302T163000Z\r\n" in text
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")


def test_every_part_that_begins_ends():
    lines = calendar([Event("a", AT, "b"), Event("c", AT, "d")], "Tugas", AT).decode().split("\r\n")
    begun = [line.partition(":")[2] for line in lines if line.startswith("BEGIN:")]
    ended = [line.partition(":")[2] for line in lines if line.startswith("END:")]
    assert sorted(begun) == sorted(ended)
