"""The timeline of a case: what becomes an entry, in which order, and what of it is shown."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kla.cases import happenings, timeline
from kla.cases.forms import labels
from kla.cases.happenings import Entry, Kind
from kla.cases.timeline import Wanted
from kla.cases.types import CasePage, CaseState, FileInfo, NoteEntry, OpenedSection, SectionName
from kla.crypto.grants import Lock
from kla.trail.history import HistoryKey
from kla.trail.services import TrailLine

AT = datetime(2026, 3, 5, 2, tzinfo=UTC)
RATNA, HASAN = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
ACCOUNTS = {"kid-ratna": RATNA, "kid-hasan": HASAN}


def page(notes=(), files=(), **sections) -> CasePage:
    """A case with nothing in it but what a test puts there."""
    empty = dict.fromkeys(SectionName, OpenedSection(content={}, version=0))
    filled = {SectionName(n): OpenedSection(content=one, version=1) for n, one in sections.items()}
    return CasePage(
        case_id=uuid.UUID(int=9),
        number="",
        state=CaseState.DELIVERY,
        opened_month="2026-03",
        retain_month=None,
        closure_proposed=False,
        due=AT,
        sections=empty | filled,
        tasks=(),
        notes=tuple(notes),
        files=tuple(files),
        history=HistoryKey(b"", b""),
        lock=Lock(uuid.UUID(int=9), 1, b"", ()),
    )


def line(action, minutes=0.0, kid="kid-ratna", **details) -> TrailLine:
    return TrailLine(0, AT + timedelta(minutes=minutes), kid, f"case.{action}", details)


def note(minutes=0, about="note", text="Baik.") -> NoteEntry:
    at = AT + timedelta(minutes=minutes)
    return NoteEntry(uuid.uuid4(), at, uuid.UUID(RATNA), about, text)


def heads(entries) -> list[str]:
    return [one.head.removeprefix("case.") for one in entries]


def of(lines=(), **content):
    return timeline.entries_of(page(**content), lines, ACCOUNTS)


class TestWhatBecomesAnEntry:
    def test_what_is_written_is_told_once_and_not_by_its_line_too(self):
        found = of([line("note_added"), line("service_added")], notes=[note()])
        assert heads(found) == ["note"]

    def test_what_only_the_trail_knows_is_told_by_it_with_a_name(self):
        found = of([line("assigned", kid="kid-hasan"), line("siaga_read", 1, kid="lost")])
        assert [(one.kind, one.who) for one in found] == [(Kind.EMERGENCY, ""), (Kind.TEAM, HASAN)]

    def test_an_action_that_nobody_has_placed_yet_is_shown_all_the_same(self):
        assert of([line("something_new")])[0].kind is Kind.OTHER

    def test_a_corrected_report_is_one_entry_and_a_new_one_is_none_beside_registering(self):
        lines = [
            line("registered"),
            *(line("section_written", 0.005, section=name) for name in ("core", "persons")),
            *(line("section_written", 9, section=name) for name in ("core", "persons")),
            line("section_written", 20, section="summary"),
        ]
        assert heads(of(lines)) == ["section_written", "registered"]

    def test_handing_over_with_words_is_not_told_twice(self):
        words = note(about="hand:plan")
        assert heads(of([line("task_handed")], notes=[words])) == ["hand:plan"]
        assert heads(of([line("task_handed")])) == ["task_handed"]

    def test_looks_of_one_person_and_day_are_folded(self):
        lines = [line("read", 3), line("read", 1), line("read", 2, "kid-hasan"), line("read", 2000)]
        found = of(lines)
        assert [(one.who, one.times) for one in found] == [(RATNA, 1), (RATNA, 2), (HASAN, 1)]
        assert found[1].at == AT + timedelta(minutes=3)

    def test_a_file_says_who_added_it_and_what_it_shows(self):
        author = uuid.UUID(HASAN)
        file = FileInfo(uuid.uuid4(), 1, "Foto", "a.png", "image/png", 1, "ab", AT, author)
        [found] = of([line("file_added", sha256="ab")], files=[file])
        assert (found.who, found.text, found.ref) == (HASAN, "Foto", str(file.file_id))

    @pytest.mark.parametrize("action", sorted(timeline.TOLD_BY_CONTENT))
    def test_every_action_has_a_name_on_the_screen(self, action):
        assert action in labels.ACTIONS

    @pytest.mark.parametrize("action", sorted(timeline.KINDS))
    def test_every_action_of_the_trail_has_one_too(self, action):
        assert f"case.{action}" in labels.ACTIONS


class TestWhenItHappened:
    def follow_up(self, done_on):
        return {
            "entry": "a",
            "done_on": done_on,
            "how": "kunjungan",
            "finding": "Tenang.",
            "risk": "rendah",
            "author": RATNA,
            "at": AT.isoformat(),
        }

    def test_a_visit_stands_on_its_day_and_says_when_it_was_written(self):
        monitoring = {"entries": [self.follow_up("2026-03-02")]}
        entry = next(happenings.of_follow_ups(monitoring))
        assert (entry.day, entry.is_by_day, entry.noted) == (date(2026, 3, 2), True, AT)

    def test_one_that_was_written_on_its_day_keeps_the_time(self):
        entry = next(happenings.of_follow_ups({"entries": [self.follow_up("2026-03-05")]}))
        assert (entry.at, entry.is_by_day) == (AT, False)

    def test_the_day_is_that_of_balikpapan(self):
        late = datetime(2026, 3, 5, 17, tzinfo=UTC)
        assert happenings.of_note(replace(note(), at=late)).day == date(2026, 3, 6)

    def test_a_planned_service_stands_where_it_was_planned_until_it_is_given(self):
        planned = {
            "entry": "a",
            "kind": "kesehatan",
            "institution": "Puskesmas",
            "status": "planned",
            "given_on": "2026-04-01",
            "outcome": "",
            "reason": "",
            "author": RATNA,
            "at": AT.isoformat(),
        }
        assert [one.at for one in happenings.of_services({"given": [planned]})] == [AT]

        given = planned | {
            "status": "delivered",
            "planned_for": "2026-04-01",
            "given_on": "2026-04-02",
            "outcome": "Pulih.",
            "settled_by": HASAN,
            "settled_at": datetime(2026, 4, 3, tzinfo=UTC).isoformat(),
        }
        first, second = happenings.of_services({"given": [given]})
        assert (first.at, first.text, first.who) == (AT, "", RATNA)
        assert (second.day, second.text, second.who) == (date(2026, 4, 2), "Pulih.", HASAN)

    def test_the_newest_comes_first_whatever_order_it_was_read_in(self):
        lines = [line("assessed", 5), line("registered"), line("identified", 2)]
        assert heads(of(lines, notes=[note(3)])) == ["assessed", "note", "identified", "registered"]


class TestWhatIsShown:
    def test_looks_are_left_out_until_they_are_asked_for(self):
        look = of([line("read")])[0]
        assert not Wanted().has(look)
        assert Wanted(kinds=frozenset({Kind.LOOK})).has(look)

    @pytest.mark.parametrize(
        ("wanted", "is_shown"),
        [
            (Wanted(who=RATNA), True),
            (Wanted(who=HASAN), False),
            (Wanted(first=date(2026, 3, 5), last=date(2026, 3, 5)), True),
            (Wanted(first=date(2026, 3, 6)), False),
            (Wanted(last=date(2026, 3, 4)), False),
            (Wanted(kinds=frozenset({Kind.FILE})), False),
        ],
    )
    def test_it_is_narrowed_by_person_day_and_kind(self, wanted, is_shown):
        assert wanted.has(happenings.of_note(note())) is is_shown

    def test_pages_hold_all_entries_once_and_never_too_much(self):
        texts = ["a" * (one % 5 * 4000) for one in range(100)]
        entries: list[Entry] = [happenings.of_note(note(text=text)) for text in texts]
        skip, seen = 0, []
        while True:
            shown, skip = timeline.cut(entries, skip)
            assert 1 <= len(shown) <= timeline.MOST_ENTRIES
            assert len(shown) == 1 or sum(len(one.text) for one in shown) <= timeline.MOST_LETTERS
            seen += shown
            if not skip:
                break
        assert seen == entries

    def test_a_page_behind_the_last_one_is_empty(self):
        assert timeline.cut([happenings.of_note(note())], 7) == ([], 0)
