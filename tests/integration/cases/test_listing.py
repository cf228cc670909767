"""The list of cases: whose, in which order, narrowed and searched."""

import dataclasses
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from kla.cases.models import Case, CaseGrant, SearchDelta, SearchIndex, SearchSegment
from kla.cases.numbers import case_number
from kla.cases.services import (
    assignment,
    deliveries,
    identification,
    index,
    intake,
    listing,
    lookup,
    narrowing,
    reach,
    summaries,
)
from kla.cases.services.index_keys import LIST, MATCH, IndexId
from kla.cases.services.lookup import Permission, open_case
from kla.cases.types import AddService, AssignCase, CaseState, ListFilter
from kla.core import clock
from kla.core.errors import Forbidden, Invalid, NotFound, Unreadable
from tests import factories_cases as f


def ids(session, cast, who="hasan", page=1, **wanted):
    found = listing.list_cases(session, cast.actor(session, who), ListFilter(**wanted), page)
    return [row.case_id for row in found.rows]


class TestWhoseCases:
    def test_a_supervisor_sees_the_units_and_a_caseworker_own_ones(self, session, cast):
        mine, hers = f.assigned(session, cast, "ratna"), f.assigned(session, cast, "lestari")
        fresh = f.registered(session, cast)

        assert set(ids(session, cast, "hasan")) == {mine, hers, fresh}
        assert ids(session, cast, "ratna") == [mine]
        assert ids(session, cast, "lestari") == [hers]
        assert ids(session, cast, "tini") == [fresh]
        assert ids(session, cast, "sari") == ids(session, cast, "made") == []

    @pytest.mark.parametrize("who", ["dimas", "wati", "nur", "gilang"])
    def test_other_roles_have_no_list(self, session, cast, who):
        with pytest.raises(Forbidden):
            ids(session, cast, who)

    def test_shows_initials_and_never_names(self, session, cast):
        f.registered(session, cast)

        row = listing.list_cases(session, cast.actor(session, "hasan")).rows[0]

        assert row.summary["initials"] == ["S.C."]
        assert "Siti Contohwati" not in str(row.summary)


class TestOrder:
    def test_the_most_urgent_first_and_what_is_over_last(self, session, cast):
        now = clock.now()
        over = f.closed(session, cast)
        later = f.registered(session, cast, risk="rendah", received_at=now - timedelta(hours=1))
        late = f.registered(session, cast, risk="tinggi", received_at=now - timedelta(days=2))
        soon = f.registered(session, cast, risk="sedang", received_at=now - timedelta(hours=2))

        assert ids(session, cast) == [late, soon, later, over]

    def test_pages_follow_each_other_without_gap_or_repetition(self, session, cast):
        hasan = cast.actor(session, "hasan")
        for _ in range(listing.PAGE + 7):
            intake.register_case(session, hasan, uuid.uuid4(), f.report())
        session.commit()

        first = listing.list_cases(session, hasan)
        second = listing.list_cases(session, hasan, page=2)

        assert (len(first.rows), first.has_more) == (listing.PAGE, True)
        assert (len(second.rows), second.has_more) == (7, False)
        assert not {r.case_id for r in first.rows} & {r.case_id for r in second.rows}

    def test_the_number_of_queries_does_not_grow(self, session, cast):
        hasan, counts = cast.actor(session, "hasan"), []
        for many in (3, 40):
            for _ in range(many):
                intake.register_case(session, hasan, uuid.uuid4(), f.report())
            session.commit()
            counts.append(queries_of(session, lambda: listing.list_cases(session, hasan)))

        assert counts[0] == counts[1] == 3  # cases, grants, summaries


def queries_of(session, step) -> int:
    """How often a step asks the database."""
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    step()
    event.remove(session.get_bind(), "before_cursor_execute", note)
    return len(asked)


