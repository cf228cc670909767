"""Cases that may be about the same child: who finds what, why, and what is said about it."""

import uuid
from datetime import timedelta

import pytest

from kla.cases.models import CaseSection
from kla.cases.services import candidates, duplicates, lookup, notes, restriction
from kla.cases.services.lookup import Permission
from kla.cases.types import Perpetrator, Reporter
from kla.cases.types.duplicates import Choice
from kla.cases.types.restriction import RestrictCase
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f

NIK = "6471014401120001"


def alike(session, cast, who="tini", case_id=None, **changed):
    """What somebody is shown before a neighbour's report about one child is saved."""
    report = f.report(victims=(f.victim(**changed),), reporter=Reporter(relation="tetangga"))
    return duplicates.look(session, cast.actor(session, who), case_id or uuid.uuid4(), report)


def look(session, cast, case_id, who="hasan"):
    """What the page of a case shows, with the version of what was said."""
    return duplicates.read(session, cast.actor(session, who), case_id)


def decide(session, cast, case_id, choice, who="hasan"):
    """Somebody says the same about every case that is like one."""
    seen, found = look(session, cast, case_id, who)
    choices = {one.mark: choice for one in found}
    merge = duplicates.decide(session, cast.actor(session, who), case_id, choices, seen)
    session.commit()
    return merge


class TestWhatIsAlike:
    def test_a_variant_spelling_of_the_same_age_is_strong(self, session, cast):
        known = f.registered(session, cast, victims=(f.victim(name="Siti Contohwati"),))

        (found,) = alike(session, cast, name="St. Tjontohwati binti Pak Contoh")

        assert (found.case_id, found.strength) == (known, "strong")
        assert {"name-like", "born", "kelurahan", "sex"} & set(found.reasons)
        assert found.name == "Siti Contohwati"

    def test_the_same_nik_is_enough_whatever_the_name(self, session, cast):
        known = f.registered(session, cast, victims=(f.victim(name="Upik Rekaan", nik=NIK),))

        (found,) = alike(session, cast, name="Ratih Khayalan", nik="6471 0144 0112 0001")

        assert (found.case_id, found.strength) == (known, "strong")
        assert "nik" in found.reasons
        assert "name-like" not in found.reasons

    @pytest.mark.parametrize(
        "changed", [{"age": 7}, {"sex": "L"}, {"name": "Rahma Khayalan"}, {"name": "Anak 1"}]
    )
    def test_another_age_sex_or_name_is_somebody_else(self, session, cast, changed):
        f.registered(session, cast)

        assert alike(session, cast, **({"name": "Siti Contohwati"} | changed)) == []

    def test_one_word_in_common_wants_something_besides(self, session, cast):
        single = f.victim(name="Melati", age=None, kelurahan=f.KLANDASAN)
        f.registered(session, cast, victims=(single,))

        assert alike(session, cast, name="Melati", age=None) == []
        (found,) = alike(session, cast, name="Melati", age=None, kelurahan=f.KLANDASAN)
        assert (found.strength, "kelurahan" in found.reasons) == ("weak", True)

    def test_a_parent_of_the_same_name_speaks_for_it(self, session, cast):
        rows = (Perpetrator(relation="orang_tua", name="Bambang Khayali"),)
        known = f.registered(
            session,
            cast,
            victims=(f.victim(name="Melati", age=None, kelurahan=f.KLANDASAN),),
            perpetrators=rows,
            reporter=Reporter(relation="tetangga"),
        )
        report = f.report(
            victims=(f.victim(name="Melati", age=None),),
            reporter=Reporter(relation="keluarga", name="Bambang Kayali"),
        )

        (found,) = duplicates.look(session, cast.actor(session, "tini"), uuid.uuid4(), report)

        assert found.case_id == known
        assert "relative" in found.reasons

    def test_nobody_is_alike_to_nobody(self, session, cast):
        f.registered(session, cast)

        assert alike(session, cast, name="Bambang Khayali", sex="L") == []

    @pytest.mark.parametrize("name", ["", "x" * 300, "\0", "Siti\x07"])
    def test_a_report_that_cannot_be_is_refused(self, session, cast, name):
        with pytest.raises(Invalid):
            alike(session, cast, name=name)

    @pytest.mark.parametrize("name", ["((((", "a|b|c", "ß ﷺ", "'; DROP", "..", "[a-z]*\\"])
    def test_any_signs_in_a_name_are_looked_for(self, session, cast, name):
        assert alike(session, cast, name=name) == []


