"""Services: planned, given, not to be had; and mediation within the law."""

import uuid
from datetime import timedelta

import pytest

from kla.access.policy import Permission
from kla.cases.services import corrections, deliveries, holders, reading
from kla.cases.services.lookup import open_case
from kla.cases.types import CaseState, CorrectService, ServiceStatus, SettleService
from kla.core import clock
from kla.core.errors import Conflict, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f
from tests import factories_stages as s
from tests.integration.cases.test_plans import set_kinds

PLANNED, DELIVERED = ServiceStatus.PLANNED, ServiceStatus.DELIVERED
NOT_DELIVERED, CANCELLED = ServiceStatus.NOT_DELIVERED, ServiceStatus.CANCELLED


def page_of(session, cast, case_id):
    return reading.read_case(session, cast.actor(session, "hasan"), case_id)


def entries(session, cast, case_id):
    return deliveries.entries_of(page_of(session, cast, case_id).content("services"))


def settle(session, cast, case_id, entry, **changed):
    values = {"entry": entry, "status": DELIVERED, "given_on": clock.today()}
    command = SettleService(**(values | changed))
    deliveries.settle_service(session, cast.actor(session, "ratna"), case_id, command)
    session.commit()


class TestPlannedServices:
    def test_may_lie_ahead_and_do_not_count_as_given(self, session, cast):
        case_id = s.delivery(session, cast)

        soon = clock.today() + timedelta(days=3)
        s.serve(session, cast, case_id, status=PLANNED, given_on=soon, row=s.ROW.hex)

        entry = entries(session, cast, case_id)[0]
        assert (entry["status"], entry["given_on"]) == ("planned", soon.isoformat())
        assert entry["row"] == s.ROW.hex
        assert page_of(session, cast, case_id).content("summary")["services"] == []

    def test_are_given_with_an_outcome_and_count_then(self, session, cast):
        case_id = s.delivery(session, cast)
        soon = clock.today() + timedelta(days=3)
        entry = s.serve(session, cast, case_id, status=PLANNED, given_on=soon)

        settle(session, cast, case_id, entry, outcome="Terlaksana.", institution="Puskesmas")

        found = entries(session, cast, case_id)[0]
        assert (found["status"], found["outcome"]) == ("delivered", "Terlaksana.")
        assert found["planned_for"] == soon.isoformat()
        summary = page_of(session, cast, case_id).content("summary")
        assert summary["services"] == ["rehabilitasi_sosial"]

    def test_are_not_given_for_a_reason(self, session, cast):
        case_id = s.delivery(session, cast)
        entry = s.serve(session, cast, case_id, status=PLANNED)

        with pytest.raises(Invalid) as refused:
            settle(session, cast, case_id, entry, status=NOT_DELIVERED)
        assert refused.value.field == "reason"
        session.rollback()
        settle(session, cast, case_id, entry, status=NOT_DELIVERED, reason="Psikolog cuti.")

        assert entries(session, cast, case_id)[0]["reason"] == "Psikolog cuti."
        assert page_of(session, cast, case_id).content("summary")["services"] == []

    def test_are_settled_once(self, session, cast):
        case_id = s.delivery(session, cast)
        entry = s.serve(session, cast, case_id, status=PLANNED)
        settle(session, cast, case_id, entry)

        with pytest.raises(Conflict):
            settle(session, cast, case_id, entry, status=NOT_DELIVERED, reason="Batal.")

    def test_of_another_case_are_not_found(self, session, cast):
        case_id = s.delivery(session, cast)

        with pytest.raises(NotFound):
            settle(session, cast, case_id, uuid.uuid4())

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"given_on": clock.today() + timedelta(days=2)}, "given_on"),
            ({"row": "ff" * 16}, "row"),
            ({"status": NOT_DELIVERED}, "reason"),
        ],
    )
    def test_say_which_field_is_wrong(self, session, cast, changed, field):
        case_id = s.delivery(session, cast)

        with pytest.raises(Invalid) as refused:
            s.serve(session, cast, case_id, **changed)

        assert refused.value.field == field

    def test_of_a_closed_case_stay_as_they_are(self, session, cast):
        with pytest.raises(InvalidTransition):
            s.serve(session, cast, f.closed(session, cast))


