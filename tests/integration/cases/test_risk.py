"""Scoring the risk of a case: kept whole, explained, and moving the clocks."""

import uuid
from datetime import timedelta

import pytest

from kla.access.policy import Permission
from kla.cases import clocks, instruments, scoring
from kla.cases.models import Case
from kla.cases.services import assessment, reading, risk, sections, tasks
from kla.cases.services.lookup import open_case
from kla.cases.types import CaseState, SectionName, TaskKind
from kla.cases.types.risk import ScoreRisk, scorings_of
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f
from tests import factories_stages as stages

LOWEST, DANGER = f.LOWEST, f.ANSWERS["tinggi"]


def command(answers=None, **changed) -> ScoreRisk:
    values = {"instrument": instruments.CURRENT, "answers": answers or LOWEST, "seen": 0}
    return ScoreRisk(**(values | {"entry": uuid.uuid4()} | changed))


def score(session, cast, case_id, who="ratna", **changed):
    level = risk.score_risk(session, cast.actor(session, who), case_id, command(**changed))
    session.commit()
    return level


def made_in(session, cast, case_id):
    page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
    return page, scorings_of(page.content(SectionName.RISK))


class TestScoreRisk:
    def test_says_who_scored_what_with_which_version(self, session, cast):
        case_id = f.assigned(session, cast)

        level = score(session, cast, case_id, answers=DANGER)

        page, (made,) = made_in(session, cast, case_id)
        assert level == made.level == page.content("summary")["risk"] == "tinggi"
        assert made.instrument == "risk-1"
        assert made.by == cast.ratna.account_id
        assert {part.item: part.answer for part in made.parts} == DANGER
        assert [part.item for part in made.parts if part.is_critical] == ["immediate_danger"]

    def test_every_scoring_is_kept_also_through_a_new_key(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        score(session, cast, case_id)
        score(session, cast, case_id, answers=DANGER, seen=1)

        from kla.cases.services import assignment

        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, cast.lestari.account_id)
        session.commit()

        _, made = made_in(session, cast, case_id)
        assert [one.level for one in made] == ["rendah", "tinggi"]

    def test_another_level_wants_a_reason_and_both_are_kept(self, session, cast):
        case_id = f.assigned(session, cast)
        with pytest.raises(Invalid) as refused:
            score(session, cast, case_id, level="tinggi")
        session.rollback()

        score(session, cast, case_id, level="tinggi", reason="Ayah mengancam lewat tetangga.")

        _, (made,) = made_in(session, cast, case_id)
        assert refused.value.field == "reason"
        assert (made.computed, made.level, made.is_overridden) == ("rendah", "tinggi", True)
        assert made.reason == "Ayah mengancam lewat tetangga."

    def test_a_raised_risk_shortens_what_runs(self, session, cast):
        case_id = f.assigned(session, cast, risk="rendah")
        case = session.get(Case, case_id)
        before = tasks.find_open(session, case_id, TaskKind.RESPOND)
        assert before.due > before.begun

        score(session, cast, case_id, answers=DANGER)

        after = tasks.find_open(session, case_id, TaskKind.RESPOND)
        assert after.due == after.begun
        assert case.next_due == after.due

    def test_a_lowered_risk_lengthens_nothing(self, session, cast):
        case_id = f.assigned(session, cast)
        case = session.get(Case, case_id)
        look = tasks.start(session, case, TaskKind.FOLLOW_UP, clock.now(), "tinggi")
        due = look.due

        score(session, cast, case_id)

        assert tasks.find_open(session, case_id, TaskKind.FOLLOW_UP).due == due
        assert due - look.begun == timedelta(hours=168)

    def test_of_two_who_score_at_once_the_second_is_told(self, session, cast):
        case_id = f.assigned(session, cast)
        score(session, cast, case_id)
        with pytest.raises(Conflict):
            score(session, cast, case_id, answers=DANGER)

    def test_the_same_form_sent_twice_is_one_scoring(self, session, cast):
        case_id, entry = f.assigned(session, cast), uuid.uuid4()
        score(session, cast, case_id, entry=entry)
        score(session, cast, case_id, entry=entry)
        assert len(made_in(session, cast, case_id)[1]) == 1

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"answers": DANGER | {"suicide": ""}}, "suicide"),
            ({"answers": DANGER | {"suicide": "perhaps"}}, "suicide"),
            ({"level": "gawat", "reason": "Ya."}, "level"),
            ({"instrument": "risk-0"}, "instrument"),
        ],
    )
    def test_what_cannot_be_is_refused_with_its_field(self, session, cast, changed, field):
        case_id = f.assigned(session, cast)
        with pytest.raises(Invalid) as refused:
            score(session, cast, case_id, **changed)
        assert refused.value.field == field

    def test_intake_scores_before_anyone_is_assigned(self, session, cast):
        case_id = f.identified(session, cast)
        assert score(session, cast, case_id, who="tini", answers=DANGER) == "tinggi"

    @pytest.mark.parametrize(
        ("who", "error"), [("lestari", NotFound), ("sari", NotFound), ("dimas", Forbidden)]
    )
    def test_is_for_who_can_open_the_case(self, session, cast, who, error):
        case_id = f.assigned(session, cast)
        with pytest.raises(error):
            score(session, cast, case_id, who=who)

    def test_a_case_that_is_over_is_not_scored(self, session, cast):
        case_id = f.closed(session, cast)
        with pytest.raises(InvalidTransition):
            score(session, cast, case_id, who="hasan")


