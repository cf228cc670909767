"""Consents of a case: written down, taken back, and asked for before anything leaves."""

import uuid
from datetime import timedelta

import pytest

from kla.access.policy import Permission
from kla.cases.services import assignment, consents, people, tasks, work
from kla.cases.services.lookup import open_case
from kla.cases.types import Perpetrator, TaskKind
from kla.cases.types.consents import ConsentPurpose, Decision, RecordConsent, WithdrawConsent
from kla.cases.types.people import LinkPerson, PersonDetails, PersonRole, PutPerson
from kla.core import clock
from kla.core.errors import Forbidden, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f

REFERRAL = ConsentPurpose.REFERRAL
FATHER = Perpetrator(relation="orang_tua", name="Joko Contoh")


@pytest.fixture
def case_id(session, cast):
    return f.assigned(session, cast, perpetrators=(Perpetrator(relation="guru", name="Pak Guru"),))


@pytest.fixture
def as_(app, cast):
    """A browser in which somebody is signed in."""
    return lambda who: cast.browser(app, who)


def roll(session, cast, case_id):
    return people.read_roll(session, cast.actor(session, "hasan"), case_id)


def victims(session, cast, case_id):
    return tuple(one.id for one in roll(session, cast, case_id).people if one.role == "victims")


def mother(session, cast, case_id):
    details = PersonDetails(name="Rina Contohwati", relation="ibu")
    command = PutPerson(role=PersonRole.FAMILY, details=details)
    people.put_person(session, cast.actor(session, "ratna"), case_id, command)
    session.commit()
    return command.person


def record(session, cast, case_id, who="ratna", **changed):
    values = {
        "purposes": (str(REFERRAL),),
        "about": victims(session, cast, case_id),
        "decision": Decision.GIVEN,
        "on": clock.today(),
        "giver": "orang_tua",
        "giver_name": "Rina Contohwati",
        "how": "tertulis",
    }
    command = RecordConsent(**(values | changed))
    consents.record_consent(session, cast.actor(session, who), case_id, command)
    session.commit()
    return command


def require(session, cast, case_id, purpose=REFERRAL):
    ratna = cast.actor(session, "ratna")
    opened = open_case(session, ratna, case_id, Permission.CASE_WRITE)
    return consents.require(session, ratna, opened, purpose)


def refusal(session, cast, case_id, purpose=REFERRAL):
    with pytest.raises(Invalid) as refused:
        require(session, cast, case_id, purpose)
    session.rollback()
    return refused.value.reason


def ledger(session, cast, case_id):
    return consents.read_ledger(session, cast.actor(session, "hasan"), case_id)


def withdraw(session, cast, case_id, entry, **changed):
    values = {"on": clock.today(), "reason": "Berubah pikiran."}
    command = WithdrawConsent(**(values | changed))
    consents.withdraw_consent(
        session, cast.actor(session, "ratna"), case_id, uuid.UUID(entry["entry"]), command
    )
    session.commit()


class TestRequire:
    def test_refuses_where_nothing_was_agreed_to(self, session, cast, case_id):
        assert refusal(session, cast, case_id) == "consent-missing"

    def test_answers_what_it_rests_on_and_leaves_a_line(self, session, cast, case_id):
        record(session, cast, case_id)
        (entry,) = require(session, cast, case_id)
        assert (entry["purpose"], entry["giver_name"]) == ("rujukan", "Rina Contohwati")

    def test_each_purpose_is_its_own(self, session, cast, case_id):
        record(session, cast, case_id)
        assert refusal(session, cast, case_id, ConsentPurpose.SIMFONI) == "consent-missing"

    def test_a_sibling_who_came_later_is_asked_about(self, session, cast, case_id):
        record(session, cast, case_id)
        details = PersonDetails(name="Budi Contoh", sex="L", kelurahan=f.MANGGAR)
        command = PutPerson(role=PersonRole.VICTIM, details=details)
        people.put_person(session, cast.actor(session, "ratna"), case_id, command)
        session.commit()
        assert refusal(session, cast, case_id) == "consent-missing"

    def test_refuses_after_the_last_day(self, session, cast, case_id, monkeypatch):
        record(session, cast, case_id, until=clock.today() + timedelta(days=3))
        require(session, cast, case_id)
        later = clock.today() + timedelta(days=4)
        monkeypatch.setattr(clock, "today", lambda: later)
        assert refusal(session, cast, case_id) == "consent-expired"

    def test_refuses_once_it_was_taken_back(self, session, cast, case_id):
        record(session, cast, case_id)
        withdraw(session, cast, case_id, ledger(session, cast, case_id).entries[0])
        assert refusal(session, cast, case_id) == "consent-withdrawn"

    def test_what_counts_survives_a_new_key(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        record(session, cast, case_id)
        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, cast.lestari.account_id)
        session.commit()
        assert require(session, cast, case_id)

    def test_and_somebody_who_was_recognised(self, session, cast, case_id):
        from kla.cases.services import known_people

        other = f.assigned(session, cast)
        record(session, cast, case_id)
        (girl,), (known,) = (victims(session, cast, one) for one in (case_id, other))
        command = LinkPerson(role=PersonRole.VICTIM, person=girl, known_case=other, known=known)
        known_people.link_person(session, cast.actor(session, "ratna"), case_id, command)
        session.commit()
        assert require(session, cast, case_id)