def correct(session, cast, case_id, entry, who="ratna", why="Salah catat.", seen=0, **changed):
    more = {"correction": changed.pop("correction", uuid.uuid4())}
    command = CorrectService(service=s.service(entry=entry, **changed), why=why, seen=seen, **more)
    corrections.correct_service(session, cast.actor(session, who), case_id, command)
    session.commit()


class TestCorrections:
    def test_the_new_version_counts_and_the_old_one_is_kept(self, session, cast):
        case_id = s.delivery(session, cast)
        entry = s.serve(session, cast, case_id, outcome="Sesi pertama.")

        correct(session, cast, case_id, entry, kind="kesehatan", outcome="Diperiksa dokter.")

        (now,) = entries(session, cast, case_id)
        (before,) = corrections.versions_of(now)
        assert (now["kind"], now["outcome"]) == ("kesehatan", "Diperiksa dokter.")
        assert (before["kind"], before["outcome"]) == ("rehabilitasi_sosial", "Sesi pertama.")
        assert (before["why"], before["corrected_by"]) == (
            "Salah catat.",
            str(cast.ratna.account_id),
        )
        assert page_of(session, cast, case_id).content("summary")["services"] == ["kesehatan"]

    def test_every_version_is_kept_also_through_a_new_key(self, session, cast):
        case_id = s.delivery(session, cast)
        entry = s.serve(session, cast, case_id, outcome="Satu.")
        correct(session, cast, case_id, entry, outcome="Dua.")
        correct(session, cast, case_id, entry, outcome="Tiga.", seen=1)
        hasan = cast.actor(session, "hasan")
        opened = open_case(session, hasan, case_id, Permission.CASE_WRITE, to_change=True)
        holders.renew(session, hasan, opened)
        session.commit()

        (now,) = entries(session, cast, case_id)
        assert [one["outcome"] for one in corrections.versions_of(now)] == ["Satu.", "Dua."]

    def test_what_was_not_given_after_all_counts_no_more(self, session, cast):
        case_id = s.delivery(session, cast)
        entry = s.serve(session, cast, case_id)

        correct(session, cast, case_id, entry, status=NOT_DELIVERED, reason="Anak sakit.")

        assert page_of(session, cast, case_id).content("summary")["services"] == []

    def test_of_two_who_correct_at_once_the_second_is_told(self, session, cast):
        case_id = s.delivery(session, cast)
        entry = s.serve(session, cast, case_id)
        correct(session, cast, case_id, entry, outcome="Kata Ratna.")
        with pytest.raises(Conflict):
            correct(session, cast, case_id, entry, who="hasan", outcome="Kata Hasan.")

    def test_the_same_form_sent_twice_is_one_correction(self, session, cast):
        case_id, same = s.delivery(session, cast), uuid.uuid4()
        entry = s.serve(session, cast, case_id)
        correct(session, cast, case_id, entry, correction=same, outcome="Dua.")
        correct(session, cast, case_id, entry, correction=same, outcome="Dua.")
        assert len(corrections.versions_of(entries(session, cast, case_id)[0])) == 1

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"why": " "}, "why"),
            ({"why": "a" * 20_001}, "why"),
            ({"kind": "sulap"}, "kind"),
            ({"status": PLANNED}, "status"),
            ({"status": NOT_DELIVERED}, "reason"),
            ({"given_on": clock.today() + timedelta(days=2)}, "given_on"),
            ({"outcome": "\x00"}, "outcome"),
        ],
    )
    def test_say_which_field_is_wrong_and_change_nothing(self, session, cast, changed, field):
        case_id = s.delivery(session, cast)
        entry = s.serve(session, cast, case_id)

        with pytest.raises(Invalid) as refused:
            correct(session, cast, case_id, entry, **changed)

        session.rollback()
        assert refused.value.field == field
        assert corrections.versions_of(entries(session, cast, case_id)[0]) == []

    def test_mediation_stays_within_the_law(self, session, cast):
        case_id = s.delivery(session, cast)
        entry = s.serve(session, cast, case_id)
        set_kinds(session, cast, case_id, "seksual", ages=(40,))
        with pytest.raises(Invalid) as refused:
            correct(session, cast, case_id, entry, kind="mediasi", mediation_confirmed=True)
        assert refused.value.reason == "mediation-forbidden"

    def test_a_planned_one_is_settled_and_one_of_another_case_is_not_there(self, session, cast):
        case_id, other = s.delivery(session, cast), s.delivery(session, cast)
        planned = s.serve(session, cast, case_id, status=PLANNED)
        elsewhere = s.serve(session, cast, other)
        for entry in (planned, elsewhere, uuid.uuid4()):
            with pytest.raises(NotFound):
                correct(session, cast, case_id, entry)

    def test_a_closed_case_is_not_corrected(self, session, cast):
        case_id = f.assessed(session, cast)
        entry = s.serve(session, cast, case_id)
        closure = f.ProposeClosure(reason="tujuan_tercapai", summary="Selesai.")
        f.closure.propose_closure(session, cast.actor(session, "ratna"), case_id, closure)
        decision = f.DecideClosure(approve=True)
        f.closure.decide_closure(session, cast.actor(session, "hasan"), case_id, decision)
        session.commit()
        with pytest.raises(InvalidTransition):
            correct(session, cast, case_id, entry, who="hasan")