class TestScoredWithTheAssessment:
    """There is no assessment without a scoring: its answers say how risky the case is now."""

    def write(self, session, cast, case_id, **changed):
        assessment.assess_case(session, cast.actor(session, "ratna"), case_id, f.assess(**changed))
        session.commit()

    def test_the_level_comes_from_the_answers(self, session, cast):
        case_id = f.assigned(session, cast, risk="rendah")

        self.write(session, cast, case_id, risk="tinggi")

        page, (made,) = made_in(session, cast, case_id)
        assert made.level == made.computed == page.content("summary")["risk"] == "tinggi"
        assert page.content("assessment")["risk"] == "tinggi"
        assert [part.item for part in made.parts if part.is_critical] == ["immediate_danger"]

    def test_every_assessment_scores_anew_and_all_are_kept(self, session, cast):
        case_id = f.assessed(session, cast)

        self.write(session, cast, case_id, risk="tinggi", seen=1)
        self.write(session, cast, case_id, risk="rendah", seen=2)

        page, made = made_in(session, cast, case_id)
        assert [one.level for one in made] == ["sedang", "tinggi", "rendah"]
        assert [one.at.isoformat() for one in made] == [
            at for at, _ in page.content("assessment")["scores"]
        ]

    def test_another_level_wants_a_reason(self, session, cast):
        case_id = f.assigned(session, cast)
        with pytest.raises(Invalid) as refused:
            self.write(session, cast, case_id, scoring=f.scoring("rendah", level="tinggi"))
        session.rollback()
        reason = "Ayah kembali tinggal serumah."

        chosen = f.scoring("rendah", level="tinggi", reason=reason)
        self.write(session, cast, case_id, scoring=chosen)

        page, (made,) = made_in(session, cast, case_id)
        assert refused.value.field == "reason"
        assert (made.computed, made.level, made.reason) == ("rendah", "tinggi", reason)
        assert page.content("summary")["risk"] == "tinggi"

    def test_a_high_risk_brings_the_running_clocks_forward(self, session, cast):
        case_id = f.assigned(session, cast, risk="rendah")

        self.write(session, cast, case_id, risk="tinggi")

        respond = tasks.find_open(session, case_id, TaskKind.RESPOND)
        assert respond.due == respond.begun
        assert session.get(Case, case_id).next_due == respond.due

    def test_sets_the_rhythm_of_the_next_look(self, session, cast):
        spans = []
        for level in ("tinggi", "sedang", "rendah"):
            case_id = stages.approved(session, cast)
            self.write(session, cast, case_id, risk=level, seen=1)
            stages.advance(session, cast, case_id, CaseState.DELIVERY)
            look = tasks.find_open(session, case_id, TaskKind.FOLLOW_UP)
            assert look.due == clocks.due(TaskKind.FOLLOW_UP, look.begun, level)
            spans.append(look.due - look.begun)
        assert spans == sorted(set(spans))

    def test_leaves_a_line_in_the_history_of_the_case(self, session, cast):
        case_id = f.assessed(session, cast)
        page = reading.read_case(session, cast.actor(session, "ratna"), case_id)
        said = [line.action for line in reading.history_of(session, page)]
        assert {"case.assessed", "case.risk_scored"} <= set(said)

    def test_of_two_the_second_is_told_also_where_the_first_only_scored(self, session, cast):
        case_id = f.assessed(session, cast)
        score(session, cast, case_id, who="hasan", answers=DANGER, seen=1)
        with pytest.raises(Conflict):
            self.write(session, cast, case_id, seen=1)
        session.rollback()
        assert made_in(session, cast, case_id)[1][-1].level == "tinggi"

    def test_the_same_form_sent_twice_is_one_assessment(self, session, cast):
        case_id, same = f.assigned(session, cast), f.scoring()
        self.write(session, cast, case_id, scoring=same)
        self.write(session, cast, case_id, scoring=same)
        page, made = made_in(session, cast, case_id)
        assert (len(made), len(page.content("assessment")["scores"])) == (1, 1)

    def test_the_form_adds_up_before_it_is_kept(self, app, session, cast):
        case_id = f.assigned(session, cast)
        ratna, path = cast.browser(app, "ratna"), f"/cases/{case_id}/assessment"
        ratna.get(path)
        sent = ratna.values() | DANGER | {"safety": "Aman.", "assessed_on": f"{clock.today()}"}

        answer = ratna.post(path, sent | {"try": "1"})

        assert answer.status_code == 200
        assert "belum disimpan" in ratna.text()
        assert ratna.value("safety") == "Aman."
        assert made_in(session, cast, case_id)[1] == ()
        assert ratna.post(path, sent | ratna.values()).status_code == 303
        assert made_in(session, cast, case_id)[1][0].level == "tinggi"

    def test_a_question_without_an_answer_is_said_and_nothing_typed_is_lost(
        self, app, session, cast
    ):
        case_id = f.assigned(session, cast)
        ratna, path = cast.browser(app, "ratna"), f"/cases/{case_id}/assessment"
        ratna.get(path)
        sent = ratna.values() | {"safety": "Aman.", "assessed_on": f"{clock.today()}"}

        answer = ratna.post(path, sent)

        assert answer.status_code == 422
        assert "Pilih satu jawaban." in ratna.text()
        assert ratna.value("safety") == "Aman."


