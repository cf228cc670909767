"""What is not yet entered in the ministry's register: whose, in which order; not all is opened."""

from datetime import timedelta

import pytest

from kla.cases.services import exits, restriction, simfoni, simfoni_list
from kla.cases.types import CaseState, LeaveCase
from kla.cases.types.restriction import RestrictCase
from kla.cases.types.simfoni import EnterSimfoni, SimfoniState
from kla.core import clock
from kla.core.errors import Forbidden
from tests import factories_cases as f
from tests import factories_stages as later
from tests.integration.cases.colleagues import id_of

WAITING, STALE, ENTERED = SimfoniState.WAITING, SimfoniState.STALE, SimfoniState.ENTERED


def listed(session, cast, who="hasan", shown=WAITING, page=1):
    return simfoni_list.list_entries(session, cast.actor(session, who), shown, page)


def ids(session, cast, who="hasan", shown=WAITING, page=1):
    return [one.row.case_id for one in listed(session, cast, who, shown, page).rows]


def enter(session, cast, case_id, number, who="hasan", **changed):
    values = {"number": number, "on": clock.today()}
    command = EnterSimfoni(**(values | changed))
    simfoni.enter(session, cast.actor(session, who), case_id, command)
    session.commit()


def days_ago(days):
    return clock.now() - timedelta(days=days)


class TestList:
    def test_a_caseworker_sees_own_cases_and_a_supervisor_the_units(self, session, cast):
        mine, hers = f.assigned(session, cast, "ratna"), f.assigned(session, cast, "lestari")
        f.assigned(session, cast, "made", by="sari", unit_id=cast.units[1])
        assert ids(session, cast, "ratna") == [mine]
        assert ids(session, cast, "lestari") == [hers]
        assert set(ids(session, cast, "hasan")) == {mine, hers}

    @pytest.mark.parametrize("who", ["tini", "dimas", "nur", "wati", "gilang"])
    def test_others_have_none(self, session, cast, who):
        with pytest.raises(Forbidden):
            ids(session, cast, who)

    def test_what_came_in_first_stands_first_with_the_days_it_waits(self, session, cast):
        new = f.assigned(session, cast, received_at=days_ago(1))
        old = f.assigned(session, cast, received_at=days_ago(40))
        found = listed(session, cast).rows
        assert [(one.row.case_id, one.waited) for one in found] == [(old, 40), (new, 1)]

    def test_a_report_that_nobody_took_on_is_not_there(self, session, cast):
        f.registered(session, cast)
        assert ids(session, cast) == []

    def test_what_is_entered_stays_listed_whatever_becomes_of_it(self, session, cast):
        case_id = f.assigned(session, cast)
        enter(session, cast, case_id, "SIM-1")
        closed = f.closed(session, cast)
        enter(session, cast, closed, "SIM-2")
        gone = f.identified(session, cast)
        enter(session, cast, gone, "SIM-3")
        command = LeaveCase(
            outcome=CaseState.INSUFFICIENT, reason="Kurang.", tried="Tiga kali.", confirmed=True
        )
        exits.leave_case(session, cast.actor(session, "hasan"), gone, command)
        session.commit()
        assert set(ids(session, cast, shown=ENTERED)) == {case_id, closed}
        assert ids(session, cast, shown=STALE) == [gone]
        assert ids(session, cast) == []

    def test_what_is_entered_and_what_went_stale_stand_apart(self, session, cast):
        waiting, entered, stale = (f.assigned(session, cast) for _ in range(3))
        for number, case_id in enumerate((entered, stale)):
            enter(session, cast, case_id, f"SIM-{number}")
        assess(session, cast, stale)
        found = listed(session, cast)
        assert found.counts == {WAITING: 1, STALE: 1, ENTERED: 1}
        assert ids(session, cast) == [waiting]
        assert ids(session, cast, shown=STALE) == ids(session, cast, "ratna", STALE) == [stale]
        (row,) = listed(session, cast, shown=ENTERED).rows
        assert (row.row.case_id, row.entry.number) == (entered, "SIM-0")

    def test_a_restricted_case_is_listed_for_those_named_alone(self, session, cast):
        case_id = f.assigned(session, cast)
        named = (id_of(cast, "hasan"), id_of(cast, "lestari"))
        command = RestrictCase(people=named, reason="Rekan terlibat.", confirmed=True)
        restriction.restrict(session, cast.actor(session, "hasan"), case_id, command)
        session.commit()
        assert ids(session, cast, "hasan") == ids(session, cast, "lestari") == [case_id]
        assert ids(session, cast, "ratna") == []

    def test_pages_follow_each_other_and_the_count_is_of_all(self, session, cast, monkeypatch):
        monkeypatch.setattr(simfoni_list, "PAGE", 2)
        made = {f.assigned(session, cast, received_at=days_ago(n)) for n in range(1, 6)}
        pages = [ids(session, cast, page=number) for number in (1, 2, 3, 4)]
        assert [len(one) for one in pages] == [2, 2, 1, 0]
        assert {one for page in pages for one in page} == made
        assert listed(session, cast).counts[WAITING] == 5
        assert [listed(session, cast, page=n).has_more for n in (1, 2, 3)] == [True, True, False]

    def test_a_supervisor_opens_no_more_than_the_page(self, session, cast, monkeypatch):
        monkeypatch.setattr(simfoni_list, "PAGE", 2)
        for _ in range(5):
            f.assigned(session, cast)
        hasan, handles = cast.actor(session, "hasan"), []
        ask = type(hasan.keys.handles).get_many

        def look(store, refs):
            handles.extend(refs)
            return ask(store, refs)

        monkeypatch.setattr(type(hasan.keys.handles), "get_many", look)
        simfoni_list.list_entries(session, hasan)
        assert len([ref for ref in handles if "delta" not in ref]) == 2


def assess(session, cast, case_id):
    """A service is given: the ministry does not know of it yet."""
    later.serve(session, cast, case_id)


class TestPage:
    def test_leads_to_the_sheet_in_one_step(self, session, app, cast):
        case_id = f.assigned(session, cast)
        ratna = cast.browser(app, "ratna")
        ratna.get("/simfoni")
        assert "Belum diinput (1)" in ratna.text()
        assert "S.C." in ratna.text()
        assert "Siti" not in ratna.text()
        links = [one.get("href") for one in ratna.page.iter("a")]
        assert f"/cases/{case_id}/simfoni" in links

    @pytest.mark.parametrize("query", ["show=stale", "show=entered", "show=x", "page=x", "page=-1"])
    def test_whatever_stands_in_the_address_it_answers(self, app, cast, query):
        assert cast.browser(app, "hasan").get(f"/simfoni?{query}").status_code == 200

    def test_in_english_too(self, session, app, cast):
        f.assigned(session, cast)
        ratna = cast.browser(app, "ratna")
        ratna.post("/language", {"lang": "en", "next": "/simfoni"})
        ratna.get("/simfoni")
        assert "Not yet entered (1)" in ratna.text()
