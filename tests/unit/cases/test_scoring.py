"""The risk instrument: immutable once published, bounded, monotone, explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.cases import instruments, scoring
from kla.cases.instruments import CURRENT
from kla.core.errors import Invalid, NotFound

VERSIONS = sorted(instruments.digests())
NOW = instruments.load()
LOWEST = {item.code: item.answers[0].code for item in NOW.items}
CRITICAL = [(i.code, a.code) for i in NOW.items for a in i.answers if a.is_critical]
answered = st.fixed_dictionaries(
    {item.code: st.sampled_from([one.code for one in item.answers]) for item in NOW.items}
)
an_item = st.sampled_from(NOW.items)


class TestInstruments:
    @pytest.mark.parametrize("code", VERSIONS)
    def test_a_published_version_is_never_changed(self, code):
        assert instruments.digest_of(code) == instruments.digests()[code]

    def test_every_file_is_published_and_the_current_one_among_them(self):
        files = {path.stem for path in instruments.FOLDER.glob("risk-*.toml")}
        assert files == set(VERSIONS)
        assert CURRENT in files

    @pytest.mark.parametrize("code", VERSIONS)
    def test_a_version_has_no_faults(self, code):
        assert list(scoring.faults(instruments.load(code))) == []

    @pytest.mark.parametrize("code", VERSIONS)
    def test_every_word_is_there_in_both_languages_and_every_item_has_a_source(self, code):
        version = instruments.load(code)
        words = [version.title]
        for item in version.items:
            words += [item.text, item.help, *(answer.text for answer in item.answers)]
            assert item.source
        assert all(set(one) == {"id", "en"} and all(one.values()) for one in words)

    def test_what_is_ours_says_that_it_waits_for_confirmation(self):
        assert not NOW.is_official
        assert not any(item.is_official for item in NOW.items)

    def test_an_unknown_version_is_not_found(self):
        with pytest.raises(NotFound):
            instruments.load("risk-0")


class TestScore:
    @given(answered)
    def test_a_score_is_within_bounds_and_the_sum_of_its_parts(self, answers):
        found = scoring.score(NOW, answers)
        assert 0 <= found.points <= NOW.most
        assert found.points == sum(part.points for part in found.parts)
        assert {part.item: part.answer for part in found.parts} == answers

    @given(answered, an_item, st.data())
    def test_a_heavier_answer_never_lowers_score_or_level(self, answers, item, data):
        codes = [one.code for one in item.answers]
        at = codes.index(answers[item.code])
        heavier = data.draw(st.sampled_from(codes[at:]))

        before, after = (
            scoring.score(NOW, one) for one in (answers, answers | {item.code: heavier})
        )

        assert after.points >= before.points
        assert not scoring.is_raised(after.level, before.level)

    @pytest.mark.parametrize(("item", "answer"), CRITICAL)
    def test_one_critical_answer_alone_makes_it_high(self, item, answer):
        found = scoring.score(NOW, LOWEST | {item: answer})
        assert (found.level, found.critical) == ("tinggi", (item,))
        assert found.parts[0].item == item

    @given(answered)
    def test_the_level_is_told_by_points_where_nothing_is_critical(self, answers):
        found = scoring.score(NOW, answers)
        low, high = NOW.thresholds["sedang"], NOW.thresholds["tinggi"]
        by_points = "tinggi" if found.points >= high else "sedang" if found.points >= low else None
        assert found.critical or found.level == (by_points or "rendah")

    def test_nothing_adds_up_to_low(self):
        assert scoring.score(NOW, LOWEST).level == "rendah"

    @pytest.mark.parametrize(("answer", "reason"), [("", "missing"), ("maybe", "unknown-code")])
    def test_an_answer_that_is_missing_or_unknown_is_named(self, answer, reason):
        with pytest.raises(Invalid) as refused:
            scoring.score(NOW, LOWEST | {"suicide": answer})
        assert (refused.value.reason, refused.value.field) == (reason, "suicide")

    def test_faults_are_found(self):
        import dataclasses

        item = NOW.items[0]
        turned = dataclasses.replace(item, answers=item.answers[::-1])
        broken = dataclasses.replace(NOW, items=(turned,), thresholds={"sedang": 5, "tinggi": 2})
        assert list(scoring.faults(broken)) == ["thresholds", "immediate_danger"]
