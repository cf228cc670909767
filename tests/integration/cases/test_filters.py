"""Filters on what is sealed: by the index, by summaries and by open cases they say the same."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from kla.access.policy import Role
from kla.cases import facets, lines
from kla.cases.models import Case
from kla.cases.services import (
    index,
    intake,
    listing,
    narrowing,
    old_lines,
    reach,
    restriction,
    sections,
    summaries,
)
from kla.cases.services.index_keys import LIST, IndexId
from kla.cases.services.lookup import Permission, open_case
from kla.cases.types import (
    ListFilter,
    SectionName,
    Sorting,
)
from kla.cases.types.filters import from_content
from kla.cases.types.restriction import RestrictCase
from kla.core.errors import Invalid
from kla.crypto import keyring
from tests import factories
from tests import factories_cases as f
from tests.integration.cases.test_listing import queries_of
from tests.integration.cases.wishes import chance, invented, passes, told, told_more, wished

DAY = timedelta(days=1)
KELURAHAN = (f.MANGGAR, f.KLANDASAN, "luar")


def ids(session, cast, who="hasan", page=1, **wanted):
    found = listing.list_cases(session, cast.actor(session, who), ListFilter(**wanted), page)
    return [row.case_id for row in found.rows]


def fold(session, cast):
    index.fold(session, cast.actor(session, "hasan"), cast.units[0])
    session.commit()


class TestSameAnswer:
    @pytest.fixture
    def cases(self, session, cast):
        rng = chance(7)
        found = [f.assigned(session, cast, **invented(rng)) for _ in range(12)]
        for case_id in found[::2]:
            told_more(session, cast, case_id, rng)
        for case_id in found:  # what identification says counts in the list
            opened = open_case(
                session, cast.actor(session, "hasan"), case_id, Permission.CASE_WRITE
            )
            core = sections.read(session, opened, SectionName.CORE).content
            values = {"kinds": core["kinds"], "primary": core["primary_kind"], "risk": core["risk"]}
            summaries.change(session, cast.actor(session, "hasan"), opened, **values)
        session.commit()
        return found

    def test_by_index_by_summaries_and_by_every_open_case(self, session, cast, cases):
        rng, known = chance(11), {one: told(session, cast, one) for one in cases}
        wishes = [wished(rng) for _ in range(60)]
        expected = [{one for one, case in known.items() if passes(case, w)} for w in wishes]
        assert sum(0 < len(one) < len(cases) for one in expected) > 20  # they tell cases apart

        waiting = [set(ids(session, cast, "hasan", **one)) for one in wishes]
        fold(session, cast)
        folded = [set(ids(session, cast, "hasan", **one)) for one in wishes]
        own = [set(ids(session, cast, "ratna", **one)) for one in wishes]

        for wish, *answers in zip(wishes, expected, waiting, folded, own, strict=True):
            assert answers[0] == answers[1] == answers[2] == answers[3], wish

    @pytest.mark.parametrize("order", list(Sorting))
    def test_in_the_same_order(self, session, cast, cases, order):
        fold(session, cast)
        assert ids(session, cast, "hasan", order=order) == ids(session, cast, "ratna", order=order)
        assert set(ids(session, cast, "hasan", order=order)) == set(cases)


class TestOrder:
    def test_by_each_attribute_and_what_is_alike_by_urgency(self, session, cast):
        def case(hours, **changed):
            received = datetime(2026, 3, 1, 2, tzinfo=UTC) + timedelta(hours=hours)
            return f.registered(session, cast, received_at=received, **changed)

        old = case(0, risk="rendah", kelurahan="luar", victims=(f.victim(age=3),))
        new = case(72, risk="sedang", kelurahan=f.KLANDASAN, victims=(f.victim(age=None),))
        mid = case(36, risk="tinggi", kelurahan=f.MANGGAR, victims=(f.victim(age=14),))
        late = case(-90, risk="tinggi", kelurahan=f.MANGGAR, victims=(f.victim(age=14),))
        fold(session, cast)

        assert ids(session, cast, order=Sorting.NEWEST) == [new, mid, old, late]
        assert ids(session, cast, order=Sorting.RISK) == [late, mid, new, old]
        assert ids(session, cast, order=Sorting.KELURAHAN) == [late, mid, new, old]
        assert ids(session, cast, order=Sorting.YOUNGEST) == [old, late, mid, new]

    @pytest.mark.parametrize("few", [1, 3, 900])
    @pytest.mark.parametrize("order", [Sorting.RISK, Sorting.NEWEST, Sorting.YOUNGEST])
    def test_pages_follow_each_other_without_gap_or_repetition(
        self, session, cast, monkeypatch, order, few
    ):
        rng = chance(3)
        for _ in range(14):
            intake.register_case(
                session, cast.actor(session, "hasan"), uuid.uuid4(), f.report(**invented(rng))
            )
        session.commit()
        whole = ids(session, cast, order=order)
        monkeypatch.setattr(listing, "PAGE", 4)
        monkeypatch.setattr(narrowing, "FEW", few)
        monkeypatch.setattr(narrowing, "STRIDE", 3)

        pages = [ids(session, cast, page=page, order=order) for page in (1, 2, 3, 4, 5)]

        assert [one for page in pages for one in page] == whole
        assert [len(page) for page in pages] == [4, 4, 4, 2, 0]

    def test_a_filter_in_clear_narrows_every_order(self, session, cast):
        mine = f.assigned(session, cast, "ratna", risk="rendah")
        f.assigned(session, cast, "lestari", risk="tinggi")
        worker = str(cast.ratna.account_id)
        assert ids(session, cast, order=Sorting.RISK, worker=worker) == [mine]
        assert ids(session, cast, order=Sorting.RISK, worker=worker, kinds=("psikis",)) == []

    def test_says_how_many_there_are_where_it_knows(self, session, cast, monkeypatch):
        for _ in range(5):
            f.registered(session, cast)
        monkeypatch.setattr(listing, "PAGE", 2)
        hasan = cast.actor(session, "hasan")

        def total(page=1, **wanted):
            return listing.list_cases(session, hasan, ListFilter(**wanted), page).total

        assert total(kinds=("fisik",)) == 5
        assert total() is None
        assert total(page=3) == 5
        assert total(page=9) is None


class TestRestricted:
    """A case that is hidden from somebody is in no count, no order and no excerpt (trap-22)."""

    @pytest.fixture
    def lina(self, session, cast):
        """A second supervisor of the unit, besides Hasan."""
        cast = factories.Cast(cast.office, cast.units, dict(cast.members))
        person = factories.Person(name="Lina Contoh", role=Role.SUPERVISOR, unit=0)
        invited = factories.invite(session, cast, "lina", person)
        cast.members["lina"] = factories.bring_in(session, cast, "lina", invited)
        return cast

    @pytest.fixture
    def hidden(self, session, lina):
        f.registered(session, lina, by="hasan", risk="rendah")
        case_id = f.assigned(session, lina, risk="tinggi", victims=(f.victim(name="Rahma Contoh"),))
        named = ("hasan", "ratna")
        command = RestrictCase(
            people=tuple(lina.members[one].account_id for one in named),
            reason="Pelaku bekerja di kantor ini.",
            confirmed=True,
        )
        restriction.restrict(session, lina.actor(session, "hasan"), case_id, command)
        session.commit()
        return case_id

    @pytest.mark.parametrize(
        "wanted",
        [
            {"kinds": ("fisik",)},
            {"order": Sorting.RISK},
            {"order": Sorting.NEWEST, "state": "active"},
            {"query": "rahma", "kinds": ("fisik",)},
            {"guardian": True, "order": Sorting.YOUNGEST},
        ],
    )
    def test_is_not_there_for_another_supervisor(self, session, lina, hidden, wanted):
        found = listing.list_cases(session, lina.actor(session, "lina"), ListFilter(**wanted))

        assert hidden not in {row.case_id for row in found.rows}
        assert found.total == len(found.rows)
        assert "R.C." not in str(found)

    def test_is_there_for_those_who_are_named(self, session, lina, hidden):
        for who in ("hasan", "ratna"):
            assert ids(session, lina, who, order=Sorting.RISK)[0] == hidden
            assert hidden in ids(session, lina, who, kinds=("fisik",))


class TestCost:
    def many(self, session, cast, count):
        hasan = cast.actor(session, "hasan")
        for _ in range(count):
            intake.register_case(session, hasan, uuid.uuid4(), f.report())
        fold(session, cast)

    def test_opens_no_more_records_than_a_page(self, session, cast, monkeypatch):
        """A search must not open everything there is (trap-19)."""
        self.many(session, cast, 30)
        monkeypatch.setattr(listing, "PAGE", 5)
        opened = []
        real = keyring.Keyring.secret_of
        monkeypatch.setattr(
            keyring.Keyring, "secret_of", lambda self, lock: opened.append(1) or real(self, lock)
        )

        assert len(ids(session, cast, kinds=("fisik",), order=Sorting.RISK)) == 5
        assert len(opened) == 5

    def test_asks_as_often_for_many_cases_as_for_few(self, session, cast):
        """The number of queries does not grow with the rows (trap-33)."""
        counts = []
        for more in (10, 60):
            self.many(session, cast, more)
            counts.append(
                queries_of(
                    session,
                    lambda: ids(session, cast, kinds=("fisik",), order=Sorting.YOUNGEST),
                )
            )
        assert counts[0] == counts[1]

    def test_a_query_that_is_too_short_runs_no_scan(self, session, cast, monkeypatch):
        """One letter is refused before anything is looked through (trap-30)."""
        self.many(session, cast, 2)
        scanned = []
        monkeypatch.setattr(facets, "scan", lambda *_args: scanned.append(1))
        monkeypatch.setattr(index, "read_texts", lambda *_args: scanned.append(1))
        with pytest.raises(Invalid) as refused:
            ids(session, cast, query="a", kinds=("fisik",))
        assert refused.value.reason == "query-too-short"
        assert scanned == []


class TestReach:
    """What a list shows is what its reader can open, whatever it is narrowed to (trap-12)."""

    @pytest.mark.parametrize("who", ["hasan", "ratna", "lestari", "tini", "sari", "made"])
    @pytest.mark.parametrize("wanted", [{"kinds": ("fisik",)}, {"order": Sorting.RISK}])
    def test_a_filter_widens_nobodys_reach(self, session, cast, who, wanted):
        f.assigned(session, cast, "ratna")
        f.assigned(session, cast, "lestari")
        f.registered(session, cast)
        whole = {
            row.case_id for row in reach.fetch(session, reach.in_reach(cast.actor(session, who)))
        }
        assert set(ids(session, cast, who, **wanted)) == whole


class TestOldLines:
    """Cases that were written before filters knew more are read, and brought up to date."""

    @pytest.fixture
    def old(self, session, cast):
        case_id = f.assigned(session, cast, place="sekolah")
        hasan = cast.actor(session, "hasan")
        opened = open_case(session, hasan, case_id, Permission.CASE_WRITE)
        row = sections.find_section(session, case_id, SectionName.SUMMARY)
        summary = summaries.read(session, opened)
        del summary["facts"]
        sections.seal_into(row, opened, summary)
        index.replace_lines(session, hasan, opened.case, summary)
        session.commit()
        return case_id

    @pytest.mark.parametrize("who", ["hasan", "ratna"])
    def test_are_found_by_what_they_say_and_by_nothing_else(self, session, cast, old, who):
        assert ids(session, cast, who, kinds=("fisik",)) == [old]
        assert ids(session, cast, who, place=("sekolah",)) == []
        assert ids(session, cast, who, lacking=("layanan",)) == []

    def test_are_written_again_when_a_filter_is_set(self, session, cast, old):
        hasan = cast.actor(session, "hasan")
        fold(session, cast)

        assert old_lines.renew_some(session, hasan, cast.units[0]) is False
        session.commit()

        assert ids(session, cast, place=("sekolah",)) == [old]
        assert ids(session, cast, "ratna", place=("sekolah",)) == [old]
        assert index.narrow(session, hasan, cast.units[0], old_lines.OLD).ids() == set()

    def test_a_few_at_a_time(self, session, cast, old):
        hasan = cast.actor(session, "hasan")
        assert old_lines.renew_some(session, hasan, cast.units[0], limit=0) is True
        assert old_lines.renew_some(session, cast.actor(session, "ratna"), cast.units[0]) is False

    def test_a_segment_of_the_first_format_is_read_and_rewritten(self, session, cast, monkeypatch):
        case_id = f.assigned(session, cast)
        first = first_format(session.get(Case, case_id))
        with monkeypatch.context() as before:
            before.setattr(lines, "list_lines", lambda *_args: [first])
            before.setattr(facets, "join", lambda many: b"\n".join(many))
            before.setattr(facets, "split", lambda text, *_only: text.split(b"\n") if text else [])
            hasan = cast.actor(session, "hasan")
            opened = open_case(session, hasan, case_id, Permission.CASE_WRITE)
            index.replace_lines(session, hasan, opened.case, summaries.read(session, opened))
            fold(session, cast)
        assert ids(session, cast, risk=("rendah",)) == [case_id]

        later = f.registered(session, cast, risk="rendah")
        fold(session, cast)

        assert set(ids(session, cast, risk=("rendah",))) == {case_id, later}
        (text,) = index.read_texts(
            session,
            cast.actor(session, "hasan"),
            IndexId(cast.units[0], LIST),
            index.must_read(session, cast.actor(session, "hasan"), IndexId(cast.units[0], LIST)),
        )
        assert text.startswith(facets.SIGN)


def first_format(case) -> bytes:
    """The line of a case as it was written at first."""
    return (
        lines.mark_of(case.id)
        + f"|{case.opened_month}|a1|p:fisik|k:,fisik,|r:rendah|l:{f.MANGGAR}|s:|v:".encode()
        + f"{uuid.uuid4().hex}:P:12:64.71.01".encode()
    )


class TestKept:
    def test_a_filter_comes_back_as_it_was(self):
        rng = chance(5)
        for _ in range(50):
            wanted = ListFilter(**wished(rng), query="siti", order=rng.choice(list(Sorting)))
            assert from_content(wanted.to_content()) == wanted

    @pytest.mark.parametrize(
        "content",
        [
            {"kind": "fisik"},
            {"kinds": "fisik"},
            {"order": "entah"},
            {"received_from": "kemarin"},
            {"risk": 7},
        ],
        ids=str,
    )
    def test_what_is_not_understood_any_more_is_left_out(self, content):
        assert from_content(content) == ListFilter()
