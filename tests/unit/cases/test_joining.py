"""Two contents made one and parted again: nothing is lost, and nothing is where it was not."""

import json

from hypothesis import given
from hypothesis import strategies as st

from kla.cases import merged
from kla.cases.joining import join, part, rename
from kla.cases.merged import Ways
from kla.cases.types import CaseState, PlanStatus, SectionName
from kla.cases.types.plans import approved_rows

NOTHING = Ways({}, {}, {})
TEXT = st.text(max_size=6)
NAME = st.text("0123456789abcdef", min_size=4, max_size=4)
FACTS = st.dictionaries(TEXT, st.one_of(TEXT, st.integers(), st.booleans(), st.none()), max_size=3)
ENTRIES = st.lists(
    st.builds(
        lambda name, at, more: {**more, "entry": name, "at": at},
        NAME,
        st.dates().map(str),
        FACTS,
    ),
    max_size=4,
    unique_by=lambda one: one["entry"],
)
PAIRS = st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=3)
CONTENT = st.fixed_dictionaries(
    {},
    optional={
        "entries": ENTRIES,
        "scores": PAIRS,
        "note": TEXT,
        "flag": st.booleans(),
        "deep": st.dictionaries(TEXT, st.one_of(TEXT, ENTRIES), max_size=3),
    },
)


def items(content) -> list[str]:
    """Every entry of every list of a content, as text."""
    found = []
    if isinstance(content, dict):
        for value in content.values():
            found += items(value)
    elif isinstance(content, list):
        found += [json.dumps(one, sort_keys=True) for one in content]
    return found


@given(CONTENT, CONTENT)
def test_parting_at_once_gives_back_exactly_what_was_there(own, other):
    joined = join(own, other)

    assert part(own, joined, joined) == own
    assert json.dumps(part(own, joined, joined)) == json.dumps(own)


@given(CONTENT, CONTENT)
def test_joining_loses_no_entry_of_either(own, other):
    joined = join(own, other)
    names = {one["entry"] for one in joined.get("entries", [])}

    assert names == {one["entry"] for side in (own, other) for one in side.get("entries", [])}
    assert set(items(own.get("scores", []))) <= set(items(joined.get("scores", [])))
    assert set(items(other.get("scores", []))) <= set(items(joined.get("scores", [])))


@given(CONTENT, CONTENT, ENTRIES)
def test_what_was_added_since_stays_and_what_was_before_is_as_it_was(own, other, added):
    joined = join(own, other)
    known = {one["entry"] for one in joined.get("entries", [])}
    fresh = [one for one in added if one["entry"] not in known]
    now = {**joined, "entries": [*joined.get("entries", []), *fresh]}

    left = part(own, joined, now)

    assert sorted(items(left.get("entries", []))) == sorted(
        items([*own.get("entries", []), *fresh]) if fresh or "entries" in own else []
    )
    for key in ("scores", "note", "flag", "deep"):
        assert left.get(key) == own.get(key)


@given(CONTENT, CONTENT)
def test_what_was_changed_since_is_kept_in_the_one_whosever_it_was(own, other):
    joined = join(own, other)
    now = json.loads(json.dumps(joined))
    for one in now.get("entries", []):
        one["outcome"] = "sesudahnya"

    left = part(own, joined, now)

    names = {one["entry"] for one in left.get("entries", [])}
    assert names == {one["entry"] for one in now.get("entries", [])}
    assert all(one["outcome"] == "sesudahnya" for one in left.get("entries", []))


@given(CONTENT, CONTENT)
def test_what_was_taken_away_since_does_not_come_back(own, other):
    joined = join(own, other)
    if joined.get("entries"):
        now = {**joined, "entries": joined["entries"][1:]}

        left = part(own, joined, now)

        assert joined["entries"][0]["entry"] not in {
            one["entry"] for one in left.get("entries", [])
        }


@given(CONTENT)
def test_a_content_joined_with_nothing_is_itself_in_the_order_of_time(own):
    joined = join(own, {})

    assert joined == own
    assert join({}, own) == own


def test_entries_stand_in_the_order_of_time():
    own = {"entries": [{"entry": "a", "at": "2025-01-01"}, {"entry": "c", "at": "2025-03-01"}]}
    other = {"entries": [{"entry": "b", "at": "2025-02-01"}]}

    assert [one["entry"] for one in join(own, other)["entries"]] == ["a", "b", "c"]


def test_what_one_does_not_know_the_other_tells():
    own = [{"person": "1", "name": "Siti", "nik": "", "is_guardian": False}]
    other = [{"person": "1", "name": "Sitti", "nik": "123", "is_guardian": True}]

    assert join(own, other) == [{"person": "1", "name": "Siti", "nik": "123", "is_guardian": True}]


def test_names_are_changed_wherever_they_stand():
    content = {"about": ["a", "b"], "a": {"giver_ref": "a"}}

    assert rename(content, {"a": "z"}) == {"about": ["z", "b"], "z": {"giver_ref": "z"}}


class TestChapters:
    def plan(self, row, status):
        rows = [{"row": row, "need": "Aman."}]
        return {"rows": rows, "status": str(status), "edition": 1, "past": [], "agreed_note": ""}

    def united(self, own, other):
        name = SectionName.PLAN
        return merged.unite({name: own}, {name: other}, NOTHING)[name]

    def test_two_plans_in_force_are_one_in_force(self):
        one = self.united(self.plan("a", PlanStatus.APPROVED), self.plan("b", PlanStatus.APPROVED))

        assert one["status"] == PlanStatus.APPROVED
        assert [row["row"] for row in approved_rows(one)] == ["a", "b"]

    def test_a_draft_beside_one_in_force_is_a_draft_and_the_other_stays_in_force(self):
        one = self.united(self.plan("a", PlanStatus.APPROVED), self.plan("b", PlanStatus.DRAFT))

        assert (one["status"], one["edition"]) == (PlanStatus.DRAFT, 2)
        assert [row["row"] for row in one["rows"]] == ["a", "b"]
        assert [row["row"] for row in approved_rows(one)] == ["a"]

    def test_the_only_plan_is_the_plan(self):
        assert self.united({}, self.plan("b", PlanStatus.DRAFT))["rows"][0]["row"] == "b"

    def test_a_case_that_is_over_changes_no_stage(self):
        assert merged.state_of(CaseState.PLANNING, CaseState.CLOSED) is CaseState.PLANNING
        assert merged.state_of(CaseState.INTAKE, CaseState.DELIVERY) is CaseState.DELIVERY
        assert merged.state_of(CaseState.CLOSED, CaseState.CLOSED) is CaseState.CLOSED

    def test_one_number_of_the_ministry_counts_and_the_other_is_kept_in_its_case(self):
        name = SectionName.SIMFONI
        own = {"entered": {"entry": "1", "number": "A", "snapshot": [1]}}
        other = {"entered": {"entry": "2", "number": "B", "snapshot": [2]}}

        assert (
            merged.unite({name: own}, {name: other}, NOTHING).get(name, own)["entered"]
            == (own["entered"])
        )
        assert merged.unite({name: {}}, {name: other}, NOTHING)[name]["entered"]["number"] == "B"

    def test_the_risk_that_is_higher_counts(self):
        assert merged.higher("rendah", "tinggi") == "tinggi"
        assert merged.higher("", "rendah") == "rendah"
        assert merged.higher("sedang", "unheard") == "sedang"