class TestFilters:
    @pytest.fixture
    def cases(self, session, cast):
        kinds = {"primary_kind": "seksual", "kinds": ("seksual", "psikis")}
        return {
            "plain": f.assigned(session, cast),
            "sexual": f.registered(session, cast, risk="tinggi", **kinds),
            "outside": f.registered(session, cast, kelurahan="luar", risk="rendah"),
        }

    @pytest.mark.parametrize(
        ("wanted", "names"),
        [
            ({"kinds": ("seksual",)}, {"sexual"}),
            ({"kinds": ("psikis",)}, {"sexual"}),
            ({"kinds": ("fisik",)}, {"plain", "outside"}),
            ({"risk": ("tinggi",)}, {"sexual"}),
            ({"kelurahan": ("luar",)}, {"outside"}),
            ({"kinds": ("fisik",), "risk": ("rendah",)}, {"outside"}),
            ({"state": "assessment"}, {"plain"}),
            ({"state": "active"}, {"plain", "sexual", "outside"}),
            ({"state": "closed"}, set()),
            ({"overdue": True}, {"sexual"}),
            ({"overdue": True, "kinds": ("fisik",)}, set()),
        ],
    )
    def test_narrow_the_list(self, session, cast, cases, wanted, names):
        assert set(ids(session, cast, **wanted)) == {cases[name] for name in names}

    def test_by_caseworker(self, session, cast, cases):
        hers = f.assigned(session, cast, "lestari")

        assert ids(session, cast, worker=str(cast.lestari.account_id)) == [hers]
        assert ids(session, cast, worker=str(cast.wati.account_id)) == []
        assert ids(session, cast, worker="nobody") == []

    def test_by_caseworker_for_intake_too(self, session, cast):
        f.assigned(session, cast)
        waiting = f.identified(session, cast)

        assert ids(session, cast, "tini", worker=reach.NOBODY) == [waiting]
        assert ids(session, cast, "tini", worker=str(cast.lestari.account_id)) == []

    @pytest.mark.parametrize("who", ["ratna", "tini"])
    def test_work_for_those_who_cannot_read_the_index(self, session, cast, cases, who):
        expected = {"ratna": ["plain"], "tini": ["outside"]}[who]
        assert ids(session, cast, who, kinds=("fisik",)) == [cases[name] for name in expected]

    def test_pass_also_when_they_fit_more_than_one_query_takes(
        self, session, cast, cases, monkeypatch
    ):
        monkeypatch.setattr(narrowing, "FEW", 1)
        monkeypatch.setattr(narrowing, "STRIDE", 2)
        assert len(ids(session, cast, kinds=("fisik",))) == 2


class TestSearch:
    @pytest.mark.parametrize("query", ["siti", "Sitty Tjontohwati", "contoh", "wati siti"])
    @pytest.mark.parametrize("who", ["hasan", "ratna"])
    def test_finds_by_name(self, session, cast, query, who):
        case_id = f.assigned(session, cast)
        f.assigned(session, cast, victims=(f.victim(name="Budi Rekaan"),))

        assert ids(session, cast, who, query=query) == [case_id]

    def test_a_caseworker_finds_nothing_outside_own_cases(self, session, cast):
        f.assigned(session, cast, "lestari")
        assert ids(session, cast, "ratna", query="siti") == []

    def test_another_unit_finds_nothing(self, session, cast):
        f.assigned(session, cast)
        assert ids(session, cast, "sari", query="siti") == []

    def test_by_number(self, session, cast):
        case_id = f.assigned(session, cast)
        f.assigned(session, cast)
        number = case_number(case_id, session.get(Case, case_id).opened_month)

        assert ids(session, cast, query=number.lower()) == [case_id]
        assert ids(session, cast, "lestari", query=number) == []

    def test_too_short_a_query_is_refused(self, session, cast):
        with pytest.raises(Invalid) as refused:
            ids(session, cast, query="a")
        assert refused.value.reason == "query-too-short"

    def test_intake_learns_that_the_same_child_may_be_known_and_no_more(self, session, cast):
        known = f.assigned(session, cast)
        fresh = f.registered(session, cast)

        rows = listing.list_cases(
            session, cast.actor(session, "tini"), ListFilter(query="siti contohwati")
        ).rows

        shown = {row.case_id: row for row in rows}
        assert set(shown) == {known, fresh}
        assert shown[known].summary == {}
        assert shown[fresh].summary["initials"] == ["S.C."]

    def test_pages_of_hits_are_looked_up_a_few_at_a_time(self, session, cast, monkeypatch):
        monkeypatch.setattr(listing, "HITS_AT_ONCE", 3)
        monkeypatch.setattr(listing, "PAGE", 4)
        everyone = {f.registered(session, cast) for _ in range(10)}

        pages = [ids(session, cast, page=page, query="siti") for page in (1, 2, 3, 4)]

        assert [len(page) for page in pages] == [4, 4, 2, 0]
        assert set().union(*pages) == everyone

    def test_folding_in_changes_no_answer(self, session, cast):
        names = ("Siti Rekaan", "Rekawati Sitti", "Budi", "Sinta Rekaan")
        for name in names:
            f.registered(session, cast, victims=(f.victim(name=name), f.victim(name="Umar")))
        asked = ("siti", "reka", "rekaan siti", "umar", "bu")
        before = [ids(session, cast, query=query) for query in asked]
        index.fold(session, cast.actor(session, "hasan"), cast.units[0])
        session.commit()

        assert [ids(session, cast, query=query) for query in asked] == before
        assert [len(found) for found in before] == [2, 3, 1, 4, 1]

    def test_a_name_that_was_corrected_is_found_by_the_new_one_only(self, session, cast):
        case_id = f.registered(session, cast)
        index.fold(session, cast.actor(session, "hasan"), cast.units[0])
        session.commit()
        for fold_in_between in (False, True):
            opened = open_case(
                session, cast.actor(session, "hasan"), case_id, Permission.CASE_WRITE
            )
            fresh = summaries.of_report(f.report(victims=(f.victim(name="Budi Ralat"),)))
            changed = {name: fresh[name] for name in ("victims", "initials")}
            summaries.change(session, cast.actor(session, "hasan"), opened, **changed)
            session.commit()
            if fold_in_between:
                index.fold(session, cast.actor(session, "hasan"), cast.units[0])
                session.commit()

            assert ids(session, cast, query="ralat") == [case_id]
            assert ids(session, cast, query="siti") == []


