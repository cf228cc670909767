"""Services: planned, given, not to be had; and mediation within the law."""

import uuid
from datetime import timedelta

import pytest

from kla.cases.services import deliveries, reading
from kla.cases.types import ServiceStatus, SettleService
from kla.core import clock
from kla.core.errors import Conflict, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f
from tests import factories_stages as s
from tests.integration.cases.test_plans import set_kinds

PLANNED, DELIVERED = ServiceStatus.PLANNED, ServiceStatus.DELIVERED
NOT_DELIVERED = ServiceStatus.NOT_DELIVERED


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
