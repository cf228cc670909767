"""Two reports of one event: handled together, read apart, and parted again."""

import uuid

import pytest

from kla.core.errors import Conflict, InvalidTransition, NotFound
from kla.public_reports.models import Report
from kla.public_reports.services import case_talks, desk, families, handing_over, returning
from kla.public_reports.services.handing_over import HandOver
from kla.public_reports.types import EndReport, PutTogether, ReportState, Wanted
from tests import factories_cases as cases
from tests import factories_reports as f
from tests.integration.public_reports.test_handing_over import NOWHERE, talks_of


@pytest.fixture
def tini(session, cast):
    return cast.actor(session, "tini")


@pytest.fixture
def two(session, cast):
    """Two reports: each its id and its reporter's code."""
    return (
        f.received(session, cast, story="Ada teriakan."),
        f.received(session, cast, story="Anak itu menangis."),
    )


def together(session, actor, report_id, main_id):
    found = families.compare(session, actor, report_id, main_id)
    command = PutTogether(seen=found[0].version, seen_main=found[1].version)
    families.put_together(session, actor, report_id, main_id, command)
    session.commit()


def test_the_queue_shows_one_and_says_that_two_are_meant(session, cast, tini, two):
    (main, _), (other, _) = two

    for _twice in range(2):
        together(session, tini, other, main)

    assert [one.report_id for one in desk.queue(session, tini)] == [main]
    assert families.news_in(session, [main]) == {main: (1, False)}
    assert [one.report_id for one in families.rows_of(session, tini, main)] == [other]


def test_no_reporter_reads_what_another_one_wrote(session, cast, tini, two):
    (main, mine), (other, theirs) = two
    together(session, tini, other, main)
    desk.answer(session, tini, main, f.message("Untuk satu."))
    returning.write(session, cast.office, theirs, f.message("Dari dua."))
    session.commit()

    seen = [returning.look(session, cast.office, one) for one in (mine, theirs)]

    assert [(one.story, [m.text for m in one.messages]) for one in seen] == [
        ("Ada teriakan.", ["Untuk satu."]),
        ("Anak itu menangis.", ["Dari dua."]),
    ]
    assert families.news_in(session, [main]) == {main: (1, True)}


def test_both_become_one_case_and_both_reporters_are_answered_there(session, cast, tini, two):
    (main, mine), (other, theirs) = two
    together(session, tini, other, main)

    command = HandOver(uuid.uuid4(), cases.report(), NOWHERE)
    made = handing_over.hand_over(session, tini, main, command)
    session.commit()

    talks = talks_of(session, tini, made.case_id)
    assert [one.said["story"] for one in talks] == ["Ada teriakan.", "Anak itu menangis."]
    case_talks.answer(session, tini, (made.case_id, other), f.message("Kepada dua."))
    assert returning.look(session, cast.office, mine).messages == []
    assert len(returning.look(session, cast.office, theirs).messages) == 1
    with pytest.raises(NotFound):
        families.part(session, tini, other)


def test_the_one_that_went_along_does_not_become_a_case_by_itself(session, cast, tini, two):
    (main, _), (other, _) = two
    together(session, tini, other, main)

    command = HandOver(uuid.uuid4(), cases.report(), NOWHERE)
    with pytest.raises(InvalidTransition):
        handing_over.hand_over(session, tini, other, command)


def test_they_end_together(session, cast, tini, two):
    (main, _), (other, _) = two
    together(session, tini, other, main)
    seen = desk.read(session, tini, main).version

    command = EndReport(target=ReportState.CLOSED, reason="Sudah ditangani.", seen=seen)
    families.end(session, tini, main, command)

    assert {session.get(Report, one).state for one in (main, other)} == {ReportState.CLOSED}
    assert len(desk.queue(session, tini, Wanted(ended=True))) == 2


def test_parted_they_stand_by_themselves(session, cast, tini, two):
    (main, _), (other, _) = two
    together(session, tini, other, main)

    families.part(session, tini, other)
    session.commit()

    assert {one.report_id for one in desk.queue(session, tini)} == {main, other}
    with pytest.raises(InvalidTransition):
        families.part(session, tini, other)


def test_those_that_were_with_it_go_along(session, cast, tini, two):
    (main, _), (other, _) = two
    third, _ = f.received(session, cast)
    together(session, tini, third, other)

    together(session, tini, other, main)

    assert {one.report_id for one in families.rows_of(session, tini, main)} == {other, third}


def test_a_row_that_somebody_wrote_puts_nothing_together(session, cast, tini, two):
    (main, _), (other, _) = two
    session.get(Report, other).main_id = main
    session.commit()

    command = HandOver(uuid.uuid4(), cases.report(), NOWHERE)
    handing_over.hand_over(session, tini, main, command)

    assert session.get(Report, other).case_id is None


@pytest.mark.parametrize("with_itself", [True, False])
def test_what_does_not_go_together_is_refused(session, cast, tini, two, with_itself):
    (main, _), (other, _) = two
    if with_itself:
        main = other
    else:
        third, _ = f.received(session, cast)
        together(session, tini, main, third)

    with pytest.raises(InvalidTransition):
        together(session, tini, other, main)


def test_one_that_changed_since_is_looked_at_again(session, cast, tini, two):
    (main, _), (other, _) = two
    command = PutTogether(seen=1, seen_main=1)
    desk.take_up(session, tini, main)
    session.commit()

    with pytest.raises(Conflict):
        families.put_together(session, tini, other, main, command)


def test_by_the_pages(app, session, cast, two):
    (main, _), (other, _) = two
    tini = cast.browser(app, "tini")
    tini.get(f"/reports/{other}/same")
    assert "Ada teriakan." in tini.text()
    path = f"/reports/{other}/same/{main}"
    tini.get(path)
    assert "Ada teriakan." in tini.text()
    assert "Anak itu menangis." in tini.text()
    seen = tini.values()

    assert tini.post(path, seen | {"seen": "7"}).status_code == 409
    tini.follow(tini.post(path, seen))
    assert "Laporan lain tentang kejadian ini" in tini.text()
    tini.get("/reports")
    assert "2 laporan bersama" in tini.text()
    tini.get(f"/reports/{other}")
    assert "Ditangani bersama laporan lain" in tini.text()
    tini.follow(tini.post(f"/reports/{other}/part"))
    assert "Jadikan kasus" in tini.text()