class TestFolding:
    def fold(self, session, cast, who="hasan"):
        count = index.fold(session, cast.actor(session, who), cast.units[0])
        session.commit()
        return count

    def counted(self, session, cast):
        hasan = cast.actor(session, "hasan")
        return {line.case_id: line for line in index.list_lines(session, hasan, cast.units[0])}

    def test_changes_nothing_that_can_be_read(self, session, cast):
        f.closed(session, cast)
        f.registered(session, cast)
        before = self.counted(session, cast)

        assert self.fold(session, cast) > 0

        assert self.counted(session, cast) == before
        assert session.scalars(select(SearchDelta)).all() == []
        assert self.fold(session, cast) == 0

    def test_later_changes_replace_folded_lines(self, session, cast):
        case_id = f.assigned(session, cast)
        self.fold(session, cast)
        command = AddService(kind="kesehatan", given_on=clock.today())
        deliveries.add_service(session, cast.actor(session, "ratna"), case_id, command)
        session.commit()

        before = self.counted(session, cast)[case_id].services
        self.fold(session, cast)

        assert before == self.counted(session, cast)[case_id].services == ("kesehatan",)

    def test_happens_by_itself_above_its_limit(self, session, cast):
        hasan = cast.actor(session, "hasan")
        for _ in range(70):
            intake.register_case(session, hasan, uuid.uuid4(), f.report())
        session.commit()

        assert len(session.scalars(select(SearchDelta)).all()) < 2 * 64
        assert len(self.counted(session, cast)) == 70

    def test_fills_segments_one_after_another(self, session, cast, monkeypatch):
        monkeypatch.setattr("kla.cases.services.index_segments.LINES_PER_SEGMENT", 4)
        for _ in range(3):
            for _ in range(3):
                f.registered(session, cast)
            self.fold(session, cast)

        numbers = [
            row.number
            for row in session.scalars(select(SearchSegment).where(SearchSegment.kind == LIST))
        ]
        assert sorted(numbers) == [1, 2, 3]
        assert len(self.counted(session, cast)) == 9

    def test_destroys_the_handle_under_which_lines_waited(self, session, cast):
        f.registered(session, cast)
        handles = cast.actor(session, "hasan").keys.handles
        place = IndexId(cast.units[0], MATCH)
        row = session.get(SearchIndex, (cast.units[0], MATCH))
        ref = place.delta_ref(row.generation)
        assert handles.get(ref)

        self.fold(session, cast)

        with pytest.raises(Unreadable):
            handles.get(ref)

    def test_intake_folds_the_names_and_leaves_the_list(self, session, cast):
        f.registered(session, cast)

        self.fold(session, cast, "tini")

        left = {row.kind for row in session.scalars(select(SearchDelta))}
        assert left == {LIST}

    def test_lines_of_somebody_without_the_case_count_for_nothing(self, session, cast):
        """Lestari can seal a line about any case; who reads it asks whether she holds the case."""
        case_id = f.assigned(session, cast, "ratna")
        self.fold(session, cast)
        case = lookup.get_case(session, case_id)
        forged = summaries.of_report(f.report(risk="rendah", victims=(f.victim(name="Palsu"),)))
        index.replace_lines(session, cast.actor(session, "lestari"), case, forged)
        session.commit()

        assert ids(session, cast, query="palsu") == []
        self.fold(session, cast)
        assert self.counted(session, cast)[case_id].risk == "sedang"
        assert ids(session, cast, query="siti") == [case_id]

    @pytest.mark.parametrize("folds_between", [False, True])
    def test_lines_of_intake_count_although_it_gave_the_case_away(
        self, session, cast, folds_between
    ):
        case_id = f.registered(session, cast)
        if folds_between:
            self.fold(session, cast)
        tini = cast.actor(session, "tini")
        command = f.identify(risk="tinggi", primary_kind="seksual", kinds=("seksual",))
        identification.identify_case(session, tini, case_id, command)
        ratna = cast.members["ratna"].account_id
        assignment.assign_case(session, tini, case_id, AssignCase(workers=(ratna,)))
        session.commit()

        for _ in range(2):
            line = self.counted(session, cast)[case_id]
            assert (line.risk, line.kinds, line.accepted) == ("tinggi", ("seksual",), True)
            assert ids(session, cast, query="siti") == [case_id]
            self.fold(session, cast)
        assert session.scalars(select(SearchDelta)).all() == []

    def test_a_forged_signature_counts_for_nothing(self, session, cast):
        f.registered(session, cast)
        for row in session.scalars(select(SearchDelta)):
            row.sig = bytes(64)
        session.commit()

        assert self.counted(session, cast) == {}

    def test_the_index_of_a_unit_opens_for_its_supervisors_only(self, session, cast):
        f.assigned(session, cast)
        for who in ("ratna", "sari", "nur"):
            with pytest.raises(NotFound):
                list(index.list_lines(session, cast.actor(session, who), cast.units[0]))

    def test_a_removed_workers_lines_are_written_again(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        self.fold(session, cast)
        command = AddService(kind="kesehatan", given_on=clock.today())
        deliveries.add_service(session, cast.actor(session, "ratna"), case_id, command)
        assignment.remove_worker(
            session, cast.actor(session, "hasan"), case_id, cast.ratna.account_id
        )
        session.commit()

        self.fold(session, cast)

        assert self.counted(session, cast)[case_id].services == ("kesehatan",)


def test_measures_read_what_was_reported_and_done(session, cast):
    people = (f.victim(person=uuid.UUID(int=7)), f.victim(name="B", sex="L", kelurahan="luar"))
    case_id = f.assigned(session, cast, victims=people)

    lines = list(index.list_lines(session, cast.actor(session, "hasan"), cast.units[0]))

    assert [line.case_id for line in lines] == [case_id]
    assert lines[0].accepted
    assert {(v.sex, v.age, v.kecamatan) for v in lines[0].victims} == {
        ("P", 12, "64.71.01"),
        ("L", 12, "lainnya"),
    }
    assert lines[0].victims[0].person == uuid.UUID(int=7).hex


@pytest.mark.parametrize(("days", "age"), [(-1, 11), (0, 12), (1, 12)])
def test_an_age_is_counted_from_the_day_of_birth_to_the_report(session, cast, days, age):
    received = clock.now() - timedelta(days=40)
    day = received.astimezone(clock.WITA).date()
    born = day.replace(year=day.year - 12) - timedelta(days=days)
    f.registered(session, cast, received_at=received, victims=(f.victim(age=None, born=born),))

    (line,) = index.list_lines(session, cast.actor(session, "hasan"), cast.units[0])

    assert line.victims[0].age == age


def test_an_expired_grant_is_out_of_reach(session, cast):
    case_id = f.assigned(session, cast)
    ratna = cast.actor(session, "ratna")
    grant = session.scalars(
        select(CaseGrant).where(CaseGrant.recipient_kid == ratna.keys.own_kid)
    ).one()
    grant.expires = clock.now() - timedelta(minutes=1)
    session.commit()

    assert case_id not in ids(session, cast, "ratna")
    assert dataclasses.asdict(ListFilter())["query"] == ""
    assert session.get(Case, case_id).state is CaseState.ASSESSMENT