class TestWhoFindsWhat:
    def test_intake_learns_of_another_district_only_which_unit_to_ask(self, session, cast):
        """The same child, a year ago, in a spelling of another district."""
        hers = f.assigned(
            session,
            cast,
            "made",
            by="sari",
            unit_id=cast.units[1],
            received_at=clock.now() - timedelta(days=365),
            victims=(f.victim(name="Sitti Tjontohwati", age=11),),
        )

        (found,) = alike(session, cast, name="Siti Contohwati")

        assert (found.unit, found.case_id, found.number, found.name) == ("Unit Dua", None, "", "")
        assert str(hers) not in repr(found)
        assert hers.hex not in repr(found)
        assert "Tjontohwati" not in repr(found)

    def test_a_supervisor_finds_in_the_own_unit_only(self, session, cast):
        f.registered(session, cast, by="sari")
        mine = f.registered(session, cast)

        (found,) = alike(session, cast, who="hasan", name="Siti Contohwati")

        assert found.case_id == mine

    def test_a_caseworker_finds_among_own_cases_only(self, session, cast):
        mine, other = f.assigned(session, cast), f.assigned(session, cast)
        f.assigned(session, cast, "lestari")

        _seen, found = look(session, cast, mine, "ratna")

        assert [one.case_id for one in found] == [other]

    def test_a_restricted_case_is_never_found(self, session, cast):
        hidden = f.assigned(session, cast)
        people = (cast.hasan.account_id, cast.ratna.account_id)
        command = RestrictCase(people=people, reason="Menyangkut pegawai.", confirmed=True)
        restriction.restrict(session, cast.actor(session, "hasan"), hidden, command)
        session.commit()
        mine = f.assigned(session, cast)

        for who in ("tini", "hasan"):
            assert alike(session, cast, who=who, name="Siti Contohwati", age=12) != [hidden]
            found = alike(session, cast, who=who, name="Siti Contohwati")
            assert hidden not in {one.case_id for one in found}
        assert look(session, cast, mine, "ratna")[1] == []

    def test_a_stranger_finds_nothing(self, session, cast):
        case_id = f.assigned(session, cast)

        with pytest.raises(NotFound):
            look(session, cast, case_id, "made")
        with pytest.raises(Forbidden):
            alike(session, cast, who="ratna", name="Siti Contohwati")


class TestWhatIsSaid:
    def test_no_is_remembered_and_seen_from_both_sides(self, session, cast):
        one, other = f.assigned(session, cast), f.assigned(session, cast)
        assert look(session, cast, one)[1][0].choice is None

        assert decide(session, cast, one, Choice.OTHER) is None

        assert look(session, cast, one)[1][0].choice is Choice.OTHER
        assert look(session, cast, other)[1][0].choice is Choice.OTHER
        assert duplicates.list_pending(session, cast.actor(session, "hasan")) == []

    def test_yes_leads_a_supervisor_on_to_the_merge(self, session, cast):
        one, other = f.assigned(session, cast), f.assigned(session, cast)

        assert decide(session, cast, one, Choice.SAME) == other
        assert decide(session, cast, other, Choice.SAME, "ratna") is None

    def test_what_nobody_decided_waits_in_a_list(self, session, cast):
        f.registered(session, cast)
        case_id, report = uuid.uuid4(), f.report(unit_id=cast.units[0])
        tini = cast.actor(session, "tini")
        found = duplicates.look(session, tini, case_id, report)
        said = duplicates.Said(found, {one.mark: Choice.LATER for one in found})
        duplicates.register(session, tini, case_id, report, said)
        session.commit()

        (row,) = duplicates.list_pending(session, cast.actor(session, "hasan"))

        assert (row.case_id, row.undecided, row.said_same) == (case_id, 1, 0)
        with pytest.raises(Forbidden):
            duplicates.list_pending(session, cast.actor(session, "ratna"))

    def test_it_is_sealed(self, session, cast):
        one, _other = f.assigned(session, cast), f.assigned(session, cast)
        decide(session, cast, one, Choice.SAME)

        row = session.query(CaseSection).filter_by(case_id=one, name="duplicates").one()

        assert b"same" not in row.ct

    def test_two_who_decide_at_once_are_told(self, session, cast):
        one, _other = f.assigned(session, cast), f.assigned(session, cast)
        seen, found = look(session, cast, one)
        decide(session, cast, one, Choice.LATER, "ratna")

        with pytest.raises(Conflict):
            duplicates.decide(
                session,
                cast.actor(session, "hasan"),
                one,
                {found[0].mark: Choice.OTHER},
                seen,
            )

    @pytest.mark.parametrize("choices", [{"0" * 24: Choice.SAME}, {"": Choice.OTHER}])
    def test_a_pair_that_is_none_is_refused(self, session, cast, choices):
        one = f.assigned(session, cast)

        with pytest.raises(Invalid):
            duplicates.decide(session, cast.actor(session, "hasan"), one, choices, 0)


class TestAddingAReport:
    def test_it_becomes_a_note_once_however_often_it_is_sent(self, session, cast):
        known, entry = f.registered(session, cast), uuid.uuid4()
        tini = cast.actor(session, "tini")
        for _ in range(2):
            duplicates.add_report(session, tini, known, "Kronologi lain.", entry)
            session.commit()

        opened = lookup.open_case(session, tini, known, Permission.CASE_READ)
        assert [note.text for note in notes.notes_of(session, opened)] == ["Kronologi lain."]

    def test_a_long_one_is_kept_to_its_last_word(self, session, cast):
        known, text = f.registered(session, cast), "kata " * 9_000 + "akhir"
        tini = cast.actor(session, "tini")

        duplicates.add_report(session, tini, known, text, uuid.uuid4())
        session.commit()

        opened = lookup.open_case(session, tini, known, Permission.CASE_READ)
        kept = sorted(note.text for note in notes.notes_of(session, opened))
        assert sum(map(len, kept)) == len(text)
        assert any(one.endswith("akhir") for one in kept)

    def test_not_to_a_case_that_is_over_or_out_of_reach(self, session, cast):
        over, hers = f.closed(session, cast), f.registered(session, cast, by="sari")
        hasan = cast.actor(session, "hasan")

        with pytest.raises(InvalidTransition):
            duplicates.add_report(session, hasan, over, "Kronologi.", uuid.uuid4())
        with pytest.raises(NotFound):
            duplicates.add_report(session, hasan, hers, "Kronologi.", uuid.uuid4())


def test_a_mark_tells_nothing_of_either_case():
    own, other = uuid.uuid4(), uuid.uuid4()

    assert candidates.mark_of(own, other) != candidates.mark_of(other, own)
    assert other.hex[:8] not in candidates.mark_of(own, other)