class TestSuspectedGuardian:
    def test_their_yes_is_not_written_down(self, session, cast):
        case_id = f.assigned(session, cast, perpetrators=(FATHER,))
        with pytest.raises(Invalid) as refused:
            record(session, cast, case_id, giver_name="Joko Contoh")
        assert refused.value.reason == "consent-of-suspect"

    def test_one_from_before_counts_no_more_and_another_ground_does(self, session, cast, case_id):
        record(session, cast, case_id, giver_name="Pak Guru Contoh", giver="wali")
        require(session, cast, case_id)
        details = PersonDetails(name="Pak Guru Contoh", relation="keluarga", is_guardian=True)
        command = PutPerson(role=PersonRole.PERPETRATOR, details=details)
        people.put_person(session, cast.actor(session, "ratna"), case_id, command)
        session.commit()
        assert refusal(session, cast, case_id) == "consent-of-suspect"

        record(
            session,
            cast,
            case_id,
            decision=Decision.GROUND,
            ground="kepentingan_vital",
            reason="Wali adalah terlapor; anak perlu visum.",
        )
        (entry,) = require(session, cast, case_id)
        assert entry["ground"] == "kepentingan_vital"

    def test_no_form_is_printed_for_them(self, session, cast):
        case_id = f.assigned(session, cast, perpetrators=(FATHER,))
        (father,) = (one for one in roll(session, cast, case_id).people if one.is_barred)
        ratna = cast.actor(session, "ratna")
        with pytest.raises(InvalidTransition):
            consents.form_for(session, ratna, case_id, father.role, father.id)


class TestRecord:
    def test_one_form_may_have_several_purposes(self, session, cast, case_id):
        record(session, cast, case_id, purposes=("rujukan", "simfoni"))
        assert require(session, cast, case_id, ConsentPurpose.SIMFONI)

    def test_the_same_form_sent_twice_is_written_once(self, session, cast, case_id):
        entry = uuid.uuid4()
        record(session, cast, case_id, entry=entry)
        record(session, cast, case_id, entry=entry)
        assert len(ledger(session, cast, case_id).entries) == 1

    def test_two_who_write_at_once_both_stand(self, session, cast, case_id):
        record(session, cast, case_id)
        record(session, cast, case_id, who="hasan", purposes=("simfoni",))
        assert len(ledger(session, cast, case_id).entries) == 2

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"purposes": ()}, "purposes"),
            ({"purposes": ("x",)}, "purposes"),
            ({"about": ()}, "about"),
            ({"about": (uuid.uuid4(),)}, "about"),
            ({"on": clock.today() + timedelta(days=1)}, "on"),
            ({"until": clock.today() - timedelta(days=1)}, "until"),
            ({"giver": ""}, "giver"),
            ({"giver_name": ""}, "giver_name"),
            ({"giver_person": uuid.uuid4()}, "giver_person"),
            ({"how": ""}, "how"),
            ({"how": "disaksikan"}, "witness"),
            ({"decision": Decision.GROUND}, "ground"),
            ({"decision": Decision.GROUND, "ground": "tugas_publik"}, "reason"),
            (
                {
                    "decision": Decision.GROUND,
                    "ground": "tugas_publik",
                    "reason": "Ya.",
                    "purposes": ("foto",),
                },
                "purposes",
            ),
        ],
    )
    def test_what_cannot_be_is_refused_with_its_field(self, session, cast, case_id, changed, field):
        with pytest.raises(Invalid) as refused:
            record(session, cast, case_id, **changed)
        assert refused.value.field == field

    @pytest.mark.parametrize(
        ("who", "error"), [("lestari", NotFound), ("sari", NotFound), ("dimas", Forbidden)]
    )
    def test_is_for_who_can_open_the_case(self, session, cast, case_id, who, error):
        with pytest.raises(error):
            record(session, cast, case_id, who=who)


def reviews(session, case_id):
    return [one for one in tasks.open_tasks(session, case_id) if one.kind is TaskKind.REVIEW]