class TestCalledOff:
    def test_a_planned_service_is_called_off_for_a_reason(self, session, cast):
        case_id = s.delivery(session, cast)
        entry = s.serve(session, cast, case_id, status=PLANNED)

        with pytest.raises(Invalid) as refused:
            settle(session, cast, case_id, entry, status=CANCELLED)
        session.rollback()
        soon = clock.today() + timedelta(days=9)
        reason = "Keluarga pindah."
        settle(session, cast, case_id, entry, status=CANCELLED, reason=reason, given_on=soon)

        (found,) = entries(session, cast, case_id)
        assert refused.value.field == "reason"
        assert (found["status"], found["reason"]) == ("cancelled", reason)
        assert page_of(session, cast, case_id).content("summary")["services"] == []

    def test_it_is_no_service_that_a_case_could_go_on_with(self, session, cast):
        case_id = s.delivery(session, cast)
        entry = s.serve(session, cast, case_id, status=PLANNED)
        settle(session, cast, case_id, entry, status=CANCELLED, reason="Keluarga pindah.")
        with pytest.raises(Invalid) as refused:
            s.advance(session, cast, case_id, CaseState.MONITORING)
        assert refused.value.reason == "no-service"

    def test_nothing_is_logged_as_called_off_that_was_never_planned(self, session, cast):
        case_id = s.delivery(session, cast)
        with pytest.raises(Invalid) as refused:
            s.serve(session, cast, case_id, status=CANCELLED, reason="Entah.")
        assert refused.value.field == "status"


class TestMediation:
    """UU 12/2022 art. 23: not for sexual violence, but for child perpetrators."""

    def serve(self, session, cast, case_id, **changed):
        s.serve(session, cast, case_id, kind="mediasi", **changed)

    @pytest.mark.parametrize("ages", [(), (None,), (18,), (16, 40), (17, None)])
    @pytest.mark.parametrize("confirmed", [True, False])
    def test_is_refused_unless_every_perpetrator_is_a_child(self, session, cast, ages, confirmed):
        case_id = f.assigned(session, cast)
        set_kinds(session, cast, case_id, "fisik", "seksual", ages=ages)

        with pytest.raises(Invalid) as refused:
            self.serve(session, cast, case_id, mediation_confirmed=confirmed)

        assert (refused.value.reason, refused.value.field) == ("mediation-forbidden", "kind")

    def test_wants_to_be_confirmed_for_children(self, session, cast):
        case_id = f.assigned(session, cast)
        set_kinds(session, cast, case_id, "seksual", ages=(16,))

        with pytest.raises(Invalid) as refused:
            self.serve(session, cast, case_id)
        assert refused.value.reason == "mediation-unconfirmed"
        session.rollback()
        self.serve(session, cast, case_id, mediation_confirmed=True)

        assert entries(session, cast, case_id)[0]["lawful"] is True

    def test_planned_before_the_kind_was_known_is_not_given_after(self, session, cast):
        case_id, entry = f.assigned(session, cast), uuid.uuid4()
        self.serve(session, cast, case_id, status=PLANNED, entry=entry)
        set_kinds(session, cast, case_id, "seksual", ages=(40,))

        with pytest.raises(Invalid) as refused:
            settle(session, cast, case_id, entry)
        assert refused.value.reason == "mediation-forbidden"
        session.rollback()
        settle(session, cast, case_id, entry, status=NOT_DELIVERED, reason="Tidak boleh.")

    def test_is_open_to_every_other_kind(self, session, cast):
        case_id = f.assigned(session, cast)
        self.serve(session, cast, case_id)
        assert entries(session, cast, case_id)[0]["kind"] == "mediasi"