def typed(browser, case_id, answers=LOWEST, **changed):
    browser.get(f"/cases/{case_id}/risk/score")
    hidden = {name: browser.value(name) for name in ("seen", "entry", "instrument")}
    return hidden | answers | {"level": "-", "reason": ""} | changed


class TestRiskPages:
    def test_the_form_saves_and_the_case_shows_line_and_table(self, app, session, cast):
        case_id = f.assigned(session, cast)
        score(session, cast, case_id)
        ratna = cast.browser(app, "ratna")

        answer = ratna.post(f"/cases/{case_id}/risk/score", typed(ratna, case_id, DANGER))
        ratna.follow(answer)

        assert "Risiko Tinggi" in ratna.text()
        assert any(one.tag.endswith("polyline") for one in ratna.page.iter())
        ratna.get(f"/cases/{case_id}/risk")
        assert "Ya, hari ini" in ratna.text()
        assert "Kritis" in ratna.text()

    def test_a_form_begins_with_the_answers_of_last_time(self, app, session, cast):
        case_id = f.assigned(session, cast)
        score(session, cast, case_id, answers=DANGER)
        ratna = cast.browser(app, "ratna")

        ratna.get(f"/cases/{case_id}/risk/score")

        chosen = {e.get("name"): e.get("value") for e in ratna.fields() if "checked" in e.attrib}
        assert {name: chosen[name] for name in DANGER} == DANGER

    def test_trying_keeps_nothing(self, app, session, cast):
        case_id = f.assigned(session, cast)
        ratna = cast.browser(app, "ratna")

        form = typed(ratna, case_id, DANGER, **{"try": "1"})
        answer = ratna.post(f"/cases/{case_id}/risk/score", form)

        assert answer.status_code == 200
        assert "belum disimpan" in ratna.text()
        assert made_in(session, cast, case_id)[1] == ()

    def test_a_missing_answer_is_said_beside_its_question(self, app, session, cast):
        case_id = f.assigned(session, cast)
        ratna = cast.browser(app, "ratna")

        form = typed(ratna, case_id)
        form.pop("shelter")
        answer = ratna.post(f"/cases/{case_id}/risk/score", form)

        assert answer.status_code == 422
        assert "Pilih satu jawaban." in ratna.text()

    def test_a_stale_form_shows_both(self, app, session, cast):
        case_id = f.assigned(session, cast)
        ratna = cast.browser(app, "ratna")
        form = typed(ratna, case_id)
        score(session, cast, case_id, who="hasan", answers=DANGER)

        answer = ratna.post(f"/cases/{case_id}/risk/score", form)

        assert answer.status_code == 409
        assert "Orang lain menyimpan perubahan lebih dulu" in ratna.text()
        assert (
            ratna.post(
                f"/cases/{case_id}/risk/score", form | {"seen": ratna.value("seen")}
            ).status_code
            == 303
        )

    def test_an_assessment_from_before_it_scored_asks_for_a_scoring(self, app, session, cast):
        case_id = f.assigned(session, cast)
        ratna = cast.actor(session, "ratna")
        opened = open_case(session, ratna, case_id, Permission.CASE_WRITE, to_change=True)
        old = {"safety": "Aman.", "risk": "sedang", "assessed_on": "2026-01-02"}
        old["scores"] = [["2026-01-02T03:04:05+00:00", "sedang"]]
        sections.put(session, ratna, opened, {SectionName.ASSESSMENT: old})
        session.commit()
        browser = cast.browser(app, "ratna")

        browser.get(f"/cases/{case_id}")
        assert "Nilai ulang risikonya" in browser.text()

        score(session, cast, case_id)
        browser.get(f"/cases/{case_id}")
        assert "Nilai ulang risikonya" not in browser.text()

    def test_the_instrument_speaks_english_too(self, app, session, cast):
        case_id = f.assigned(session, cast)
        ratna = cast.browser(app, "ratna")
        ratna.post("/language", {"lang": "en"})

        ratna.get(f"/cases/{case_id}/risk/score")

        assert "Has the victim a safe place tonight?" in ratna.text()

    def test_foreign_cases_are_not_there(self, app, session, cast):
        case_id = f.assigned(session, cast)
        lestari = cast.browser(app, "lestari")
        assert lestari.get(f"/cases/{case_id}/risk").status_code == 404
        assert lestari.get(f"/cases/{case_id}/risk/score").status_code == 404
        assert lestari.post(f"/cases/{case_id}/risk/score", {}).status_code == 404


def test_every_level_has_a_place_in_the_order():
    assert scoring.is_raised("rendah", "tinggi")
    assert not scoring.is_raised("tinggi", "tinggi")