class TestReminder:
    def test_one_task_for_one_form_and_its_words_are_sealed(self, session, cast, case_id):
        until = clock.today() + timedelta(days=30)
        record(session, cast, case_id, until=until, purposes=("rujukan", "simfoni"))
        (task,) = reviews(session, case_id)
        assert task.assignee == cast.ratna.account_id
        found = work.list_tasks(session, cast.actor(session, "ratna")).tasks
        assert [one.about for one in found if one.kind is TaskKind.REVIEW] == ["consent"]

    def test_it_ends_when_nothing_of_it_counts_any_more(self, session, cast, case_id):
        until = clock.today() + timedelta(days=30)
        record(session, cast, case_id, until=until, purposes=("rujukan", "simfoni"))
        first, second = ledger(session, cast, case_id).entries
        withdraw(session, cast, case_id, first)
        assert len(reviews(session, case_id)) == 1
        withdraw(session, cast, case_id, second)
        assert reviews(session, case_id) == []

    def test_who_is_asked_anew_is_not_reminded_of_before(self, session, cast, case_id):
        record(session, cast, case_id, until=clock.today() + timedelta(days=30))
        record(session, cast, case_id, until=clock.today() + timedelta(days=60))
        assert len(reviews(session, case_id)) == 1


class TestWithdraw:
    def test_once_and_with_a_reason_and_not_before_it_was_given(self, session, cast, case_id):
        record(session, cast, case_id)
        entry = ledger(session, cast, case_id).entries[0]
        for changed in ({"reason": " "}, {"on": clock.today() - timedelta(days=1)}):
            with pytest.raises(Invalid):
                withdraw(session, cast, case_id, entry, **changed)
            session.rollback()
        withdraw(session, cast, case_id, entry)
        with pytest.raises(Invalid) as refused:
            withdraw(session, cast, case_id, entry)
        assert refused.value.reason == "already-withdrawn"

    def test_nothing_that_is_not_there(self, session, cast, case_id):
        with pytest.raises(NotFound):
            withdraw(session, cast, case_id, {"entry": uuid.uuid4().hex})


class TestPages:
    def typed(self, browser, case_id, **changed):
        browser.get(f"/cases/{case_id}/consents/add")
        about = [one.get("value") for one in browser.fields() if one.get("name") == "about"]
        values = {
            "entry": browser.value("entry"),
            "purposes": ["rujukan"],
            "about": about,
            "decision": "given",
            "giver": "orang_tua",
            "giver_name": "Rina Contohwati",
            "how": "tertulis",
            "on": clock.today().isoformat(),
        }
        return values | changed

    def test_a_decision_is_written_shown_and_taken_back(self, session, cast, as_, case_id):
        ratna = as_("ratna")
        sent = self.typed(ratna, case_id)
        ratna.follow(ratna.post(f"/cases/{case_id}/consents/add", sent))
        assert "Boleh" in ratna.text()
        entry = uuid.UUID(ledger(session, cast, case_id).entries[0]["entry"])
        path = f"/cases/{case_id}/consents/{entry}/withdraw"
        assert ratna.get(path).status_code == 200
        assert ratna.post(path, {"on": clock.today().isoformat()}).status_code == 422
        taken = {"on": clock.today().isoformat(), "reason": "Berubah pikiran."}
        ratna.follow(ratna.post(path, taken))
        assert "Dicabut" in ratna.text()
        assert ratna.get(path).status_code == 200

    def test_what_is_refused_is_said_and_what_was_typed_stays(self, as_, case_id):
        ratna = as_("ratna")
        sent = self.typed(ratna, case_id, how="disaksikan")
        assert ratna.post(f"/cases/{case_id}/consents/add", sent).status_code == 422
        assert "Bagian ini wajib diisi." in ratna.text()
        assert ratna.value("giver_name") == "Rina Contohwati"

    def test_a_form_to_sign_names_the_child_by_initials(self, session, cast, as_, case_id):
        person = mother(session, cast, case_id)
        ratna = as_("ratna")
        assert ratna.get(f"/cases/{case_id}/consents/form/family/{person}").status_code == 200
        assert "S.C." in ratna.text()
        assert "Siti" not in ratna.text()

    def test_none_for_a_suspected_parent_and_the_page_says_why(self, session, cast, as_):
        case_id = f.assigned(session, cast, perpetrators=(FATHER,))
        (father,) = (one for one in roll(session, cast, case_id).people if one.is_barred)
        ratna = as_("ratna")
        answer = ratna.get(f"/cases/{case_id}/consents/form/perpetrators/{father.id}")
        assert answer.status_code == 409
        assert "UU 27/2022 pasal 33" in ratna.text()
        ratna.get(f"/cases/{case_id}/consents")
        assert "tidak boleh, orang ini terlapor" in ratna.text()

    @pytest.mark.parametrize(
        "path",
        ["", "/add", f"/{uuid.uuid4()}/withdraw", f"/form/family/{uuid.uuid4()}"],
    )
    def test_a_foreign_case_is_like_none(self, as_, case_id, path):
        lestari = as_("lestari")
        for one in (case_id, uuid.uuid4()):
            assert lestari.get(f"/cases/{one}/consents{path}").status_code == 404
