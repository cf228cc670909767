"""Typing in what was told by telephone or in person: fast, once, and with the clock of the call."""

import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from kla.cases.models import CaseDraft
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Forbidden, Invalid
from kla.crypto.receipts import Receipt
from kla.public_reports.models import Report, ReportMessage
from kla.public_reports.services import desk, returning, typing
from kla.public_reports.types import ReportState, Turn, TypeReport, Way
from kla.trail.models import TrailEntry
from tests import factories_reports as f

PATH = "/reports/new"
STORY = "Ibu menelepon: anaknya dipukul sejak kemarin."


@pytest.fixture
def tini(app, cast):
    browser = cast.browser(app, "tini")
    browser.get(PATH)
    return browser


def typed(browser, **changed):
    """The form as it stands on the page, with a story."""
    told = {
        "told": browser.value("told"),
        "channel": "112",
        "sex": "",
        "story": STORY,
        "go": "open",
    }
    return browser.values() | told | changed


def only(session) -> Report:
    session.rollback()
    [report] = session.scalars(select(Report))
    return report


def count(session, model) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_the_cursor_stands_in_the_story(tini):
    focused = [one.get("name") for one in tini.fields() if one.get("autofocus") is not None]

    assert focused == ["story"]


def test_only_the_story_has_to_be_typed(session, cast, tini):
    answer = tini.post(PATH, typed(tini))

    assert answer.status_code == 201
    report = only(session)
    assert (report.state, report.turn) == (ReportState.READ, Turn.NOBODY)
    said = desk.read(session, cast.actor(session, "tini"), report.id).row.content
    assert (said["story"], said["way"], said["channel"]) == (STORY, Way.STAFF, "112")


def test_it_opens_with_the_code_to_hand_over(session, cast, tini):
    tini.post(PATH, typed(tini))

    receipt = Receipt.read(tini.secret())
    assert returning.look(session, cast.office, receipt).story == STORY
    assert "Telepon 112" in tini.text()


def test_the_code_is_shown_only_then(session, tini):
    tini.post(PATH, typed(tini))
    code = tini.secret()
    report = only(session)

    tini.get(f"/reports/{report.id}")

    assert code not in tini.text()


def test_saved_and_ready_for_the_next(session, tini):
    answer = tini.post(PATH, typed(tini, go="again"))

    assert answer.status_code == 201
    assert tini.value("story") == ""
    shown = Receipt.read(tini.secret())
    assert Receipt.read(tini.value("receipt")) != shown
    assert only(session).finder == shown.finder


def test_the_clock_runs_since_the_call(session, tini):
    call = (clock.now() - timedelta(minutes=40)).replace(second=0, microsecond=0)
    told = call.astimezone(WITA).strftime("%Y-%m-%dT%H:%M")

    tini.post(PATH, typed(tini, told=told))

    report = only(session)
    assert (report.received, report.due) == (call, call + timedelta(hours=6))


@pytest.mark.parametrize("go", ["open", "again"])
def test_sent_twice_it_is_one_report(session, tini, go):
    sent = typed(tini, go=go)

    codes = []
    for _twice in range(2):
        assert tini.post(PATH, sent).status_code == 201
        codes.append(tini.secret())

    assert codes[0] == codes[1]
    assert (count(session, Report), count(session, ReportMessage)) == (1, 0)


def test_a_call_that_breaks_off_is_kept_as_a_draft_until_it_is_saved(session, tini):
    draft = {"id": str(uuid.uuid4()), "place": PATH, "seen": "0"}
    draft["fields"] = json.dumps([["story", "Ibu menelepon, lalu"]])

    assert tini.post("/drafts", draft).status_code == 200
    tini.get("/drafts")
    assert "Ketik laporan" in tini.text()
    tini.get(PATH)
    tini.post(PATH, typed(tini, draft=draft["id"], draft_seen="1"))

    assert count(session, CaseDraft) == 0


def test_nobody_else_keeps_a_draft_of_a_call(session, app, cast):
    hasan = cast.browser(app, "hasan")
    draft = {"id": str(uuid.uuid4()), "place": PATH, "seen": "0", "fields": "[]"}

    assert hasan.post("/drafts", draft).status_code == 403
    assert count(session, CaseDraft) == 0


TOO_EARLY = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
WRONG = [
    ({"story": ""}, "story"),
    ({"story": "a" * 20_001}, "story"),
    ({"story": "a\0b"}, "story"),
    ({"told": ""}, "told"),
    ({"told": "kemarin"}, "told"),
    ({"told": TOO_EARLY}, "told"),
    ({"age": "999"}, "age"),
    ({"age": "sembilan"}, "age"),
    ({"channel": "merpati"}, "channel"),
    ({"victim": "a" * 501}, "victim"),
]


@pytest.mark.parametrize(("changed", "field"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_comes_back_as_it_was_typed(session, tini, changed, field):
    answer = tini.post(PATH, typed(tini, place="Gang rekaan") | changed)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert tini.value("place") == "Gang rekaan"
    assert count(session, Report) == 0


def test_a_code_that_is_none_is_replaced(session, tini):
    assert tini.post(PATH, typed(tini, receipt="bukan kode")).status_code == 201
    assert count(session, Report) == 1


def test_the_code_of_another_report_is_replaced_and_asked_for_again(session, cast, tini):
    _, taken = f.received(session, cast)
    clash = Receipt(taken.finder, Receipt.new().secret)

    answer = tini.post(PATH, typed(tini, receipt=str(clash)))

    assert answer.status_code == 409
    assert tini.value("story") == STORY
    assert count(session, Report) == 1
    assert tini.post(PATH, typed(tini)).status_code == 201


def test_typed_in_twice_leaves_one_set_of_lines(session, cast):
    command = TypeReport(report=f.report(way=Way.STAFF), told=clock.now())
    tini = cast.actor(session, "tini")

    lines = []
    for _twice in range(2):
        typing.type_in(session, tini, cast.office, command)
        session.commit()
        lines.append(count(session, TrailEntry))

    assert lines[0] == lines[1]


def test_only_intake_types_reports_in(session, cast):
    command = TypeReport(report=f.report(way=Way.STAFF), told=clock.now())

    for who in ("hasan", "ratna", "gilang"):
        with pytest.raises(Forbidden):
            typing.type_in(session, cast.actor(session, who), cast.office, command)
    assert count(session, Report) == 0


def test_a_call_of_tomorrow_is_refused_by_the_service_too(session, cast):
    ahead = TypeReport(report=f.report(), told=clock.now() + timedelta(hours=1))

    with pytest.raises(Invalid):
        typing.type_in(session, cast.actor(session, "tini"), cast.office, ahead)
