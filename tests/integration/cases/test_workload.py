"""The workload of a unit: who has how much, who will fall behind, and the lists behind it."""

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from kla.cases.models import CaseTask
from kla.cases.services import listing, tasks, workload
from kla.cases.services.reach import ALL_ACTIVE, NOBODY
from kla.cases.types import ListFilter, TaskKind
from kla.core import clock
from kla.core.errors import Forbidden
from tests import factories_cases as f


@pytest.fixture
def unit(session, cast):
    """Two cases of Ratna's, one shared with Lestari, one of nobody, one closed, one elsewhere."""
    f.assigned(session, cast, risk="tinggi")
    f.assigned(session, cast, "ratna", "lestari")
    f.identified(session, cast)
    f.closed(session, cast)
    f.assigned(session, cast, "made", by="sari", unit_id=cast.units[1])


def read(session, cast, who="hasan"):
    return workload.read_workload(session, cast.actor(session, who))


def by_name(found):
    return {load.name: load for load in found.workers}


@pytest.mark.usefixtures("unit")
class TestReadWorkload:
    def test_counts_open_cases_by_person_and_once_for_the_unit(self, session, cast):
        found = read(session, cast)
        loads = by_name(found)
        assert (loads["Ratna Contoh"].cases, loads["Lestari Contoh"].cases) == (2, 1)
        assert (found.nobody.cases, found.unit.cases) == (1, 3)

    def test_counts_by_risk_from_the_sealed_lines(self, session, cast):
        found = read(session, cast)
        assert dict(found.unit.risks) == {"sedang": 3}

    @pytest.mark.parametrize("who", ["ratna", "tini", "sari", "gilang", "wati"])
    def test_is_for_the_supervisors_of_the_unit(self, session, cast, who):
        if who == "sari":
            assert read(session, cast, who).unit.cases == 1
        else:
            with pytest.raises(Forbidden):
                read(session, cast, who)

    @pytest.mark.parametrize("shift", [timedelta(days=-1), timedelta(days=3), timedelta(days=20)])
    def test_late_and_due_are_those_of_the_list(self, session, cast, shift):
        from kla.cases.models import Case

        when = clock.now() + shift
        session.execute(update(Case).where(Case.next_due < clock.now()).values(next_due=when))
        session.commit()
        hasan = cast.actor(session, "hasan")
        load = by_name(read(session, cast))["Ratna Contoh"]
        common = {"state": ALL_ACTIVE, "worker": str(cast.ratna.account_id)}

        def size(**more):
            return len(listing.list_cases(session, hasan, ListFilter(**common, **more)).rows)

        assert (size(), size(overdue=True), size(due="week")) == (load.cases, load.late, load.due)
        nobody = ListFilter(state=ALL_ACTIVE, worker=NOBODY)
        assert len(listing.list_cases(session, hasan, nobody).rows) == 1

    def test_the_forecast_is_what_is_ahead_without_what_is_usually_done(self, session, cast):
        case_id = f.assigned(session, cast, "lestari")
        tasks.hand_to(session, case_id, cast.lestari.account_id)
        session.execute(
            update(CaseTask)
            .where(CaseTask.assignee == cast.lestari.account_id)
            .values(due=clock.now() + timedelta(days=2))
        )
        session.commit()
        before = by_name(read(session, cast))["Lestari Contoh"]
        assert before.forecast == before.ahead == 3

        done = [
            CaseTask(
                case_id=case_id,
                kind=TaskKind.FOLLOW_UP,
                begun=clock.now(),
                due=clock.now(),
                stopped=None,
                done=clock.now() - timedelta(days=3),
                assignee=cast.lestari.account_id,
            )
            for _ in range(8)
        ]
        session.add_all(done)
        session.commit()

        after = by_name(read(session, cast))["Lestari Contoh"]
        assert (after.pace, after.forecast) == (2.0, 1)

    def test_what_is_stopped_is_not_ahead(self, session, cast):
        before = read(session, cast).unit.ahead
        session.execute(update(CaseTask).values(stopped=clock.now()))
        session.commit()
        assert before > 0
        assert read(session, cast).unit.ahead == 0

    def test_more_cases_mean_no_more_queries(self, session, cast):
        asked = []
        listen = lambda *given: asked.append(given[2])  # noqa: E731
        event.listen(session.get_bind(), "before_cursor_execute", listen)
        read(session, cast)
        first = len(asked)
        for _ in range(3):
            f.assigned(session, cast)
        asked.clear()
        read(session, cast)
        assert len(asked) <= first


def form_behind(browser, label):
    """The fields of the form whose button carries a label."""
    forms = [one for one in browser.page.iter() if one.tag.endswith("form")]
    form = next(one for one in forms if label in "".join(one.itertext()))
    return {
        one.get("name"): one.get("value")
        for one in form.iter()
        if one.tag.endswith("input") and one.get("name") != "csrf_token"
    }


@pytest.mark.usefixtures("unit")
class TestWorkloadPage:
    def test_a_number_opens_the_list_behind_it(self, app, session, cast):
        hasan = cast.browser(app, "hasan")
        assert hasan.get("/workload").status_code == 200
        assert "Ratna Contoh" in hasan.text()
        sent = form_behind(hasan, "(Ratna Contoh, Berjalan)")

        hasan.follow(hasan.post("/cases/filter", sent))

        assert "Semua yang berjalan" in hasan.text()
        assert "Ratna Contoh" in hasan.text()
        rows = [row for row in hasan.page.iter() if row.tag.endswith("tr")]
        assert len(rows) == 1 + 2

    def test_others_are_refused(self, app, cast):
        assert cast.browser(app, "ratna").get("/workload").status_code == 403
